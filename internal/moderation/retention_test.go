package moderation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/survey"
)

func fullAnswer(n int) survey.Raw {
	return survey.Raw{
		"use":       {"else"},
		"use--else": {"MARKER-beside"},
		"why":       {fmt.Sprintf("MARKER-why %d", n)},
		"where":     {"LE3 8RA"},
		"mail":      {fmt.Sprintf("a%d@example.org", n)},
		"sex":       {"female"},
	}
}

// Day by day over seven years: each thing goes on the day on which its time is
// up and not before, once, and what is published of it stays.
func TestRetentionDayByDayForSevenYears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		for i := range 5 {
			h.send(fullAnswer(i))
		}
		draft := &intake.Draft{
			Key:          h.Intake.Keys.New("park", dbtest.Now),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Answers:      textAnswer("MARKER-draft"),
		}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		closed := time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)
		gone, counts := map[string]time.Time{}, map[string]int64{}
		start := dbtest.Now
		for day := 0; day < 7*366; day++ {
			now := start.AddDate(0, 0, day)
			h.setTime(now)
			switch {
			case day == 60: // 1 May 2026
				h.released = now
			case day == 100: // 10 June 2026
				h.decided = now
			}
			if n, err := h.DeleteExpiredDrafts(ctx); err != nil {
				t.Fatal(err)
			} else if n > 0 {
				gone[moderation.Drafts], counts[moderation.Drafts] = now, counts[moderation.Drafts]+n
			}
			// Officers look once a week, and the day before and after it matters daily.
			for _, what := range []string{moderation.Contacts, moderation.Monitoring, moderation.Texts} {
				if !gone[what].IsZero() && day%97 != 0 {
					continue
				}
				n, err := h.DeleteDue(ctx, officer, "park", what)
				if err != nil {
					t.Fatal(err)
				}
				if n > 0 {
					gone[what], counts[what] = now, counts[what]+n
				}
			}
		}
		for what, due := range map[string]time.Time{
			moderation.Drafts: closed.AddDate(0, 0, 14), moderation.Contacts: closed.AddDate(2, 0, 0),
			moderation.Monitoring: time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC), moderation.Texts: time.Date(2027, 6, 10, 9, 30, 0, 0, time.UTC),
		} {
			if late := gone[what].Sub(due); late < 0 || late >= 24*time.Hour {
				t.Errorf("%s: due %s, gone %s", what, due, gone[what])
			}
			want := int64(5)
			if what == moderation.Drafts {
				want = 1
			}
			if counts[what] != want {
				t.Errorf("%s: %d gone", what, counts[what])
			}
		}
		runs, err := h.ListDeletionRuns(ctx, officer)
		if err != nil || len(runs) != 4 {
			t.Errorf("%d reports: %+v %v", len(runs), runs, err)
		}
		h.checkTotals(5)
		if err := d.View(ctx, func(tx *db.Tx) error {
			return intake.EachResponse(ctx, tx, "park", func(k intake.StoredResponse) error {
				if text := string(k.Answers) + string(k.Monitoring); strings.Contains(text, "MARKER") || strings.Contains(text, "LE3") || !strings.Contains(text, `"options":["else"]`) || k.Monitoring != nil {
					t.Errorf("left: %s", text)
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
		h, ctx := newFixture(t, d), t.Context()
		draft := &intake.Draft{
			Key:          h.Intake.Keys.New("park", dbtest.Now),
			Consultation: "park",
			FormVersion:  "f",
			Edition:      "standard",
			Answers:      survey.Raw{},
		}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		end := time.Date(2026, 3, 17, 9, 30, 0, 0, time.UTC)
		for now := dbtest.Now; now.Before(end); now = now.Add(12 * time.Hour) { // a clock that jumps deletes nothing
			h.setTime(now)
			if n, err := h.DeleteExpiredDrafts(ctx); n != 0 || err != nil {
				t.Fatalf("%v: %d %v", now, n, err)
			}
		}
		for _, test := range []struct {
			at   time.Time
			want int64
		}{{end.Add(-time.Second), 0}, {end, 1}, {end.Add(time.Hour), 0}} {
			h.setTime(test.at)
			if n, err := h.DeleteExpiredDrafts(ctx); n != test.want || err != nil {
				t.Errorf("%v: %d %v", test.at, n, err)
			}
		}
	})
}

// A clock that jumped deletes nothing until somebody has said that it is right.
func TestNothingIsDeletedAfterAClockJump(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.send(fullAnswer(1))
		if _, err := h.DeleteExpiredDrafts(ctx); err != nil {
			t.Fatal(err)
		}
		for _, jump := range []time.Time{dbtest.Now.AddDate(30, 0, 0), dbtest.Now.AddDate(30, 0, 1), dbtest.Now.AddDate(-1, 0, 0)} {
			h.setTime(jump)
			for range 2 { // the second look at the same wrong clock finds nothing wrong with it by itself
				if _, err := h.DeleteExpiredDrafts(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := h.DeleteDue(ctx, officer, "park", moderation.Contacts); !fault.Is(err, fault.Conflict) {
				t.Errorf("at %s: %v", jump, err)
			}
			if err := h.RequestDeletion(ctx, officer, "park", moderation.Contacts); !fault.Is(err, fault.Conflict) {
				t.Errorf("ordered at %s: %v", jump, err)
			}
		}
		h.setTime(dbtest.Now.AddDate(2, 0, 2))
		if err := h.ConfirmClock(ctx, drafter); !fault.Is(err, fault.Forbidden) {
			t.Errorf("confirmed by one who may not: %v", err)
		}
		if err := h.ConfirmClock(ctx, officer); err != nil {
			t.Fatal(err)
		}
		if n, err := h.DeleteDue(ctx, officer, "park", moderation.Contacts); n != 1 || err != nil {
			t.Errorf("%d %v", n, err)
		}
	})
}

// What is ordered is done by the job, once however often the job is done; the
// time can be set within bounds and only with a reason.
func TestRequestedDeletionRunsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.send(fullAnswer(1))
		h.decided = dbtest.Now
		usual := moderation.Rule{Months: 12} // of words
		for name, r := range map[string]moderation.Rule{
			"no such thing": {What: "names", Months: 1, Why: "x"}, "for ever": {What: moderation.Texts, Months: 900, Why: "x"}, "not at all": {What: moderation.Texts, Why: "x"},
			"below nothing": {What: moderation.Texts, Months: -1, Days: 3, Why: "x"}, "without a why": {What: moderation.Texts, Months: 2}} {
			if err := h.SetRule(ctx, officer, "park", usual, r); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.RequestDeletion(ctx, officer, "park", moderation.Texts); !fault.Is(err, fault.Conflict) {
			t.Errorf("before it is due: %v", err)
		}
		for range 2 {
			if err := h.SetRule(ctx, officer, "park", usual, moderation.Rule{What: moderation.Texts, Days: 3, Why: "We promised that."}); err != nil {
				t.Fatal(err)
			}
		}
		// Somebody who still reads the rule of before overwrites nothing.
		late := moderation.Rule{What: moderation.Texts, Months: 24, Why: "A campaign may ask."}
		if err := h.SetRule(ctx, officer, "park", usual, late); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(fault.Message(err), "0 months and 3 days") {
			t.Errorf("a late save: %v", err)
		}
		h.setTime(dbtest.Now.AddDate(0, 0, 3))
		if err := h.RequestDeletion(ctx, officer, "park", moderation.Texts); err != nil {
			t.Fatal(err)
		}
		job := jobs.Job{
			Kind:    moderation.DeleteJob,
			Key:     "k",
			Payload: jobs.Payload(map[string]string{"Consultation": "park", "Type": moderation.Texts, "Due date": officer.ID, "Org": officer.Org}),
		}
		for range 2 {
			if err := h.HandleDeleteJob(ctx, job); err != nil {
				t.Fatal(err)
			}
		}
		runs, err := h.ListDeletionRuns(ctx, officer)
		if err != nil || len(runs) != 1 || runs[0].Deleted != 1 || runs[0].By != officer.ID {
			t.Errorf("%+v %v", runs, err)
		}
		if other, err := h.ListDeletionRuns(ctx, stranger); err != nil || len(other) != 0 {
			t.Errorf("another organisation sees %+v %v", other, err)
		}
		h.checkTotals(1)
	})
}

