package survey

import (
	"slices"
	"strings"
)

// Condition is the condition on which a page or a question is asked. It is a tree: All,
// Any and Not contain other conditions, and each leaf tests the answer to one earlier
// question. The kinds of test are limited so that [Parse] can find conditions that are
// never true.
//
//	{"all": [ … ]}   {"any": [ … ]}   {"not": … }
//	{"question": "role", "is": "carer"}               also "is": "prefer-not-to-say"
//	{"question": "role", "anyOf": ["carer", "staff"]}
//	{"question": "age", "is": "dont-know"}            a box; see QuestionKind.HasBoxes
//	{"question": "age", "atLeast": "16"}              and atMost, above, below; for dates "2016-05-27"
//	{"question": "uses", "countAtLeast": 2}           options chosen, without exclusive ones
//	{"question": "why", "answered": true}             false for prefer not to say, true for a box
//	{"question": "staff", "asked": true}              applied, whether or not it was answered
//	{"question": "views", "row": "buses", "is": "agree"}   or anyOf
//	{"named": "Carers"}                               one of Form.Conditions
//
// A test, other than asked, of a question that was not asked or was left blank is false, so "not"
// of it is true.
type Condition struct {
	All []Condition `json:"all,omitempty" yaml:"all,omitempty"`
	Any []Condition `json:"any,omitempty" yaml:"any,omitempty"`
	Not *Condition  `json:"not,omitempty" yaml:"not,omitempty"`

	Named        string   `json:"named,omitempty" yaml:"named,omitempty"`
	Question     string   `json:"question,omitempty" yaml:"question,omitempty"`
	Row          string   `json:"row,omitempty" yaml:"row,omitempty"`
	Is           string   `json:"is,omitempty" yaml:"is,omitempty"`
	AnyOf        []string `json:"anyOf,omitempty" yaml:"any-of,omitempty"`
	AtLeast      string   `json:"atLeast,omitempty" yaml:"at-least,omitempty"`
	AtMost       string   `json:"atMost,omitempty" yaml:"at-most,omitempty"`
	Above        string   `json:"above,omitempty" yaml:"above,omitempty"`
	Below        string   `json:"below,omitempty" yaml:"below,omitempty"`
	CountAtLeast int      `json:"countAtLeast,omitempty" yaml:"count-at-least,omitempty"`
	Answered     bool     `json:"answered,omitempty" yaml:"answered,omitempty"`
	Asked        bool     `json:"asked,omitempty" yaml:"asked,omitempty"`

	from string // the named condition for which it stands; see Form.expand
}

// eachTest calls fn with every leaf of c.
func (c *Condition) eachTest(fn func(*Condition)) {
	switch {
	case c == nil:
	case c.All != nil || c.Any != nil || c.Not != nil:
		for i := range c.All {
			c.All[i].eachTest(fn)
		}
		for i := range c.Any {
			c.Any[i].eachTest(fn)
		}
		c.Not.eachTest(fn)
	default:
		fn(c)
	}
}

// pointerTo returns the JSON Pointer of leaf, a leaf of c, given that of c.
func (c *Condition) pointerTo(leaf *Condition, pointer string) string {
	if c == nil || c == leaf || c.from != "" {
		return pointer
	}
	for name, list := range map[string][]Condition{"/all/": c.All, "/any/": c.Any} {
		for i := range list {
			if list[i].has(leaf) {
				return list[i].pointerTo(leaf, pointer+name+itoa(i))
			}
		}
	}
	return c.Not.pointerTo(leaf, pointer+"/not")
}

// has reports whether leaf is a leaf of c.
func (c *Condition) has(leaf *Condition) (found bool) {
	c.eachTest(func(one *Condition) { found = found || one == leaf })
	return found
}

// rule is a Condition prepared for evaluation: with its question looked up and its
// limit parsed.
type rule struct {
	op      op
	parts   []rule // of opAll, opAny and opNot
	at      int    // index of the step that is tested; -1 if no earlier step has the ID
	q       *Question
	row     string
	options []string
	bound   string // in the form of answers
	count   int
}

// op is the kind of test of a rule.
type op uint8

const (
	opAll op = iota
	opAny
	opNot
	opIs
	opAtLeast
	opAtMost
	opAbove
	opBelow
	opCount
	opAnswered
	opAsked
)

// newRule prepares c, which may refer only to the steps that p has so far. This
// guarantees that evaluation ends, whatever the form contains.
func (p *plan) newRule(c *Condition) *rule {
	if c == nil {
		return nil
	}
	r := p.compileRule(c)
	return &r
}

