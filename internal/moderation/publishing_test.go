package moderation_test

import (
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// An organisation is named if the response says that it is from an organisation, it
// agreed to be named and an officer has approved the name. An individual is never
// named.
func TestOnlyConsentingOrganisationsAreNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		set := moderation.PublishingSettings{TextQuestions: []string{"why"}}
		naming := moderation.OrganisationSettings{
			OrganisationQuestion: "for",
			OrganisationOption:   "org",
			NameQuestion:         "name",
		}
		send := func(text, whose, name, consent string) intake.Key {
			raw := survey.Raw{
				"use":     {"yes"},
				"why":     {text},
				"consent": {consent},
				"for":     {whose},
				"name":    {name},
			}
			return h.Send(raw)
		}
		keys := map[string]intake.Key{
			"named":    send("named", "org", "MARKER-Ramblers", "named"),
			"unnamed":  send("unnamed", "org", "MARKER-Shy", "yes"),
			"silent":   send("silent", "org", "MARKER-Silent", "yes"),
			"nameless": send("nameless", "org", "", "named"),
			"person":   send("person", "me", "MARKER-Person", "named"),
			"refused":  send("refused", "org", "MARKER-Refused", "no"),
			"doubted":  send("doubted", "org", "MARKER-A person", "named"),
			"cut":      send("cut", "org", "MARKER-Cut of Alex", "named"),
		}
		for i, bad := range []moderation.OrganisationSettings{
			{OrganisationQuestion: "for", OrganisationOption: "org"},
			{OrganisationQuestion: "for", OrganisationOption: "org", NameQuestion: "why"},
			{OrganisationQuestion: "sex", OrganisationOption: "female", NameQuestion: "name"},
			{OrganisationQuestion: "consent", OrganisationOption: "named", NameQuestion: "name"},
			{OrganisationQuestion: "for", OrganisationOption: "org", NameQuestion: "sex"},
		} {
			p := set
			p.Organisations = bad
			if err := h.SetPublishingSettings(ctx, officer, "park", p); !fault.Is(err, fault.Invalid) {
				t.Errorf("naming %d: %v", i, err)
			}
		}
		queue := func() map[string]moderation.PublishableAnswer {
			t.Helper()
			all := map[string]moderation.PublishableAnswer{}
			for _, reviewed := range []bool{false, true} {
				q, err := h.ReviewQueue(ctx, officer, "park", moderation.ReviewQuery{Reviewed: reviewed})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range q.Answers {
					all[r.Text] = r
				}
			}
			return all
		}
		review := func(text, state string) {
			t.Helper()
			r := queue()[text]
			if err := h.ReviewAnswer(ctx, officer, "park", r.Response, "why", r.Digest(), state); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		published := func() map[string]moderation.Attribution {
			t.Helper()
			shown, err := h.PublishedResponses(ctx, "park", moderation.PublishedQuery{})
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]moderation.Attribution{}
			for _, q := range shown.Questions {
				for _, text := range q.Texts {
					all[text.Text] = text.Attribution
				}
			}
			return all
		}
		if err := h.SetPublishingSettings(ctx, officer, "park", set); err != nil {
			t.Fatal(err)
		}
		review("named", moderation.Approved) // before the settings name organisations
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		if got := published(); got["named"] != (moderation.Attribution{}) || len(got) != 1 {
			t.Errorf("named without a setting: %+v", got)
		}
		old := queue()["named"]
		set.Version, set.Organisations = 1, naming
		if err := h.SetPublishingSettings(ctx, officer, "park", set); err != nil {
			t.Fatal(err)
		}
		if got := published(); len(got) != 0 {
			t.Errorf("published with a name that was not reviewed: %+v", got)
		}
		if err := h.ReviewAnswer(ctx, officer, "park", old.Response, "why", old.Digest(), moderation.Approved); !fault.Is(
			err,
			fault.Conflict,
		) {
			t.Errorf("approved from a page without the name: %v", err)
		}
		for _, text := range []string{"named", "unnamed", "silent", "nameless", "person", "cut"} {
			review(text, moderation.Approved)
		}
		review("doubted", moderation.ApprovedUnnamed)
		if _, err := h.Redact(
			ctx, officer, "park", keys["cut"].ID(),
			moderation.RedactionRequest{Question: "name", Text: "Alex", Reason: "third-party"},
		); err != nil {
			t.Fatal(err)
		}
		if _, there := published()["cut"]; there {
			t.Error("published under a name that changed after the review")
		}
		review("cut", moderation.Approved)
		org := moderation.Attribution{Organisation: true}
		want := map[string]moderation.Attribution{
			"named":    {Organisation: true, Name: "MARKER-Ramblers"},
			"unnamed":  org,
			"silent":   org,
			"nameless": org,
			"person":   {},
			"doubted":  org,
			"cut":      org,
		}
		got := published()
		if len(got) != len(want) {
			t.Errorf("published %+v", got)
		}
		for text, attribution := range want {
			if got[text] != attribution {
				t.Errorf("%s is shown as %+v, want %+v", text, got[text], attribution)
			}
		}
		data, err := h.Access.DataByCode(ctx, "park", keys["doubted"].WithdrawalCode().String())
		if err != nil || len(data.Published) != 1 || data.Published[0].Name != "" {
			t.Errorf("the respondent sees %+v, %v", data.Published, err)
		}
		if err := h.Deleter.Withdraw(ctx, "park", keys["named"].WithdrawalCode().String()); err != nil {
			t.Fatal(err)
		}
		if _, there := published()["named"]; there {
			t.Error("a withdrawn response is still published")
		}
	})
}

