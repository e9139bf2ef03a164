package analysis

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// people returns a consultation with questions about people, conditions on them and
// an Easy Read edition that lacks some questions or has conditions of its own.
func people(t *testing.T, rng *rand.Rand) *world {
	w := &world{rng: rng}
	conditions := []*survey.Condition{
		nil,
		{Question: "orientation", Is: "b"},
		{Question: "area", AnyOf: []string{"b", "c"}},
		{Any: []survey.Condition{{Question: "orientation", Is: "b"}, {Question: "area", Is: "b"}}},
		{All: []survey.Condition{{Question: "orientation", Is: "a"}, {Question: "area", Is: "b"}}},
		{Not: &survey.Condition{Question: "orientation", Is: "a"}},
		{All: []survey.Condition{{Question: "view", Is: "a"}, {Question: "area", Is: "b"}}},
		{Any: []survey.Condition{{Question: "several", Is: "a"}, {Question: "several", Is: "b"}}},
		{Question: "several", AnyOf: []string{"a", "b"}},
	}
	condition := func() *survey.Condition { return conditions[rng.IntN(len(conditions))] }
	aboutViews := func() *survey.Condition { // a page about the proposals may not depend on answers about people
		return []*survey.Condition{nil, {Question: "view", Is: "a"}, {Question: "view", Is: "b"}}[rng.IntN(3)]
	}
	newForm := func(edition string, whens [3]*survey.Condition, lacks int) *survey.Form {
		form := survey.Form{ID: "park", Title: "The park", Lang: "en", Edition: edition, Pages: []survey.Page{
			{ID: "view", Title: "View", Questions: []survey.Question{
				{ID: "view", Kind: survey.Single, Text: "View?", Required: true, Options: w.options(2)},
			}},
			{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
				{ID: "orientation", Kind: survey.Single, Text: "Orientation?", Required: true, Options: w.options(2)},
				{ID: "area", Kind: survey.Single, Text: "Area?", Required: true, Options: w.options(3)},
				{ID: "several", Kind: survey.Multiple, Text: "Several?", Required: true, Options: w.options(3)},
			}},
		}}
		for k, when := range whens {
			if k == lacks {
				continue
			}
			form.Pages = append(form.Pages, survey.Page{ID: fmt.Sprint("page-", k), Title: "Page", Monitoring: k > 0, When: when,
				Questions: []survey.Question{
					{ID: fmt.Sprint("extra-", k), Kind: survey.Single, Text: "Extra?", Required: true, Options: w.options(2)}}})
		}
		f, err := survey.Parse(form.JSON())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	whens := [3]*survey.Condition{aboutViews(), condition(), condition()}
	w.forms = []*survey.Form{newForm("standard", whens, -1)}
	easy := whens
	if rng.IntN(2) == 0 {
		easy[0] = aboutViews()
	} else if rng.IntN(2) == 0 {
		easy[1+rng.IntN(2)] = condition()
	}
	w.forms = append(w.forms, newForm("easy-read", easy, rng.IntN(6)-3))
	for range 60 + rng.IntN(140) {
		f := w.forms[0]
		if rng.IntN(12) == 0 {
			f = w.forms[1]
		}
		w.people = append(w.people, &person{form: f, answers: w.answer(t, f), state: intake.Counted})
	}
	return w
}

// cells are the unknowns of an attacker: the number of people with the same edition
// and the same answers to the questions on which others depend.
type cells struct {
	keys   []string
	who    map[string]*person // one with this key
	people map[string]int64
}

func cellKey(p *person) string {
	key := p.form.Edition
	for _, id := range []string{"view", "orientation", "area", "several"} {
		key += fmt.Sprint("|", p.answers.Get(id).Options)
	}
	return key
}

// cells returns every possible cell, also those without people, because the attacker
// does not know which these are.
func (w *world) cells(t *testing.T) *cells {
	c := &cells{who: map[string]*person{}, people: map[string]int64{}}
	for _, f := range w.forms {
		for n := range 2 * 2 * 3 * 6 {
			raw := survey.Raw{
				"view": {[]string{"a", "b"}[n%2]}, "orientation": {[]string{"a", "b"}[n/2%2]}, "area": {[]string{"a", "b", "c"}[n/4%3]},
				"several": [][]string{{"a"}, {"b"}, {"c"}, {"a", "b"}, {"b", "c"}, {"a", "b", "c"}}[n/12],
				"extra-0": {"a"}, "extra-1": {"a"}, "extra-2": {"a"},
			}
			a, problems := f.Check(raw)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			p := &person{form: f, answers: a}
			c.keys, c.who[cellKey(p)] = append(c.keys, cellKey(p)), p
		}
	}
	for _, p := range w.people {
		c.people[cellKey(p)]++
	}
	return c
}

// sum returns the sum of the cells whose people fulfil is.
func (c *cells) sum(is func(*person) bool) (sum []bool, people int64) {
	sum = make([]bool, len(c.keys))
	for i, key := range c.keys {
		if sum[i] = is(c.who[key]); sum[i] {
			people += c.people[key]
		}
	}
	return sum, people
}

