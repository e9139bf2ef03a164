package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// A page that is repeated is shown for one child after another, for as long as there is another one, without script. Who
// changes the answer to that sends no answers about children that were removed.
//
// Row G of docs/faults.md.
func TestPagesAreAskedForOneChildAfterAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		def.Forms[0].Pages = []survey.Page{{ID: "child", Title: "Your children", Intro: "About each child.",
			Repeat: &survey.Repeat{Item: "Child", Most: 3, More: "Is there another child?", Yes: "Yes", No: "No"},
			Questions: []survey.Question{
				{ID: "age", Kind: survey.Number, Text: "How old are they?", Required: true},
				{ID: "school", Kind: survey.ShortText, Text: "Which school?", When: &survey.Condition{Question: "age", AtLeast: "5"}},
			}}}
		f.define(def)
		base := f.startOf("lido")
		first := f.get(base + "child-1").Body.String()
		for _, want := range []string{
			`>Your children – Child 1</h1>`, `About each child.`,
			`<span class="govuk-visually-hidden">Child 1 – </span>How old are they?`,
			`<span class="govuk-visually-hidden">Child 1 – </span>Is there another child?`, `name="child-more-1"`,
		} {
			if !strings.Contains(first, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		sent := url.Values{"--shown": {"age-1 child-more-1"}, "age-1": {"4"}}
		f.check("no answer", f.post(base+"child-1", sent), 422, "Select an answer to: Child 1 – Is there another child?")
		sent.Set("child-more-1", "yes")
		f.check("another", f.post(base+"child-1", sent), 303, base+"child-2")
		if second := f.get(base + "child-2").Body.String(); strings.Contains(second, "About each child.") ||
			!strings.Contains(second, `>Your children – Child 2</h1>`) {
			t.Error("the second page is not about the second child")
		}
		f.check("a child at school", f.post(base+"child-2", url.Values{"version": {"1"}, "--shown": {"age-2 child-more-2"}, "age-2": {"9"},
			"child-more-2": {"yes"}}), 303, base+"child-2#more")
		f.check("the school", f.post(base+"child-2", url.Values{"version": {"2"}, "--shown": {"age-2 school-2 child-more-2"}, "age-2": {"9"},
			"school-2": {"Mill Road"}, "child-more-2": {"yes"}}), 303, base+"child-3")
		if third := f.get(base + "child-3").Body.String(); strings.Contains(third, "another child") {
			t.Error("the last page asks for another child")
		}
		f.check("the last", f.post(base+"child-3", url.Values{"version": {"3"}, "--shown": {"age-3"}, "age-3": {"2"}}), 303, base+"check")
		check := f.get(base + "check").Body.String()
		for _, want := range []string{"Your children – Child 3", "Child 2 – Which school?", "Mill Road"} {
			if !strings.Contains(check, want) {
				t.Errorf("the page to check lacks %s", want)
			}
		}
		f.check("no third child", f.post(base+"child-2", url.Values{"version": {"4"}, "--shown": {"age-2 school-2 child-more-2"}, "age-2": {"9"},
			"school-2": {"Mill Road"}, "child-more-2": {"no"}}), 303, base+"check")
		if check = f.get(base + "check").Body.String(); !strings.Contains(check, "Not sent") {
			t.Error("the page to check does not say that the third child is not sent")
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"age-1":{"number":"4"},"school-1":"not-asked","child-more-1":{"options":["yes"]},` +
			`"age-2":{"number":"9"},"school-2":{"text":"Mill Road"},"child-more-2":{"options":["no"]},` +
			`"age-3":"not-asked","school-3":"not-asked"`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
