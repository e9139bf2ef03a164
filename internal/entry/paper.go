package entry

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// PaperForm is a questionnaire as paper has it: its questions numbered, a code
// beside each answer, and the way through it in words.
type PaperForm struct {
	Form     *survey.Form
	Sections []PaperSection
	numbers  map[string]int // of questions, by id
	printer  *locale.Printer
}

// PaperSection is a page of the form, which on paper is a heading.
type PaperSection struct {
	Title, Intro string
	OnlyIf       string // who is asked this part; "": everybody
	Monitoring   bool
	Questions    []PaperQuestion
}

// PaperQuestion is a question with its number. A panel has none.
type PaperQuestion struct {
	*survey.Question
	Number         int
	OnlyIf         string // who is asked; "": everybody who is asked the part
	CodedOptions   []CodedOption
	Monitoring     bool // it stands on the sheet apart
	AllowsNotToSay bool // "prefer not to say" is one of the answers; its code is NotSayCode
}

// CodedOption is an option with its code.
type CodedOption struct {
	survey.Option
	Code string
	GoTo string // where to go on after it; "": to the next question
}

// The codes that mean the same everywhere.
const (
	PreferNotToSayCode = "x" // the person would rather not say
	UnreadableCode     = "?" // nobody can say what they meant
	BlankCode          = "-" // a row or a place that was left empty
)

// optionLetters are the codes of options. NotSayCode is none of them.
const optionLetters = "abcdefghijklmnopqrstuvwyz"

// optionCode is that of option i: a to z without x, then aa, ab and so on.
func optionCode(i int) string {
	if i < len(optionLetters) {
		return optionLetters[i : i+1]
	}
	i -= len(optionLetters)
	return optionLetters[i/len(optionLetters):i/len(optionLetters)+1] + optionLetters[i%len(optionLetters):i%len(optionLetters)+1]
}

// NewPaperForm lays form out. What stands between the questions is said in the
// language of the form, as far as the house speaks it.
func NewPaperForm(form *survey.Form) *PaperForm {
	s := &PaperForm{Form: form, numbers: map[string]int{}, printer: locale.For(form.Lang)}
	n := 0
	for i := range form.Pages {
		for j := range form.Pages[i].Questions {
			if q := &form.Pages[i].Questions[j]; q.Kind != survey.Panel {
				n++
				s.numbers[q.ID] = n
			}
		}
	}
	said := "" // what the pages just before were asked for
	for i := range form.Pages {
		s.Sections = append(s.Sections, s.section(i))
		words := ""
		if when := form.Pages[i].When; when != nil {
			words = s.conditionText(when, false)
		}
		if words != "" && words != said {
			s.Sections[i].OnlyIf = s.onlyIf(form.Pages[i].When, s.sameCondition(i, words))
		}
		said = words
	}
	return s
}

// sameCondition returns the questions of page i, and of those that follow it and are
// asked for the same reason, so that it is said once for all.
func (s *PaperForm) sameCondition(i int, words string) (all []survey.Question) {
	for _, page := range s.Form.Pages[i:] {
		if page.When == nil || s.conditionText(page.When, false) != words {
			break
		}
		all = append(all, page.Questions...)
	}
	return all
}

func (s *PaperForm) section(i int) PaperSection {
	page := &s.Form.Pages[i]
	part := PaperSection{Title: page.Title, Intro: page.Intro, Monitoring: page.Monitoring}
	for j := range page.Questions {
		q := &page.Questions[j]
		asked := PaperQuestion{Question: q, Number: s.numbers[q.ID], Monitoring: page.Monitoring, AllowsNotToSay: q.PreferNotToSay}
		if q.When != nil {
			asked.OnlyIf = s.onlyIf(q.When, page.Questions[j:j+1])
		}
		for k, o := range q.Options {
			c := CodedOption{Option: o, Code: optionCode(k)}
			if q.Kind == survey.Single || q.Kind == survey.Dropdown {
				c.GoTo = s.goTo(q, o.ID)
			}
			asked.CodedOptions = append(asked.CodedOptions, c)
		}
		part.Questions = append(part.Questions, asked)
	}
	return part
}

