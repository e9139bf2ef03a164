package tally

import (
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/survey"
)

// Chooser tells of single responses whether they are in all filters of a query, without keeping them. It chooses those
// that [Columns.Cross] counts. It must not be used by several goroutines at once.
type Chooser struct {
	columns *Columns // without responses
	filters []choice
}

// choice is a Filter whose names have been looked up.
type choice struct {
	at     int             // index in Columns.variables
	states map[uint8]bool  // codes
	wanted map[string]bool // IDs of options of the original form
}

// NewChooser returns a Chooser for responses to the editions of master. The error means that a filter names a variable or a group
// that does not exist.
func NewChooser(master *survey.Form, filters []Filter, attributes ...Attribute) (*Chooser, error) {
	c := &Chooser{columns: NewColumns(master, attributes...)}
	for _, f := range filters {
		at, err := c.columns.find(f.Variable)
		if err != nil {
			return nil, err
		}
		one := choice{at, map[uint8]bool{}, map[string]bool{}}
		v := c.columns.variables[at]
		for _, g := range f.Any {
			ids := []string{g.Category}
			if _, known := v.index[g.Category]; !known {
				ids = strings.Split(g.Category, "--") // joined because an edition merges them
			}
			known := g.State == "" || g.Category == "" && slices.Contains(v.groups(), g)
			for _, id := range ids {
				if _, isOption := v.index[id]; g.State == "" && !isOption {
					known = false
				}
				one.wanted[id] = true
			}
			if !known {
				return nil, fmt.Errorf("tally: variable %q has no group %q", f.Variable, g.Category+string(g.State))
			}
			if g.State != "" {
				one.states[stateCode(g.State)] = true
			}
		}
		c.filters = append(c.filters, one)
	}
	return c, nil
}

// Variables returns what can be filtered by.
func (c *Chooser) Variables() []Variable { return c.columns.Variables() }

// Chooses reports whether r is in all filters. An answer that an edition offers in place of several options of the original form
// is in a group if all of these are. The error is that of [Columns.Add].
func (c *Chooser) Chooses(r Response) (bool, error) {
	e, err := c.columns.edition(r.Form)
	if err != nil {
		return false, err
	}
	for _, f := range c.filters {
		in, err := c.columns.in(f, e, r)
		if err != nil || !in {
			return false, err
		}
	}
	return true, nil
}

// in reports whether r, a response to e, is in a filter.
func (c *Columns) in(f choice, e *edition, r Response) (bool, error) {
	v, one := c.variables[f.at], cell{}
	if v.Question == nil {
		one = v.one(r.Attributes[f.at])
	} else {
		for _, part := range r.Parts {
			var err error
			part.Each(func(asked *survey.Question, a survey.Answer) {
				if asked.ID == v.Question.ID && err == nil && !(one.given && a.State == survey.NotAsked) {
					one, err = v.cell(asked, e.code[f.at], a)
				}
			})
			if err != nil {
				return false, err
			}
		}
	}
	categories := one.in
	switch {
	case one.code >= firstCategory:
		categories = []int{int(one.code - firstCategory)}
	case f.states[one.code]:
		return true, nil
	}
	return slices.ContainsFunc(categories, func(at int) bool {
		ids := v.all[at].Merges
		if ids == nil {
			ids = []string{v.all[at].ID}
		}
		return !slices.ContainsFunc(ids, func(id string) bool { return !f.wanted[id] })
	}), nil
}
