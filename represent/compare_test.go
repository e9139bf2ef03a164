package represent

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func readExamples[T any](t *testing.T, name string) (all []T) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %d examples, %v", name, len(all), err)
	}
	return all
}

func released(n *int64) Count {
	if n == nil {
		return Count{}
	}
	return Known(*n)
}

func near(t *testing.T, what string, f Figure, want *float64) {
	t.Helper()
	value, defined := f.Value()
	if defined != (want != nil) || defined && math.Abs(value-*want) > 0.00006 {
		t.Errorf("%s is %v, state %d, want %v", what, value, f.State(), want)
	}
}

// The figures are those that were worked out by hand, and what depends on a hidden count is hidden.
func TestComparisonsAreThoseWorkedOutByHand(t *testing.T) {
	type figures struct{ Share, Benchmark, Points, Index, Lower, Higher *float64 }
	for _, example := range readExamples[struct {
		Name      string
		Groups    map[string]*int64
		Answered  *int64
		PreferNot *int64 `json:"prefer-not"`
		Skipped   *int64
		People    map[string]int64
		Declared  *float64
		Want      map[string]figures
	}](t, "compare.json") {
		t.Run(example.Name, func(t *testing.T) {
			r := Respondents{Answered: released(example.Answered), PreferNotToSay: released(example.PreferNot), Skipped: released(example.Skipped)}
			b := Benchmark{Population: Residents}
			for id, n := range example.Groups {
				r.Groups, b.People = append(r.Groups, Group{id, released(n)}), append(b.People, People{ID: id, N: example.People[id]})
			}
			c := Compare(r, b)
			if c.Reason != Compared || len(c.Groups) != len(example.Want) {
				t.Fatalf("%+v", c)
			}
			near(t, "declaration rate", r.DeclarationRate(), example.Declared)
			for _, g := range c.Groups {
				want := example.Want[g.ID]
				near(t, g.ID+" share", g.Share, want.Share)
				near(t, g.ID+" benchmark", g.Benchmark, want.Benchmark)
				near(t, g.ID+" points", g.Points, want.Points)
				near(t, g.ID+" index", g.Index, want.Index)
				near(t, g.ID+" lower", g.IntervalLower, want.Lower)
				near(t, g.ID+" higher", g.IntervalHigher, want.Higher)
				if example.Groups[g.ID] == nil && (g.Share.State() != Hidden || g.Index.State() != Hidden || g.Points.State() != Hidden) {
					t.Errorf("%s: what depends on a hidden count is not hidden: %+v", g.ID, g)
				}
			}
		})
	}
}

// The intervals are those of a published table.
func TestIntervalsAreThoseOfNewcombe(t *testing.T) {
	file, err := os.Open("testdata/wilson.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows[1:] {
		part, _ := strconv.ParseInt(row[0], 10, 64)
		whole, _ := strconv.ParseInt(row[1], 10, 64)
		lower, higher := Wilson(part, whole)
		if got := fmt.Sprintf("%.4f %.4f", lower, higher); got != row[2]+" "+row[3] {
			t.Errorf("%d of %d: %s, want %v", part, whole, got, row[2:])
		}
	}
}

