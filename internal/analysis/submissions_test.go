package analysis_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func (h *fixture) addSubmission(s entry.Submission) {
	h.t.Helper()
	s.Consultation, s.Day, s.Title = "park", "2026-02-20", "The park"
	if err := (&entry.Service{DB: h.d, Log: h.log, Intake: h.intake}).SaveSubmission(context.Background(), actor.System, &s, ""); err != nil {
		h.t.Fatal(err)
	}
}

func TestSubmissionsAreCountedSeparately(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 60, ""))
		h.addSubmission(entry.Submission{Kind: entry.Letter})
		h.addSubmission(entry.Submission{Kind: entry.Letter})
		h.addSubmission(entry.Submission{Kind: entry.Letter, Excluded: true})
		h.addSubmission(entry.Submission{Kind: entry.Petition, Claimed: 911, Checked: 874})
		h.addSubmission(entry.Submission{Kind: entry.Event, Attending: 42})
		h.advanceDays(5)
		f := h.mustRelease()
		want := []analysis.SubmissionCount{
			{Kind: entry.Letter, Count: 2},
			{Kind: entry.Petition, Count: 1, SignaturesClaimed: 911, SignaturesChecked: 874},
			{Kind: entry.Event, Count: 1, Attendees: 42},
		}
		if !slices.Equal(f.Submissions, want) {
			t.Errorf("%+v", f.Submissions)
		}
		if r := f.Responses; r.Receipts != 60 || r.Counted != 60 {
			t.Errorf("submissions are added to the responses: %+v", r)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
		h.addSubmission(entry.Submission{Kind: entry.Letter})
		if found := strings.Join(h.auditFindings(), ""); !strings.Contains(found, "the letters, petitions and events") {
			t.Errorf("a letter added later: audit findings %q", found)
		}
		if _, err := h.analysis.Release(t.Context(), actor.System, "park"); !fault.Is(err, fault.Conflict) {
			t.Errorf("without a reason: %v", err)
		}
		f, err := h.analysis.ReleaseAgain(t.Context(), actor.System, "park", "A letter was found.")
		if err != nil || f.Number != 2 || f.Submissions[0].Count != 3 {
			t.Errorf("%+v %v", f, err)
		}
		if found := h.auditFindings(); len(found) > 0 {
			t.Error(found)
		}
	})
}

func TestReleaseBeforePostalDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newFixture(t, d)
		h.importResponses(responsesCSV(0, 20, ""))
		h.advanceDays(3)
		_, err := h.analysis.Release(t.Context(), actor.System, "park")
		if message := fault.Message(err); !strings.Contains(message, "6 March 2026") {
			t.Errorf("%q (%v)", message, err)
		}
	})
}
