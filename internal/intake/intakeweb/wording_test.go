package intakeweb

import (
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/survey"
)

// A question is put with the earlier answer that it quotes, escaped, also in its error message and where the answers are
// checked. What was typed is in no address, and what is stored does not tell how the question was put.
//
// Row G of docs/faults.md.
func TestQuestionsQuoteEarlierAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		def := lido()
		def.Forms[0].Pages = []survey.Page{
			{ID: "first", Questions: []survey.Question{
				{ID: "who", Kind: survey.Single, Text: "Who are you answering for?", Options: []survey.Option{
					{ID: "me", Text: "Myself"}, {ID: "other", Text: "A person I care for"}}},
				{ID: "pool", Kind: survey.ShortText, Text: "Which pool?"},
			}},
			{ID: "second", Questions: []survey.Question{{
				ID: "often", Kind: survey.Single, Text: "How often?", Required: true, Options: []survey.Option{{ID: "daily", Text: "Daily"}},
				Wordings: []survey.Wording{
					{ID: "carer", When: &survey.Condition{Question: "who", Is: "other"},
						Text: "How often do they swim in {pool}?", Body: "Think of {pool}."},
					{ID: "self", Text: "How often do you swim in {pool}?"},
				},
			}}},
		}
		f.define(def)
		base := f.startOf("lido")
		neutral := f.get(base + allPages).Body.String()
		if !strings.Contains(neutral, "How often?") || strings.Contains(neutral, "{pool}") {
			t.Error("the page with all questions does not put the question in its own words")
		}
		sent := f.post(base+"first", url.Values{"who": {"other"}, "pool": {"<b>Mill*"}})
		if to := sent.Header().Get("Location"); to != base+"second" {
			t.Errorf("the answer led to %q", to)
		}
		page := f.get(base + "second").Body.String()
		for _, want := range []string{"How often do they swim in \u2068&lt;b&gt;Mill*\u2069?", "Think of \u2068&lt;b&gt;Mill*\u2069."} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		wrong := f.post(base+"second", url.Values{"version": {"1"}})
		f.check("left blank", wrong, 422, "How often do they swim in \u2068&lt;b&gt;Mill*\u2069?")
		f.check("answered", f.post(base+"second", url.Values{"often": {"daily"}, "version": {"1"}}), 303, base+"check")
		if check := f.get(base + "check").Body.String(); !strings.Contains(check, "How often do they swim in \u2068&lt;b&gt;Mill*") {
			t.Error("the page to check puts the question in other words")
		}
		f.check("sent", f.post(base+"check", url.Values{"action": {"send"}}), 200, "Response received")
		want := `"who":{"options":["other"]},"pool":{"text":"<b>Mill*"},"often":{"options":["daily"]}`
		if got := f.storedAnswers(); !strings.Contains(got, want) {
			t.Errorf("stored %s, want %s", got, want)
		}
	})
}