// Each rule against a comparison says why, and what differs in nothing is compared.
func TestUnlikeIsNotCompared(t *testing.T) {
	sides := func(q Question) (Respondents, Benchmark) {
		basis := Basis{Question: q, MinAge: 16, Area: "Exampleshire"}
		return Respondents{Basis: basis, Groups: []Group{{"a", Known(20)}, {"b", Known(10)}}, Answered: Known(30)},
			Benchmark{Basis: basis, Population: Residents, People: []People{{ID: "b", N: 500}, {ID: "a", N: 400}}}
	}
	seen := map[Reason]bool{}
	for _, one := range []struct {
		question Question
		change   func(*Respondents, *Benchmark)
		want     Reason
	}{
		{"sex", func(*Respondents, *Benchmark) {}, Compared},
		{Disability, func(*Respondents, *Benchmark) {}, Compared},
		{SelfDescribedDisability, func(_ *Respondents, b *Benchmark) { b.Question = Disability }, OtherDisability},
		{Disability, func(_ *Respondents, b *Benchmark) { b.Question, b.Population = SelfDescribedDisability, Affected }, OtherDisability},
		{SelfDescribedDisability, func(*Respondents, *Benchmark) {}, OtherDisability},
		{SelfDescribedDisability, func(_ *Respondents, b *Benchmark) { b.Population = Affected }, Compared},
		{GenderIdentity, func(*Respondents, *Benchmark) {}, UncertainEstimate},
		{GenderIdentity, func(_ *Respondents, b *Benchmark) { b.Population = Affected }, Compared},
		{"sex", func(_ *Respondents, b *Benchmark) { b.Question = "age" }, OtherQuestion},
		{"sex", func(_ *Respondents, b *Benchmark) { b.MinAge = 0 }, OtherAges},
		{"sex", func(_ *Respondents, b *Benchmark) { b.Area = "Elsewhere" }, OtherArea},
		{"sex", func(_ *Respondents, b *Benchmark) { b.People = b.People[:1] }, OtherGroups},
		{"sex", func(_ *Respondents, b *Benchmark) { b.People[0].ID = "c" }, OtherGroups},
		{"sex", func(r *Respondents, _ *Benchmark) { r.Groups[1].ID = "a" }, OtherGroups},
		{"sex", func(_ *Respondents, b *Benchmark) { b.People[0].ID = "a" }, OtherGroups},
		{"sex", func(_ *Respondents, b *Benchmark) { b.People[0].N, b.People[1].N = 0, 0 }, NoPeople},
		{"sex", func(_ *Respondents, b *Benchmark) { b.People[0].N = -1 }, NoPeople},
		{"sex", func(r *Respondents, _ *Benchmark) { r.Answered = Count{} }, HiddenTotal},
		{"sex", func(r *Respondents, _ *Benchmark) { r.Groups[0].Count = Known(21) }, Overlapping},
		{"sex", func(r *Respondents, _ *Benchmark) { r.Groups[0].Count, r.Answered = Known(19), Known(29) }, TooFewAnswered},
	} {
		r, b := sides(one.question)
		one.change(&r, &b)
		c := Compare(r, b)
		if c.Reason != one.want || (c.Groups == nil) != (one.want != Compared) {
			t.Errorf("%s: reason %q, want %q: %+v", one.question, c.Reason, one.want, c)
		}
		if why := Weightable(r, b); why != one.want {
			t.Errorf("%s: not weighted because of %q, want %q", one.question, why, one.want)
		}
		seen[c.Reason] = true
	}
	r, b := sides("sex")
	b.People[0].N, b.People[0].Hidden, b.Whole = 0, true, 900
	seen[Weightable(r, b)] = true // with a hidden number there is a comparison, and no weights
	if c := Compare(r, b); c.Reason != Compared {
		t.Errorf("with a hidden number: %q", c.Reason)
	}
	for _, why := range Reasons {
		if !seen[why] {
			t.Errorf("no example is refused as %q", why)
		}
	}
}

// drawSides draws respondents and a benchmark with the same groups, at least MinAnswered of whom answered.
func drawSides(t *rapid.T) (r Respondents, b Benchmark) {
	b.Population = rapid.SampledFrom([]Population{Affected, Residents}).Draw(t, "population")
	sum := int64(0)
	for i := range rapid.IntRange(2, 6).Draw(t, "groups") {
		n := rapid.Int64Range(15, 400).Draw(t, "count")
		count := Known(n)
		if sum += n; rapid.IntRange(0, 4).Draw(t, "hide") == 0 {
			count = Count{}
		}
		id := string(rune('a' + i))
		people := People{ID: id, N: rapid.Int64Range(1, 5000).Draw(t, "people")}
		if b.Whole += people.N; rapid.IntRange(0, 4).Draw(t, "hide people") == 0 {
			people.N, people.Hidden = 0, true
		}
		r.Groups, b.People = append(r.Groups, Group{id, count}), append(b.People, people)
	}
	r.Answered = Known(sum)
	return r, b
}

