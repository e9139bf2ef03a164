package forwardplan

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

func date(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }

func entry() Entry {
	return Entry{Ref: "lighting", Title: "Lighting", Key: true, Maker: "Cabinet", Meeting: date(7, 30),
		About: "Lights.", Copies: "County Hall"}
}

// A key decision needs 28 clear days of notice, or 5 after the notice of the general exception, or agreement that it is urgent. The
// day of the notice and the day of the decision do not count.
func TestKeyDecisionNeedsNotice(t *testing.T) {
	if n := ClearDays(date(7, 1), date(7, 30)); n != 28 {
		t.Errorf("from 1 to 30 July are %d clear days, want 28", n)
	}
	for _, test := range []struct {
		name, want string
		since      time.Time
		change     func(*Entry)
	}{
		{"28 clear days", "", date(7, 1), func(*Entry) {}},
		{"27 clear days", "needs 28 clear days of notice. It can be made on 31 July 2026 or later", date(7, 2), func(*Entry) {}},
		{"no key decision", "", date(7, 29), func(e *Entry) { e.Key = false }},
		{"an exception without a reason", "Enter the reason for less notice", date(7, 20), func(e *Entry) { e.Notice = General }},
		{"5 clear days after the notice", "", date(7, 20), func(e *Entry) { except(e, General, date(7, 24)) }},
		{"4 clear days after the notice",
			"needs 5 clear days after the notice. It can be made on 31 July 2026 or later", date(7, 20),
			func(e *Entry) { except(e, General, date(7, 25)) }},
		{"urgent", "", date(7, 30), func(e *Entry) { except(e, Urgent, date(7, 30)) }},
	} {
		e := entry()
		test.change(&e)
		err := e.validate(&Rules{}, test.since)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func except(e *Entry, n Notice, on time.Time) {
	e.Notice, e.Reason, e.Agreed, e.NoticeOn = n, "The contract ends.", "Chair of scrutiny", on
}

// A decision takes effect after the working days in which it can be called in; an urgent one and one without call-in at once.
func TestDecisionTakesEffectAfterCallIn(t *testing.T) {
	e, r := entry(), &Rules{CallInDays: 5}
	e.Announced = date(7, 30) // a Thursday
	if ends := r.CallInEnds(e.Announced); !ends.Equal(date(8, 6)) {
		t.Errorf("call-in ends on %s", ends)
	}
	if at := r.TakesEffect(&e); !at.Equal(date(8, 7)) {
		t.Errorf("it takes effect on %s", at)
	}
	if at := (&Rules{}).TakesEffect(&e); !at.Equal(e.Announced) {
		t.Errorf("without call-in it takes effect on %s", at)
	}
	e.Announced = date(4, 1) // before Easter: 2, 7, 8, 9 and 10 April
	if ends := r.CallInEnds(e.Announced); !ends.Equal(date(4, 10)) {
		t.Errorf("over Easter, call-in ends on %s", ends)
	}
	if ends := (&Rules{CallInDays: 5, Jurisdiction: equality.Scotland}).CallInEnds(e.Announced); !ends.Equal(date(4, 9)) {
		t.Errorf("over Easter in Scotland, call-in ends on %s", ends)
	}
	e.Notice = Urgent
	if at := r.TakesEffect(&e); !at.Equal(e.Announced) {
		t.Errorf("an urgent decision takes effect on %s", at)
	}
}

// Notice counts from the first publication of an entry, also after corrections, and each edition has an entry in the public record.
func TestNoticeCountsFromTheFirstPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := date(7, 1).Add(9 * time.Hour)
		d.SetClock(func() time.Time { return now })
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		s := &Service{DB: d, Decisions: &decision.Service{DB: d, Log: log}}
		define := func(e Entry) (int64, error) {
			before, err := log.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = log.Update(t.Context(), func(tx *db.Tx, w *record.Writer) error {
				return s.DefineIn(t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System}, e)
			})
			after, headErr := log.Head(t.Context())
			if headErr != nil {
				t.Fatal(headErr)
			}
			return after.Size - before.Size, err
		}
		changed := entry()
		changed.Copies = "The website"
		for _, step := range []struct {
			e    Entry
			want int64
		}{{entry(), 1}, {entry(), 0}, {changed, 1}} {
			if n, err := define(step.e); n != step.want || err != nil {
				t.Errorf("%d entries in the public record: %v, want %d", n, err, step.want)
			}
			now = now.AddDate(0, 0, 10)
		}
		leaves := 0
		err = d.View(t.Context(), func(tx *db.Tx) error {
			coming, err := Coming(t.Context(), tx, date(7, 30), 9)
			if len(coming) != 1 || !coming[0].Since.Equal(date(7, 1)) || coming[0].Edition != 2 {
				t.Errorf("coming: %+v", coming)
			}
			if err != nil {
				return err
			}
			return EachLeaf(t.Context(), tx, func(_ receipt.Leaf, _ string) { leaves++ })
		})
		if err != nil || leaves != 2 {
			t.Errorf("%d leaves: %v", leaves, err)
		}
	})
}
