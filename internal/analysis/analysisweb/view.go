package analysisweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// resultsView is one release.
type resultsView struct {
	Title, Slug  string
	Invented     string
	Number       int64
	Day          string // 27 May 2016
	Reason       string
	Newer        *otherRelease // nil: this is the latest
	Others       []otherRelease
	Counted      page.Figure
	Receipts     string
	Withdrawn    string
	Excluded     string
	How          []*page.Chart
	HowMarks     bool // something in How is hidden
	Views        []questionView
	People       []questionView
	Rules        rulesView
	Marks        []markView
	Sum          string
	Entry        string // of the record
	Here         string // the address of this release
	Consultation string
	chain        page.Chain
}

// PageChain stands under the header.
func (v resultsView) PageChain() page.Chain { return v.chain }

type otherRelease struct {
	Number            int64
	Href, Day, Reason string
}

type rulesView struct {
	Version                                       string
	Base, Least, LeastSensitive, Group, ShareBase int64
}

type markView struct{ Mark, Says string }

// questionView is one question with its picture and its table.
type questionView struct {
	ID, Text string
	Chart    *page.Chart
	Stacked  *stackedChart
	Table    *tableView
	States   string
	Withheld string
	Note     string
	Changed  []changedView // while people answered
	Measures []measureView
	Marks    []markView // those that stand in the chart
}

type measureView struct{ Name, Value string }

type tableView struct {
	Caption string
	Head    []string
	Lines   []tableLine
	Marks   []markView // those that stand in it
	Note    string
}

type tableLine struct {
	Name  string
	Cells []string
}

// see notes a mark for the words under the table.
func (t *tableView) see(cell string) {
	m := disclose.Mark(cell)
	if m.Say() == "" || slices.ContainsFunc(t.Marks, func(v markView) bool { return v.Mark == cell }) {
		return
	}
	t.Marks = append(t.Marks, markView{cell, m.Say()})
}

func (t *tableView) add(name string, cells ...string) {
	for _, c := range cells {
		t.see(c)
	}
	t.Lines = append(t.Lines, tableLine{name, cells})
}

func showRelease(f *analysis.Frozen) resultsView {
	rules := f.Policy
	v := resultsView{
		Title: f.Title, Slug: f.Consultation, Number: f.Number, Day: day(f.At), Reason: f.Reason,
		Counted:  page.Figure{Number: page.Number(f.Responses.Counted), Words: "responses counted"},
		Receipts: page.Number(f.Responses.Receipts), Withdrawn: page.Number(f.Responses.Withdrawn), Excluded: page.Number(f.Responses.Excluded),
		Rules:        rulesView{rules.Version, rules.Base, rules.Least, rules.LeastSensitive, rules.Group, rules.ShareBase},
		Sum:          f.Sum,
		Consultation: "/consultations/" + f.Consultation,
	}
	v.Here = address(f.Consultation, f.Number)
	for _, m := range disclose.Marks {
		v.Marks = append(v.Marks, markView{string(m), m.Say()})
	}
	for _, split := range []struct {
		id, label string
		analysis.Split
		name func(string) string
	}{{"channels", "How it came", f.Channels, channelName}, {"editions", "Edition", f.Editions, editionName}} {
		names := make([]string, len(split.Names))
		for i, n := range split.Names {
			names[i] = split.name(n)
		}
		if c := bars(split.id, names, split.Released); c != nil && len(names) > 1 {
			c.Title, c.Label, c.Number = page.Number(f.Responses.Counted)+" responses", split.label, "Responses"
			v.How = append(v.How, c)
		}
		v.HowMarks = v.HowMarks || split.Hidden > 0
	}
	for i := range f.Questions {
		q := showQuestion(&f.Questions[i])
		q.Changed = changed(f.Release, q.ID)
		if f.Questions[i].Monitoring {
			v.People = append(v.People, q)
		} else {
			v.Views = append(v.Views, q)
		}
	}
	return v
}

func address(slug string, n int64) string {
	return fmt.Sprintf("/consultations/%s/results/%d", slug, n)
}

func showQuestion(q *analysis.Question) questionView {
	v := questionView{ID: q.ID, Text: q.Text, Withheld: q.Withheld.Say(), States: states(q.Released)}
	names := make([]string, len(q.Options))
	for i, o := range q.Options {
		names[i] = o.Text
	}
	switch {
	case len(q.Rows) > 0:
		v.showRows(q, names)
	case len(q.Options) > 0:
		v.showOptions(q, names)
	case q.Number != nil:
		v.Measures = []measureView{
			{"Mean", q.Number.Mean.String()}, {"Lower quartile", q.Number.Lower.String()},
			{"Median", q.Number.Median.String()}, {"Upper quartile", q.Number.Upper.String()},
		}
	case q.Kind == survey.Number:
	default:
		v.Note = "People answered in their own words. What they wrote is read by the council and not published here."
	}
	return v
}

