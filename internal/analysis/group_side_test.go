package analysis

import (
	"fmt"
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
	links := c.linksOfQuestions(r)
	want := map[string]string{
		"use":   "[~asked path ~asked dogs]",
		"visit": "[~asked dogs]",
		"why":   "[use ~asked path]",
		"bins":  "[~edition]",
		"path":  "[use why]",
		"dogs":  "[use visit]",
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if got := fmt.Sprint(links[id]); got != want[id] {
			t.Errorf("%s: %s, want %s", id, got, want[id])
		}
	}
	// The third question is not shown, so it tells nothing.
	r.Questions[5].ReleasedTable = disclose.Standard().Withhold(disclose.Table{Cells: make([]disclose.Count, 2)}, disclose.LinkedQuestion)
	if got := fmt.Sprint(c.linksOfQuestions(r)["visit"]); got != "[]" {
		t.Errorf("linked by a hidden table: %s", got)
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

// A question is not shown by group if an earlier release shows it for other people, or by group for anyone; and not at all
// if an earlier release shows it by group for other people.
func TestHistoryOfGroups(t *testing.T) {
	shown := disclose.Standard().Release(disclose.Table{Topic: disclose.Proposal,
		States: disclose.StateCounts{Answered: disclose.NewCount(30)}, Cells: []disclose.Count{disclose.NewCount(30)}})
	one := []Question{{ID: "use", ReleasedTable: shown}, {ID: "area", ReleasedTable: shown}}
	crossed := &GroupResults{By: "area", Tables: []GroupTable{{Question: "use"}}}
	withheld := &GroupResults{By: "area", Tables: []GroupTable{{Question: "use", ReleasedCross: disclose.ReleasedCross{
		Withheld: disclose.CannotProtect}}}}
	for _, test := range []struct {
		what             string
		groups           *GroupResults
		codes            []int // of 20 responses, then and now
		mayNot, heldBack bool
	}{
		{"the same people", nil, []int{codeCounted, codeCounted}, false, false},
		{"more people now", nil, []int{codeNone, codeCounted}, true, false},
		{"fewer people now", nil, []int{codeCounted, codeNone}, true, false},
		{"the same people by group", crossed, []int{codeCounted, codeCounted}, true, false},
		{"other people by group", crossed, []int{codeNone, codeCounted}, true, true},
		{"the table was withheld", withheld, []int{codeCounted, codeCounted}, false, false},
		{"the table of other people was withheld", withheld, []int{codeNone, codeCounted}, true, false},
	} {
		h := &history{groups: map[string]*group{"g": {codes: test.codes, responses: 20}},
			releases: []earlierRelease{{Release: &Release{Questions: one, ByGroup: test.groups}}}}
		for _, id := range []string{"use", "area"} {
			if h.mayNotCross(id) != test.mayNot || h.crossedOthers(id) != test.heldBack {
				t.Errorf("%s, %s: %v, %v", test.what, id, h.mayNotCross(id), h.crossedOthers(id))
			}
		}
		if h.mayNotCross("bins") || h.crossedOthers("bins") {
			t.Errorf("%s: a question that no release has", test.what)
		}
	}
}
