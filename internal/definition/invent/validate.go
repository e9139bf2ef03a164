package invent

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

// Problems is what is wrong with a plan, a sentence each.
type Problems []string

func (p Problems) Error() string { return strings.Join(p, "\n") }

// prepare gets m ready, and tells everything that is wrong with its plan. What a
// plan names wrongly would otherwise be left out without a word.
func (m *generator) prepare(counts []CensusCount, forms []*survey.Form) error {
	var wrong Problems
	no := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if len(forms) == 0 {
		return Problems{"The consultation has no form to answer."}
	}
	p, master := m.plan, forms[0]
	ended := p.Withdrawn
	for _, n := range p.Excluded {
		ended += n
	}
	if p.Number < 1 || p.Withdrawn < 0 || ended >= p.Number {
		no("Invent at least one response (number), and more than are withdrawn and excluded.")
	}
	for edition := range p.Editions {
		if m.forms[edition] == nil {
			no("There is no edition %q.", edition)
		}
	}
	if len(p.Editions) == 0 || len(p.Channels) == 0 {
		no("Say by which channels and in which editions responses come (channels, editions).")
	}
	last, err := time.Parse(time.DateOnly, p.LastDay)
	first, err2 := time.Parse(time.DateOnly, p.FirstDay)
	if err != nil || err2 != nil || last.Before(first) {
		no("Say from which day to which responses come (first-day, last-day), as 2016-05-27.")
	} else {
		m.first, m.days = first, uint64(last.Sub(first)/(24*time.Hour))+1
	}
	for _, t := range p.Profile {
		m.traitWeights[t.ID] = t.weights(p.Area, counts, no)
	}
	for _, id := range slices.Sorted(maps.Keys(p.Answers)) {
		t := p.Answers[id]
		q, _ := master.Question(id)
		if q == nil {
			no("There is no question %q to answer.", id)
			continue
		}
		leans := []Distribution{t.Distribution}
		if m.traitWeights[t.Trait] == nil && t.Trait != "" {
			no("The question %q is answered by the trait %q, which the profile does not have.", id, t.Trait)
		}
		for _, c := range t.Cases {
			leans = append(leans, c.Distribution)
			for _, value := range c.Is {
				if _, ok := m.traitWeights[c.Trait][value]; !ok {
					no("A case of the question %q is for people whose trait %q is %q. There are none.", id, c.Trait, value)
				}
			}
		}
		for _, l := range leans {
			l.validate(q, no)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// weights returns how often each value of t is drawn.
func (t *Trait) weights(area string, counts []CensusCount, no func(string, ...any)) map[string]uint64 {
	all := maps.Clone(t.Weights)
	if all == nil {
		all = map[string]uint64{}
	}
	missing := maps.Clone(t.Categories)
	for _, c := range counts {
		value, ok := t.Categories[c.Category]
		if c.Area != area || c.Topic != t.Topic || !ok {
			continue
		}
		delete(missing, c.Category)
		all[value] += c.People
	}
	for _, category := range slices.Sorted(maps.Keys(missing)) {
		no("The figures have no category %q under %q for %q.", category, t.Topic, area)
	}
	if len(all) == 0 {
		no("The trait %q has no values. Give it a topic and categories, or weights.", t.ID)
	}
	for value := range all {
		if turnout, ok := t.Turnout[value]; ok {
			all[value] = all[value] * turnout / 100
		}
	}
	for _, value := range slices.Sorted(maps.Keys(t.Turnout)) {
		if _, ok := all[value]; !ok {
			no("The trait %q has a turnout for %q, which is none of its values.", t.ID, value)
		}
	}
	return all
}

// validate says what l names that q does not have.
func (l *Distribution) validate(q *survey.Question, no func(string, ...any)) {
	has := func(list []survey.Option, id string) bool {
		return slices.ContainsFunc(list, func(o survey.Option) bool { return o.ID == id })
	}
	lists := []map[string]uint64{l.Weights}
	for _, row := range slices.Sorted(maps.Keys(l.Rows)) {
		if !has(q.Rows, row) {
			no("The question %q has no row %q.", q.ID, row)
		}
		lists = append(lists, l.Rows[row])
	}
	for _, list := range lists {
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if !has(q.Options, id) {
				no("The question %q has no option %q.", q.ID, id)
			}
		}
	}
}
