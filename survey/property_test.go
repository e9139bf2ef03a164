package survey_test

import (
	"errors"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

func TestCheckAgreesWithReference(t *testing.T) { rapid.Check(t, checkSkipLogic) }

// checkSkipLogic compares Check, Path and Asked with a reference implementation that works in
// the opposite direction: it starts at a question and evaluates what the question depends on.
func checkSkipLogic(t *rapid.T) {
	f := randomForm(t).On(respondedOn)
	if parsed, err := survey.Parse(f.JSON()); err == nil {
		f = parsed.On(respondedOn)
	}
	raw := randomRaw(t, f)
	before := clone(raw)
	a, problems := f.Check(raw)
	if !reflect.DeepEqual(raw, before) {
		t.Fatal("Check changed its input")
	}
	ref := referenceModel{f: f, raw: raw, known: map[string]survey.Answer{}}
	path := f.Path(raw)
	for i := range f.Pages {
		page := &f.Pages[i]
		var want []*survey.Question
		for j := range page.Questions {
			q := &page.Questions[j]
			answer := ref.answer(q.ID)
			if answer.State != survey.NotAsked {
				want = append(want, q)
			}
			if q.Kind != survey.Panel && len(problems) == 0 && !reflect.DeepEqual(a.Get(q.ID), answer) {
				t.Fatalf("%s: got %+v, the reference has %+v", q.ID, a.Get(q.ID), answer)
			}
		}
		if got := f.Asked(page, raw); !slices.Equal(got, want) {
			t.Fatalf("on page %s %v are asked, the reference has %v", page.ID, got, want)
		}
		if onPath := slices.Contains(path, page); onPath != (len(want) > 0) {
			t.Fatalf("page %s is on the path: %t, but %d of its questions are asked", page.ID, onPath, len(want))
		}
	}
	if len(problems) > 0 {
		if a.Canonical() != nil {
			t.Fatal("Check returned problems and answers")
		}
		return
	}
	checkNoAnswersOffPath(t, f, raw, a)
	checkRoundTrip(t, f, a)
}

// checkNoAnswersOffPath checks that input for questions that are not asked makes no difference.
func checkNoAnswersOffPath(t *rapid.T, f *survey.Form, raw survey.Raw, a survey.Answers) {
	asked, fields := map[string]bool{}, a.Raw()
	for _, p := range f.Path(raw) {
		for _, q := range f.Asked(p, raw) {
			asked[q.ID] = true
		}
	}
	for _, p := range f.Pages {
		for i := range p.Questions {
			q := &p.Questions[i]
			if asked[q.ID] {
				continue
			}
			for _, name := range f.Fields(q) {
				if _, ok := fields[name]; ok {
					t.Fatalf("the answers contain %s, but %s was not asked", name, q.ID)
				}
				raw[name] = []string{typedValues.Draw(t, "off the path")}
			}
		}
	}
	again, problems := f.Check(raw)
	if len(problems) > 0 || string(again.Canonical()) != string(a.Canonical()) {
		t.Fatalf("an answer off the path made a difference: %v\n%s\n%s", problems, again.Canonical(), a.Canonical())
	}
}

// checkRoundTrip checks that Raw, Canonical and Part can be reversed.
func checkRoundTrip(t *rapid.T, f *survey.Form, a survey.Answers) {
	bytes := a.Canonical()
	again, problems := f.Check(a.Raw())
	if len(problems) > 0 || !reflect.DeepEqual(again, a) || string(again.Canonical()) != string(bytes) {
		t.Fatalf("checking Raw gave %v\n%s\nwant %s", problems, again.Canonical(), bytes)
	}
	for _, part := range []survey.Answers{a, a.Part(false), a.Part(true)} {
		bytes := part.Canonical()
		back, err := survey.ParseAnswers(f, bytes)
		if err != nil || !reflect.DeepEqual(back, part) {
			t.Fatalf("%s was parsed as %s (%v)", bytes, back.Canonical(), err)
		}
	}
	merged := a.Part(false).Raw()
	for name, values := range a.Part(true).Raw() {
		merged[name] = values
	}
	if !reflect.DeepEqual(merged, a.Raw()) {
		t.Fatal("the two parts together are not the whole")
	}
}

// referenceModel reads each answer separately, in a form with this question only.
type referenceModel struct {
	f     *survey.Form
	raw   survey.Raw
	known map[string]survey.Answer
}

func (r *referenceModel) answer(id string) survey.Answer {
	if a, ok := r.known[id]; ok {
		return a
	}
	q, page := r.f.Question(id)
	a := survey.Answer{State: survey.NotAsked}
	if r.holds(page.When) && r.holds(q.When) {
		unconditional := *q
		unconditional.When = nil
		f := survey.Form{Pages: []survey.Page{{ID: "p", Questions: []survey.Question{unconditional}}}}
		answers, problems := f.On(respondedOn).Check(r.raw)
		switch a = answers.Get(id); {
		case q.Kind == survey.Panel, len(problems) > 0:
			a = survey.Answer{State: survey.Skipped}
		case !r.withinBounds(q, a):
			a = survey.Answer{State: survey.Skipped}
		}
	}
	r.known[id] = a
	return a
}

// withinBounds reports whether earlier answers allow the answer a to q. It compares as floating point numbers.
func (r *referenceModel) withinBounds(q *survey.Question, a survey.Answer) bool {
	size := func(a survey.Answer) (float64, bool) {
		n, err := strconv.ParseFloat(a.Number+strings.ReplaceAll(a.Date, "-", ""), 64)
		return n, err == nil && a.State == survey.Answered && len(a.Options) == 0
	}
	limit := func(id string) (float64, bool) {
		if id == "" {
			return 0, false
		}
		return size(r.answer(id))
	}
	if total, ok := limit(q.TotalOf); ok && total >= 0 && a.Amounts != nil {
		sum := int64(0)
		for _, n := range a.Amounts {
			sum += n
		}
		return sum == int64(total)
	}
	given, typed := size(a)
	least, low := limit(q.LeastOf)
	most, high := limit(q.MostOf)
	return !typed || (!low || given >= least) && (!high || given <= most)
}

func (r *referenceModel) holds(c *survey.Condition) bool {
	if c == nil {
		return true
	}
	if len(c.All) > 0 {
		return !slices.ContainsFunc(c.All, func(part survey.Condition) bool { return !r.holds(&part) })
	}
	if len(c.Any) > 0 {
		return slices.ContainsFunc(c.Any, func(part survey.Condition) bool { return r.holds(&part) })
	}
	if c.Not != nil {
		return !r.holds(c.Not)
	}
	a := r.answer(c.Question)
	q, _ := r.f.Question(c.Question)
	wanted := append(slices.Clone(c.AnyOf), c.Is)
	if c.Asked {
		return a.State != survey.NotAsked
	}
	if a.State == survey.PreferNotToSay {
		return slices.Contains(wanted, "prefer-not-to-say")
	}
	if a.State != survey.Answered {
		return false
	}
	chosen := a.Options
	if c.Row != "" {
		chosen = []string{a.Rows[c.Row]}
	}
	count := 0
	for _, o := range q.Options {
		if slices.Contains(a.Options, o.ID) && !o.Exclusive {
			count++
		}
	}
	value := a.Number + a.Date
	switch {
	case c.Answered:
		return true
	case value == "" && c.CountAtLeast == 0 && c.Is == "" && c.AnyOf == nil:
		return false // a box
	case c.CountAtLeast > 0:
		return count >= c.CountAtLeast
	case c.AtLeast != "":
		return compareNumbers(value, c.AtLeast) >= 0
	case c.AtMost != "":
		return compareNumbers(value, c.AtMost) <= 0
	case c.Above != "":
		return compareNumbers(value, c.Above) > 0
	case c.Below != "":
		return compareNumbers(value, c.Below) < 0
	}
	return slices.ContainsFunc(chosen, func(id string) bool { return id != "" && slices.Contains(wanted, id) })
}

func compareNumbers(a, b string) int {
	for _, layout := range []string{time.DateOnly, "2006-01"} {
		if x, err := time.Parse(layout, a); err == nil {
			y, _ := time.Parse(layout, b)
			return x.Compare(y)
		}
	}
	x, _ := new(big.Rat).SetString(a)
	y, _ := new(big.Rat).SetString(b)
	return x.Cmp(y)
}

// The order of fields and of the values of checkboxes makes no difference.
func TestFieldOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t).On(respondedOn)
		raw := randomRaw(t, f)
		a, _ := f.Check(raw)
		for i := range f.Pages {
			for j := range f.Pages[i].Questions {
				if q := &f.Pages[i].Questions[j]; q.Kind == survey.Multiple && len(raw[q.ID]) > 1 {
					raw[q.ID] = rapid.Permutation(raw[q.ID]).Draw(t, "order")
				}
			}
		}
		if again, _ := f.Check(raw); string(again.Canonical()) != string(a.Canonical()) {
			t.Fatalf("another order changed %s\nto %s", a.Canonical(), again.Canonical())
		}
	})
}

