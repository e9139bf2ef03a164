package retention_test

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

// Day by day over seven years: each category is deleted once, on the day on which its
// period ends, and answers chosen from lists stay.
func TestRetentionDayByDayForSevenYears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		for i := range 5 {
			h.Send(moderationtest.FullAnswer(i))
		}
		draft := &intake.Draft{
			Issued:       h.Intake.Keys.Issue("park", dbtest.Now),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Kept:         true,
			Answers:      moderationtest.TextAnswer("MARKER-draft"),
		}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		closed := time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)
		deletedAt, counts := map[string]time.Time{}, map[string]int64{}
		start := dbtest.Now
		for day := 0; day < 7*366; day++ {
			now := start.AddDate(0, 0, day)
			h.SetTime(now)
			switch {
			case day == 60: // 1 May 2026
				h.Released = now
			case day == 100: // 10 June 2026
				h.Decided = now
			}
			if n, err := h.Retention.DeleteExpiredDrafts(ctx); err != nil {
				t.Fatal(err)
			} else if n > 0 {
				deletedAt[retention.Drafts], counts[retention.Drafts] = now, counts[retention.Drafts]+n
			}
			// Officers request deletion daily until it happens, and now and then after that.
			for _, what := range []string{retention.Contacts, retention.Monitoring, retention.Texts} {
				if !deletedAt[what].IsZero() && day%97 != 0 {
					continue
				}
				n, err := h.Retention.DeleteDue(ctx, officer, "park", what)
				if err != nil {
					t.Fatal(err)
				}
				if n > 0 {
					deletedAt[what], counts[what] = now, counts[what]+n
				}
			}
		}
		for what, due := range map[string]time.Time{
			retention.Drafts: closed.AddDate(0, 0, 14), retention.Contacts: closed.AddDate(2, 0, 0),
			retention.Monitoring: time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC), retention.Texts: time.Date(2027, 6, 10, 9, 30, 0, 0, time.UTC),
		} {
			if delay := deletedAt[what].Sub(due); delay < 0 || delay >= 24*time.Hour {
				t.Errorf("%s: due %s, deleted %s", what, due, deletedAt[what])
			}
			want := int64(5)
			if what == retention.Drafts {
				want = 1
			}
			if counts[what] != want {
				t.Errorf("%s: %d deleted", what, counts[what])
			}
		}
		runs, err := h.Retention.ListDeletionRuns(ctx, officer, "")
		if err != nil || len(runs.Items) != 4 {
			t.Errorf("%d reports: %+v %v", len(runs.Items), runs, err)
		}
		h.CheckTotals(5)
		if err := d.View(ctx, func(tx *db.Tx) error {
			return intake.EachResponse(ctx, tx, "park", func(k intake.StoredResponse) error {
				text := string(k.Answers) + string(k.Monitoring)
				if strings.Contains(text, "MARKER") || strings.Contains(text, "LE3") || k.Monitoring != nil ||
					!strings.Contains(text, `"options":["else"]`) {
					t.Errorf("left over: %s", text)
				}
				return nil
			})
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDraftsAreDeletedFourteenDaysAfterClosing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		draft := &intake.Draft{
			Issued:       h.Intake.Keys.Issue("park", dbtest.Now),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Kept:         true,
			Answers:      survey.Raw{},
		}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		end := time.Date(2026, 3, 17, 9, 30, 0, 0, time.UTC)
		for now := dbtest.Now; now.Before(end); now = now.Add(12 * time.Hour) { // in small steps: nothing is deleted after a clock jump
			h.SetTime(now)
			if n, err := h.Retention.DeleteExpiredDrafts(ctx); n != 0 || err != nil {
				t.Fatalf("%v: %d %v", now, n, err)
			}
		}
		for _, test := range []struct {
			at   time.Time
			want int64
		}{{end.Add(-time.Second), 0}, {end, 1}, {end.Add(time.Hour), 0}} {
			h.SetTime(test.at)
			if n, err := h.Retention.DeleteExpiredDrafts(ctx); n != test.want || err != nil {
				t.Errorf("%v: %d %v", test.at, n, err)
			}
		}
	})
}

// After a clock jump nothing is deleted until an officer has confirmed the time.
func TestNothingIsDeletedAfterAClockJump(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		if _, err := h.Retention.DeleteExpiredDrafts(ctx); err != nil {
			t.Fatal(err)
		}
		for _, jump := range []time.Time{dbtest.Now.AddDate(30, 0, 0), dbtest.Now.AddDate(30, 0, 1), dbtest.Now.AddDate(-1, 0, 0)} {
			h.SetTime(jump)
			for range 2 { // a second check of the same time must not confirm it
				if _, err := h.Retention.DeleteExpiredDrafts(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := h.Retention.DeleteDue(ctx, officer, "park", retention.Contacts); !fault.Is(
				err,
				fault.Conflict,
			) {
				t.Errorf("at %s: %v", jump, err)
			}
			if err := requestDeletion(t, h, officer, retention.Contacts); !fault.Is(
				err,
				fault.Conflict,
			) {
				t.Errorf("requested at %s: %v", jump, err)
			}
		}
		h.SetTime(dbtest.Now.AddDate(2, 0, 2))
		if err := h.Retention.ConfirmClock(ctx, moderationtest.Stranger); !fault.Is(err, fault.Forbidden) {
			t.Errorf("confirmed by another organisation: %v", err)
		}
		if err := h.Retention.ConfirmClock(ctx, moderationtest.Drafter); !fault.Is(err, fault.Forbidden) {
			t.Errorf("confirmed without the capability: %v", err)
		}
		if err := h.Retention.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		if n, err := h.Retention.DeleteDue(ctx, officer, "park", retention.Contacts); n != 1 ||
			err != nil {
			t.Errorf("%d %v", n, err)
		}
	})
}

