package resultview

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// Question is the results of a question as chart and table.
type Question struct {
	ID, Text string
	Lang     string // of the question and its answers
	Chart    Chart
	Map      *form.Map // the areas among which people chose, beside Chart
	Table    *Table
	Summary  string
	Withheld string
	Note     string
	Changes  []Change  // changes during the consultation
	Wordings []Wording // results by wording, if the meaning changed
	Scales   []Wording // results by scale, if a version of the questionnaire has a shorter one
	Measures []Measure
	Marks    []Mark          // symbols in the chart
	Uses     []page.UserText // key issues and feedback that quote its figures

	answers []string // the texts of its rows and options

	Derived     string       // heading of Comparisons, if they are of what follows from several questions
	Declared    string       // percentage of those who were asked who answered; "" if it is not about a characteristic
	Caveat      string       // that respondents are no sample, where the page does not say so already
	Comparisons []Comparison // of the people who answered with affected users and residents
}

// Wording is the results for one wording of a question.
type Wording struct {
	Heading, Text string
	View          Question
}

// Measure is a mean, median or quartile.
type Measure struct{ Name, Value string }

// Table is a table of figures.
type Table struct {
	Caption page.UserText
	About   string // the question, if Caption does not say it; for screen readers
	Lang    string // of the labels of the rows that are added
	Columns []page.UserText
	Rows    []TableRow
	Marks   []Mark // symbols in the table
	Note    string
}

// TableRow is a row of a Table.
type TableRow struct {
	Label, Lang string
	Cells       []TableCell
}

// TableCell is a number with the heading of its column, for narrow screens.
type TableCell struct{ Column, Text string }

// noteMark adds the symbol in a cell, if it is one, to the key of the table.
func (t *Table) noteMark(p *locale.Printer, cell string) {
	m := disclose.Mark(cell)
	if m.Description() == "" || slices.ContainsFunc(t.Marks, func(v Mark) bool { return v.Mark == cell }) {
		return
	}
	t.Marks = append(t.Marks, Mark{cell, web.MarkLabel(p, m)})
}

func (t *Table) add(p *locale.Printer, label string, cells ...string) {
	row := TableRow{Label: label, Lang: t.Lang}
	for i, c := range cells {
		t.noteMark(p, c)
		row.Cells = append(row.Cells, TableCell{t.Columns[i].Text, c})
	}
	t.Rows = append(t.Rows, row)
}

func newQuestion(p *locale.Printer, q *analysis.Question, lang string) Question {
	v := Question{ID: q.ID, Text: q.Text, Lang: lang, Withheld: web.WithheldReason(p, q.Withheld),
		Summary: answerSummary(p, q.ReleasedTable)}
	names := make([]string, len(q.Options))
	for i, o := range q.Options {
		names[i] = o.Text
	}
	v.answers = slices.Clone(names)
	for _, row := range q.Rows {
		v.answers = append(v.answers, row.Text)
	}
	for i := range q.Wordings {
		w := q.Wordings[i]
		w.ID = fmt.Sprintf("%s~%d", q.ID, i+1)
		one := Wording{Heading: p.Say("Original wording"), Text: w.Text, View: newQuestion(p, &w.Question, lang)}
		if day, err := time.Parse(time.DateOnly, w.From); err == nil {
			one.Heading = p.Say("Wording from %s", day)
		}
		v.Wordings = append(v.Wordings, one)
	}
	v.showScales(p, q)
	switch {
	case len(q.Wordings) > 0:
	case len(q.Rows) > 0:
		v.showRows(p, q, names)
	case len(q.Options) > 0:
		v.showOptions(p, q, names)
		if v.Chart.Bars != nil && q.Number != nil {
			if q.Kind == survey.Number {
				v.addNote(p.Say("The mean, the median and the quartiles are of the people who gave a number."))
			}
			v.showNumber(p, q)
		}
	case q.Number != nil:
		v.showNumber(p, q)
	case q.Kind.IsMeasured():
	default:
		if n, shown := q.Answered.Number(); shown {
			v.Summary = p.Count(n, "%d person answered", "%d people answered")
			if kept, shown := q.NotValid.Number(); !shown || kept > 0 {
				v.Summary += ". " + notValid(p, q.NotValid)
			}
		}
	}
	v.addNote(mergedNote(p, q))
	return v
}

// Words returns the text of the question and of its rows and answers, by which a reader finds it.
func (v *Question) Words() []string { return append([]string{v.Text}, v.answers...) }

