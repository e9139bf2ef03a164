package export

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// preferNotToSay is the code of that answer, as in package survey.
const preferNotToSay = string(survey.PreferNotToSay)

// column is a column of answers. Name is what the import of responses calls it:
//
//	use            the option of a single choice, a number, a date (2016-05-27) or a text
//	use=walk       1 if the option was chosen among several, otherwise 0
//	use--other     what was written beside an option
//	views--buses   the option of a row, the rank of an option, or the amount for it
//	age--instead   the box that was ticked instead of a number, a date or a text
//	use:order      in which order its options were shown; see orderColumn
//	use:state      answered, skipped, prefer-not-to-say, not-asked or not-valid
//
// The columns of an answer that is not valid are empty, so that no program takes it for an
// answer, except that a row of a matrix has "not-valid". What was written is in column written.
type column struct {
	name, label string
	question    *question
	number      bool // the value is a number
	value       func(survey.Answer) string
	options     bool // the value is the ID of an option
}

// question is a question of any version of the questionnaire, with the options and rows of all
// versions. Its texts are those of the first version that has it.
type question struct {
	survey.Question
	page       string
	monitoring bool
}

// catalogue collects the questions of all versions in order.
type catalogue struct {
	list     []*question
	byID     map[string]*question
	repeated []*repeatedPage
}

// add adds the questions of form. Contact questions are not exported: their answers are kept
// apart.
func (c *catalogue) add(form *survey.Form, monitoring bool) {
	for i := range form.Pages {
		p := &form.Pages[i]
		if p.Monitoring && !monitoring {
			continue
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			if q.Kind == survey.Panel || q.Kind.IsContact() {
				continue
			}
			c.addRepeated(p, q)
			known := c.byID[q.ID]
			if known == nil {
				c.byID[q.ID] = newQuestion(q, p)
				c.list = append(c.list, c.byID[q.ID])
				continue
			}
			known.merge(q)
		}
	}
}

// newQuestion returns q, which is on page p, with options and rows of its own.
func newQuestion(q *survey.Question, p *survey.Page) *question {
	made := &question{Question: *q, page: p.Title, monitoring: p.Monitoring}
	made.Options, made.Rows = slices.Clone(q.Options), slices.Clone(q.Rows)
	return made
}

// merge adds the options and rows that more, the same question in another version, has.
func (q *question) merge(more *survey.Question) {
	q.Options, q.Rows = merge(q.Options, more.Options), merge(q.Rows, more.Rows)
	q.PreferNotToSay = q.PreferNotToSay || more.PreferNotToSay
}

// merge returns list with the options of more that it does not have.
func merge(list, more []survey.Option) []survey.Option {
	for _, o := range more {
		i := slices.IndexFunc(list, func(known survey.Option) bool { return known.ID == o.ID })
		if i < 0 {
			list = append(list, o)
		} else {
			list[i].WriteIn = list[i].WriteIn || o.WriteIn
		}
	}
	return list
}

// columns returns the columns of all questions.
func (c *catalogue) columns() (all []column) {
	for _, q := range c.list {
		all = append(all, q.columns()...)
	}
	return all
}

func (q *question) columns() (all []column) {
	add := func(name, label string, value func(survey.Answer) string) *column {
		all = append(all, column{name: name, label: label, question: q, value: value})
		return &all[len(all)-1]
	}
	parts := func(list []survey.Option, value func(survey.Answer, string) string) (made []*column) {
		for _, o := range list {
			add(q.ID+"--"+o.ID, q.Text+": "+o.Text, func(a survey.Answer) string { return value(a, o.ID) })
		}
		for i := len(all) - len(list); i < len(all); i++ {
			made = append(made, &all[i])
		}
		return made
	}
	refusal := func() {
		if q.PreferNotToSay {
			add(q.ID+"--"+preferNotToSay, q.Text+": "+preferNotToSay, func(a survey.Answer) string {
				if a.State == survey.PreferNotToSay {
					return "yes"
				}
				return ""
			})
		}
	}
	switch {
	case q.Kind.OneOption():
		add(q.ID, q.Text, func(a survey.Answer) string {
			if a.State == survey.PreferNotToSay {
				return preferNotToSay
			}
			return first(a.Options)
		}).options = true
	case q.Kind == survey.Multiple:
		q.multiple(add)
	case q.Kind == survey.Matrix:
		for _, c := range parts(q.Rows, func(a survey.Answer, row string) string { return a.Rows[row] }) {
			c.options = true
		}
		refusal()
	case q.Kind == survey.Ranking:
		for _, c := range parts(q.Options, func(a survey.Answer, option string) string {
			if i := slices.Index(a.Ranking, option); i >= 0 {
				return strconv.Itoa(i + 1)
			}
			return ""
		}) {
			c.number = true
		}
		refusal()
	case q.Kind == survey.Budget:
		for _, c := range parts(q.Options, func(a survey.Answer, option string) string {
			if n, ok := a.Amounts[option]; ok {
				return strconv.FormatInt(n, 10)
			}
			return ""
		}) {
			c.number = true
		}
		refusal()
	default:
		label := q.Text
		if q.Kind == survey.Duration {
			label += " (" + q.MeasureUnit() + ")"
		}
		add(q.ID, label, q.Cell).number = q.Kind == survey.Number || q.Kind == survey.Duration
		if box := q.BoxField(); box != "" {
			add(box, q.Text+" (box)", func(a survey.Answer) string { return first(a.Options) }).options = true
		}
		refusal()
	}
	for _, o := range q.Options {
		if o.WriteIn {
			add(q.ID+"--"+o.ID, q.Text+": "+o.Text+" …", func(a survey.Answer) string { return a.WriteIns[o.ID] })
		}
	}
	add(q.ID+":state", q.Text+" (state)", func(a survey.Answer) string { return string(a.State) })
	return all
}

// multiple adds a column for each option of a multiple choice.
func (q *question) multiple(add func(name, label string, value func(survey.Answer) string) *column) {
	options := slices.Clone(q.Options)
	if q.PreferNotToSay {
		options = append(options, survey.Option{ID: preferNotToSay, Text: preferNotToSay})
	}
	for _, o := range options {
		add(q.ID+"="+o.ID, q.Text+": "+o.Text, func(a survey.Answer) string {
			switch {
			case a.State == survey.PreferNotToSay && o.ID == preferNotToSay, slices.Contains(a.Options, o.ID):
				return "1"
			case a.State == survey.Answered || a.State == survey.PreferNotToSay:
				return "0"
			}
			return ""
		}).number = true
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// writtenText returns what intake.FormatWritten has written in words, a line for each field.
func (x *source) writtenText(written string) string {
	var fields map[string][]string
	if written == "" || json.Unmarshal([]byte(written), &fields) != nil {
		return written
	}
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		id, _, _ := strings.Cut(field, "--")
		label, values := field, slices.Clone(fields[field])
		for i := range x.columns {
			c := &x.columns[i]
			if c.question.ID != id {
				continue
			}
			if label == field {
				label = c.question.Text
			}
			if c.name == field {
				label = c.label
			}
			for k := range values {
				for _, o := range c.question.Options {
					if values[k] == o.ID && (field == id || c.options) {
						values[k] = o.Text
					}
				}
			}
		}
		lines = append(lines, label+": "+strings.Join(values, "; "))
	}
	return strings.Join(lines, "\n")
}

// text returns the value of an answer in words: the text of an option instead of its ID.
func (c *column) text(value string) string {
	if !c.options {
		return value
	}
	for _, o := range c.question.Options {
		if o.ID == value {
			return o.Text
		}
	}
	return value
}