// onlyIf says to whom these questions are put.
func (s *PaperForm) onlyIf(when *survey.Condition, questions []survey.Question) string {
	if when == nil {
		return ""
	}
	first, last := 0, 0
	for i := range questions {
		if n := s.numbers[questions[i].ID]; n > 0 {
			first, last = s.firstNumber(first, n), n
		}
	}
	words := s.conditionText(when, false)
	switch {
	case first == 0:
		return s.printer.Say("Read this only if %s.", words)
	case first == last:
		return s.printer.Say("Answer question %d only if %s.", first, words)
	}
	return s.printer.Say("Answer questions %d to %d only if %s.", first, last, words)
}

func (*PaperForm) firstNumber(first, n int) int {
	if first == 0 {
		return n
	}
	return min(first, n)
}

// QuestionByNumber returns the question with a number and its part.
func (s *PaperForm) QuestionByNumber(n int) (*PaperQuestion, bool) {
	for i := range s.Sections {
		for j := range s.Sections[i].Questions {
			if s.Sections[i].Questions[j].Number == n && n > 0 {
				return &s.Sections[i].Questions[j], true
			}
		}
	}
	return nil, false
}

// NumberOf is that of question id, or 0.
func (s *PaperForm) NumberOf(id string) int { return s.numbers[id] }

// goTo says where somebody goes on who ticked option of q, if that is not the
// next question. It looks at conditions as far as this answer alone decides
// them; what else they ask for stands at the questions themselves.
func (s *PaperForm) goTo(q *survey.Question, option string) string {
	at, to, skipped, monitoring := s.numbers[q.ID], 0, false, false
	for i := range s.Form.Pages {
		page := &s.Form.Pages[i]
		for j := range page.Questions {
			after := &page.Questions[j]
			n := s.numbers[after.ID]
			if after.ID == q.ID {
				monitoring = page.Monitoring
			}
			if n <= at || to > 0 {
				continue
			}
			if ruledOut(page.When, q.ID, option) || ruledOut(after.When, q.ID, option) {
				skipped = true
				continue
			}
			to = n
		}
	}
	switch {
	case !skipped:
		return ""
	case to == 0:
		return s.printer.Say("Go to the end")
	case !monitoring && s.onSeparateSheet(to):
		return s.printer.Say("Go to question %d, on the separate sheet", to)
	}
	return s.printer.Say("Go to question %d", to)
}

// onSeparateSheet reports whether question n stands on the sheet of the equality
// questions.
func (s *PaperForm) onSeparateSheet(n int) bool {
	for i := range s.Form.Pages {
		for j := range s.Form.Pages[i].Questions {
			if s.numbers[s.Form.Pages[i].Questions[j].ID] == n {
				return s.Form.Pages[i].Monitoring
			}
		}
	}
	return false
}

// truth is yes, no, or not known from one answer alone.
type truth int

const (
	unknown truth = iota
	isTrue
	isFalse
)

func ruledOut(c *survey.Condition, question, option string) bool {
	return c != nil && evaluate(c, question, option) == isFalse
}

func evaluate(c *survey.Condition, question, option string) truth {
	switch {
	case c.Not != nil:
		switch evaluate(c.Not, question, option) {
		case isTrue:
			return isFalse
		case isFalse:
			return isTrue
		}
		return unknown
	case c.All != nil:
		return evaluateAll(c.All, isFalse, isTrue, question, option)
	case c.Any != nil:
		return evaluateAll(c.Any, isTrue, isFalse, question, option)
	case c.Question != question || c.Row != "":
		return unknown
	case c.Is != "":
		return truthOf(c.Is == option)
	case c.AnyOf != nil:
		for _, o := range c.AnyOf {
			if o == option {
				return isTrue
			}
		}
		return isFalse
	case c.Answered:
		return isTrue
	}
	return unknown
}

// evaluateAll is enough if one part is, and otherwise if all parts are.
func evaluateAll(parts []survey.Condition, enough, otherwise truth, question, option string) truth {
	result := otherwise
	for i := range parts {
		switch evaluate(&parts[i], question, option) {
		case enough:
			return enough
		case unknown:
			result = unknown
		}
	}
	return result
}

func truthOf(yes bool) truth {
	if yes {
		return isTrue
	}
	return isFalse
}
