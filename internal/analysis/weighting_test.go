package analysis

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// weightedForm asks about people and one other thing.
func weightedForm(t *testing.T) *survey.Form {
	t.Helper()
	f, err := survey.Parse([]byte(`{"id":"f","title":"F","lang":"en","edition":"standard","pages":[
	{"id":"one","questions":[
		{"id":"use","kind":"multiple","text":"Use","options":[{"id":"walk","text":"Walk"},{"id":"play","text":"Play"}]},
		{"id":"district","kind":"single","text":"District",
			"options":[{"id":"north","text":"North"},{"id":"south","text":"South"},{"id":"elsewhere","text":"Elsewhere"}]}]},
	{"id":"two","monitoring":true,"questions":[
		{"id":"sex","kind":"single","text":"Sex","options":[{"id":"female","text":"F"},{"id":"male","text":"M"}]},
		{"id":"ethnic-group","kind":"single","text":"Group",
			"options":[{"id":"white-british","text":"B"},{"id":"white-irish","text":"I"},{"id":"asian-indian","text":"A"}]},
		{"id":"health-condition","kind":"single","text":"Condition","options":[{"id":"yes","text":"Yes"},{"id":"no","text":"No"}]},
		{"id":"activity-limitation","kind":"single","text":"Limits",
			"options":[{"id":"a-lot","text":"A lot"},{"id":"a-little","text":"A little"},{"id":"not-at-all","text":"No"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// groupOf returns the group of a person in each question by which answers are weighted; "" if it is not known.
func groupOf(answers survey.Raw) map[string]string {
	one := func(id string) string { return append(slices.Clone(answers[id]), "")[0] }
	groups := map[string]string{"sex": one("sex"), "district": one("district")}
	if groups["district"] == "elsewhere" {
		groups["district"] = ""
	}
	switch one("ethnic-group") {
	case "white-british", "white-irish":
		groups["ethnic-group"] = "white"
	case "asian-indian":
		groups["ethnic-group"] = "asian"
	}
	switch {
	case one("health-condition") == "no" || one("activity-limitation") == "not-at-all":
		groups["disability"] = "not-disabled"
	case one("activity-limitation") != "":
		groups["disability"] = "disabled"
	}
	return groups
}

// Weighted counts are those of raking the people one by one, from what they answered: with disability from two questions, 19 ethnic
// groups as the five broad ones, people from elsewhere left out, and affected users before residents.
func TestWeightedCountsAgreeWithNaiveOnes(t *testing.T) {
	f := weightedForm(t)
	known := []represent.Benchmark{
		benchmarkOf("sex", represent.Residents, "female=10 male=90"), benchmarkOf("sex", represent.Affected, "female=60 male=40"),
		benchmarkOf("ethnic-group", represent.Residents, "white=80 asian=20"),
		benchmarkOf("disability", represent.Residents, "disabled=25 not-disabled=75"),
		benchmarkOf("district", represent.Residents, "north=500 south=300"),
	}
	targets := map[string]map[string]float64{
		"sex": {"female": 60, "male": 40}, "ethnic-group": {"white": 80, "asian": 20},
		"disability": {"disabled": 25, "not-disabled": 75}, "district": {"north": 500, "south": 300},
	}
	weighed := 0
	rapid.Check(t, func(t *rapid.T) {
		columns := tally.NewColumns(f)
		var people []survey.Raw
		for range rapid.IntRange(30, 90).Draw(t, "people") {
			raw := survey.Raw{}
			for id, options := range map[string][]string{
				"use": {"", "walk", "play"}, "district": {"", "north", "south", "south", "elsewhere"}, "sex": {"female", "male", "male"},
				"ethnic-group": {"", "white-british", "white-irish", "asian-indian"}, "health-condition": {"", "yes", "no"},
				"activity-limitation": {"", "a-lot", "a-little", "not-at-all"},
			} {
				if one := rapid.SampledFrom(options).Draw(t, id); one != "" {
					raw[id] = []string{one}
				}
			}
			a, problems := f.Check(raw)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if err := columns.Add(tally.Response{Form: f, Parts: []survey.Answers{a}}); err != nil {
				t.Fatal(err)
			}
			people = append(people, raw)
		}
		candidates := weightCandidates(columns.Variables(), known, "Exampleshire", nil)
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(candidates), 1, 4, func(c WeightCandidate) string { return c.ID }).Draw(t, "chosen")
		w, weighting, err := weigh(columns, chosen)
		if err != nil {
			t.Fatal(err)
		}
		var used []string
		for _, on := range w.On {
			used = append(used, on.ID)
		}
		for _, c := range chosen {
			answered := 0
			for _, p := range people {
				if groupOf(p)[c.ID] != "" {
					answered++
				}
			}
			if slices.Contains(used, c.ID) != (answered >= represent.MinAnswered) {
				t.Fatalf("%d people answered %s, and used are %v", answered, c.ID, used)
			}
		}
		if used == nil {
			return
		}
		weighed++
		naive := rakePeople(people, used, targets, w.Rounds)
		tables, err := columns.Cross(tally.Query{Variables: []string{"use"}, By: "district", Weighted: true, Weighting: weighting})
		if err != nil {
			t.Fatal(err)
		}
		for g, group := range tables[0].Groups {
			for c, category := range tables[0].Variable.Categories {
				want := 0.0
				for i, p := range people {
					if slices.Contains(p["use"], category.ID) && (g == 0 || slices.Equal(p["district"], []string{group.Category}) ||
						p["district"] == nil && group.State == survey.Skipped) {
						want += naive[i]
					}
				}
				if got := float64(tables[0].Cells[c][g].Weight) / 1e6; math.Abs(got-want) > 1e-4 {
					t.Fatalf("%s in %+v: %v, want %v by %v", category.ID, group, got, want, used)
				}
			}
		}
	})
	if weighed == 0 {
		t.Error("nothing was weighted")
	}
}

// rakePeople rakes people one by one, as it is written in textbooks, with weights cut to the standard limits in each round.
func rakePeople(people []survey.Raw, used []string, targets map[string]map[string]float64, rounds int) []float64 {
	weights := slices.Repeat([]float64{1}, len(people))
	for range rounds {
		for _, id := range used {
			count, sum, whole, answered := map[string]float64{}, map[string]float64{}, 0.0, 0.0
			for i, p := range people {
				g := groupOf(p)[id]
				count[g], sum[g] = count[g]+1, sum[g]+weights[i]
			}
			for g, n := range count {
				if g != "" {
					whole, answered = whole+targets[id][g], answered+n
				}
			}
			for i, p := range people {
				g := groupOf(p)[id]
				want := count[""]
				if g != "" {
					want = targets[id][g] / whole * answered
				}
				weights[i] *= want / sum[g]
			}
		}
		for i := range weights {
			weights[i] = min(max(weights[i], represent.StandardLimits.Least), represent.StandardLimits.Most)
		}
	}
	return weights
}

// A question without usable figures is not weighted on, and it is said why.
func TestWeightsNeedLikeFigures(t *testing.T) {
	far := benchmarkOf("sex", represent.Affected, "female=60 male=40")
	far.Area = "Elsewhere"
	hidden := benchmarkOf("sex", represent.Residents, "female=60 male=0")
	hidden.People[1].Hidden, hidden.Whole = true, 100
	known := []represent.Benchmark{hidden, far, benchmarkOf("ethnic-group", represent.Residents, "white=10"),
		benchmarkOf(represent.SelfDescribedDisability, represent.Affected, "yes=1 no=2")}
	var got []string
	for _, c := range weightCandidates(tally.NewColumns(weightedForm(t)).Variables(), known, "Exampleshire", nil) {
		line := fmt.Sprint(c.ID, " ", c.Usable())
		for _, b := range c.Benchmarks {
			line += fmt.Sprint(" ", b.Population, " ", b.Reason)
		}
		got = append(got, line)
	}
	want := []string{"sex false affected other-area residents hidden-groups", "ethnic-group false residents other-groups",
		"disability false affected other-disability"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if all := weightCandidates(tally.NewColumns(weightedForm(t)).Variables(), known, "", map[string]bool{"sex": true}); all[0].ID == "sex" {
		t.Error("a question whose meaning changed is weighted on")
	}
}