// An address is found and deleted by whoever proves that it is theirs, by a link
// that works once; others' stay.
func TestOwnerFindsAndDeletesContact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		h.send(fullAnswer(1))
		h.send(fullAnswer(1))
		h.send(fullAnswer(2))
		if all, err := h.ReadContacts(ctx, officer, "park", "To write by hand."); err != nil ||
			fmt.Sprint(all) != "[a1@example.org a2@example.org]" {
			t.Fatalf("%v %v", all, err)
		}
		if err := h.SendContactLink(ctx, "park", "en", "nobody"); !fault.Is(err, fault.Invalid) {
			t.Errorf("no address: %v", err)
		}
		for range 3 { // asked for again and again, one letter a day
			if err := h.SendContactLink(ctx, "park", "en", "A1@example.org"); err != nil {
				t.Fatal(err)
			}
		}
		token := h.contactToken(t, "A1@example.org")
		address, n, next, err := h.LookUpContact(ctx, "park", token)
		if err != nil || n != 2 || address != "A1@example.org" {
			t.Fatalf("%s %d %v", address, n, err)
		}
		if _, _, _, err := h.LookUpContact(ctx, "park", token); !fault.Is(err, fault.Closed) {
			t.Errorf("a second time: %v", err)
		}
		if n, err := h.DeleteContactByLink(ctx, "park", next); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if _, err := h.DeleteContactByLink(ctx, "park", next); !fault.Is(err, fault.Closed) {
			t.Errorf("deleted twice: %v", err)
		}
		if all, _ := h.ReadContacts(ctx, officer, "park", "To write by hand."); fmt.Sprint(all) != "[a2@example.org]" {
			t.Errorf("left: %v", all)
		}
		old := h.contactToken(t, "a2@example.org")
		h.setTime(dbtest.Now.AddDate(0, 0, 2))
		if _, _, _, err := h.LookUpContact(ctx, "park", old); !fault.Is(err, fault.Closed) {
			t.Errorf("two days later: %v", err)
		}
	})
}

