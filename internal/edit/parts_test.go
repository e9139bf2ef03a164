package edit

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// A section with given rows says “Nothing yet” until one of them is filled in, and unanswered rows are not shown.
func TestSectionWithOnlyGivenRowsIsBlank(t *testing.T) {
	k := &Kind{Parts: true, Fields: []Field{{Name: "findings", Kind: Rows, Label: "Findings", Steady: true, Columns: []Field{
		{Name: "cell", Kind: Fixed, Label: "Characteristic"}, {Name: "why", Kind: Text, Label: "Why"}}}}}
	v := Values{}
	v.SetRows("findings", []Values{{"cell": {"age"}}, {"cell": {"sex"}}})
	part := k.PartsOf()[0]
	if facts := k.Facts(locale.For("en"), nil, v); !part.Blank(v) || len(facts) > 0 {
		t.Errorf("a section without an answer is not blank: %v", facts)
	}
	v.SetRows("findings", []Values{{"cell": {"age"}}, {"cell": {"sex"}, "why": {"Most readers are women."}}})
	facts := k.Facts(locale.For("en"), nil, v)
	if part.Blank(v) || len(facts) != 1 || facts[0].Text != "sex · Why: Most readers are women." {
		t.Errorf("a section with an answer says %v", facts)
	}
}

// What is missing in several rows names each of them, and what is missing in one does not.
func TestEqualMistakesNameTheirRow(t *testing.T) {
	k := &Kind{Fields: []Field{{Name: "impacts", Kind: Rows, Label: "Impacts", Columns: []Field{
		{Name: "group", Kind: Line, Label: "Group"}, {Name: "actions", Kind: Line, Label: "Actions"}}}}}
	v := Values{}
	v.SetRows("impacts", []Values{{"group": {"Age"}}, {"group": {"Disability"}}, {"actions": {"Drive"}}})
	none, other := errors.New("Choose actions."), errors.New("Enter the group.")
	got := k.Tell(locale.For("en"), nil, v, []Mistake{{"impacts", 0, "actions", none}, {"impacts", 1, "actions", none},
		{"impacts", 2, "group", other}}, error.Error)
	if want := []string{"Age: Choose actions.", "Disability: Choose actions.", "Enter the group."}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// A person who fills in a section is reminded of it as long as its page says that something is missing, also when only the
// rules of the feature ask for it.
func TestSectionIsOwedUntilItsRulesAreMet(t *testing.T) {
	met := false
	k := &Kind{Parts: true, Fields: []Field{{Name: "title", Kind: Line, Label: "Title"},
		{Section: "Impacts", Name: "impacts", Kind: Text, Label: "Impacts"}},
		Owed: func(Values) []Owed { return []Owed{{Part: "impacts", Who: "Ann"}, {Part: "title", Who: "Ben"}} },
		Lacks: func(context.Context, *db.Tx, actor.Actor, *Copy) error {
			var wrong definition.SettingErrors
			if !met {
				wrong.Add(fault.New(fault.Invalid, "Choose actions."), "impacts")
			}
			return wrong.Err()
		}}
	c := &Copy{Values: Values{"title": {"Buses"}, "impacts": {"Fewer trips"}}}
	owed := func(name string) int {
		all, err := k.owedBy(t.Context(), nil, actor.Actor{Name: name}, c)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if owed("Ann") != 1 || owed("Ben") != 0 {
		t.Errorf("before: Ann owes %d sections and Ben %d, want 1 and 0", owed("Ann"), owed("Ben"))
	}
	if met = true; owed("Ann") != 0 {
		t.Errorf("Ann owes %d sections of which nothing is missing", owed("Ann"))
	}
}
