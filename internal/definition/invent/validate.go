package invent

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/survey"
)

// Problem is one thing that is wrong with a plan.
type Problem struct {
	Path    []any // of the setting in the file, as for definition.File.At
	Message string
}

// Problems lists everything that is wrong with a plan.
type Problems []Problem

// report adds a problem of the setting at path.
func (p *Problems) report(path []any, format string, args ...any) {
	*p = append(*p, Problem{path, fmt.Sprintf(format, args...)})
}

func (p Problems) Error() string {
	all := make([]string, len(p))
	for i, one := range p {
		all[i] = one.Message
	}
	return strings.Join(all, "\n")
}

// at returns a path.
func at(steps ...any) []any { return steps }

// under returns path with more steps.
func under(path []any, steps ...any) []any { return slices.Concat(path, steps) }

// prepare checks the whole plan and makes m ready. It reports every unknown name, which would otherwise have no
// effect.
func (m *generator) prepare(counts []CensusCount, forms []*survey.Form) error {
	var wrong Problems
	if len(forms) == 0 {
		return Problems{{Message: "The consultation has no questionnaire to respond to."}}
	}
	p, master := m.plan, forms[0]
	ended := p.Withdrawn
	for _, n := range p.Excluded {
		ended += n
	}
	if p.Number < 1 || p.Withdrawn < 0 || ended >= p.Number {
		wrong.report(at("number"), "Number of responses (number) must be at least 1, and more than are withdrawn and excluded.")
	}
	for _, edition := range slices.Sorted(maps.Keys(p.Editions)) {
		if m.forms[edition] == nil {
			wrong.report(at("editions", edition), "There is no edition %q (editions).", edition)
		}
	}
	if len(p.Editions) == 0 || len(p.Channels) == 0 {
		wrong.report(at("channels"), "Enter the weights of at least one channel and one edition (channels, editions).")
	}
	last, err := time.Parse(time.DateOnly, p.LastDay)
	first, err2 := time.Parse(time.DateOnly, p.FirstDay)
	if err != nil || err2 != nil || last.Before(first) {
		wrong.report(at("last-day"), "Enter the first and last day of responses (first-day, last-day), like 2016-05-27.")
	} else {
		m.first, m.days = first, uint64(last.Sub(first)/(24*time.Hour))+1
	}
	for i, t := range p.Profile {
		m.traitWeights[t.ID] = t.weights(p.Area, counts, &wrong, at("profile", i))
	}
	unrepeated := master.Unrepeated()
	for _, id := range slices.Sorted(maps.Keys(p.Answers)) {
		t := p.Answers[id]
		q, _ := unrepeated.Question(id)
		if q == nil {
			wrong.report(at("answers", id), "There is no question %q (answers).", id)
			continue
		}
		t.Distribution.validate(q, &wrong, at("answers", id))
		if m.traitWeights[t.Trait] == nil && t.Trait != "" {
			wrong.report(at("answers", id, "trait"), "The answer to question %q uses trait %q, which is not in the profile.", id, t.Trait)
		}
		for i, c := range t.Cases {
			c.validate(q, &wrong, at("answers", id, "cases", i))
			for j, value := range c.Is {
				if _, ok := m.traitWeights[c.Trait][value]; !ok {
					wrong.report(at("answers", id, "cases", i, "is", j),
						"A case of question %q is for people with trait %q = %q, but the trait has no such value.", id, c.Trait, value)
				}
			}
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// weights returns the weight of each value of t, which is at path. It adds each problem to wrong.
func (t *Trait) weights(area string, counts []CensusCount, wrong *Problems, path []any) map[string]uint64 {
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
		wrong.report(under(path, "categories", category),
			"The census counts have no category %q of topic %q for area %q.", category, t.Topic, area)
	}
	if len(all) == 0 {
		wrong.report(path, "Trait %q has no values. Add a topic and categories, or weights.", t.ID)
	}
	for value := range all {
		if turnout, ok := t.Turnout[value]; ok {
			all[value] = all[value] * turnout / 100
		}
	}
	for _, value := range slices.Sorted(maps.Keys(t.Turnout)) {
		if _, ok := all[value]; !ok {
			wrong.report(under(path, "turnout", value),
				"Trait %q has a turnout for %q, which is not one of its values.", t.ID, value)
		}
	}
	return all
}

// validate adds to wrong each name in l, which is at path, that q does not have.
func (l *Distribution) validate(q *survey.Question, wrong *Problems, path []any) {
	has := func(list []survey.Option, id string) bool {
		return slices.ContainsFunc(list, func(o survey.Option) bool { return o.ID == id })
	}
	checkOptions := func(weights map[string]uint64, path []any) {
		for _, id := range slices.Sorted(maps.Keys(weights)) {
			if !has(q.Options, id) {
				wrong.report(under(path, id), "Question %q has no option %q.", q.ID, id)
			}
		}
	}
	checkOptions(l.Weights, under(path, "weights"))
	for _, row := range slices.Sorted(maps.Keys(l.Rows)) {
		if !has(q.Rows, row) {
			wrong.report(under(path, "rows", row), "Question %q has no row %q.", q.ID, row)
		}
		checkOptions(l.Rows[row], under(path, "rows", row))
	}
}