// showNumber shows the summary of the answers to a number, a duration or a period.
func (v *Question) showNumber(p *locale.Printer, q *analysis.Question) {
	v.Measures = []Measure{
		{p.Say("Mean"), formatMeasure(p, q, q.Number.Mean)}, {p.Say("Lower quartile"), formatMeasure(p, q, q.Number.Lower)},
		{p.Say("Median"), formatMeasure(p, q, q.Number.Median)}, {p.Say("Upper quartile"), formatMeasure(p, q, q.Number.Upper)},
	}
	v.addNote(p.Say("The median and the quartiles are numbers that people gave."))
	v.addNote(medianNote(p))
	if q.Kind == survey.Period {
		v.addNote(p.Say("The figures are the lengths of the periods, with the first and the last day, month or year."))
	}
}

// addNote adds a sentence to the note, or nothing.
func (v *Question) addNote(sentence string) { v.Note = strings.TrimSpace(v.Note + " " + sentence) }

// medianNote says which of two numbers in the middle is the median. See package tally.
func medianNote(p *locale.Printer) string {
	return p.Say("If two numbers are in the middle, the median is the lower one.")
}

func (v *Question) showOptions(p *locale.Printer, q *analysis.Question, names []string) {
	if q.Withheld != disclose.NotWithheld {
		return // the reason is shown instead
	}
	bars := web.NewCountChart(p, q.ID, names, v.Lang, q.ReleasedTable)
	v.Chart = Chart{Figure: chart.Figure{Bars: bars}, Name: q.ID, Heading: q.Text, Lang: v.Lang}
	v.Map = newAreaMap(p, q)
	var notes []string
	switch {
	case q.Repeated && q.Kind == survey.Multiple:
		notes = append(notes, p.Say("People could answer this several times. Each response is counted once for each answer, "+
			"however often it gives that answer, so the percentages can add up to more than 100."))
	case q.Kind == survey.Multiple:
		notes = append(notes, p.Say("People could choose more than one answer, so the percentages can add up to more than 100."))
	case q.Kind == survey.Ranking:
		bars.Number = p.Say("Ranked first")
		v.Table = &Table{
			Caption: interfaceText(p.Say("How each option was ranked")),
			Lang:    v.Lang,
			Columns: []page.UserText{interfaceText(p.Say("Mean rank")), interfaceText(p.Say("Points"))},
		}
		v.Table.Note = p.Say("The mean rank of an option is over the people who ranked it, and 1 is first.") + " " +
			p.Say("Each first place scores %d points, down to 1 for each last place (a Borda count).", len(names))
	case q.Kind == survey.Budget:
		bars.Number = p.Say("Gave an amount")
		v.Table = &Table{
			Caption: interfaceText(p.Say("Amount given to each option")),
			Lang:    v.Lang,
			Columns: []page.UserText{interfaceText(p.Say("Mean")), interfaceText(p.Say("Median"))},
		}
		switch v.Table.Note = p.Say("The means are over the people who shared out the budget, and are rounded so that they add up to it."); {
		case q.Total == 0:
			v.Table.Note = p.Say("Each person shared out the number that they gave in an earlier question.")
		case q.Bases != nil:
			v.Table.Note = p.Say("Each mean is over the people who were offered the option, so the means do not add up to the total budget.")
		}
		v.Table.Note += " " + medianNote(p)
	}
	notes = append(notes, offerNotes(p, q.ReleasedTable, names)...)
	for i, o := range q.Options {
		v.noteMark(p, q.Cells[i])
		switch {
		case o.Rank != nil:
			v.Table.add(p, o.Text, o.Rank.Mean.String(), o.Rank.Borda.String())
		case o.Amount != nil:
			v.Table.add(p, o.Text, formatAmount(p, q.Unit, o.Amount.Mean), formatAmount(p, q.Unit, o.Amount.Median))
		case o.WriteIns != nil:
			if n, shown := o.WriteIns.Number(); shown && n > 0 {
				notes = append(
					notes,
					p.Count(
						n,
						"%d person added their own words to “%s”. We do not publish these.",
						"%d people added their own words to “%s”. We do not publish these.",
						o.Text,
					),
				)
			}
		}
	}
	v.Note = strings.Join(notes, " ")
}

// offerNotes says which answers some of the people who answered were not offered,
// because their version of the questionnaire has other answers.
func offerNotes(p *locale.Printer, t disclose.ReleasedTable, names []string) (notes []string) {
	answered, _ := t.Answered.Number()
	for i, name := range names {
		switch offered, shown := t.Base(i).Number(); {
		case t.Bases == nil || shown && offered == answered:
			continue
		case shown:
			notes = append(notes, p.Say("%s of the %s people who answered were offered “%s”. Its percentage is of those people.",
				p.Number(offered), p.Number(answered), name))
		default:
			notes = append(notes, p.Say("Not everyone who answered was offered “%s”. We do not show its percentage, "+
				"so that no one can be identified.", name))
		}
	}
	if len(notes) > 0 {
		notes = append(notes, p.Say("Versions of the questionnaire offered different answers, so the percentages do not add up to 100."))
	}
	return notes
}

