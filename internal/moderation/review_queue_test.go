package moderation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// The answers to review and the published ones are read page by page, and one decision
// is about many. Each has its own audit entry, and an answer that changed is left out.
//
// Row C20 of docs/faults.md.
func TestAnswersAreReviewedPageByPageAndManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		const count = 2*moderation.ReviewPageSize + 5
		for i := range count {
			h.Send(survey.Raw{"use": {"yes"}, "why": {fmt.Sprintf("Text %02d", i)}, "consent": {"yes"}})
			h.Send(survey.Raw{"use": {"yes"}, "why": {"MARKER"}, "consent": {"no"}})
		}
		if err := h.SetPublishingSettings(ctx, officer, "park", moderation.PublishingSettings{TextQuestions: []string{"why"}}); err != nil {
			t.Fatal(err)
		}
		list := func(reviewed bool) (texts []string, refs []moderation.AnswerRef) {
			t.Helper()
			for q := (moderation.ReviewQuery{Reviewed: reviewed}); ; {
				page, err := h.ReviewQueue(ctx, officer, "park", q)
				if err != nil {
					t.Fatal(err)
				}
				if len(page.Answers) > moderation.ReviewPageSize || q.At == "" != (page.Previous == "") {
					t.Errorf("a page has %d answers, and before it %q", len(page.Answers), page.Previous)
				}
				for _, r := range page.Answers {
					texts = append(texts, r.Text)
					refs = append(refs, moderation.AnswerRef{Response: r.Response, Question: r.Question, Digest: r.Digest()})
				}
				if q.At = page.Next; q.At == "" {
					return texts, refs
				}
			}
		}
		texts, refs := list(false)
		if slices.Sort(texts); len(slices.Compact(texts)) != count || len(refs) != count {
			t.Errorf("%d answers to review, want %d", len(refs), count)
		}
		changed := refs[0]
		if _, err := h.Redact(ctx, officer, "park", changed.Response, moderation.RedactionRequest{
			Question: "why", Text: "Text", Reason: "third-party",
		}); err != nil {
			t.Fatal(err)
		}
		done, err := h.ReviewAnswers(ctx, officer, "park", moderation.Approved, refs[:count-5])
		if err != nil || done != count-6 {
			t.Errorf("%d decisions, %v", done, err)
		}
		if done, err := h.ReviewAnswers(ctx, officer, "park", moderation.Rejected, refs[count-5:]); done != 5 || err != nil {
			t.Errorf("%d decisions, %v", done, err)
		}
		for _, bad := range []struct {
			state string
			refs  []moderation.AnswerRef
		}{{"maybe", refs}, {moderation.Approved, nil}, {moderation.Approved, make([]moderation.AnswerRef, 501)}} {
			if _, err := h.ReviewAnswers(ctx, officer, "park", bad.state, bad.refs); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s, %d answers: %v", bad.state, len(bad.refs), err)
			}
		}
		if _, err := h.ReviewAnswers(ctx, reader, "park", moderation.Approved, refs); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the capability: %v", err)
		}
		if _, left := list(false); len(left) != 1 || left[0].Response != changed.Response {
			t.Errorf("left to review: %+v", left)
		}
		if _, reviewed := list(true); len(reviewed) != count-1 {
			t.Errorf("%d reviewed, want %d", len(reviewed), count-1)
		}
		if acts := h.AuditedActs("response", refs[1].Response); !slices.Equal(acts, []string{"publish-answer"}) {
			t.Errorf("audit entries: %v", acts)
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		var published []string
		for q := (moderation.PublishedQuery{Question: "why"}); ; {
			all, err := h.PublishedResponses(ctx, "park", q)
			if err != nil || len(all.Questions) != 1 {
				t.Fatal(all, err)
			}
			if n := len(all.Questions[0].Texts); n > 20 {
				t.Errorf("a public page has %d answers", n)
			}
			for _, text := range all.Questions[0].Texts {
				published = append(published, text.Text)
			}
			if q.At = all.Questions[0].Next; q.At == "" {
				break
			}
		}
		if slices.IsSorted(published) {
			t.Error("the published answers are in the order in which they were sent")
		}
		slices.Sort(published)
		if len(slices.Compact(slices.Clone(published))) != count-6 || len(published) != count-6 || slices.Contains(published, "MARKER") {
			t.Errorf("published: %q", published)
		}
	})
}
