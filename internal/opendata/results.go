// Package opendata writes releases as files that other programs read, with
// descriptions that say what stands in them.
package opendata

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/csvout"
)

// column is a column of results.csv. The same list writes the file and its
// description, so that neither can say what the other does not.
type column struct {
	name, title, datatype, says string
	cell                        func(line) string
}

// line is one row of results.csv: one answer to one question, or one question
// that has no answers to choose from.
type line struct {
	release *analysis.Release
	section string
	q       *analysis.Question // nil: how the responses came
	row     *analysis.Row
	option  *analysis.Option
	wording int    // of a question whose meaning changed: 1 is the first
	name    string // of a channel, an edition, a kind of submission or a decision
	part    string // what is counted of it; of like responses, which set
	plain   *int64 // a count that is in no table
	table   disclose.Released
	at      int // of the option in table
}

// The sections of results.csv.
const (
	sectionViews   = "views"
	sectionPeople  = "who-took-part"
	sectionChannel = "channel"
	sectionEdition = "edition"
	sectionApart   = "apart"
	sectionAlike   = "alike"
)

var columns = []column{
	{"consultation", "Consultation", "string", "The name of the consultation in its address.", func(l line) string { return text(l.release.Consultation) }},
	{"release", "Release", "integer", "The number of the release. A release never changes.", func(l line) string { return strconv.FormatInt(l.release.Number, 10) }},
	{"section", "Section", "string", "views: an answer about the proposals. who-took-part: an answer about the person. channel, edition: how the responses came. apart: letters, petitions and events, which are not added to the responses. alike: sets of like responses on which something was decided, and what those that are left out answered.", func(l line) string { return l.section }},
	{"question", "Question", "string", "The id of the question in the form.", func(l line) string { return text(ifQuestion(l, func() string { return l.q.ID })) }},
	{"question_text", "Question text", "string", "The question as it was asked in the standard edition, in this wording.", func(l line) string { return text(ifQuestion(l, func() string { return l.q.Text })) }},
	{"wording", "Wording", "string", "Where the meaning of a question changed while people answered: which wording, 1 being the first. Empty where it did not.", line.wordingNumber},
	{"row", "Row", "string", "The id of the row, where a question has rows. In the section apart, what is counted; in the section alike, the number of the set.", func(l line) string { return text(cmp.Or(l.part, ifRow(l, func() string { return l.row.ID }))) }},
	{"row_text", "Row text", "string", "The row as it was shown.", func(l line) string { return text(ifRow(l, func() string { return l.row.Text })) }},
	{"option", "Option", "string", "The id of the answer. Empty where there are no answers to choose from. In the section apart, the kind; in the section alike, what was decided.", func(l line) string { return text(l.optionID()) }},
	{"option_text", "Option text", "string", "The answer as it was shown.", func(l line) string { return text(l.optionText()) }},
	{"count", "Count", "integer", "How many people gave this answer; of a ranking, how many put it first; of a budget, how many gave it something.", line.count},
	{"share", "Share", "integer", "The count in whole per cent of those who answered. Where people could choose several answers the shares add up to more than 100.", func(l line) string { return l.share() }},
	{"answered", "Answered", "integer", "How many people answered the question: the base of the share.", of(func(r disclose.Released) disclose.Cell { return r.Answered })},
	{"prefer_not_to_say", "Preferred not to say", "integer", "How many people chose “Prefer not to say”.", of(func(r disclose.Released) disclose.Cell { return r.PreferNotToSay })},
	{"skipped", "Skipped", "integer", "How many people were asked and left the question blank.", of(func(r disclose.Released) disclose.Cell { return r.Skipped })},
	{"not_asked", "Not asked", "integer", "How many people were not asked, because of an earlier answer or because their edition does not have the question.", of(func(r disclose.Released) disclose.Cell { return r.NotAsked })},
	{"write_ins", "Write-ins", "integer", "How many wrote something with this answer. What they wrote is not published.", line.writeIns},
	{"mean", "Mean", "decimal", "The mean of the numbers, ranks or amounts that were given.", line.mean},
	{"lower_quartile", "Lower quartile", "decimal", "A quarter of the numbers are no larger than this one.", ifNumber(func(n *analysis.Number) disclose.Value { return n.Lower })},
	{"median", "Median", "decimal", "The number or amount in the middle.", line.median},
	{"upper_quartile", "Upper quartile", "decimal", "Three quarters of the numbers are no larger than this one.", ifNumber(func(n *analysis.Number) disclose.Value { return n.Upper })},
	{"borda", "Borda points", "integer", "Of a ranking of n answers: n points for each first place, down to 1 for each last.", line.borda},
	{"withheld", "Withheld", "string", "Why the numbers of the question are not shown. Empty where they are.", func(l line) string { return string(l.table.Withheld) }},
}

