package subjectaccess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
)

// Colleagues of two roles that are kept apart: one reads responses, the other deletes.
var (
	analyst   = actor.Actor{ID: "analyst", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, actor.Analyst)}
	publisher = actor.Actor{
		ID: "publisher", Interactive: true, Org: actor.CouncilOrg,
		Capabilities: actor.CapabilitiesOf(true, actor.Publisher),
	}
)

// erasureRequest is of a respondent who lost the withdrawal code.
var erasureRequest = subjectaccess.Request{
	Consultation: "park", Right: subjectaccess.RightToErasure, Channel: "letter",
	Received: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC),
	Details:  subjectaccess.Details{Name: "MARKER One", ReplyTo: "MARKER Street", Asks: "Please delete MARKER."},
}

// A respondent lost the withdrawal code and asks for erasure. The publisher enters the request and hands it to the analyst, who
// finds the response and hands it back; the publisher withdraws it without reading it and replies. Who asked is encrypted,
// and deleted two years after the reply.
//
// Row C5 of docs/faults.md.
func TestRequestIsHandedOnUntilItIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(h.Retention.CheckClock(ctx))
		list, err := h.ListResponses(ctx, analyst, "park", moderation.Query{})
		must(err)
		response := list.Items[0].ID
		id, _, err := h.Access.AddRequest(ctx, publisher, erasureRequest)
		must(err)
		version := int64(1)
		record := func(by actor.Actor, kind subjectaccess.StepKind, note, response string) error {
			now := dbtest.Now
			day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
			err := h.Access.AddStep(ctx, by, id, version, subjectaccess.Step{Kind: kind, Day: day, Note: note}, response)
			if err == nil {
				version++
			}
			return err
		}
		waits := func(by actor.Actor) bool {
			open, _, err := h.Access.ListRequests(ctx, by)
			must(err)
			return len(open) == 1 && by.May(open[0].WaitsFor())
		}
		if !waits(publisher) || waits(analyst) {
			t.Error("a new request does not wait for the publisher")
		}
		must(record(publisher, subjectaccess.ToLookUp, "", ""))
		if waits(publisher) || !waits(analyst) {
			t.Error("the request was not handed to the analyst")
		}
		if err := record(analyst, subjectaccess.Answered, "By letter.", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the analyst replies: %v", err)
		}
		if err := record(analyst, subjectaccess.ToAnswer, "", "no-such-response"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown response: %v", err)
		}
		must(record(analyst, subjectaccess.ToAnswer, "MARKER: the second answer names the street.", response))
		confirmed := publisher
		confirmed.Confirmation = &actor.Confirmation{Act: "withdraw-on-behalf", Subject: response}
		if err := h.Access.EraseResponse(ctx, confirmed, id, version); !fault.Is(err, fault.Conflict) {
			t.Errorf("erased before the identity was checked: %v", err)
		}
		must(record(publisher, subjectaccess.IdentityChecked, "MARKER: wrote from the address that we have.", ""))
		if err := h.Access.EraseResponse(ctx, publisher, id, version); !fault.Is(err, fault.Forbidden) {
			t.Errorf("erased without confirmation: %v", err)
		}
		if text := dumpRegister(t, d); strings.Contains(text, "MARKER") || strings.Contains(text, response) {
			t.Errorf("readable in the database: %s", text)
		}
		if err := h.Access.EraseResponse(ctx, confirmed, id, version-1); !fault.Is(err, fault.Conflict) {
			t.Errorf("from an outdated page: %v", err)
		}
		must(h.Access.EraseResponse(ctx, confirmed, id, version))
		version++
		must(d.View(ctx, func(tx *db.Tx) error {
			row, err := intake.GetResponse(ctx, tx, "park", response)
			if row.State != intake.Withdrawn {
				t.Errorf("the response is %s", row.State)
			}
			return err
		}))
		must(record(publisher, subjectaccess.Answered, "By letter.", ""))
		if err := record(publisher, subjectaccess.Done, "More.", ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("after the reply: %v", err)
		}
		r, err := h.Access.ReadRequest(ctx, publisher, id)
		if err != nil || r.Details.Name != "MARKER One" || r.Details.Response != "" || len(r.Steps) != 6 {
			t.Errorf("%+v %v", r, err)
		}
		for name, by := range map[string]actor.Actor{"stranger": moderationtest.Stranger, "reader": moderationtest.Reader} {
			if _, err := h.Access.ReadRequest(ctx, by, id); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		checkAudit(t, d, id)

		if n, err := h.Access.EraseClosedRequests(ctx); n != 0 || err != nil {
			t.Errorf("erased at once: %d %v", n, err)
		}
		h.SetTime(retention.Requests.Expiry(dbtest.Now).AddDate(0, 0, 1))
		if n, err := h.Access.EraseClosedRequests(ctx); n != 0 || err != nil {
			t.Errorf("erased after a clock jump: %d %v", n, err)
		}
		must(h.Retention.ConfirmClock(ctx, moderationtest.Officer))
		if n, err := h.Access.EraseClosedRequests(ctx); n != 1 || err != nil {
			t.Errorf("two years later: %d %v", n, err)
		}
		if r, err = h.Access.ReadRequest(ctx, publisher, id); err != nil || !r.Erased || r.Details.Name != "" || len(r.Steps) != 6 {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// dumpRegister returns all rows of the register.
func dumpRegister(t *testing.T, d *db.DB) (all string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		for _, table := range []string{"subjectaccess_request", "subjectaccess_step"} {
			if err := tx.Dump(t.Context(), table, func([]string) error { return nil }, func(row []any) error {
				all += fmt.Sprintf("%s\n", row)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || all == "" {
		t.Fatalf("%q %v", all, err)
	}
	return all
}

// checkAudit checks that each change of request id has its entry.
func checkAudit(t *testing.T, d *db.DB, id string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		entries, err := audit.List(t.Context(), tx, actor.System, audit.Filter{SubjectKind: "data-request", Subject: id})
		var steps []string
		for _, e := range slices.Backward(entries.Items) {
			if e.Act == "record-data-request-step" {
				steps = append(steps, e.Reason)
			}
		}
		if want := "to-look-up to-answer identity-checked withdrawn answered"; strings.Join(steps, " ") != want {
			t.Errorf("audited: %q", steps)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Colleagues are told when a request is handed to them, a week before it is due and when it is overdue, and not while the
// council waits for the person.
//
// Row C5 of docs/faults.md.
func TestColleaguesAreRemindedOfRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id, _, err := h.Access.AddRequest(ctx, publisher, erasureRequest)
		if err != nil {
			t.Fatal(err)
		}
		told := func(day string) string {
			at, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			h.SetTime(at.Add(9 * time.Hour))
			all := map[string]actor.Capability{}
			waiting, err := h.Access.Notices()[0].Due(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range waiting {
				_, occasion, _ := strings.Cut(e.Key, "/")
				all[occasion] = e.Can[1]
			}
			return fmt.Sprint(all)
		}
		for day, want := range map[string]string{
			"2026-03-03": "map[waiting:retain]", "2026-03-25": "map[waiting:retain]",
			"2026-03-26": "map[due/2026-04-02:retain]", "2026-04-02": "map[due/2026-04-02:retain]",
			"2026-04-03": "map[overdue/2026-04-02:retain]",
		} {
			if got := told(day); got != want {
				t.Errorf("on %s: %s, want %s", day, got, want)
			}
		}
		h.SetTime(time.Date(2026, 4, 4, 9, 0, 0, 0, time.UTC))
		asked := subjectaccess.Step{Kind: subjectaccess.IdentityAsked, Day: time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)}
		if err := h.Access.AddStep(ctx, publisher, id, 1, asked, ""); err != nil {
			t.Fatal(err)
		}
		if got := told("2026-05-04"); got != "map[waiting:retain]" {
			t.Errorf("while the council waits: %s", got)
		}
	})
}
