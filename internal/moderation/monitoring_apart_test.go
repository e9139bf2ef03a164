package moderation_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// Nothing by which officers decide about a response has what the person answered to equality questions: neither the list nor
// the page of the response. Nor can responses be searched by it. To read it, an officer needs a capability of its own and gives a
// purpose. Row R12 of docs/credibility.md.
func TestEqualityAnswersAreApartFromDecisionsAboutResponses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id := h.Send(moderationtest.FullAnswer(1)).ID()
		apart := func(where string, a survey.Answers) {
			t.Helper()
			if got := string(a.Canonical()); a.Get("sex").State != survey.NotAsked || strings.Contains(got, "female") ||
				!strings.Contains(got, "MARKER-why") {
				t.Errorf("%s has %s", where, got)
			}
		}
		list, err := h.ListResponses(ctx, officer, "park", moderation.Query{Answers: true})
		if err != nil || len(list.Items) != 1 {
			t.Fatal(list, err)
		}
		apart("the list", list.Items[0].ParsedAnswers)
		detail, err := h.ReadResponse(ctx, officer, "park", id)
		if err != nil {
			t.Fatal(err)
		}
		apart("the response", detail.ParsedAnswers)
		for words, want := range map[string]int{"female": 0, "MARKER-why": 1} {
			found, err := h.ListResponses(ctx, officer, "park", moderation.Query{Search: words})
			if err != nil || len(found.Items) != want {
				t.Errorf("%d responses are found by %q, want %d: %v", len(found.Items), words, want, err)
			}
		}

		without := officer
		without.Capabilities = nil
		for _, c := range officer.Capabilities {
			if c != actor.ReadMonitoring {
				without.Capabilities = append(without.Capabilities, c)
			}
		}
		if _, _, err := h.ReadMonitoring(ctx, without, "park", id, "To decide."); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the capability: %v", err)
		}
		if _, _, err := h.ReadMonitoring(ctx, officer, "park", id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		_, answers, err := h.ReadMonitoring(ctx, officer, "park", id, "To check for names.")
		if err != nil || answers.Get("sex").State != survey.Answered {
			t.Errorf("with a purpose: %+v, %v", answers, err)
		}
	})
}