// find returns the figures of a group.
func (c *Comparison) find(id string) Figures {
	return c.Groups[slices.IndexFunc(c.Groups, func(f Figures) bool { return f.ID == id })]
}

func same(a, b Figure) bool { return a.state == b.state && math.Abs(a.value-b.value) < 1e-9 }

// The order of groups changes nothing, nor does the size of the benchmark; shares add up, and so do those of merged groups.
func TestComparisonsHaveTheirProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, b := drawSides(t)
		c := Compare(r, b)
		if c.Reason != Compared {
			t.Fatalf("not compared: %s", c.Reason)
		}
		other, larger := r, b
		other.Groups, larger.People = rapid.Permutation(r.Groups).Draw(t, "order"), slices.Clone(b.People)
		scale := rapid.Int64Range(2, 50).Draw(t, "scale")
		for i := range larger.People {
			larger.People[i].N *= scale
		}
		larger.Whole *= scale
		again := Compare(other, larger)
		shares, points, hidden, hiddenPeople := 0.0, 0.0, false, false
		for i, f := range c.Groups {
			g := again.find(f.ID)
			if f.ID != r.Groups[i].ID || !same(f.Share, g.Share) || !same(f.Benchmark, g.Benchmark) || !same(f.Points, g.Points) ||
				!same(f.Index, g.Index) || !same(f.IntervalLower, g.IntervalLower) || !same(f.IntervalHigher, g.IntervalHigher) {
				t.Fatalf("%+v in another order or scale: %+v", f, g)
			}
			_, known := r.Groups[i].Count.Number()
			if (f.Share.State() == Defined) != known {
				t.Fatalf("%+v of %+v", f, r.Groups[i])
			}
			people := b.People[slices.IndexFunc(b.People, func(p People) bool { return p.ID == f.ID })]
			if (f.Benchmark.State() == Hidden) != people.Hidden || (f.Points.State() == Defined) != (known && !people.Hidden) ||
				f.Index.State() == Defined && (!known || people.Hidden) {
				t.Fatalf("%+v of %+v and %+v", f, r.Groups[i], people)
			}
			hiddenPeople = hiddenPeople || people.Hidden
			if hidden = hidden || !known; known && (f.IntervalLower.value > f.Share.value || f.Share.value > f.IntervalHigher.value ||
				f.IntervalLower.value < 0 || f.IntervalHigher.value > 1) {
				t.Fatalf("interval: %+v", f)
			}
			shares, points = shares+f.Share.value, points+f.Points.value
		}
		if !hidden && (math.Abs(shares-1) > 1e-9 || !hiddenPeople && math.Abs(points) > 1e-9) {
			t.Fatalf("shares add up to %v, points to %v", shares, points)
		}
		into := map[string]string{"a": "ab", "b": "ab"}
		merged := Compare(r.Merge(into), b.Merge(into))
		one, two, both := c.find("a"), c.find("b"), merged.find("ab")
		sum := combine(one.Share, two.Share, func(f, g float64) Figure { return Figure{f + g, Defined} })
		if merged.Reason != Compared || len(merged.Groups) != len(c.Groups)-1 || !same(both.Share, sum) ||
			both.People != Sum(one.People, two.People) {
			t.Fatalf("merged: %+v of %+v and %+v", both, one, two)
		}
	})
}

// Those who live elsewhere are left out as if they had not been asked, unless that would need a hidden number.
func TestPeopleFromElsewhereAreLeftOut(t *testing.T) {
	r := Respondents{Groups: []Group{{"north", Known(40)}, {"south", Count{}}, {"elsewhere", Known(15)}}, Answered: Known(60)}
	if n, known := r.Only("north", "south").Answered.Number(); n != 45 || !known {
		t.Errorf("%d %v live here, want 45", n, known)
	}
	if _, known := r.Only("north", "elsewhere").Answered.Number(); known {
		t.Error("a total follows from a hidden count")
	}
}
