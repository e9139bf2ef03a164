package question

import (
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Text returns the answer to q as it is understood: “3 April 2021”, “1,200”, “£60”. An answer that is not valid is
// returned as it was typed, and a blank one as "". The form is in the language lang.
func Text(p *locale.Printer, q *survey.Question, raw survey.Raw, lang string) string {
	if names := fileNames(q, raw); names != "" {
		return names
	}
	a, ok := q.Read(raw, lang)
	if !ok {
		return typedText(FieldIn(p, q, raw, nil))
	}
	return answeredText(p, q, a)
}

// answeredText returns an answer as text, and "" if there is none.
func answeredText(p *locale.Printer, q *survey.Question, a survey.Answer) string {
	switch {
	case a.State == survey.NotValid:
		return p.Say("Not a valid answer, kept as written: %s", WrittenText(p, q, a))
	case a.State == survey.PreferNotToSay:
		return p.Say("Prefer not to say")
	case a.State != survey.Answered:
		return ""
	}
	if q.Kind.HasBoxes() && len(a.Options) > 0 {
		return strings.Join(answerLines(p, q, a), "\n")
	}
	switch q.Kind {
	case survey.Number:
		return locale.WithUnit(p.DecimalText(a.Number), q.Unit)
	case survey.Date:
		return p.PartialDate(a.Date)
	case survey.Files:
		return filesText(p, a)
	case survey.Period:
		return p.Say("%s to %s", p.PartialDate(a.Date), p.PartialDate(a.Until))
	case survey.Duration:
		return durationText(p, q, a)
	case survey.Places:
		return PlacesText(p, q, a.Text)
	case survey.Matrix, survey.Ranking, survey.Budget, survey.Single, survey.Multiple, survey.Dropdown, survey.Consent:
		return strings.Join(answerLines(p, q, a), "\n")
	}
	return a.Text
}

// durationText returns a duration in words: 1 hour 30 minutes.
func durationText(p *locale.Printer, q *survey.Question, a survey.Answer) string {
	var all []string
	for i, n := range q.PartValues(a) {
		if n != "0" {
			all = append(all, LengthText(p, n, q.Units[i]))
		}
	}
	if len(all) == 0 {
		return LengthText(p, "0", q.MeasureUnit())
	}
	return strings.Join(all, " ")
}

// LengthText returns a number of a unit of durations in words: 1 hour, 90 minutes, 12.5 days.
func LengthText(p *locale.Printer, number, unit string) string {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return locale.WithUnit(p.DecimalText(number), strings.ToLower(UnitName(p, unit)))
	}
	switch unit {
	case "years":
		return p.Count(n, "%d year", "%d years")
	case "months":
		return p.Count(n, "%d month", "%d months")
	case "weeks":
		return p.Count(n, "%d week", "%d weeks")
	case "days":
		return p.Count(n, "%d day", "%d days")
	case "hours":
		return p.Count(n, "%d hour", "%d hours")
	}
	return p.Count(n, "%d minute", "%d minutes")
}

// answerLines returns the lines of an answer that consists of options.
func answerLines(p *locale.Printer, q *survey.Question, a survey.Answer) (lines []string) {
	for _, r := range q.Rows {
		for _, o := range q.Options {
			if a.Rows[r.ID] == o.ID {
				lines = append(lines, r.Text+": "+o.Text)
			}
		}
		switch a.Rows[r.ID] {
		case preferNotToSayID:
			lines = append(lines, r.Text+": "+p.Say("Prefer not to say"))
		case string(survey.NotValid):
			lines = append(lines, r.Text+": "+p.Say("Not a valid answer, kept as written: %s",
				labels(p, q, a.Written[q.ID+"--"+r.ID])))
		}
	}
	for place, id := range a.Ranking {
		if at := optionAt(q, id); at >= 0 {
			lines = append(lines, strconv.Itoa(place+1)+". "+q.Options[at].Text)
		}
	}
	for _, o := range q.Options {
		if amount, ok := a.Amounts[o.ID]; ok {
			lines = append(lines, o.Text+": "+locale.WithUnit(p.Number(amount), q.Unit))
		}
		if !slices.Contains(a.Options, o.ID) {
			continue
		}
		line := o.Text
		if written := a.WriteIns[o.ID]; written != "" {
			line += ": " + written
		}
		lines = append(lines, line)
	}
	return lines
}

func optionAt(q *survey.Question, id string) int {
	return slices.IndexFunc(q.Options, func(o survey.Option) bool { return o.ID == id })
}