func (l line) wordingNumber() string {
	if l.wording == 0 {
		return ""
	}
	return strconv.Itoa(l.wording)
}

func (l line) share() string {
	if l.plain != nil || l.section == sectionAlike && l.q == nil {
		return string(disclose.NotApplicable)
	}
	return cell(l.table.Shares, l.at)
}

func (l line) count() string {
	if l.plain != nil {
		return strconv.FormatInt(*l.plain, 10)
	}
	return cell(l.table.Cells, l.at)
}

// of returns what writes a state of the table, where there is a table.
func of(get func(disclose.Released) disclose.Cell) func(line) string {
	return func(l line) string {
		if l.plain != nil {
			return string(disclose.NotApplicable)
		}
		return get(l.table).String()
	}
}

func ifQuestion(l line, get func() string) string {
	if l.q == nil {
		return ""
	}
	return get()
}

func ifRow(l line, get func() string) string {
	if l.row == nil {
		return ""
	}
	return get()
}

func (l line) optionID() string {
	if l.option == nil {
		return l.name
	}
	return l.option.ID
}

func (l line) optionText() string {
	switch {
	case l.section == sectionChannel:
		return ChannelName(nil, l.name)
	case l.section == sectionEdition:
		return EditionName(nil, l.name)
	case l.option == nil:
		return ""
	}
	return l.option.Text
}

// cell returns what stands at i, or that nothing can.
func cell(cells []disclose.Cell, i int) string {
	if i < 0 || i >= len(cells) {
		return string(disclose.NotApplicable)
	}
	return cells[i].String()
}

func (l line) writeIns() string {
	if l.option == nil || l.option.WriteIns == nil {
		return string(disclose.NotApplicable)
	}
	return l.option.WriteIns.String()
}

func (l line) mean() string {
	switch {
	case l.option != nil && l.option.Rank != nil:
		return l.option.Rank.Mean.String()
	case l.option != nil && l.option.Amount != nil:
		return l.option.Amount.Mean.String()
	}
	return ifNumber(func(n *analysis.Number) disclose.Value { return n.Mean })(l)
}

func (l line) median() string {
	if l.option != nil && l.option.Amount != nil {
		return l.option.Amount.Median.String()
	}
	return ifNumber(func(n *analysis.Number) disclose.Value { return n.Median })(l)
}

func (l line) borda() string {
	if l.option == nil || l.option.Rank == nil {
		return string(disclose.NotApplicable)
	}
	return l.option.Rank.Borda.String()
}

func ifNumber(get func(*analysis.Number) disclose.Value) func(line) string {
	return func(l line) string {
		if l.q == nil || l.q.Number == nil {
			return string(disclose.NotApplicable)
		}
		return get(l.q.Number).String()
	}
}

// text is csvout.Text, which every cell that people filled in goes through.
func text(s string) string { return csvout.Text(s) }

// lines returns every row of results.csv.
func lines(r *analysis.Release) (all []line) {
	for _, part := range []struct {
		section string
		split   analysis.Split
	}{{sectionChannel, r.Channels}, {sectionEdition, r.Editions}} {
		for i, name := range part.split.Names {
			all = append(all, line{release: r, section: part.section, name: name, table: part.split.Released, at: i})
		}
	}
	for i := range r.Questions {
		q := &r.Questions[i]
		l := line{release: r, section: sectionViews, q: q, table: q.Released, at: -1}
		if q.Monitoring {
			l.section = sectionPeople
		}
		all = append(all, l.answers()...)
		for j := range q.Wordings {
			l.q, l.table, l.wording = &q.Wordings[j].Question, q.Wordings[j].Released, j+1
			all = append(all, l.answers()...)
		}
	}
	return append(all, beside(r)...)
}

