package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// A page that is repeated is shown for one child after another, for as long as there is another one, without script. After
// each, all are listed with what was answered. Removing one removes only its answers.
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
		} {
			if !strings.Contains(first, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Contains(first, "another child") {
			t.Error("the page of the first child asks whether there is another one")
		}
		f.check("the first", f.post(base+"child-1", url.Values{"--shown": {"age-1"}, "age-1": {"4"}}), 303, base+"child")
		one := f.get(base + "child")
		f.check("one child", one, 200, `>Child 1</h2>`, `<bdi>4</bdi>`, "Is there another child?", "Add another")
		if strings.Contains(one.Body.String(), "?remove=1") || f.get(base+"child-1").Code != 200 {
			t.Error("the only child can be removed, or not be changed")
		}
		f.check("another", f.post(base+"child", url.Values{"version": {"1"}, "more": {"yes"}}), 303, base+"child-2")
		if second := f.get(base + "child-2").Body.String(); strings.Contains(second, "About each child.") ||
			!strings.Contains(second, `>Your children – Child 2</h1>`) || !strings.Contains(second, `href="`+base+`child"`) {
			t.Error("the second page is not about the second child, or Back does not lead to the list")
		}
		f.check("a child at school", f.post(base+"child-2", url.Values{"version": {"2"}, "--shown": {"age-2"}, "age-2": {"9"}}),
			303, base+"child-2#more")
		f.check("the school", f.post(base+"child-2", url.Values{"version": {"3"}, "--shown": {"age-2 school-2"}, "age-2": {"9"},
			"school-2": {"Mill Road"}}), 303, base+"child")
		f.check("a third", f.post(base+"child", url.Values{"version": {"4"}, "more": {"yes"}}), 303, base+"child-3")
		f.check("the third", f.post(base+"child-3", url.Values{"version": {"5"}, "--shown": {"age-3"}, "age-3": {"2"}}), 303, base+"child")
		three := f.get(base + "child")
		f.check("three children", three, 200, "Mill Road", "Child 3", "You have reached the maximum of 3.")
		f.check("what is removed", f.get(base+"child?remove=1"), 200, "Remove “Child 1”?", `name="remove-now" value="1"`)
		f.check("an old page", f.post(base+"child", url.Values{"version": {"5"}, "remove-now": {"1"}}), 409, "another tab", "Child 3")
		f.check("removed", f.post(base+"child", url.Values{"version": {"6"}, "remove-now": {"1"}}), 200,
			"We removed “Child 1”. Those after it have moved up by one.", "Mill Road", "Is there another child?")
		f.check("not answered yet", f.get(base+"check"), 303, base+"child")
		f.check("no other", f.post(base+"child", url.Values{"version": {"7"}, "more": {"no"}}), 303, base+"check")
		f.check("answers", f.get(base+"check"), 200, "Your children – Child 2", "Child 1 – Which school?", "Mill Road",
			base+"child#child-more-2")
		if strings.Contains(f.get(base+"check").Body.String(), "Not sent") {
			t.Error("answers of the child that was removed are left")
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"age-1":{"number":"9"},"school-1":{"text":"Mill Road"},"child-more-1":{"options":["yes"]},` +
			`"age-2":{"number":"2"},"school-2":"not-asked","child-more-2":{"options":["no"]},` +
			`"age-3":"not-asked","school-3":"not-asked"`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
