package strategy

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// Where a strategy is in its life follows from its versions, its period and the strategy after it. One whose period has begun
// without a recorded approval is not called in force.
//
// Row E2 of docs/faults.md.
func TestLifeOfAStrategyFollowsFromItsDates(t *testing.T) {
	draft := Version{Kind: Draft, Date: date(2015, 11, 1)}
	consulted := Version{Kind: Consulted, Date: date(2016, 1, 10)}
	adopted := Version{Kind: Adopted, Date: date(2016, 3, 1)}
	objectives := Publication{Kind: EqualityObjectives, Date: date(2016, 3, 15)}
	next := &Strategy{From: date(2020, 4, 1), Versions: []Version{{Kind: Adopted, Date: date(2020, 5, 1)}}}
	for _, test := range []struct {
		name     string
		versions []Version
		next     *Strategy
		today    time.Time
		want     Stage
		warned   bool // that its period has begun without an approval
		renew    bool
	}{
		{"a draft", []Version{draft}, nil, date(2015, 12, 1), StageDraft, false, false},
		{"consulted on", []Version{draft, consulted}, nil, date(2016, 2, 1), StageConsulted, false, false},
		{"consulted on and late", []Version{draft, consulted}, nil, date(2016, 4, 1), StageConsulted, true, false},
		{"approved before its period", []Version{draft, consulted, adopted}, nil, date(2016, 3, 31), StageApproved, false, false},
		{"its first day", []Version{consulted, adopted}, nil, date(2016, 4, 1), StageInForce, false, false},
		{"an approval in the future is none", []Version{consulted, {Kind: Adopted, Date: date(2016, 9, 1)}}, nil, date(2016, 5, 1),
			StageConsulted, true, false},
		{"the day before the warning", []Version{adopted}, nil, date(2018, 9, 29), StageInForce, false, false},
		{"18 months before its end", []Version{adopted}, nil, date(2018, 9, 30), StageEnding, false, true},
		{"with the next one prepared", []Version{adopted}, next, date(2019, 9, 30), StageEnding, false, false},
		{"its last day", []Version{adopted}, nil, date(2020, 3, 31), StageEnding, false, true},
		{"over, and the next one is not approved yet", []Version{adopted}, next, date(2020, 4, 15), StageEnded, false, false},
		{"replaced", []Version{adopted}, next, date(2020, 5, 1), StageReplaced, false, false},
		{"over without another", []Version{adopted}, nil, date(2020, 4, 1), StageEnded, false, true},
		{"over for a year", []Version{adopted}, nil, date(2021, 3, 31), StageEnded, false, false},
		{"without a text, of which only the period is recorded", nil, nil, date(2017, 1, 1), StageInForce, false, false},
	} {
		s := &Strategy{From: date(2016, 4, 1), To: date(2020, 3, 31), Versions: test.versions}
		l := s.Life(test.next, council.DefaultPlans, test.today)
		if l.Stage != test.want || l.Unapproved != test.warned || !l.RenewBy.IsZero() != test.renew {
			t.Errorf("%s: %+v, want %s, warned %t, renew %t", test.name, l, test.want, test.warned, test.renew)
		}
		if l.Stage.Label().String() == "" {
			t.Errorf("%s has no label", l.Stage)
		}
	}
	s := &Strategy{From: date(2016, 4, 1), To: date(2020, 3, 31), Versions: []Version{draft}, Publications: []Publication{objectives}}
	if l := s.Life(nil, council.DefaultPlans, date(2017, 1, 1)); l.Stage != StageInForce || !l.Approved.Equal(objectives.Date) {
		t.Errorf("with objectives published under the duty: %+v", l)
	}
}

// From 18 months before a strategy ends, staff who write strategies are notified, once, until another strategy follows it.
//
// Row E6 of docs/faults.md.
func TestStaffAreNotifiedOfAStrategyThatEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		if err := s.Define(ctx, actor.System, exampleStrategy()); err != nil {
			t.Fatal(err)
		}
		count := func(today time.Time) int {
			d.SetClock(func() time.Time { return today })
			events, err := s.Notices()[0].Due(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				if e.Key != "equality-2016/2020-03-31" || e.Link != "/staff/strategies/equality-2016" || !e.Due.Equal(date(2020, 3, 31)) {
					t.Errorf("%+v", e)
				}
			}
			return len(events)
		}
		for day, want := range map[time.Time]int{date(2018, 9, 29): 0, date(2018, 9, 30): 1, date(2020, 4, 1): 1, date(2021, 4, 1): 0} {
			if n := count(day); n != want {
				t.Errorf("%s: %d events, want %d", day, n, want)
			}
		}
		next := Strategy{Slug: "next", Title: "Next", From: date(2020, 4, 1), To: date(2024, 3, 31), Follows: "equality-2016"}
		if err := s.Define(ctx, actor.System, next); err != nil {
			t.Fatal(err)
		}
		if n := count(date(2019, 10, 1)); n != 0 {
			t.Error("the next strategy does not end the warning")
		}
	})
}
