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
	Scale          *chart.Scale // a bar for each group with no hidden counts
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
	figure := analysis.Question{ID: q.ID + "-by-group", Text: q.Text, Options: q.Options}
	for j, g := range r.ByGroup.Groups {
		columns = append(columns, t.Column(q, j))
		name := page.UserText{Text: opendata.GroupName(p, g)}
		if g.State == "" {
			name.Lang = lang
			figure.Rows = append(figure.Rows, analysis.Row{ID: g.ID(), Text: name.Text, ReleasedTable: columns[j+1]})
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
	v.Table, v.Scale = table, newScale(p, &figure, lang)
	return v
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