func (v *questionView) showOptions(q *analysis.Question, names []string) {
	if q.Withheld != disclose.Shown {
		return // the sentence says it; a table of marks would say no more
	}
	v.Chart = bars(q.ID, names, q.Released)
	switch q.Kind {
	case survey.Multiple:
		v.Note = "People could choose several answers, so the shares can add up to more than 100%. "
	case survey.Ranking:
		v.Chart.Number = "Put first"
		v.Table = &tableView{Caption: "How each was ranked", Head: []string{"Mean rank", "Points"}}
		v.Table.Note = fmt.Sprintf("Points count every place: %d for each first place, down to 1 for each last (a Borda count).", len(names))
	case survey.Budget:
		v.Chart.Number = "Gave something"
		v.Table = &tableView{Caption: "What each was given", Head: []string{"Mean", "Median"}}
		v.Table.Note = "The means add up to the whole budget."
	}
	for i, o := range q.Options {
		v.see(q.Cells[i])
		switch {
		case o.Rank != nil:
			v.Table.add(o.Text, o.Rank.Mean.String(), o.Rank.Borda.String())
		case o.Amount != nil:
			v.Table.add(o.Text, amount(q.Unit, o.Amount.Mean), amount(q.Unit, o.Amount.Median))
		case o.WriteIns != nil:
			if n, shown := o.WriteIns.Number(); shown && n > 0 {
				v.Note += fmt.Sprintf("%s wrote something with “%s”, which is not published. ", people(n), o.Text)
			}
		}
	}
}

// see notes the mark of a cell for the words under the chart.
func (v *questionView) see(c disclose.Cell) {
	var t tableView
	t.see(c.String())
	if len(v.Marks) == 0 {
		v.Marks = t.Marks
	}
}

func (v *questionView) showRows(q *analysis.Question, names []string) {
	t := &tableView{Caption: q.Text, Head: append(slices.Clone(names), "Answered")}
	for _, row := range q.Rows {
		var cells []string
		for i := range names {
			cells = append(cells, cellText(row.Cells[i]))
			if share := shareText(row.Shares[i]); !strings.HasPrefix(share, "[") || share == string(disclose.Low) {
				cells[i] += " (" + share + ")"
			} else {
				t.see(share)
			}
			t.see(row.Cells[i].String())
		}
		t.add(row.Text, append(cells, cellText(row.Answered))...)
	}
	v.Table, v.Stacked = t, stacks(q.ID, q.Text, names, q.Rows)
}

// states says what became of a question with everybody who responded.
func states(r disclose.Released) string {
	n, shown := r.Answered.Number()
	if !shown {
		return ""
	}
	said := people(n) + " answered"
	for _, part := range []struct {
		cell disclose.Cell
		says string
	}{{r.PreferNotToSay, "preferred not to say"}, {r.Skipped, "left it blank"}, {r.NotAsked, "were not asked"}} {
		said += ", " + cellText(part.cell) + " " + part.says
	}
	said = said[:strings.LastIndex(said, ", ")] + " and" + said[strings.LastIndex(said, ", ")+1:]
	if r.NotAsked.String() == "1" {
		said = strings.Replace(said, "1 were not asked", "1 was not asked", 1)
	}
	return said + ". Shares are of those who answered."
}

func people(n int64) string {
	if n == 1 {
		return "1 person"
	}
	return page.Number(n) + " people"
}

func cellText(c disclose.Cell) string {
	if n, shown := c.Number(); shown {
		return page.Number(n)
	}
	return c.String()
}

func shareText(c disclose.Cell) string {
	if n, shown := c.Number(); shown {
		return strconv.FormatInt(n, 10) + "%"
	}
	return c.String()
}

// amount writes a value in the unit of a budget: "£12", "12 points".
func amount(unit string, v disclose.Value) string {
	text, shown := v.Text()
	switch {
	case !shown:
		return v.String()
	case unit == "£":
		return unit + text
	case unit == "%":
		return text + unit
	}
	return strings.TrimSpace(text + " " + unit)
}

func channelName(channel string) string {
	switch channel {
	case "web":
		return "Online"
	case "paper":
		return "On paper"
	case "email":
		return "By email"
	case "phone":
		return "By phone"
	case "in-person":
		return "In person"
	}
	return channel
}

func editionName(edition string) string {
	name := strings.ReplaceAll(edition, "-", " ")
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}
