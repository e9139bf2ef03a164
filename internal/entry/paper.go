package entry

import (
	"strconv"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// PaperForm is a questionnaire for paper: questions are numbered, each option
// has a code, and routing is printed as text.
type PaperForm struct {
	Form     *survey.Form
	Sections []PaperSection
	numbers  map[string]int // of questions, by id
	printer  *locale.Printer
}

// PaperSection is a page of the form, printed as a section with a heading.
type PaperSection struct {
	Title, Intro string
	OnlyIf       string // condition for answering this section; "" if everyone answers it
	Monitoring   bool
	Questions    []PaperQuestion
}

// PaperQuestion is a question with its number, which is 0 for panels.
type PaperQuestion struct {
	*survey.Question
	Number         int
	OnlyIf         string // condition for answering; "" if everyone who answers the section does
	CodedOptions   []CodedOption
	Monitoring     bool     // printed on the separate equality monitoring sheet
	Limits         []string // by answers to other questions
	AllowsNotToSay bool     // offers "prefer not to say", with the code PreferNotToSayCode
}

// CodedOption is an option with its code.
type CodedOption struct {
	survey.Option
	Code string
	GoTo string // routing instruction after this option; "" for the next question
}

// Codes with the same meaning in every question.
const (
	PreferNotToSayCode = "x"
	UnreadableCode     = "?" // illegible
	BlankCode          = "-" // a row or an option left blank
	AttachedCode       = "a" // a document is attached to the form
	AsWrittenMark      = "!" // before an answer that the form does not allow: keep it as written
)

// optionLetters are the letters used as option codes. PreferNotToSayCode is not
// one of them.
const optionLetters = "abcdefghijklmnopqrstuvwyz"

// optionCode returns the code of option i: a to z without x, then aa, ab and so
// on.
func optionCode(i int) string {
	if i < len(optionLetters) {
		return optionLetters[i : i+1]
	}
	i -= len(optionLetters)
	return optionLetters[i/len(optionLetters):i/len(optionLetters)+1] + optionLetters[i%len(optionLetters):i%len(optionLetters)+1]
}

// boxCode returns the code of box i of a question that is typed: x1, x2 and so on, which people
// hardly ever write as an answer.
func boxCode(i int) string { return PreferNotToSayCode + strconv.Itoa(i+1) }

// NewPaperForm lays out form for paper. Instructions are in the language of the
// form where the interface is translated into it, or else in English.
func NewPaperForm(form *survey.Form) *PaperForm {
	p := &PaperForm{Form: form, numbers: map[string]int{}, printer: locale.For(form.Lang)}
	n := 0
	for i := range form.Pages {
		for j := range form.Pages[i].Questions {
			if q := &form.Pages[i].Questions[j]; q.Kind != survey.Panel {
				n++
				p.numbers[q.ID] = n
			}
		}
	}
	previous := "" // condition of the page before
	for i := range form.Pages {
		p.Sections = append(p.Sections, p.section(i))
		words := ""
		if when := form.Pages[i].When; when != nil {
			words = p.conditionText(when, false)
		}
		if words != "" && words != previous {
			p.Sections[i].OnlyIf = p.onlyIf(form.Pages[i].When, p.sameCondition(i, words))
		}
		previous = words
	}
	return p
}

// sameCondition returns the questions of page i and of the pages after it with
// the same condition, so that the condition is printed once.
func (p *PaperForm) sameCondition(i int, words string) (all []survey.Question) {
	for _, page := range p.Form.Pages[i:] {
		if page.When == nil || p.conditionText(page.When, false) != words {
			break
		}
		all = append(all, page.Questions...)
	}
	return all
}

func (p *PaperForm) section(i int) PaperSection {
	page := &p.Form.Pages[i]
	section := PaperSection{Title: page.Title, Intro: page.Intro, Monitoring: page.Monitoring}
	for j := range page.Questions {
		q := &page.Questions[j]
		question := PaperQuestion{
			Question:       q,
			Number:         p.numbers[q.ID],
			Monitoring:     page.Monitoring,
			AllowsNotToSay: q.PreferNotToSay,
		}
		question.Limits = p.limits(q)
		if q.When != nil {
			question.OnlyIf = p.onlyIf(q.When, page.Questions[j:j+1])
		}
		for k, o := range q.Options {
			c := CodedOption{Option: o, Code: optionCode(k)}
			if q.Kind.HasBoxes() {
				c.Code = boxCode(k)
			}
			if q.Kind.OneOption() {
				c.GoTo = p.goTo(q, o.ID)
			}
			question.CodedOptions = append(question.CodedOptions, c)
		}
		section.Questions = append(section.Questions, question)
	}
	return section
}

// limits returns the sentences about limits of q that are answers to other questions.
func (p *PaperForm) limits(q *survey.Question) (all []string) {
	least, most := locale.Key("At least your answer to question %d."), locale.Key("No more than your answer to question %d.")
	if q.Kind == survey.Date {
		least, most = locale.Key("Not before your answer to question %d."), locale.Key("Not after your answer to question %d.")
	}
	for _, limit := range []struct{ of, sentence string }{
		{q.LeastOf, least}, {q.MostOf, most},
		{q.TotalOf, locale.Key("Write an amount in each box. The amounts must add up to your answer to question %d.")},
	} {
		if limit.of != "" {
			all = append(all, p.printer.Say(limit.sentence, p.numbers[limit.of]))
		}
	}
	return all
}

// onlyIf returns the instruction that limits questions to those who meet a
// condition.
func (p *PaperForm) onlyIf(when *survey.Condition, questions []survey.Question) string {
	if when == nil {
		return ""
	}
	first, last := 0, 0
	for i := range questions {
		if n := p.numbers[questions[i].ID]; n > 0 {
			first, last = p.firstNumber(first, n), n
		}
	}
	words := p.conditionText(when, false)
	switch {
	case first == 0:
		return p.printer.Say("Read this only if %s.", words)
	case first == last:
		return p.printer.Say("Answer question %d only if %s.", first, words)
	}
	return p.printer.Say("Answer questions %d to %d only if %s.", first, last, words)
}

func (*PaperForm) firstNumber(first, n int) int {
	if first == 0 {
		return n
	}
	return min(first, n)
}

// QuestionByNumber returns question n.
func (p *PaperForm) QuestionByNumber(n int) (*PaperQuestion, bool) {
	for i := range p.Sections {
		for j := range p.Sections[i].Questions {
			if p.Sections[i].Questions[j].Number == n && n > 0 {
				return &p.Sections[i].Questions[j], true
			}
		}
	}
	return nil, false
}

// NumberOf returns the number of question id, or 0.
func (p *PaperForm) NumberOf(id string) int { return p.numbers[id] }

// goTo returns the routing instruction after an option of q, or "" if the next
// question follows. It considers only conditions that this answer alone
// decides; other conditions are printed at the questions they apply to.
func (p *PaperForm) goTo(q *survey.Question, option string) string {
	at, to, skipped, monitoring := p.numbers[q.ID], 0, false, false
	for i := range p.Form.Pages {
		page := &p.Form.Pages[i]
		for j := range page.Questions {
			after := &page.Questions[j]
			n := p.numbers[after.ID]
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
		return p.printer.Say("Go to the end")
	case !monitoring && p.onSeparateSheet(to):
		return p.printer.Say("Go to question %d, on the separate sheet", to)
	}
	return p.printer.Say("Go to question %d", to)
}

// onSeparateSheet reports whether question n is on the equality monitoring
// sheet.
func (p *PaperForm) onSeparateSheet(n int) bool {
	for i := range p.Form.Pages {
		for j := range p.Form.Pages[i].Questions {
			if p.numbers[p.Form.Pages[i].Questions[j].ID] == n {
				return p.Form.Pages[i].Monitoring
			}
		}
	}
	return false
}

// truth is the value of a condition given one answer only.
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
	case c.Answered, c.Asked:
		return isTrue
	}
	return unknown
}

// evaluateAll combines parts: the result is decisive if any part has that
// value, and otherwise if all parts have the value otherwise.
func evaluateAll(parts []survey.Condition, decisive, otherwise truth, question, option string) truth {
	result := otherwise
	for i := range parts {
		switch evaluate(&parts[i], question, option) {
		case decisive:
			return decisive
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