// noteMark adds the symbol in a cell, if it is one, to the key of the chart.
func (v *Question) noteMark(p *locale.Printer, c disclose.Cell) {
	var t Table
	t.noteMark(p, c.String())
	if len(v.Marks) == 0 {
		v.Marks = t.Marks
	}
}

func (v *Question) showRows(p *locale.Printer, q *analysis.Question, names []string) {
	t := &Table{Caption: page.UserText{Text: q.Text, Lang: v.Lang}, Lang: v.Lang}
	for _, name := range names {
		t.Columns = append(t.Columns, page.UserText{Text: name, Lang: v.Lang})
	}
	t.Columns = append(t.Columns, interfaceText(p.Say("Answered")))
	for _, row := range q.Rows {
		var cells []string
		for i := range names {
			cells = append(cells, t.answer(p, row.ReleasedTable, i))
		}
		t.add(p, row.Text, append(cells, cellText(p, row.Answered))...)
	}
	v.Table = t
	for _, row := range q.Rows {
		if n, shown := row.NotValid.Number(); row.Withheld == disclose.NotWithheld && (!shown || n > 0) {
			t.Note = strings.TrimSpace(t.Note + " " + row.Text + ": " + notValid(p, row.NotValid))
		}
	}
	if i := slices.IndexFunc(q.Rows, func(r analysis.Row) bool { return r.Bases != nil }); i >= 0 {
		v.Note = strings.Join(offerNotes(p, q.Rows[i].ReleasedTable, names), " ") // two scales make no single chart
		return
	}
	v.Chart = Chart{Figure: newRowsFigure(p, q, names, v.Lang), Name: q.ID, Heading: q.Text, Lang: v.Lang}
}

// answerSummary returns how many respondents answered the question, and how many
// preferred not to, left it blank, were not asked or gave an answer that is not valid, as far as that is not none;
// "" if it is hidden.
func answerSummary(p *locale.Printer, r disclose.ReleasedTable) string {
	if _, shown := r.Answered.Number(); !shown {
		return ""
	}
	parts := []string{p.Say("Answered: %s.", cellText(p, r.Answered))}
	for _, state := range []struct {
		cell disclose.Cell
		text func(string) string
	}{
		{r.PreferNotToSay, func(n string) string { return p.Say("Preferred not to say: %s.", n) }},
		{r.Skipped, func(n string) string { return p.Say("Left blank: %s.", n) }},
		{r.NotAsked, func(n string) string { return p.Say("Not asked: %s.", n) }},
	} {
		if n, shown := state.cell.Number(); !shown || n > 0 {
			parts = append(parts, state.text(cellText(p, state.cell)))
		}
	}
	if n, shown := r.NotValid.Number(); !shown || n > 0 {
		parts = append(parts, notValid(p, r.NotValid), p.Say("An answer on paper is not valid if it is not one that the form "+
			"allows, such as amounts that do not add up. We keep it as written and leave it out of percentages and means."))
	}
	if len(parts) == 1 {
		return "" // the figures give the number
	}
	return strings.Join(parts, " ")
}

// notValid says how many answers on paper are not in the figures.
func notValid(p *locale.Printer, n disclose.Cell) string {
	return p.Say("Not valid, and not in these figures: %s.", cellText(p, n))
}

// hasNoFigures reports whether there is nothing to show of the answers but how many there are, as of texts and dates.
func (v *Question) hasNoFigures() bool {
	return v.Chart.IsEmpty() && v.Table == nil && v.Measures == nil && v.Wordings == nil && v.Withheld == "" && len(v.Changes) == 0
}

func cellText(p *locale.Printer, c disclose.Cell) string {
	if n, shown := c.Number(); shown {
		return p.Number(n)
	}
	return c.String()
}

func shareText(p *locale.Printer, c disclose.Cell) string {
	if n, shown := c.Number(); shown {
		return p.Percent(n)
	}
	return c.String()
}

// formatMeasure formats a figure about the answers to a number, a duration or a period.
func formatMeasure(p *locale.Printer, q *analysis.Question, v disclose.ReleasedMeasure) string {
	if text, shown := v.Text(); shown && q.Kind != survey.Number {
		return question.LengthText(p, text, q.Unit)
	}
	return formatAmount(p, q.Unit, v)
}

// formatAmount formats a measure in the unit of a budget: "£12", "12 points".
func formatAmount(p *locale.Printer, unit string, v disclose.ReleasedMeasure) string {
	if text, shown := v.Text(); shown {
		return locale.WithUnit(p.DecimalText(text), unit)
	}
	return v.String()
}