// answers returns the rows of one question in one wording.
func (l line) answers() (all []line) {
	switch {
	case len(l.q.Rows) > 0:
		for j := range l.q.Rows {
			l.row, l.table = &l.q.Rows[j], l.q.Rows[j].Released
			all = append(all, l.options()...)
		}
		return all
	case len(l.q.Options) > 0:
		return l.options()
	}
	return []line{l}
}

// beside returns the rows about what is not in the numbers of the questions.
func beside(r *analysis.Release) (all []line) {
	for i := range r.Submissions {
		s := &r.Submissions[i]
		for _, part := range []struct {
			name string
			n    *int64
		}{{"", &s.Count}, {"signatures-claimed", &s.Claimed}, {"signatures-checked", &s.Checked}, {"attending", &s.Attending}} {
			if part.name == "" || *part.n > 0 {
				all = append(all, line{release: r, section: sectionApart, name: string(s.Kind), part: part.name, plain: part.n})
			}
		}
	}
	for i := range r.Sets {
		s, set := &r.Sets[i], strconv.Itoa(i+1)
		l := line{release: r, section: sectionAlike, name: s.Decision, part: set, plain: &s.Responses}
		if s.Few {
			l.plain, l.at, l.table = nil, 0, disclose.Released{Cells: make([]disclose.Cell, 1)} // not released, so hidden
		}
		all = append(all, l)
		for _, e := range s.Effect {
			if q := r.Question(e.Question); q != nil && len(q.Options) == len(e.Cells) {
				all = append(all, line{release: r, section: sectionAlike, q: q, part: set, table: e.Released}.options()...)
			}
		}
	}
	return all
}

func (l line) options() (all []line) {
	for i := range l.q.Options {
		l.option, l.at = &l.q.Options[i], i
		all = append(all, l)
	}
	return all
}

// Results writes results.csv: one row for each answer to each question, and
// whatever else a release counts. Cells are those of the release: what is hidden
// there is hidden here.
func Results(w io.Writer, r *analysis.Release) error {
	out := csv.NewWriter(w)
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.name
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for _, l := range lines(r) {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = c.cell(l)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Status writes status.csv, which says of every response in the record what became of it. Where it
// stands is an epoch and an index, which receipt files count from 0 and pages,
// as entries, from 1.
func Status(w io.Writer, r *analysis.Release) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"epoch", "index", "entry", "status"}}
	for _, s := range r.Status {
		rows = append(rows, []string{strconv.FormatInt(max(s.Epoch, 1), 10), strconv.FormatInt(s.Index, 10), strconv.FormatInt(s.Index+1, 10), text(s.Status)})
	}
	return out.WriteAll(rows)
}

// Describe returns what results.csv means, as "CSV on the Web" wants it
// (W3C, https://www.w3.org/TR/tabular-metadata/).
func Describe(r *analysis.Release) ([]byte, error) {
	type object = map[string]any
	var described []object
	for _, c := range columns {
		d := object{"name": c.name, "titles": c.title, "dc:description": c.says, "datatype": c.datatype}
		if c.datatype != "string" {
			d["null"] = disclose.Marks
		}
		described = append(described, d)
	}
	var marks []string
	for _, m := range disclose.Marks {
		marks = append(marks, fmt.Sprintf("%s: %s", m, m.Say()))
	}
	meta := object{
		"@context":       []any{"http://www.w3.org/ns/csvw", object{"@language": "en"}},
		"url":            "results.csv",
		"dc:title":       fmt.Sprintf("%s: results, release %d", r.Title, r.Number),
		"dc:description": "One row for each answer to each question. Marks that stand for numbers: " + strings.Join(marks, "; ") + ".",
		"tableSchema": object{
			"columns":    described,
			"primaryKey": []string{"section", "question", "wording", "row", "option"},
		},
	}
	return json.MarshalIndent(meta, "", "  ")
}
