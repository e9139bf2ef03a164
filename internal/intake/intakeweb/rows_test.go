package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// The rows of a matrix of numbers, boxes or texts are fields under one heading, each of which screen readers read with the
// question. Who names a row is asked about it, on the same page shown once more.
//
// Row G of docs/faults.md.
func TestRowsWithNumbersBoxesAndTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		def.Forms[0].Pages = []survey.Page{{ID: "first", Questions: []survey.Question{
			{ID: "hours", Kind: survey.MatrixNumber, Text: "How many hours a week?", Hint: "Roughly", Unit: "hours", Rows: []survey.Option{
				{ID: "swim", Text: "Swimming"}, {ID: "other", Text: "Another sport", WriteIn: true}}},
			{ID: "wrong", Kind: survey.MatrixMultiple, Text: "What is wrong?", Options: []survey.Option{
				{ID: "cold", Text: "Cold"}, {ID: "dark", Text: "Dark"}},
				Rows: []survey.Option{{ID: "pool", Text: "The pool"}, {ID: "cafe", Text: "The café"}}},
			{ID: "name", Kind: survey.MatrixText, Text: "What is it called?", Rows: []survey.Option{{ID: "club", Text: "Your club"}}},
		}}}
		f.define(def)
		base := f.startOf("lido")
		first := f.get(base + "first").Body.String()
		for _, want := range []string{
			`<h2 class="govuk-label govuk-label--m">How many hours a week?</h2><p class="govuk-hint">Roughly</p>`,
			`</span>Tell us more about “Another sport”`,
			`<span class="govuk-visually-hidden">How many hours a week? – </span>Swimming`,
			`<span class="govuk-visually-hidden">What is wrong? – </span>The café`,
			`name="hours-swim"`, `name="wrong-pool" type="checkbox" value="dark"`,
		} {
			if !strings.Contains(first, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if n := strings.Count(first, "</h2>"); n < 3 || strings.Count(first, ">What is wrong?</h2>") != 1 {
			t.Errorf("a question with rows has not one heading: %d in all", n)
		}
		shown := "hours-swim hours-other-name wrong-pool wrong-cafe name-club"
		sent := url.Values{"--shown": {shown}, "hours-swim": {"many"}, "hours-other-name": {"Chess"}, "wrong-pool": {"cold", "dark"}}
		f.check("no number", f.post(base+"first", sent), 422, "Enter a whole number: How many hours a week? – Swimming")
		sent.Set("hours-swim", "2 hours")
		f.check("a row named", f.post(base+"first", sent), 303, base+"first#more")
		sent.Set("version", "1")
		sent.Set("--shown", shown+" hours-other")
		sent.Set("hours-other", "3")
		f.check("all", f.post(base+"first", sent), 303, base+"check")
		if check := f.get(base + "check").Body.String(); !strings.Contains(check, "How many hours a week? – Another sport") {
			t.Error("the page to check does not show the row")
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"hours-swim":{"number":"2"},"hours-other-name":{"text":"Chess"},"hours-other":{"number":"3"},` +
			`"wrong-pool":{"options":["cold","dark"]},"wrong-cafe":"skipped","name-club":"skipped"`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