// A form in the wording of a respondent takes the same answers, and stores them as the same bytes.
//
// Row G of docs/faults.md.
func TestWordingsChangeNoAnswers(t *testing.T) {
	reworded := 0
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t).On(respondedOn)
		raw := randomRaw(t, f)
		worded := f.Worded(raw, quoteAsStored)
		if worded != f {
			reworded++
		}
		a, problems := f.Check(raw)
		b, again := worded.Check(raw)
		if string(a.Canonical()) != string(b.Canonical()) || len(problems) != len(again) || worded.Version() != f.Version() {
			t.Fatalf("%s with %v\nbecame %s with %v", a.Canonical(), problems, b.Canonical(), again)
		}
		if len(f.Path(raw)) != len(worded.Path(raw)) || f.FirstUnfinished(raw) != worded.FirstUnfinished(raw) {
			t.Fatal("another path")
		}
	})
	if reworded == 0 {
		t.Error("no question was put in other words, so nothing was tested")
	}
}

// Pages and questions that Parse reports as unreachable are never reached. In otherwise valid
// forms it reports nothing else.
func TestParseReportsOnlyUnreachableQuestions(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		f := randomForm(t)
		_, err := survey.Parse(f.JSON())
		if err == nil {
			return
		}
		problems, _ := errors.AsType[*survey.FormError](err)
		for range 20 {
			raw := randomRaw(t, f)
			f := f.On(respondedOn)
			if _, wrong := f.Check(raw); len(wrong) > 0 {
				continue // the path is of answers that cannot be submitted
			}
			for _, page := range f.Path(raw) {
				for _, q := range f.Asked(page, raw) {
					for _, p := range problems.Problems {
						if !strings.HasPrefix(p.Format, "Change the condition of ") {
							t.Fatal(p)
						}
						if p.Option != "" {
							continue // of a wording, not of the question
						}
						if p.Question == q.ID || p.Question == "" && p.Page == page.ID {
							t.Fatalf("%s\nbut %v lead to it", p, raw)
						}
					}
				}
			}
		}
		refused++
	})
	if refused == 0 {
		t.Error("no random form was refused, so nothing was tested")
	}
}

func TestAFormIsTheSameThroughItsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			t.Skip()
		}
		again, err := survey.Parse(f.JSON())
		if err != nil || !reflect.DeepEqual(again, f) || again.Version() != f.Version() ||
			string(again.JSON()) != string(f.JSON()) {
			t.Fatalf("%s\nwas parsed as %s (%v)", f.JSON(), again.JSON(), err)
		}
	})
}

func clone(raw survey.Raw) survey.Raw {
	c := survey.Raw{}
	for name, values := range raw {
		c[name] = slices.Clone(values)
	}
	return c
}
