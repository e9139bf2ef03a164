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

func everything(n int) survey.Raw {
	return survey.Raw{"use": {"else"}, "use--else": {"MARKER-beside"}, "why": {fmt.Sprintf("MARKER-why %d", n)}, "where": {"LE3 8RA"}, "mail": {fmt.Sprintf("a%d@example.org", n)}, "sex": {"female"}}
}

// Day by day over seven years: each thing goes on the day on which its time is
// up and not before, once, and what is published of it stays.
func TestSevenYearsOfDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		for i := range 5 {
			h.send(everything(i))
		}
		draft := &intake.Draft{Key: h.Intake.Keys.New("park", dbtest.Now), Consultation: "park", Form: "f", Edition: "standard", Answers: says("MARKER-draft")}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		closed := time.Date(2026, 3, 3, 9, 30, 0, 0, time.UTC)
		gone, counts := map[string]time.Time{}, map[string]int64{}
		start := dbtest.Now
		for day := 0; day < 7*366; day++ {
			now := start.AddDate(0, 0, day)
			h.at(now)
			switch {
			case day == 60: // 1 May 2026
				h.released = now
			case day == 100: // 10 June 2026
				h.decided = now
			}
			if n, err := h.Care(ctx); err != nil {
				t.Fatal(err)
			} else if n > 0 {
				gone[moderation.Drafts], counts[moderation.Drafts] = now, counts[moderation.Drafts]+n
			}
			// Officers look once a week, and the day before and after it matters daily.
			for _, what := range []string{moderation.Contacts, moderation.Monitoring, moderation.Words} {
				if !gone[what].IsZero() && day%97 != 0 {
					continue
				}
				n, err := h.CarryOut(ctx, officer, "park", what)
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
			moderation.Monitoring: time.Date(2026, 11, 1, 9, 30, 0, 0, time.UTC), moderation.Words: time.Date(2027, 6, 10, 9, 30, 0, 0, time.UTC),
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
		runs, err := h.Runs(ctx, officer)
		if err != nil || len(runs) != 4 {
			t.Errorf("%d reports: %+v %v", len(runs), runs, err)
		}
		h.balance(5)
		if err := d.View(ctx, func(tx *db.Tx) error {
			return intake.Read(ctx, tx, "park", func(k intake.Kept) error {
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

func TestDraftsEndFourteenDaysAfterTheClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		draft := &intake.Draft{Key: h.Intake.Keys.New("park", dbtest.Now), Consultation: "park", Form: "f", Edition: "standard", Answers: survey.Raw{}}
		if err := h.Intake.SaveDraft(ctx, draft); err != nil {
			t.Fatal(err)
		}
		end := time.Date(2026, 3, 17, 9, 30, 0, 0, time.UTC)
		for now := dbtest.Now; now.Before(end); now = now.Add(12 * time.Hour) { // a clock that jumps deletes nothing
			h.at(now)
			if n, err := h.Care(ctx); n != 0 || err != nil {
				t.Fatalf("%v: %d %v", now, n, err)
			}
		}
		for _, test := range []struct {
			at   time.Time
			want int64
		}{{end.Add(-time.Second), 0}, {end, 1}, {end.Add(time.Hour), 0}} {
			h.at(test.at)
			if n, err := h.Care(ctx); n != test.want || err != nil {
				t.Errorf("%v: %d %v", test.at, n, err)
			}
		}
	})
}

// A clock that jumped deletes nothing until somebody has said that it is right.
func TestAClockThatJumpedDeletesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.send(everything(1))
		if _, err := h.Care(ctx); err != nil {
			t.Fatal(err)
		}
		for _, jump := range []time.Time{dbtest.Now.AddDate(30, 0, 0), dbtest.Now.AddDate(30, 0, 1), dbtest.Now.AddDate(-1, 0, 0)} {
			h.at(jump)
			for range 2 { // the second look at the same wrong clock finds nothing wrong with it by itself
				if _, err := h.Care(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := h.CarryOut(ctx, officer, "park", moderation.Contacts); !fault.Is(err, fault.Conflict) {
				t.Errorf("at %s: %v", jump, err)
			}
			if err := h.Order(ctx, officer, "park", moderation.Contacts); !fault.Is(err, fault.Conflict) {
				t.Errorf("ordered at %s: %v", jump, err)
			}
		}
		h.at(dbtest.Now.AddDate(2, 0, 2))
		if err := h.Confirm(ctx, drafter); !fault.Is(err, fault.Forbidden) {
			t.Errorf("confirmed by one who may not: %v", err)
		}
		if err := h.Confirm(ctx, officer); err != nil {
			t.Fatal(err)
		}
		if n, err := h.CarryOut(ctx, officer, "park", moderation.Contacts); n != 1 || err != nil {
			t.Errorf("%d %v", n, err)
		}
	})
}

// What is ordered is done by the job, once however often the job is done; the
// time can be set within bounds and only with a reason.
func TestWhatIsOrderedIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.send(everything(1))
		h.decided = dbtest.Now
		usual := moderation.Rule{Months: 12} // of words
		for name, r := range map[string]moderation.Rule{
			"no such thing": {What: "names", Months: 1, Why: "x"}, "for ever": {What: moderation.Words, Months: 900, Why: "x"}, "not at all": {What: moderation.Words, Why: "x"},
			"below nothing": {What: moderation.Words, Months: -1, Days: 3, Why: "x"}, "without a why": {What: moderation.Words, Months: 2}} {
			if err := h.Keep(ctx, officer, "park", usual, r); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.Order(ctx, officer, "park", moderation.Words); !fault.Is(err, fault.Conflict) {
			t.Errorf("before it is due: %v", err)
		}
		for range 2 {
			if err := h.Keep(ctx, officer, "park", usual, moderation.Rule{What: moderation.Words, Days: 3, Why: "We promised that."}); err != nil {
				t.Fatal(err)
			}
		}
		// Somebody who still reads the rule of before overwrites nothing.
		late := moderation.Rule{What: moderation.Words, Months: 24, Why: "A campaign may ask."}
		if err := h.Keep(ctx, officer, "park", usual, late); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Said(err), "0 months and 3 days") {
			t.Errorf("a late save: %v", err)
		}
		h.at(dbtest.Now.AddDate(0, 0, 3))
		if err := h.Order(ctx, officer, "park", moderation.Words); err != nil {
			t.Fatal(err)
		}
		job := jobs.Job{Kind: moderation.RetainJob, Key: "k", Payload: jobs.Payload(map[string]string{"Consultation": "park", "What": moderation.Words, "By": officer.ID, "Org": officer.Org})}
		for range 2 {
			if err := h.HandleRetain(ctx, job); err != nil {
				t.Fatal(err)
			}
		}
		runs, err := h.Runs(ctx, officer)
		if err != nil || len(runs) != 1 || runs[0].Gone != 1 || runs[0].By != officer.ID {
			t.Errorf("%+v %v", runs, err)
		}
		if other, err := h.Runs(ctx, stranger); err != nil || len(other) != 0 {
			t.Errorf("another organisation sees %+v %v", other, err)
		}
		h.balance(1)
	})
}