// A submission whose sender agreed is published after its review, and after a change
// only once it was reviewed again.
func TestSubmissionIsPublishedAfterReview(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		petition := &entry.Submission{
			Consultation: "park", Kind: entry.Petition, Day: "2026-02-10", Title: "Benches", Organisation: "A club", Publish: true,
		}
		if err := h.Entry.SaveSubmission(ctx, clerk, petition, ""); err != nil {
			t.Fatal(err)
		}
		change := func() {
			t.Helper()
			if err := h.Entry.SaveSubmission(ctx, clerk, petition, "A correction."); err != nil {
				t.Fatal(err)
			}
		}
		shown := func() int {
			s, err := h.PublishedResponses(ctx, "park", moderation.PublishedQuery{})
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return len(s.Submissions.Items)
		}
		if err := h.ReviewSubmission(ctx, stranger, "park", petition.ID, 1, moderation.Approved); !fault.Is(
			err,
			fault.NotFound,
		) {
			t.Errorf("another organisation: %v", err)
		}
		if err := h.ReviewSubmission(ctx, reader, "park", petition.ID, 1, moderation.Approved); !fault.Is(
			err,
			fault.Forbidden,
		) {
			t.Errorf("without the capability: %v", err)
		}
		for _, bad := range []struct {
			id      string
			version int64
			state   string
			want    fault.Kind
		}{
			{petition.ID, 2, moderation.Approved, fault.Conflict}, {"petition-2", 1, moderation.Approved, fault.Conflict},
			{petition.ID, 1, "maybe", fault.Invalid},
		} {
			if err := h.ReviewSubmission(ctx, officer, "park", bad.id, bad.version, bad.state); fault.KindOf(
				err,
			) != bad.want {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if err := h.ReviewSubmission(ctx, officer, "park", petition.ID, 1, moderation.Approved); err != nil {
			t.Fatal(err)
		}
		if n := shown(); n != 0 {
			t.Error("published before the consultation closed")
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 2))
		if n := shown(); n != 1 {
			t.Errorf("%d published, want 1", n)
		}
		change()
		if n := shown(); n != 0 {
			t.Error("published after a change that was not reviewed")
		}
		if q, err := h.ReviewQueue(ctx, officer, "park", moderation.ReviewQuery{Submissions: true}); err != nil || len(q.Submissions) != 1 ||
			!q.Submissions[0].Changed ||
			q.Submissions[0].State != "" {
			t.Errorf("%+v %v", q.Submissions, err)
		}
		if err := h.ReviewSubmission(ctx, officer, "park", petition.ID, 2, moderation.Approved); err != nil || shown() != 1 {
			t.Errorf("after the second review: %v", err)
		}
		petition.Publish = false
		change()
		if n := shown(); n != 0 {
			t.Error("published although the sender no longer agrees")
		}
		if !slices.Contains(h.AuditedActs("submission", petition.ID), "publish-submission") {
			t.Error("the decision is not in the audit log")
		}
	})
}
