package entry

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Paper is a questionnaire as paper has it: its questions numbered, a code
// beside each answer, and the way through it in words.
type Paper struct {
	Form    *survey.Form
	Parts   []Part
	numbers map[string]int // of questions, by id
	p       *locale.Printer
}

// Part is a page of the form, which on paper is a heading.
type Part struct {
	Title, Intro string
	Only         string // who is asked this part; "": everybody
	Monitoring   bool
	Asked        []Asked
}

// Asked is a question with its number. A panel has none.
type Asked struct {
	*survey.Question
	Number     int
	Only       string // who is asked; "": everybody who is asked the part
	Choices    []Choice
	Monitoring bool // it stands on the sheet apart
	NotSay     bool // "prefer not to say" is one of the answers; its code is NotSayCode
}

// Choice is an option with its code.
type Choice struct {
	survey.Option
	Code string
	Next string // where to go on after it; "": to the next question
}

// The codes that mean the same everywhere.
const (
	NotSayCode     = "x" // the person would rather not say
	UnreadableCode = "?" // nobody can say what they meant
	BlankCode      = "-" // a row or a place that was left empty
)

// letters are the codes of options. NotSayCode is none of them.
const letters = "abcdefghijklmnopqrstuvwyz"

// code is that of option i: a to z without x, then aa, ab and so on.
func code(i int) string {
	if i < len(letters) {
		return letters[i : i+1]
	}
	i -= len(letters)
	return letters[i/len(letters):i/len(letters)+1] + letters[i%len(letters):i%len(letters)+1]
}

// NewPaper lays form out. What stands between the questions is said in the
// language of the form, as far as the house speaks it.
func NewPaper(form *survey.Form) *Paper {
	s := &Paper{Form: form, numbers: map[string]int{}, p: locale.For(form.Lang)}
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
		s.Parts = append(s.Parts, s.part(i))
		words := ""
		if when := form.Pages[i].When; when != nil {
			words = s.words(when, false)
		}
		if words != "" && words != said {
			s.Parts[i].Only = s.only(form.Pages[i].When, s.alike(i, words))
		}
		said = words
	}
	return s
}

// alike returns the questions of page i, and of those that follow it and are
// asked for the same reason, so that it is said once for all.
func (s *Paper) alike(i int, words string) (all []survey.Question) {
	for _, page := range s.Form.Pages[i:] {
		if page.When == nil || s.words(page.When, false) != words {
			break
		}
		all = append(all, page.Questions...)
	}
	return all
}

func (s *Paper) part(i int) Part {
	page := &s.Form.Pages[i]
	part := Part{Title: page.Title, Intro: page.Intro, Monitoring: page.Monitoring}
	for j := range page.Questions {
		q := &page.Questions[j]
		asked := Asked{Question: q, Number: s.numbers[q.ID], Monitoring: page.Monitoring, NotSay: q.PreferNotToSay}
		if q.When != nil {
			asked.Only = s.only(q.When, page.Questions[j:j+1])
		}
		for k, o := range q.Options {
			c := Choice{Option: o, Code: code(k)}
			if q.Kind == survey.Single || q.Kind == survey.Dropdown {
				c.Next = s.next(q, o.ID)
			}
			asked.Choices = append(asked.Choices, c)
		}
		part.Asked = append(part.Asked, asked)
	}
	return part
}

// only says to whom these questions are put.
func (s *Paper) only(when *survey.Condition, questions []survey.Question) string {
	if when == nil {
		return ""
	}
	first, last := 0, 0
	for i := range questions {
		if n := s.numbers[questions[i].ID]; n > 0 {
			first, last = s.least(first, n), n
		}
	}
	words := s.words(when, false)
	switch {
	case first == 0:
		return s.p.Say("Read this only if %s.", words)
	case first == last:
		return s.p.Say("Answer question %d only if %s.", first, words)
	}
	return s.p.Say("Answer questions %d to %d only if %s.", first, last, words)
}

func (*Paper) least(first, n int) int {
	if first == 0 {
		return n
	}
	return min(first, n)
}

// Numbered returns the question with a number and its part.
func (s *Paper) Numbered(n int) (*Asked, bool) {
	for i := range s.Parts {
		for j := range s.Parts[i].Asked {
			if s.Parts[i].Asked[j].Number == n && n > 0 {
				return &s.Parts[i].Asked[j], true
			}
		}
	}
	return nil, false
}

// Number is that of question id, or 0.
func (s *Paper) Number(id string) int { return s.numbers[id] }

// next says where somebody goes on who ticked option of q, if that is not the
// next question. It looks at conditions as far as this answer alone decides
// them; what else they ask for stands at the questions themselves.
func (s *Paper) next(q *survey.Question, option string) string {
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
			if no(page.When, q.ID, option) || no(after.When, q.ID, option) {
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
		return s.p.Say("Go to the end")
	case !monitoring && s.startsSheet(to):
		return s.p.Say("Go to question %d, on the separate sheet", to)
	}
	return s.p.Say("Go to question %d", to)
}

// startsSheet reports whether question n stands on the sheet of the equality
// questions.
func (s *Paper) startsSheet(n int) bool {
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

func no(c *survey.Condition, question, option string) bool {
	return c != nil && judge(c, question, option) == isFalse
}

func judge(c *survey.Condition, question, option string) truth {
	switch {
	case c.Not != nil:
		switch judge(c.Not, question, option) {
		case isTrue:
			return isFalse
		case isFalse:
			return isTrue
		}
		return unknown
	case c.All != nil:
		return fold(c.All, isFalse, isTrue, question, option)
	case c.Any != nil:
		return fold(c.Any, isTrue, isFalse, question, option)
	case c.Question != question || c.Row != "":
		return unknown
	case c.Is != "":
		return known(c.Is == option)
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

// fold is enough if one part is, and otherwise if all parts are.
func fold(parts []survey.Condition, enough, otherwise truth, question, option string) truth {
	result := otherwise
	for i := range parts {
		switch judge(&parts[i], question, option) {
		case enough:
			return enough
		case unknown:
			result = unknown
		}
	}
	return result
}

func known(yes bool) truth {
	if yes {
		return isTrue
	}
	return isFalse
}
