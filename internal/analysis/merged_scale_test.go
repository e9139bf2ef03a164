package analysis

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// scales returns a consultation whose Easy Read version has a shorter scale, answered by few
// people or by more.
func scales(t *testing.T, rng *rand.Rand) *world {
	w := &world{rng: rng}
	question := survey.Question{ID: "plan", Kind: survey.Single, Text: "Plan?", Options: w.options(4)}
	standard := survey.Form{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{question}},
	}}
	question.Options = []survey.Option{
		{ID: "yes", Text: "Yes", Merges: []string{"a", "b"}}, {ID: "no", Text: "No", Merges: []string{"c", "d"}},
	}
	easy := standard
	easy.Edition, easy.Pages = "easy-read", []survey.Page{{ID: "one", Title: "One", Questions: []survey.Question{question}}}
	for _, form := range []survey.Form{standard, easy} {
		f, err := survey.Parse(form.JSON())
		if err != nil {
			t.Fatal(err)
		}
		w.forms = append(w.forms, f)
	}
	if err := survey.CheckEdition(w.forms[0], w.forms[1]); err != nil {
		t.Fatal(err)
	}
	for i, n := range []int{30 + rng.IntN(60), rng.IntN(25)} {
		for range n {
			w.people = append(w.people, &person{form: w.forms[i], answers: w.answer(t, w.forms[i]), state: intake.Counted})
		}
	}
	return w
}

// changeEdition adds people who answer an edition, or excludes some or all who did: the hard
// cases are those in which the people of one edition stay the same.
func (w *world) changeEdition(t *testing.T, f *survey.Form) {
	n := []int{1, 9, 10, 11, 100}[w.rng.IntN(5)]
	if w.rng.IntN(2) == 0 {
		for range min(n, 11) {
			w.people = append(w.people, &person{form: f, answers: w.answer(t, f), state: intake.Counted})
		}
		return
	}
	for _, p := range w.people {
		if p.form == f && p.state == intake.Counted && n > 0 {
			p.state, p.reason = intake.Excluded, "duplicate"
			n--
		}
	}
}

// checkScales returns what an attacker who adds and subtracts the tables of all releases, by
// scale and together, finds out about fewer than ten people, or "".
func (w *world) checkScales() string {
	var groups []string // people whom all releases treat alike, by edition
	answered := map[string]int64{}
	for i, p := range w.people {
		if p.answers.Get("plan").State != survey.Answered {
			continue
		}
		how := []string{p.form.Edition}
		for _, release := range w.counted {
			if i < len(release) {
				how = append(how, release[i])
			} else {
				how = append(how, "")
			}
		}
		key := strings.Join(how, "|")
		if answered[key]++; answered[key] == 1 {
			groups = append(groups, key)
		}
	}
	if len(groups) > 12 {
		return "" // too many sums to try
	}
	in := func(e int, edition string) []bool {
		sum := make([]bool, len(groups))
		for i, key := range groups {
			how := strings.Split(key, "|")
			sum[i] = how[e+1] == statusCounted && (edition == "" || how[0] == edition)
		}
		return sum
	}
	known := &equations{}
	for e, r := range w.releases {
		q := r.Question("plan")
		if q.Withheld == disclose.NotWithheld && number(q.Answered) > 0 {
			known.add(in(e, ""))
		}
		for _, s := range q.ByScale {
			edition := s.Edition
			if edition == "" {
				edition = "standard"
			}
			known.add(in(e, edition))
		}
	}
	for set := 1; set < 1<<len(groups); set++ {
		sum, people := make([]bool, len(groups)), int64(0)
		for i := range groups {
			if sum[i] = set&(1<<i) != 0; sum[i] {
				people += answered[groups[i]]
			}
		}
		if people < 10 && known.solve(sum) {
			return fmt.Sprintf("the answers of %d people; people by edition and by how the releases treat them: %v", people, answered)
		}
	}
	return ""
}

// The answers to a shorter scale, those to the original one and both together are shown only
// if no subtraction, in one release or between several, tells how few people answered. No
// answer to the shorter scale is shown on the original one.
//
// Row A5 of docs/faults.md.
func TestScalesTogetherRevealNothingAboutFewPeople(t *testing.T) {
	together, apart := 0, 0
	for seed := range uint64(400) {
		w := scales(t, rand.New(rand.NewPCG(seed, 5)))
		w.release(t)
		for range 2 {
			for _, edition := range w.rng.Perm(2)[:1+w.rng.IntN(2)] {
				w.changeEdition(t, w.forms[edition])
			}
			w.release(t)
		}
		if found := w.checkScales(); found != "" {
			t.Fatalf("seed %d: %s", seed, found)
		}
		for _, r := range w.releases {
			q := r.Question("plan")
			merged := len(q.Options) == 2
			switch {
			case merged && q.Withheld == disclose.NotWithheld && len(q.ByScale) == 0:
				together++
			case len(q.ByScale) > 0:
				apart++
				var sum int64
				for _, s := range q.ByScale {
					sum += number(s.Answered)
				}
				if !merged || len(q.ByScale) != 2 || sum != number(q.Answered) {
					t.Errorf("seed %d: %d scales of %d people, %v together", seed, len(q.ByScale), sum, q.Answered)
				}
			}
		}
	}
	if together < 10 || apart < 10 {
		t.Errorf("%d releases show the scales together only, and %d apart: too few to show anything", together, apart)
	}
}