// requestDeletion asks to delete a category of data, as the page does.
func requestDeletion(t *testing.T, h *moderationtest.Fixture, by actor.Actor, what string) error {
	return h.DB.Update(t.Context(), func(tx *db.Tx) error { return h.Retention.RequestDeletion(t.Context(), tx, by, "park", what) })
}

// Row D9 of docs/faults.md. A deletion whose server stopped before the report deletes the rest
// when it runs again, and its report and the audit log say how much was deleted in all.
func TestInterruptedDeletionIsCompleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		h.Send(moderationtest.FullAnswer(2))
		h.Decided = dbtest.Now
		h.SetTime(dbtest.Now.AddDate(1, 0, 1))
		if err := h.Retention.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		if err := requestDeletion(t, h, officer, retention.Texts); err != nil {
			t.Fatal(err)
		}
		var reported [2]int64
		progress := jobs.WithProgress(ctx, func(done, total int64) { reported = [2]int64{done, total} })
		if n, err := h.Deleter.DeleteTexts(progress, "park", 2); n != 2 || err != nil || reported != [2]int64{2, 2} {
			t.Fatal(n, err, reported)
		}
		for range 2 {
			if n, err := h.Retention.DeleteRequested(ctx, officer, "park", retention.Texts, "run", 2); n != 2 || err != nil {
				t.Fatal(n, err)
			}
		}
		if runs, err := h.Retention.ListDeletionRuns(ctx, officer, ""); err != nil || len(runs.Items) != 1 || runs.Items[0].Deleted != 2 {
			t.Errorf("%+v %v", runs, err)
		}
		if err := d.View(ctx, func(tx *db.Tx) error {
			all, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: "delete-expired"})
			if len(all.Items) != 1 || all.Items[0].ActorID != officer.ID || all.Items[0].Reason != "words: 2" {
				t.Errorf("%+v", all)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// A requested deletion deletes once, however often it runs. A retention
// period can be set within limits and only with a reason.
func TestRequestedDeletionRunsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		h.Send(moderationtest.FullAnswer(1))
		h.Decided = dbtest.Now
		usual := retention.Rule{Months: 12} // of written answers
		for name, r := range map[string]retention.Rule{
			"unknown category":        {What: "names", Months: 1, Why: "x"},
			"longer than the maximum": {What: retention.Texts, Months: 900, Why: "x"},
			"no period":               {What: retention.Texts, Why: "x"},
			"negative":                {What: retention.Texts, Months: -1, Days: 3, Why: "x"},
			"without a reason":        {What: retention.Texts, Months: 2},
		} {
			if err := h.Retention.SetRule(ctx, officer, "park", usual, r); !fault.Is(
				err,
				fault.Invalid,
			) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := requestDeletion(t, h, officer, retention.Texts); !fault.Is(
			err,
			fault.Conflict,
		) {
			t.Errorf("before it is due: %v", err)
		}
		for range 2 {
			if err := h.Retention.SetRule(
				ctx, officer, "park", usual, retention.Rule{What: retention.Texts, Days: 3, Why: "We promised that."},
			); err != nil {
				t.Fatal(err)
			}
		}
		// A change made from an outdated page is refused.
		late := retention.Rule{What: retention.Texts, Months: 24, Why: "A campaign may ask."}
		if err := h.Retention.SetRule(ctx, officer, "park", usual, late); !fault.Is(
			err,
			fault.Conflict,
		) ||
			!strings.Contains(fault.Message(err), "months: 0, days: 3") {
			t.Errorf("from an outdated page: %v", err)
		}
		h.SetTime(dbtest.Now.AddDate(0, 0, 3))
		if err := requestDeletion(t, h, officer, retention.Texts); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n, err := h.Retention.DeleteRequested(ctx, officer, "park", retention.Texts, "run", 1); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}
		runs, err := h.Retention.ListDeletionRuns(ctx, officer, "")
		if err != nil || len(runs.Items) != 1 || runs.Items[0].Deleted != 1 || runs.Items[0].By != officer.ID {
			t.Errorf("%+v %v", runs, err)
		}
		if other, err := h.Retention.ListDeletionRuns(ctx, stranger, ""); err != nil || len(other.Items) != 0 {
			t.Errorf("another organisation sees %+v %v", other, err)
		}
		h.CheckTotals(1)
	})
}

// People were told how long their data is kept when they responded, so the period can be shortened afterwards, but not
// lengthened, neither in the staff area nor by a definition file.
//
// Row C7 of docs/faults.md.
func TestPeriodCannotBeLongerThanPeopleWereTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		set := func(was, months int) error {
			return h.Retention.SetRule(ctx, officer, "park", retention.Rule{Months: was},
				retention.Rule{What: retention.Monitoring, Months: months, Why: "A reason."})
		}
		if err := set(6, 9); err != nil {
			t.Fatalf("before the first response: %v", err)
		}
		h.Send(moderationtest.FullAnswer(1))
		if err := set(9, 10); !fault.Is(err, fault.Conflict) {
			t.Errorf("lengthened: %v", err)
		}
		if err := set(9, 5); err != nil {
			t.Errorf("shortened: %v", err)
		}
		next := &consult.Definition{Slug: "park", Retention: []consult.RetentionRule{{What: retention.Texts, Months: 13, Why: "A reason."}}}
		err := d.Update(ctx, func(tx *db.Tx) error { return h.Retention.Define(ctx, tx, officer, nil, next) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("lengthened by a definition file: %v", err)
		}
		sentence, err := h.Retention.MonitoringNotice(ctx, "park")
		if want := "5 months after the latest results"; err != nil || !strings.Contains(sentence.In(nil), want) {
			t.Errorf("%q %v", sentence.In(nil), err)
		}
	})
}
