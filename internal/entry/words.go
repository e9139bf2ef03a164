package entry

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// words says what a condition asks for, as the end of a sentence that says "only
// if". With not, it says the contrary.
func (s *Paper) words(c *survey.Condition, not bool) string {
	switch {
	case c.Not != nil:
		return s.words(c.Not, !not)
	case c.All != nil:
		return s.join(c.All, not, not)
	case c.Any != nil:
		return s.join(c.Any, !not, not)
	}
	q, _ := s.Form.Question(c.Question)
	if q == nil {
		return s.p.Say("another answer says so")
	}
	n := s.numbers[c.Question]
	ticked := c.AnyOf
	if c.Is != "" {
		ticked = []string{c.Is}
	}
	if ticked != nil {
		return s.ticked(q, c.Row, ticked, n, not)
	}
	say := func(yes, no string, args ...any) string {
		if not {
			return s.p.Say(no, args...)
		}
		return s.p.Say(yes, args...)
	}
	switch {
	case c.AtLeast != "":
		return say(locale.Key("your answer to question %d is %s or more"), locale.Key("your answer to question %d is less than %s"), n, c.AtLeast)
	case c.AtMost != "":
		return say(locale.Key("your answer to question %d is %s or less"), locale.Key("your answer to question %d is more than %s"), n, c.AtMost)
	case c.Above != "":
		return say(locale.Key("your answer to question %d is more than %s"), locale.Key("your answer to question %d is %s or less"), n, c.Above)
	case c.Below != "":
		return say(locale.Key("your answer to question %d is less than %s"), locale.Key("your answer to question %d is %s or more"), n, c.Below)
	case c.CountAtLeast == 1:
		return say(locale.Key("at question %d you ticked an answer"), locale.Key("at question %d you ticked no answer"), n)
	case c.CountAtLeast > 0:
		return say(locale.Key("at question %d you ticked %d answers or more"), locale.Key("at question %d you ticked fewer than %d answers"), n, c.CountAtLeast)
	}
	return say(locale.Key("you answered question %d"), locale.Key("you did not answer question %d"), n)
}

func (s *Paper) ticked(q *survey.Question, row string, ids []string, n int, not bool) string {
	var texts []string
	for _, id := range ids {
		texts = append(texts, s.p.Say("“%s”", s.text(q.Options, id)))
	}
	list := strings.Join(texts, s.p.Say(" or "))
	switch {
	case row != "" && not:
		return s.p.Say("at question %d you did not tick %s for “%s”", n, list, s.text(q.Rows, row))
	case row != "":
		return s.p.Say("at question %d you ticked %s for “%s”", n, list, s.text(q.Rows, row))
	case not:
		return s.p.Say("at question %d you did not tick %s", n, list)
	}
	return s.p.Say("at question %d you ticked %s", n, list)
}

// text is the text of option id, which may be the one that every question may
// have besides its own.
func (s *Paper) text(options []survey.Option, id string) string {
	for i := range options {
		if options[i].ID == id {
			return options[i].Text
		}
	}
	return s.p.Say("Prefer not to say")
}

func (s *Paper) join(parts []survey.Condition, or, not bool) string {
	var all []string
	for i := range parts {
		w := s.words(&parts[i], not)
		if len(parts[i].All)+len(parts[i].Any) > 1 && len(parts) > 1 {
			w = "(" + w + ")"
		}
		all = append(all, w)
	}
	if or {
		return strings.Join(all, s.p.Say(", or "))
	}
	return strings.Join(all, s.p.Say(", and "))
}