// An address is found and deleted by whoever proves that it is theirs, by a link
// that works once; others' stay.
func TestAnAddressByItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.send(everything(1))
		h.send(everything(1))
		h.send(everything(2))
		if all, err := h.ReadContacts(ctx, officer, "park", "To write by hand."); err != nil || fmt.Sprint(all) != "[a1@example.org a2@example.org]" {
			t.Fatalf("%v %v", all, err)
		}
		if err := h.AskForLink(ctx, "park", "en", "nobody"); !fault.Is(err, fault.Invalid) {
			t.Errorf("no address: %v", err)
		}
		for range 3 { // asked for again and again, one letter a day
			if err := h.AskForLink(ctx, "park", "en", "A1@example.org"); err != nil {
				t.Fatal(err)
			}
		}
		token := h.Token(t, "A1@example.org")
		address, n, next, err := h.Addresses(ctx, "park", token)
		if err != nil || n != 2 || address != "A1@example.org" {
			t.Fatalf("%s %d %v", address, n, err)
		}
		if _, _, _, err := h.Addresses(ctx, "park", token); !fault.Is(err, fault.Closed) {
			t.Errorf("a second time: %v", err)
		}
		if n, err := h.DeleteAddress(ctx, "park", next); n != 2 || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if _, err := h.DeleteAddress(ctx, "park", next); !fault.Is(err, fault.Closed) {
			t.Errorf("deleted twice: %v", err)
		}
		if all, _ := h.ReadContacts(ctx, officer, "park", "To write by hand."); fmt.Sprint(all) != "[a2@example.org]" {
			t.Errorf("left: %v", all)
		}
		old := h.Token(t, "a2@example.org")
		h.at(dbtest.Now.AddDate(0, 0, 2))
		if _, _, _, err := h.Addresses(ctx, "park", old); !fault.Is(err, fault.Closed) {
			t.Errorf("two days later: %v", err)
		}
	})
}

// A person sees all that is held, and when who looked, without a name; with
// another's code nothing.
func TestAPersonSeesWhatIsHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		mine, other := h.send(everything(1)), h.send(everything(2))
		if _, err := h.Read(ctx, officer, "park", mine.ID()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.ReadMonitoring(ctx, officer, "park", mine.ID(), "To answer a complaint."); err != nil {
			t.Fatal(err)
		}
		if err := h.Flag(ctx, officer, "park", mine.ID(), "other", "A note."); err != nil {
			t.Fatal(err)
		}
		held, err := h.Holder(ctx, "park", mine.Code())
		if err != nil {
			t.Fatal(err)
		}
		if len(held.Looks) != 3 || held.Looks[1].Why != "To answer a complaint." || len(held.Flags) != 1 || held.Monitoring.Of("sex").Options[0] != "female" || held.Given.Of("why").Text != "MARKER-why 1" {
			t.Errorf("%+v", held)
		}
		if strings.Contains(fmt.Sprint(held.Looks), officer.ID) {
			t.Error("a look names who looked")
		}
		for name, code := range map[string]string{"nothing": "", "half": mine.Code()[:22], "mine with another's secret": mine.Code()[:22] + other.Code()[22:]} {
			if _, err := h.Holder(ctx, "park", code); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.released = dbtest.Now // erasure goes on after the release
		if err := h.Intake.Withdraw(ctx, "park", mine.Code()); err != nil {
			t.Fatal(err)
		}
		held, err = h.Holder(ctx, "park", mine.Code())
		if err != nil || held.State != intake.Withdrawn || held.Answers != nil || len(held.Flags) != 0 || held.Monitoring.Of("sex").State != survey.NotAsked {
			t.Errorf("after that: %+v %v", held, err)
		}
		h.balance(2)
	})
}
