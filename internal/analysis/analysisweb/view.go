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
	Counted      string
	Receipts     string
	Withdrawn    string
	Excluded     string
	How          []tableView
	Views        []questionView
	People       []questionView
	Rules        rulesView
	Marks        []markView
	Sum          string
	Entry        int64  // of the record
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
	Measures []measureView
	Wide     bool // the picture stands above the table, not beside it
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
		Counted: page.Number(f.Responses.Counted), Receipts: page.Number(f.Responses.Receipts),
		Withdrawn: page.Number(f.Responses.Withdrawn), Excluded: page.Number(f.Responses.Excluded),
		Rules:        rulesView{rules.Version, rules.Base, rules.Least, rules.LeastSensitive, rules.Group, rules.ShareBase},
		Sum:          f.Sum,
		Consultation: "/consultations/" + f.Consultation,
	}
	v.Here = address(f.Consultation, f.Number)
	for _, m := range disclose.Marks {
		v.Marks = append(v.Marks, markView{string(m), m.Say()})
	}
	v.How = append(v.How, showSplit("How responses came", f.Channels, channelName))
	if len(f.Editions.Names) > 1 {
		v.How = append(v.How, showSplit("Editions that people answered", f.Editions, editionName))
	}
	for i := range f.Questions {
		if q := showQuestion(&f.Questions[i]); f.Questions[i].Monitoring {
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

func showSplit(caption string, s analysis.Split, name func(string) string) tableView {
	t := tableView{Caption: caption, Head: []string{"Responses", "Share"}, Note: s.Withheld.Say()}
	for i, n := range s.Names {
		t.add(name(n), cellText(s.Cells[i]), shareText(s.Shares[i]))
	}
	return t
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
	t := &tableView{Caption: q.Text, Head: []string{"Count", "Share"}}
	switch q.Kind {
	case survey.Multiple:
		v.Note = "People could choose several answers, so the shares can add up to more than 100%."
	case survey.Ranking:
		t.Head = []string{"Put first", "Share", "Mean rank", "Points"}
		v.Note = fmt.Sprintf("The chart shows what people put first. Points count every place: %d for each first place, down to 1 for each last (a Borda count).", len(names))
		v.Wide = true
	case survey.Budget:
		t.Head = []string{"Gave something", "Share", "Mean", "Median"}
		v.Note = "The chart shows how many people gave something to each. The means add up to the whole budget."
		v.Wide = true
	}
	written := false
	for i, o := range q.Options {
		cells := []string{cellText(q.Cells[i]), shareText(q.Shares[i])}
		if q.Kind == survey.Ranking && o.Rank != nil {
			cells = append(cells, o.Rank.Mean.String(), o.Rank.Borda.String())
		}
		if q.Kind == survey.Budget {
			mean, median := string(disclose.NotApplicable), string(disclose.NotApplicable)
			if o.Amount != nil {
				mean, median = amount(q.Unit, o.Amount.Mean), amount(q.Unit, o.Amount.Median)
			}
			cells = append(cells, mean, median)
		}
		t.add(o.Text, cells...)
		if o.WriteIns != nil {
			if n, shown := o.WriteIns.Number(); shown && n > 0 {
				t.Note += fmt.Sprintf("%s wrote something with “%s”. ", people(n), o.Text)
				written = true
			}
		}
	}
	if written {
		t.Note += "What they wrote is not published."
	}
	if q.Withheld != disclose.Shown {
		return // the sentence says it; a table of marks would say no more
	}
	v.Table, v.Chart = t, bars(q.ID, q.Text, names, q.Released)
}

func (v *questionView) showRows(q *analysis.Question, names []string) {
	v.Wide = true
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