// checkRouting returns what an attacker who solves the equations of a release finds
// out about few people, or "".
func (w *world) checkRouting(t *testing.T, r *Release) string {
	c, known := w.cells(t), &equations{}
	is := func(id, option string) func(*person) bool {
		return func(p *person) bool {
			for _, o := range p.answers.Get(id).Options {
				if o == option {
					return true
				}
			}
			return false
		}
	}
	add := func(cell disclose.Cell, test func(*person) bool) {
		if number(cell) >= 0 {
			sum, _ := c.sum(test)
			known.add(sum)
		}
	}
	known.add(first(c.sum(func(*person) bool { return true })))
	for i, name := range r.Editions.Names {
		add(r.Editions.Cells[i], func(p *person) bool { return p.form.Edition == name })
	}
	for _, q := range r.Questions {
		answered := func(p *person) bool { return p.answers.Get(q.ID).State == survey.Answered }
		add(q.Answered, answered)
		add(q.NotAsked, func(p *person) bool { return !answered(p) })
		if q.ID[0] != 'e' {
			for i, o := range q.Options {
				add(q.Cells[i], is(q.ID, o.ID))
			}
		}
	}
	// What must not follow: hidden numbers of the release, and numbers of people by two
	// characteristics, or by one and their edition.
	check := func(what string, test func(*person) bool) string {
		if sum, people := c.sum(test); people > 0 && known.solve(sum) {
			return fmt.Sprintf("%s: %d people", what, people)
		}
		return ""
	}
	for i, name := range r.Editions.Names {
		if sum, _ := c.sum(func(p *person) bool { return p.form.Edition == name }); number(r.Editions.Cells[i]) < 0 && known.solve(sum) {
			return "the hidden number of responses to " + name
		}
	}
	for _, id := range []string{"orientation", "area", "several"} {
		q := r.Question(id)
		for i, o := range q.Options {
			if sum, _ := c.sum(is(id, o.ID)); number(q.Cells[i]) < 0 && known.solve(sum) {
				return "the hidden number of " + id + " " + o.ID
			}
			for _, other := range []string{"orientation", "area", "several", "view"} {
				for _, p := range r.Question(other).Options {
					one, two := is(id, o.ID), is(other, p.ID)
					if other == id && (id != "several" || o.ID == p.ID) {
						continue
					}
					both := func(p *person) bool { return one(p) && two(p) }
					if found := check(id+" "+o.ID+" and "+other+" "+p.ID, both); found != "" {
						return found
					}
				}
			}
			for _, f := range w.forms {
				if found := check(id+" "+o.ID+" in "+f.Edition, func(p *person) bool { return p.form == f && is(id, o.ID)(p) }); found != "" {
					return found
				}
			}
		}
	}
	return ""
}

func first(sum []bool, _ int64) []bool { return sum }

// Rows D2 and D3 of docs/faults.md. An attacker who solves the equations of all numbers
// of a release, over random conditions and editions, finds no hidden number and no
// number of people by two characteristics.
func TestRoutingRevealsNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2016, 3))
	hidden, shown, linked := 0, 0, 0
	for i := range 200 {
		w := people(t, rng)
		w.release(t)
		r := w.releases[0].Release
		if found := w.checkRouting(t, r); found != "" {
			t.Fatalf("consultation %d: %s\nstandard %s\neasy read %s", i, found, w.forms[0].JSON(), w.forms[1].JSON())
		}
		for k := range 3 {
			switch q := r.Question(fmt.Sprint("extra-", k)); q.Withheld {
			case disclose.HiddenVersion:
				hidden++
			case disclose.LinkedQuestion:
				linked++
			case disclose.NotWithheld:
				shown++
			}
		}
	}
	if hidden < 3 || shown < 100 || linked < 100 {
		t.Errorf("hidden version %d, linked %d, shown %d: too few for this test", hidden, linked, shown)
	}
}

// Row D3 of docs/faults.md: a page is asked of people who are gay or from the north.
// Both numbers are shown, and the number who were asked would give those who are both.
func TestConditionOnTwoCharacteristicsIsHidden(t *testing.T) {
	w := &world{rng: rand.New(rand.NewPCG(1, 2))}
	ask := func(when *survey.Condition) *survey.Form {
		form := survey.Form{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
			{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
				{ID: "orientation", Kind: survey.Single, Text: "Orientation?", Options: w.options(2)},
				{ID: "area", Kind: survey.Single, Text: "Area?", Options: w.options(2)},
			}},
			{ID: "more", Title: "More", Monitoring: true, When: when, Questions: []survey.Question{
				{ID: "more", Kind: survey.Single, Text: "More?", Options: w.options(2)},
			}},
		}}
		f, err := survey.Parse(form.JSON())
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, test := range []struct {
		name string
		when survey.Condition
		want disclose.Reason
	}{
		{"gay or north", survey.Condition{Any: []survey.Condition{{Question: "orientation", Is: "a"}, {Question: "area", Is: "a"}}},
			disclose.LinkedQuestion},
		{"gay", survey.Condition{Question: "orientation", Is: "a"}, disclose.NotWithheld},
	} {
		w.forms, w.people, w.releases, w.counted = []*survey.Form{ask(&test.when)}, nil, nil, nil
		for i := range 100 {
			raw := survey.Raw{"orientation": {"b"}, "area": {"b"}, "more": {[]string{"a", "b"}[i%2]}}
			if i < 24 {
				raw["orientation"] = []string{"a"}
			}
			if i >= 23 && i < 60 {
				raw["area"] = []string{"a"}
			}
			a, problems := w.forms[0].Check(raw)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			w.people = append(w.people, &person{form: w.forms[0], answers: a, state: intake.Counted})
		}
		w.release(t)
		q := w.releases[0].Question("more")
		if q.Withheld != test.want || (test.want == disclose.LinkedQuestion) == q.showsNumber() {
			t.Errorf("%s: %q, %v answered", test.name, q.Withheld, q.Answered)
		}
	}
}
