package export

import (
	"io"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// repeatedPage is a page that is asked several times, in any version of the questionnaire: its questions as they were
// written.
type repeatedPage struct {
	id        string
	most      int // repetitions
	questions []*question
}

// addRepeated adds q, a question in a repetition of page p, to the repeated pages.
func (c *catalogue) addRepeated(p *survey.Page, q *survey.Question) {
	of := q.Repetition()
	if of == nil || of.Question == "" { // the question whether there is another one says nothing that the rows do not
		return
	}
	at := slices.IndexFunc(c.repeated, func(r *repeatedPage) bool { return r.id == of.Page })
	if at < 0 {
		at, c.repeated = len(c.repeated), append(c.repeated, &repeatedPage{id: of.Page})
	}
	r := c.repeated[at]
	r.most = max(r.most, of.Number)
	source := *q
	source.ID, source.Text = of.Question, q.PlainText()
	for _, known := range r.questions {
		if known.ID == source.ID {
			known.merge(&source)
			return
		}
	}
	r.questions = append(r.questions, newQuestion(&source, p))
}

// repetitionColumns are the columns of a table of repetitions before the answers.
var repetitionColumns = []string{intake.ColRow, intake.ColChannel, intake.ColEdition, intake.ColDay, intake.ColStatus, "page", "number"}

// repetitionAnswers returns the columns of the answers in a table of repetitions, which are those of all repeated pages.
func (x *source) repetitionAnswers() (all []column) {
	for _, p := range x.repeated {
		for _, q := range p.questions {
			all = append(all, q.columns()...)
		}
	}
	return all
}

// eachRepetition calls fn with the cells of each repetition of a page that was asked, by response, page and number.
func (x *source) eachRepetition(fn func(cells []string) error) error {
	answers := x.repetitionAnswers()
	return x.each(func(r row) error {
		for _, p := range x.repeated {
			for n := 1; n <= p.most; n++ {
				if !p.isAsked(r.given, n) {
					continue
				}
				cells := append(slices.Clone(r.meta[:len(repetitionColumns)-2]), p.id, strconv.Itoa(n))
				for i := range answers {
					value := ""
					if slices.Contains(p.questions, answers[i].question) {
						if a, ok := r.given[answers[i].question.ID+"-"+strconv.Itoa(n)]; ok {
							value = answers[i].value(a)
						}
					}
					cells = append(cells, value)
				}
				if err := fn(cells); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// isAsked reports whether repetition n of p was asked, by the answers given.
func (p *repeatedPage) isAsked(given map[string]survey.Answer, n int) bool {
	return slices.ContainsFunc(p.questions, func(q *question) bool {
		a, ok := given[q.ID+"-"+strconv.Itoa(n)]
		return ok && a.State != survey.NotAsked
	})
}

// writeRepetitionsCSV writes a row for each repetition of a page, with codes.
func (x *source) writeRepetitionsCSV(w io.Writer) error {
	out := csvout.NewWriter(w)
	answers := x.repetitionAnswers()
	head := slices.Clone(repetitionColumns)
	for i := range answers {
		head = append(head, csvout.EscapeCell(answers[i].name))
	}
	out.Write(head)
	if err := x.eachRepetition(func(cells []string) error {
		for i := range cells {
			if at := i - len(repetitionColumns); at < 0 || !answers[at].number {
				cells[i] = csvout.EscapeCell(cells[i])
			}
		}
		out.Write(cells)
		return nil
	}); err != nil {
		return err
	}
	return out.Flush()
}

// repetitions writes a row for each repetition of a page to a sheet, with labels.
func (x *source) repetitions(s *sheetWriter) error {
	answers := x.repetitionAnswers()
	head := slices.Clone(repetitionColumns)
	for i := range answers {
		head = append(head, answers[i].label)
	}
	s.addHead(head)
	return x.eachRepetition(func(cells []string) error {
		var line []any
		for i, value := range cells {
			at := i - len(repetitionColumns)
			switch {
			case at < 0:
				line = append(line, value)
			default:
				line = append(line, answers[at].cell(value, true))
			}
		}
		s.add(line...)
		return s.err
	})
}
