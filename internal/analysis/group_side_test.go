package analysis

import (
	"maps"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/survey"
)

// What decides who is asked a question links it to others, also if only the table of a third question tells it.
func TestLinksOfQuestions(t *testing.T) {
	when := func(id string) *survey.Condition { return &survey.Condition{Question: id, Is: "a"} }
	ask := func(id string, w *survey.Condition) survey.Question {
		return survey.Question{ID: id, Kind: survey.Single, When: w, Options: []survey.Option{{ID: "a", Text: "A"}, {ID: "b", Text: "B"}}}
	}
	both := &survey.Condition{All: []survey.Condition{*when("use"), *when("visit")}}
	full := &survey.Form{Edition: "standard", Pages: []survey.Page{
		{Questions: []survey.Question{ask("use", nil), ask("visit", nil), ask("why", when("use")), ask("bins", nil)}},
		{When: when("why"), Questions: []survey.Question{ask("path", nil)}},
		{Questions: []survey.Question{ask("dogs", both)}},
	}}
	short := &survey.Form{Edition: "easy-read", Pages: []survey.Page{{Questions: []survey.Question{
		ask("use", nil), ask("visit", nil), ask("why", when("use"))}},
		{When: when("why"), Questions: []survey.Question{ask("path", nil)}},
		{Questions: []survey.Question{ask("dogs", both)}}}}
	c := &resultCounts{answeredForms: map[string]*survey.Form{"1": full, "2": short}}
	table := disclose.Standard().Release(disclose.Table{Topic: disclose.Proposal,
		States: disclose.StateCounts{Answered: disclose.NewCount(30)},
		Cells:  []disclose.Count{disclose.NewCount(10), disclose.NewCount(20)}})
	r := &Release{}
	for _, id := range []string{"use", "visit", "why", "bins", "path", "dogs"} {
		r.Questions = append(r.Questions, Question{ID: id, Kind: survey.Single, ReleasedTable: table})
	}
	links := func(id string) []disclose.Link { return c.links(r)[id] }
	question := func(id string) disclose.Link { return disclose.Link{Question: id} }
	asked := func(id string) disclose.Link { return disclose.Link{Asked: id} }
	want := map[string][]disclose.Link{
		"use":   {asked("dogs"), asked("path")},
		"visit": {asked("dogs")},
		"why":   {asked("path"), question("use")},
		"bins":  {{Edition: true}},
		"path":  {question("use"), question("why")},
		"dogs":  {question("use"), question("visit")},
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got := links(id); !slices.Equal(got, want[id]) {
			t.Errorf("%s: %v, want %v", id, got, want[id])
		}
	}
	// The third question is not shown, so it tells nothing.
	r.Questions[5].ReleasedTable = disclose.Standard().Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.LinkedQuestion)
	if got := links("visit"); len(got) > 0 {
		t.Errorf("linked by a hidden table: %v", got)
	}
	// An edition that does not offer an answer tells who did not give it, also if no base is shown.
	short.Pages[0].Questions[1].Options = short.Pages[0].Questions[1].Options[:1]
	if got := links("visit"); !slices.Equal(got, []disclose.Link{{Edition: true}}) {
		t.Errorf("with fewer options in one edition: %v", got)
	}
}

// Ethnic groups are merged to the broad groups of the harmonised list, and no other answers are.
func TestBroaderGroups(t *testing.T) {
	var options []Option
	for _, id := range equality.EthnicGroups() {
		options = append(options, Option{ID: id})
	}
	all := broaderGroups(options, 2)
	if len(all) != 1 || len(all[0]) != 21 || slices.Max(all[0][:19]) != 4 || all[0][19] != 5 || all[0][20] != 6 {
		t.Errorf("%v", all)
	}
	for i, id := range equality.EthnicGroups() {
		broad, _ := equality.BroadGroup(id)
		if at := slices.Index(equality.BroadEthnicGroups(), broad); all[0][i] != at {
			t.Errorf("%s is in group %d, want %d", id, all[0][i], at)
		}
	}
	if got := broaderGroups([]Option{{ID: "female"}, {ID: "male"}}, 0); got != nil {
		t.Errorf("%v", got)
	}
}