// A person sees all that is held, and when who looked, without a name; with
// another's code nothing.
func TestRespondentSeesSubjectData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := newFixture(t, d), t.Context()
		mine, other := h.send(fullAnswer(1)), h.send(fullAnswer(2))
		if _, err := h.ReadResponse(ctx, officer, "park", mine.ID()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.ReadMonitoring(ctx, officer, "park", mine.ID(), "To answer a complaint."); err != nil {
			t.Fatal(err)
		}
		if err := h.Flag(ctx, officer, "park", mine.ID(), "other", "A note."); err != nil {
			t.Fatal(err)
		}
		held, err := h.SubjectDataByCode(ctx, "park", mine.WithdrawalCode())
		if err != nil {
			t.Fatal(err)
		}
		if len(held.AccessLog) != 3 || held.AccessLog[1].Why != "To answer a complaint." || len(held.Flags) != 1 ||
			held.Monitoring.Get("sex").Options[0] != "female" ||
			held.ParsedAnswers.Get("why").Text != "MARKER-why 1" {
			t.Errorf("%+v", held)
		}
		if strings.Contains(fmt.Sprint(held.AccessLog), officer.ID) {
			t.Error("a look names who looked")
		}
		for name, code := range map[string]string{"nothing": "", "half": mine.WithdrawalCode()[:22], "mine with another's secret": mine.WithdrawalCode()[:22] + other.WithdrawalCode()[22:]} {
			if _, err := h.SubjectDataByCode(ctx, "park", code); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.released = dbtest.Now // erasure goes on after the release
		if err := h.Intake.Withdraw(ctx, "park", mine.WithdrawalCode()); err != nil {
			t.Fatal(err)
		}
		held, err = h.SubjectDataByCode(ctx, "park", mine.WithdrawalCode())
		if err != nil || held.State != intake.Withdrawn || held.Answers != nil || len(held.Flags) != 0 ||
			held.Monitoring.Get("sex").State != survey.NotAsked {
			t.Errorf("after that: %+v %v", held, err)
		}
		h.checkTotals(2)
	})
}