// compileRule is newRule for a condition that is not nil.
func (p *plan) compileRule(c *Condition) rule {
	compound := func(op op, list []Condition) rule {
		r := rule{op: op, parts: make([]rule, len(list))}
		for i := range list {
			r.parts[i] = p.compileRule(&list[i])
		}
		return r
	}
	switch {
	case c.All != nil:
		return compound(opAll, c.All)
	case c.Any != nil:
		return compound(opAny, c.Any)
	case c.Not != nil:
		return rule{op: opNot, parts: []rule{p.compileRule(c.Not)}}
	}
	r := rule{at: -1, row: c.Row}
	if i, ok := p.byID[c.Question]; ok {
		r.at, r.q = i, p.steps[i].q
	}
	switch {
	case c.Is != "":
		r.op, r.options = opIs, []string{c.Is}
	case c.AnyOf != nil:
		r.op, r.options = opIs, c.AnyOf
	case c.AtLeast != "":
		r.op, r.bound = opAtLeast, r.parseBound(c.AtLeast)
	case c.AtMost != "":
		r.op, r.bound = opAtMost, r.parseBound(c.AtMost)
	case c.Above != "":
		r.op, r.bound = opAbove, r.parseBound(c.Above)
	case c.Below != "":
		r.op, r.bound = opBelow, r.parseBound(c.Below)
	case c.CountAtLeast > 0:
		r.op, r.count = opCount, c.CountAtLeast
	case c.Answered:
		r.op = opAnswered
	case c.Asked:
		r.op = opAsked
	default: // a leaf without a test is never true
		r.at = -1
	}
	return r
}

// parseBound returns the limit s in the form of answers to the question of r. If s is
// not valid, the rule will never be true.
func (r *rule) parseBound(s string) string {
	bound, ok := "", false
	if r.q != nil && r.q.Kind != Period {
		bound, ok = r.q.parseBound(s)
	}
	if !ok {
		r.at = -1
	}
	return bound
}

// parseBound returns the limit s in the form of answers to q; false if it is not valid.
func (q *Question) parseBound(s string) (string, bool) {
	switch q.Kind {
	case Number, MatrixNumber:
		return parseNumber(s)
	case Duration:
		number, ok := parseNumber(s)
		return number, ok && decimalPlaces(number) == 0 && number[0] != '-'
	case Date, Period:
		return s, q.isDate(s)
	}
	return "", false
}

// holds evaluates r over the answers to earlier steps. A nil rule is true.
func (r *rule) holds(answers []Answer) bool {
	if r == nil {
		return true
	}
	switch r.op {
	case opAll:
		for i := range r.parts {
			if !r.parts[i].holds(answers) {
				return false
			}
		}
		return true
	case opAny:
		for i := range r.parts {
			if r.parts[i].holds(answers) {
				return true
			}
		}
		return false
	case opNot:
		return !r.parts[0].holds(answers)
	}
	return r.at >= 0 && r.test(&answers[r.at])
}

// test evaluates a leaf for the answer to its question.
func (r *rule) test(a *Answer) bool {
	if r.op == opAsked {
		return a.State != NotAsked && a.State != ""
	}
	if a.State == PreferNotToSay {
		return r.op == opIs && slices.Contains(r.options, preferNotToSayID)
	}
	if a.State != Answered {
		return false
	}
	switch r.op {
	case opAnswered:
		return true
	case opIs:
		if r.row != "" {
			option, ok := a.Rows[r.row]
			return ok && slices.Contains(r.options, option)
		}
		for _, option := range a.Options {
			if slices.Contains(r.options, option) {
				return true
			}
		}
		return false
	case opCount:
		n := 0
		for _, option := range a.Options {
			if i := r.q.optionIndex(option); i >= 0 && !r.q.Options[i].Exclusive {
				n++
			}
		}
		return n >= r.count
	}
	if len(a.Options) > 0 {
		return false // a box, such as “Don’t know”, instead of a number or a date
	}
	order := 0
	switch r.q.Kind {
	case Number, Duration:
		order = compareNumbers(a.Number, r.bound)
	case Date:
		order = strings.Compare(a.Date, r.bound)
	default:
		return false
	}
	switch r.op {
	case opAtLeast:
		return order >= 0
	case opAtMost:
		return order <= 0
	case opAbove:
		return order > 0
	}
	return order < 0
}
