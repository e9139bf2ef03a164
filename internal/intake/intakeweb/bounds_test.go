package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Without script, a field says which earlier answer limits it, on the same page and on the next, and an answer outside is
// refused with the earlier answer in the sentence. Changing the earlier answer changes the limit.
//
// Row G of docs/faults.md.
func TestEarlierAnswersLimitLaterOnes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		def.Forms[0].Pages = []survey.Page{
			{ID: "first", Questions: []survey.Question{
				{ID: "visits", Kind: survey.Number, Text: "How many visits?"},
				{ID: "swims", Kind: survey.Number, Text: "How many swims?", MostOf: "visits"},
			}},
			{ID: "second", Questions: []survey.Question{
				{ID: "share", Kind: survey.Budget, Text: "On which days?", TotalOf: "visits", Options: []survey.Option{
					{ID: "week", Text: "Weekdays"}, {ID: "end", Text: "Weekends"}}},
			}},
		}
		f.define(def)
		base := f.startOf("lido")
		for _, want := range []string{
			`<div id="swims-bound" class="govuk-hint">No more than your answer to “How many visits?”.</div>`, `aria-describedby="swims-bound"`,
		} {
			if first := f.get(base + "first").Body.String(); !strings.Contains(first, want) {
				t.Errorf("the first page lacks %s", want)
			}
		}
		sent := url.Values{"--shown": {"visits swims"}, "visits": {"1,250"}, "swims": {"1,251"}}
		f.check("too many", f.post(base+"first", sent), 422, "Enter 1,250 or less, as in your answer to “How many visits?”: How many swims?")
		sent.Set("swims", "1250")
		f.check("as many", f.post(base+"first", sent), 303, base+"second")
		second := f.get(base + "second").Body.String()
		if !strings.Contains(second, "Your amounts must add up to 1,250, your answer to “How many visits?”.") ||
			strings.Contains(second, `data-total="0"`) {
			t.Error("the second page does not say what the amounts add up to")
		}
		shared := url.Values{"version": {"1"}, "--shown": {"visits swims share"}, "share--week": {"1000"}, "share--end": {"249"}}
		f.check("too few", f.post(base+"second", shared), 422,
			"Amounts must add up to 1,250, your answer to “How many visits?”, not 1,249: On which days?")
		shared.Set("share--end", "250")
		f.check("all", f.post(base+"second", shared), 303, base+"check")
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"visits":{"number":"1250"},"swims":{"number":"1250"},"share":{"amounts":{"week":1000,"end":250}}`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