// typedText returns the value of a field as it was typed, for an answer that is not valid.
func typedText(f *form.Field) string {
	var all []string
	for _, o := range f.Options {
		if !o.Checked {
			continue
		}
		text := o.Label
		if o.WriteIn != nil && o.WriteIn.Value != "" {
			text += ": " + o.WriteIn.Value
		}
		all = append(all, text)
	}
	for _, r := range f.Rows {
		for _, o := range f.Options {
			if r.Value == o.Value && r.Value != "" {
				all = append(all, r.Label+": "+o.Label)
			}
		}
	}
	var parts []string
	for _, p := range f.Parts {
		switch {
		case p.Parts != nil:
			if text := typedText(&p); text != "" {
				all = append(all, p.Label+": "+text)
			}
		case p.Value == "":
		case f.Kind == form.Date:
			parts = append(parts, p.Value)
		default:
			all = append(all, p.Label+": "+p.Value)
		}
	}
	if len(parts) > 0 {
		all = append(all, strings.Join(parts, " "))
	}
	if f.Options == nil && f.Value != "" {
		all = append(all, f.Value)
	}
	for _, o := range f.Boxes {
		if o.Checked {
			all = append(all, o.Label)
		}
	}
	return strings.Join(all, "\n")
}

// AnswerRow is a question with the text of its answer.
type AnswerRow struct {
	ID               string // of the question as it was written: see WrittenID
	Times            string // which repetition of a page it is on, like “Child 2”; "" of a page that is asked once
	Question, Answer string
	ChangeHref       string // address where the answer can be changed; "" if it cannot
	IsEmpty          bool   // Answer says that there is none here
}

// AnswerRows returns questions that were asked and the answers in raw, for a summary page. The form is in the language lang.
// change is the path of the page where the answers can be changed, or "".
func AnswerRows(p *locale.Printer, questions []*survey.Question, raw survey.Raw, lang, change string) (all []AnswerRow) {
	for _, q := range questions {
		if q.Kind == survey.Panel {
			continue
		}
		one := AnswerRow{Question: q.Text, Answer: Text(p, q, raw, lang)}
		if one.Answer == "" {
			one.Answer = p.Say("Left blank")
		}
		if change != "" {
			one.ChangeHref = change + "#" + q.ID
		}
		all = append(all, one)
	}
	return all
}

// StoredRows returns the questions of the equality monitoring pages of f, or of its other pages, with the answers of a
// response. What has no answer says why: not asked, left blank, prefer not to say, or stored separately.
func StoredRows(p *locale.Printer, f *survey.Form, answers survey.Answers, monitoring bool) (all []AnswerRow) {
	for i := range f.Pages {
		if f.Pages[i].Monitoring != monitoring {
			continue
		}
		for _, q := range OnPage(&f.Pages[i]) {
			if q.Kind == survey.Panel {
				continue
			}
			a := answers.Get(q.ID)
			text := answeredText(p, q, a)
			isEmpty := true
			switch {
			case q.Kind.IsContact():
				text = p.Say("Stored separately from the answers")
			case a.State == survey.Skipped:
				text = p.Say("Left blank")
			case a.State == survey.NotAsked:
				text = p.Say("Not asked")
			default:
				isEmpty = false
			}
			row := AnswerRow{ID: WrittenID(q), Question: q.Text, Answer: text, IsEmpty: isEmpty}
			if of := q.Repetition(); of != nil {
				row.Times = of.Heading
			}
			all = append(all, row)
		}
	}
	return all
}

// WrittenID returns the ID of q as it was written: all repetitions of a question have the same.
func WrittenID(q *survey.Question) string {
	if of := q.Repetition(); of != nil && of.Question != "" {
		return of.Question
	}
	return q.ID
}

// WrittenQuestions returns the questions of f that StoredRows has rows for and that are not about equality monitoring or contact
// details. Of a question that is repeated it has the first repetition.
func WrittenQuestions(f *survey.Form) (all []*survey.Question) {
	for i := range f.Pages {
		if f.Pages[i].Monitoring {
			continue
		}
		for _, q := range OnPage(&f.Pages[i]) {
			id := WrittenID(q)
			if q.Kind != survey.Panel && !q.Kind.IsContact() &&
				!slices.ContainsFunc(all, func(known *survey.Question) bool { return WrittenID(known) == id }) {
				all = append(all, q)
			}
		}
	}
	return all
}
