package analysis

import (
	"fmt"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/represent"
	"github.com/folkmoot/folkmoot/survey"
)

// question returns a released equality question with these counts by option, and 10 people who preferred not to say.
func releasedQuestion(id string, options string, topic disclose.Topic, counts ...int64) Question {
	q := Question{ID: id, Kind: survey.Single, Text: id, Monitoring: true}
	t, sum := disclose.Table{Topic: topic}, int64(0)
	for i, option := range strings.Fields(options) {
		q.Options = append(q.Options, Option{ID: option, Text: option})
		t.Cells = append(t.Cells, disclose.NewCount(counts[i]))
		sum += counts[i]
	}
	t.States = disclose.StateCounts{Answered: disclose.NewCount(sum), PreferNotToSay: disclose.NewCount(10), Skipped: disclose.NewCount(30),
		NotAsked: disclose.NewCount(0), NotValid: disclose.NewCount(0)}
	q.ReleasedTable = disclose.Standard().Release(t)
	return q
}

func benchmarkOf(question represent.Question, population represent.Population, people string) represent.Benchmark {
	b := represent.Benchmark{Basis: represent.Basis{Question: question, Area: "Exampleshire"}, Population: population, Source: "A census"}
	for _, one := range strings.Fields(people) {
		id, n, _ := strings.Cut(one, "=")
		p := represent.People{ID: id}
		fmt.Sscan(n, &p.N)
		b.People = append(b.People, p)
	}
	return b
}

// Who answered follows from what a release shows alone: disability from two questions, 19 ethnic groups as the five of the
// census, people who live elsewhere left out, options that an edition merges joined on both sides, and affected users first.
func TestWhoAnsweredFollowsFromTheRelease(t *testing.T) {
	merged := releasedQuestion("sex", "female--other male", disclose.Monitoring, 60, 40)
	merged.Options[0].Merges = []string{"female", "other"}
	area := releasedQuestion("district", "north south elsewhere", disclose.Proposal, 40, 50, 30)
	area.Monitoring = false
	r := &Release{Area: "Exampleshire", Questions: []Question{
		releasedQuestion("health-condition", "yes no", disclose.Sensitive, 100, 200),
		releasedQuestion("activity-limitation", "a-lot a-little not-at-all", disclose.Sensitive, 30, 20, 40),
		releasedQuestion("ethnic-group", "white-british white-irish asian-indian asian-other", disclose.Sensitive, 150, 20, 25, 2),
		merged, area,
		releasedQuestion("religion", "a b", disclose.Sensitive, 50, 60),
		releasedQuestion("gender-identity", "yes no", disclose.Sensitive, 50, 60),
		{ID: "why", Kind: survey.LongText},
	}, Benchmarks: []represent.Benchmark{
		benchmarkOf("disability", represent.Residents, "disabled=20 not-disabled=80"),
		benchmarkOf(represent.SelfDescribedDisability, represent.Affected, "yes=20 no=80"),
		benchmarkOf("ethnic-group", represent.Residents, "white=90 asian=10"),
		benchmarkOf("sex", represent.Residents, "female=50 male=49 other=1"), benchmarkOf("sex", represent.Affected, "female=70 male=30 other=0"),
		benchmarkOf("district", represent.Residents, "north=500 south=500"),
		benchmarkOf("gender-identity", represent.Residents, "yes=99 no=1"),
	}}
	var got []string
	for _, w := range r.WhoAnswered() {
		rate, _ := w.Respondents.DeclarationRate().Value()
		line := fmt.Sprintf("%s %.2f", w.ID, rate)
		for _, c := range w.Comparisons {
			line += fmt.Sprintf("; %s %s", c.Benchmark.Population, c.Reason)
			for _, g := range c.Groups {
				points, defined := g.Points.Value()
				n, _ := g.Count.Number()
				line += fmt.Sprintf(" %s %d %.0f %v", g.ID, n, points, defined)
			}
		}
		got = append(got, line)
	}
	want := []string{
		// 50 of 290 are disabled: 17% − 20%. 20 people preferred not to say and 60 left one of the questions blank.
		"disability 0.78; affected other-disability; residents  disabled 50 -3 true not-disabled 240 3 true",
		// 2 people in a group are hidden, and 20 others with them, so that they cannot be computed
		"ethnic-group 0.83; residents  white 0 0 false asian 0 0 false",
		"sex 0.71; affected  female--other 60 -10 true male 40 10 true; residents  female--other 60 9 true male 40 -9 true",
		// 40 of the 90 who live here
		"district 0.75; residents  north 40 -6 true south 50 6 true",
		"religion 0.73",
		"gender-identity 0.73; residents uncertain-estimate",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("who answered:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
