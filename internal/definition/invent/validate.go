package invent

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

// Problems lists what is wrong with a plan, one sentence each.
type Problems []string

func (p Problems) Error() string { return strings.Join(p, "\n") }

// prepare checks the whole plan and makes m ready. It reports every unknown name, which would otherwise have no
// effect.
func (m *generator) prepare(counts []CensusCount, forms []*survey.Form) error {
	var wrong Problems
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if len(forms) == 0 {
		return Problems{"The consultation has no questionnaire to respond to."}
	}
	p, master := m.plan, forms[0]
	ended := p.Withdrawn
	for _, n := range p.Excluded {
		ended += n
	}
	if p.Number < 1 || p.Withdrawn < 0 || ended >= p.Number {
		report("Number of responses (number) must be at least 1, and more than are withdrawn and excluded.")
	}
	for edition := range p.Editions {
		if m.forms[edition] == nil {
			report("There is no edition %q (editions).", edition)
		}
	}
	if len(p.Editions) == 0 || len(p.Channels) == 0 {
		report("Enter the weights of at least one channel and one edition (channels, editions).")
	}
	last, err := time.Parse(time.DateOnly, p.LastDay)
	first, err2 := time.Parse(time.DateOnly, p.FirstDay)
	if err != nil || err2 != nil || last.Before(first) {
		report("Enter the first and last day of responses (first-day, last-day), like 2016-05-27.")
	} else {
		m.first, m.days = first, uint64(last.Sub(first)/(24*time.Hour))+1
	}
	for _, t := range p.Profile {
		m.traitWeights[t.ID] = t.weights(p.Area, counts, report)
	}
	for _, id := range slices.Sorted(maps.Keys(p.Answers)) {
		t := p.Answers[id]
		q, _ := master.Question(id)
		if q == nil {
			report("There is no question %q (answers).", id)
			continue
		}
		distributions := []Distribution{t.Distribution}
		if m.traitWeights[t.Trait] == nil && t.Trait != "" {
			report("The answer to question %q uses trait %q, which is not in the profile.", id, t.Trait)
		}
		for _, c := range t.Cases {
			distributions = append(distributions, c.Distribution)
			for _, value := range c.Is {
				if _, ok := m.traitWeights[c.Trait][value]; !ok {
					report("A case of question %q is for people with trait %q = %q, but the trait has no such value.", id, c.Trait, value)
				}
			}
		}
		for _, l := range distributions {
			l.validate(q, report)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// weights returns the weight of each value of t. It calls report for each problem.
func (t *Trait) weights(area string, counts []CensusCount, report func(string, ...any)) map[string]uint64 {
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
		report("The census counts have no category %q of topic %q for area %q.", category, t.Topic, area)
	}
	if len(all) == 0 {
		report("Trait %q has no values. Add a topic and categories, or weights.", t.ID)
	}
	for value := range all {
		if turnout, ok := t.Turnout[value]; ok {
			all[value] = all[value] * turnout / 100
		}
	}
	for _, value := range slices.Sorted(maps.Keys(t.Turnout)) {
		if _, ok := all[value]; !ok {
			report("Trait %q has a turnout for %q, which is not one of its values.", t.ID, value)
		}
	}
	return all
}

// validate calls report for each name in l that q does not have.
func (l *Distribution) validate(q *survey.Question, report func(string, ...any)) {
	has := func(list []survey.Option, id string) bool {
		return slices.ContainsFunc(list, func(o survey.Option) bool { return o.ID == id })
	}
	lists := []map[string]uint64{l.Weights}
	for _, row := range slices.Sorted(maps.Keys(l.Rows)) {
		if !has(q.Rows, row) {
			report("Question %q has no row %q.", q.ID, row)
		}
		lists = append(lists, l.Rows[row])
	}
	for _, list := range lists {
		for _, id := range slices.Sorted(maps.Keys(list)) {
			if !has(q.Options, id) {
				report("Question %q has no option %q.", q.ID, id)
			}
		}
	}
}
