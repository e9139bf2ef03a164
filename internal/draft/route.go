package draft

import (
	"reflect"
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// Routing is a condition as officers choose it: some tests, and whether all of
// them or any of them must hold.
type Routing struct {
	Any   bool
	Lines []Line
}

// Line is one test of one question. It may be incomplete while it is chosen.
type Line struct {
	Question string
	Row      string // matrix
	Test     Test
	Options  []string
	Value    string // a number, a date or how many
}

// Test is what a line asks of an answer.
type Test string

// The tests.
const (
	Is       Test = "is" // one of Options
	IsNot    Test = "is-not"
	Answered Test = "answered"
	Blank    Test = "not-answered"
	AtLeast  Test = "at-least"
	AtMost   Test = "at-most"
	Above    Test = "above"
	Below    Test = "below"
	Count    Test = "count" // at least Value of the options
)

// TestsOf returns the tests that can be made of answers to q, the usual one
// first.
func TestsOf(q *survey.Question) []Test {
	switch q.Kind {
	case survey.Single, survey.Dropdown:
		return []Test{Is, IsNot, Answered, Blank}
	case survey.Multiple:
		return []Test{Is, IsNot, Count, Answered, Blank}
	case survey.Matrix:
		return []Test{Is, IsNot, Answered, Blank}
	case survey.Number, survey.Date:
		return []Test{AtLeast, AtMost, Above, Below, Answered, Blank}
	case survey.Panel:
		return nil
	}
	return []Test{Answered, Blank}
}

// Before returns the questions whose answers a condition may look at: those that
// can be answered and come before page, or before question on it. Where
// monitoring is false, those about the person are left out: a condition on them
// would give the answer away.
func Before(f *survey.Form, page, question string) (all []*survey.Question) {
	at := PageAt(f, page)
	for i := range f.Pages {
		p := &f.Pages[i]
		if i > at || i == at && question == "" {
			return all
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			if i == at && q.ID == question {
				return all
			}
			if q.Kind != survey.Panel && (!p.Monitoring || at >= 0 && f.Pages[at].Monitoring) {
				all = append(all, q)
			}
		}
	}
	return all
}

// ReadRouting returns c as lines. It reports false for what lines cannot say:
// conditions inside conditions.
func ReadRouting(c *survey.Condition) (Routing, bool) {
	var r Routing
	switch {
	case c == nil:
		return r, true
	case c.All != nil || c.Any != nil:
		if c.Not != nil || c.Question != "" || c.All != nil && c.Any != nil {
			return r, false
		}
		r.Any = c.Any != nil
		for _, part := range slices.Concat(c.All, c.Any) {
			line, ok := readLine(&part)
			if !ok {
				return Routing{}, false
			}
			r.Lines = append(r.Lines, line)
		}
		return r, true
	}
	line, ok := readLine(c)
	if !ok {
		return r, false
	}
	r.Lines = []Line{line}
	return r, true
}

func readLine(c *survey.Condition) (Line, bool) {
	if c.Not != nil {
		line, ok := readLine(c.Not)
		opposite := map[Test]Test{Is: IsNot, Answered: Blank}[line.Test]
		if !ok || opposite == "" || c.Not.Not != nil || c.Question != "" {
			return Line{}, false
		}
		line.Test = opposite
		return line, true
	}
	if c.All != nil || c.Any != nil {
		return Line{}, false
	}
	line := Line{Question: c.Question, Row: c.Row, Test: Is}
	switch {
	case c.Is != "":
		line.Options = []string{c.Is}
	case c.AnyOf != nil:
		line.Options = slices.Clone(c.AnyOf)
	case c.Answered:
		line.Test = Answered
	case c.CountAtLeast != 0:
		line.Test, line.Value = Count, itoa(c.CountAtLeast)
	}
	for _, bound := range []struct {
		test  Test
		value string
	}{{AtLeast, c.AtLeast}, {AtMost, c.AtMost}, {Above, c.Above}, {Below, c.Below}} {
		if bound.value != "" {
			line.Test, line.Value = bound.test, bound.value
		}
	}
	return line, true
}

// Condition returns what the lines say; nil if there are none.
func (r Routing) Condition() *survey.Condition {
	var parts []survey.Condition
	for _, l := range r.Lines {
		parts = append(parts, l.condition())
	}
	switch {
	case len(parts) == 0:
		return nil
	case len(parts) == 1:
		return &parts[0]
	case r.Any:
		return &survey.Condition{Any: parts}
	}
	return &survey.Condition{All: parts}
}

func (l Line) condition() survey.Condition {
	c := survey.Condition{Question: l.Question, Row: l.Row}
	switch l.Test {
	case Is, IsNot:
		switch {
		case len(l.Options) == 1:
			c.Is = l.Options[0]
		case len(l.Options) > 1:
			c.AnyOf = slices.Clone(l.Options)
		}
	case Answered, Blank:
		c.Row, c.Answered = "", true
	case Count:
		c.CountAtLeast = atoi(l.Value)
	case AtLeast:
		c.AtLeast = l.Value
	case AtMost:
		c.AtMost = l.Value
	case Above:
		c.Above = l.Value
	case Below:
		c.Below = l.Value
	}
	if slices.Equal(l.Options, []string{notSay}) {
		c.Row = "" // of a matrix as a whole
	}
	if l.Test == IsNot || l.Test == Blank {
		return survey.Condition{Not: &c}
	}
	return c
}

const notSay = "prefer-not-to-say"

// Reroute returns the condition that r says, or was itself if that says the
// same: how it is written is left alone.
func Reroute(was *survey.Condition, r Routing) *survey.Condition {
	if old, ok := ReadRouting(was); ok && reflect.DeepEqual(old.plain(), r.plain()) {
		return was
	}
	return r.Condition()
}

// plain is r as it compares: one line has neither all nor any.
func (r Routing) plain() Routing {
	r.Any = r.Any && len(r.Lines) > 1
	r.Lines = slices.Clone(r.Lines)
	for i := range r.Lines {
		if len(r.Lines[i].Options) == 0 {
			r.Lines[i].Options = nil
		}
	}
	if len(r.Lines) == 0 {
		r.Lines = nil
	}
	return r
}
