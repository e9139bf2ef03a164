package resultview

import (
	"cmp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// Groups is the answers to the questions about the proposals by one characteristic of the people who responded.
type Groups struct {
	By, Lang  string // the question about the characteristic
	Withheld  string // why all of the tables are withheld, if they are for one reason
	Questions []GroupTable
	NoTables  bool // no question can be shown by group
}

// GroupTable is the answers to one question by group.
type GroupTable struct {
	ID, Text, Lang string
	Withheld       string
	Chart          Chart // see chart.Choose
	Table          *Table
}

// newGroups returns the answers by group in r, or nil if it has none.
func newGroups(p *locale.Printer, r *analysis.Release) *Groups {
	if r.ByGroup == nil {
		return nil
	}
	v := &Groups{Lang: r.QuestionLang(), NoTables: len(r.ByGroup.Tables) == 0}
	if by := r.Question(r.ByGroup.By); by != nil {
		v.By = by.Text
	}
	reasons := map[disclose.Reason]bool{}
	for i := range r.ByGroup.Tables {
		t := &r.ByGroup.Tables[i]
		reasons[t.Withheld] = true
		v.Questions = append(v.Questions, newGroupTable(p, r, t))
	}
	slices.SortStableFunc(v.Questions, func(a, b GroupTable) int { // what is shown first
		return cmp.Compare(min(len(a.Withheld), 1), min(len(b.Withheld), 1))
	})
	if len(reasons) == 1 && !reasons[disclose.NotWithheld] {
		v.Withheld, v.Questions = v.Questions[0].Withheld, nil
	}
	return v
}

func newGroupTable(p *locale.Printer, r *analysis.Release, t *analysis.GroupTable) GroupTable {
	q, lang := r.Question(t.Question), r.QuestionLang()
	v := GroupTable{ID: "g-" + q.ID, Text: q.Text, Lang: lang, Withheld: web.WithheldReason(p, t.Withheld)}
	if t.Withheld != disclose.NotWithheld {
		return v
	}
	columns := []disclose.ReleasedTable{q.ReleasedTable}
	table := &Table{Caption: page.UserText{Text: q.Text, Lang: lang}, Lang: lang,
		Columns: []page.UserText{interfaceText(p.Say("Everyone"))}}
	if by := r.Question(r.ByGroup.By); by != nil {
		table.Caption.Text, table.About = by.Text, q.Text
	}
	figure := chart.Cross{ID: "chart-" + q.ID + "-by-group", Title: q.Text, Lang: lang, Question: q.ID, By: r.ByGroup.By,
		Options: chartOptions(q.Options), Everyone: newGroup(p, "", "", q.ReleasedTable)}
	for j, g := range r.ByGroup.Groups {
		columns = append(columns, t.Column(q, j))
		name := page.UserText{Text: opendata.GroupName(p, g)}
		if g.State == "" {
			name.Lang = lang
			one := newGroup(p, g.ID(), name.Text, columns[j+1])
			if at := slices.IndexFunc(r.ByGroup.Tiles, func(t place.Tile) bool { return t.Answer == one.ID }); at >= 0 {
				one.Column, one.Row = r.ByGroup.Tiles[at].Column, r.ByGroup.Tiles[at].Row
			}
			figure.Groups = append(figure.Groups, one)
		}
		table.Columns = append(table.Columns, name)
	}
	for i, o := range q.Options {
		var cells []string
		for _, c := range columns {
			cells = append(cells, table.answer(p, c, i))
		}
		table.add(p, o.Text, cells...)
	}
	table.Lang = "" // the other rows are named in the language of the page
	states := []survey.AnswerState{survey.Answered}
	for _, a := range t.Answers {
		if a.State != "" {
			states = append(states, a.State)
		}
	}
	for _, s := range states {
		var cells []string
		for _, c := range columns {
			cells = append(cells, cellText(p, analysis.StateOf(c, s)))
		}
		table.add(p, opendata.StateName(p, s), cells...)
	}
	v.Table, v.Chart = table, Chart{
		Figure: chart.Choose(p, figure), Name: q.ID + "-by-" + r.ByGroup.By, Heading: q.Text, Lang: lang}
	return v
}

// newGroup returns the answers of a group for a figure. What the table does not show, it does not have.
func newGroup(p *locale.Printer, id, name string, counts disclose.ReleasedTable) chart.Group {
	g := chart.Group{ID: id, Name: name}
	g.Base, _ = counts.Answered.Number()
	for i, count := range counts.Cells {
		cell := chart.Cell{Text: web.CountText(p, counts, i), Base: g.Base}
		n, shown := count.Number()
		if cell.N = n; !shown {
			cell.Hidden = cell.Text
		}
		switch share, has := counts.Shares[i].Number(); {
		case has:
			cell.Share = p.Percent(share)
		case counts.Shares[i].Mark() != disclose.Low:
			cell.Few = string(counts.Shares[i].Mark()) + " " + web.MarkLabel(p, counts.Shares[i].Mark())
		}
		g.Cells = append(g.Cells, cell)
	}
	return g
}

// answer returns the cell of an answer: how many people gave it, and their share.
func (t *Table) answer(p *locale.Printer, counts disclose.ReleasedTable, i int) string {
	text, share := cellText(p, counts.Cells[i]), shareText(p, counts.Shares[i])
	t.noteMark(p, counts.Cells[i].String())
	if !strings.HasPrefix(share, "[") || share == string(disclose.Low) {
		return text + " (" + share + ")"
	}
	t.noteMark(p, share)
	return text
}
