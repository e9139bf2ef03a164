package staffnotice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
)

// staff are the people of an invented council and of a partner.
type staff []Person

func (all staff) EachStaff(_ context.Context, org string, fn func(Person) error) error {
	for _, p := range all {
		if p.Actor.Org == org {
			if err := fn(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (all staff) GetStaff(_ context.Context, _ *db.Tx, id string) (Person, error) {
	for _, p := range all {
		if p.Actor.ID == id {
			return p, nil
		}
	}
	return Person{}, fault.New(fault.NotFound, "No such person.")
}

func person(id, org string, can ...actor.Capability) Person {
	return Person{Actor: actor.Actor{ID: id, Org: org, Capabilities: append(can, actor.Staff)}, Email: id + "@example.org"}
}

var everyone = staff{
	person("ann", actor.CouncilOrg, actor.Draft, actor.Publish),
	person("ben", actor.CouncilOrg, actor.Draft),
	person("cat", actor.CouncilOrg, actor.ReadResponses),
	person("dan", "partner", actor.Draft, actor.Publish),
}

// installation is a database with a service and the emails that it queued.
type installation struct {
	*Service
	t    *testing.T
	now  time.Time
	sent []string // recipient and what happened
}

func open(t *testing.T, d *db.DB) *installation {
	in := &installation{t: t, now: dbtest.Now}
	d.SetClock(func() time.Time { return in.now })
	keys := map[string]bool{}
	in.Service = &Service{DB: d, People: everyone, Send: func(_ context.Context, _ *db.Tx, m Mail, _ time.Time) error {
		if keys[m.Key] {
			return nil
		}
		keys[m.Key] = true
		var what []string
		for _, item := range m.Items {
			what = append(what, item.Say)
		}
		in.sent = append(in.sent, fmt.Sprintf("%s: %s +%d", m.To.Actor.ID, strings.Join(what, ", "), m.More))
		return nil
	}}
	in.Register(
		Kind{Name: "news", Say: "News", Needs: []actor.Capability{actor.Draft}},
		Kind{Name: "danger", Say: "Danger", Needs: []actor.Capability{actor.ReadResponses}, Required: true, Default: Never},
	)
	return in
}

// append appends e and makes its notices, as two servers would.
func (in *installation) append(e Event) {
	in.t.Helper()
	ctx := in.t.Context()
	if err := in.DB.Update(ctx, func(tx *db.Tx) error { return Append(ctx, tx, e) }); err != nil {
		in.t.Fatal(err)
	}
	for range 2 {
		if err := in.deliver(ctx, jobs.Job{Kind: jobKind, Key: e.ID(), Payload: jobs.Payload(e.ID())}); err != nil {
			in.t.Fatal(err)
		}
	}
}

// reached returns who has a notice with this title.
func (in *installation) reached(title string) string {
	in.t.Helper()
	var all []string
	for _, p := range everyone {
		found, err := in.List(in.t.Context(), p.Actor, "")
		if err != nil {
			in.t.Fatal(err)
		}
		for _, n := range found.Items {
			if n.Event.Title == title {
				all = append(all, p.Actor.ID)
			}
		}
	}
	return strings.Join(all, " ")
}

// An event reaches the people of one organisation who can open its page, once, and of them those whom it names.
func TestEventReachesThoseWhoCanOpenIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in := open(t, d)
		draft := []actor.Capability{actor.Draft}
		for i, test := range []struct {
			audience Audience
			want     string
		}{
			{Audience{Can: draft}, "ann ben"},
			{Audience{Can: []actor.Capability{actor.Draft, actor.Publish}}, "ann"},
			{Audience{Can: draft, Except: []string{"ann"}}, "ben"},
			{Audience{Can: draft, Only: []string{"ben", "cat", "dan"}}, "ben"},
			{Audience{Can: draft, Named: []string{"BEN@example.org", "cat@example.org"}}, "ben"},
			{Audience{Can: draft, Named: []string{"cat@example.org", "dan@example.org"}}, "ann ben"}, // none of them can open it
		} {
			title := fmt.Sprint(i)
			in.append(Event{Kind: "news", Key: title, Org: actor.CouncilOrg, Audience: test.audience, Title: title, Link: "/staff"})
			if got := in.reached(title); got != test.want {
				t.Errorf("%+v reached %q, want %q", test.audience, got, test.want)
			}
		}
	})
}

// An event is stored with what caused it, or not at all.
func TestEventIsUndoneWithItsCause(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in, ctx := open(t, d), t.Context()
		e := Event{Kind: "news", Key: "1", Org: actor.CouncilOrg, Title: "1", Audience: Audience{Can: []actor.Capability{actor.Draft}}}
		failed := errors.New("the cause has failed")
		if err := d.Update(ctx, func(tx *db.Tx) error { return errors.Join(Append(ctx, tx, e), failed) }); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		runner := &jobs.Runner{DB: d, Log: slog.New(slog.DiscardHandler), Lease: time.Minute, MaxAttempts: 2}
		in.RegisterJobs(runner)
		if worked, err := runner.RunOne(ctx); worked || err != nil {
			t.Errorf("there is a job: %t, %v", worked, err)
		}
		if err := d.Update(ctx, func(tx *db.Tx) error { return Append(ctx, tx, e) }); err != nil {
			t.Fatal(err)
		}
		if worked, err := runner.RunOne(ctx); !worked || err != nil || in.reached("1") != "ann ben" {
			t.Errorf("%t, %v, reached %q", worked, err, in.reached("1"))
		}
	})
}

// Each person chooses when they want emails about a kind of event. What is required cannot be turned off, and is sent at
// once. A digest is sent once a day, also by two servers.
func TestPeopleChooseWhenTheyWantEmails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in, ctx := open(t, d), t.Context()
		happen := func(key string) {
			t.Helper()
			in.append(Event{Kind: "news", Key: key, Org: actor.CouncilOrg, Audience: Audience{Can: []actor.Capability{actor.Draft}}})
			in.append(Event{Kind: "danger", Key: key, Org: actor.CouncilOrg, Audience: Audience{Can: []actor.Capability{actor.ReadResponses}}})
		}
		digests := func() {
			t.Helper()
			for range 2 {
				if err := in.SendDigests(ctx, time.UTC); err != nil {
					t.Fatal(err)
				}
			}
		}
		want := func(want ...string) {
			t.Helper()
			if !slices.Equal(in.sent, want) {
				t.Errorf("sent %q, want %q", in.sent, want)
			}
			in.sent = nil
		}
		ann, cat := everyone[0].Actor, everyone[2].Actor
		if err := in.Choose(ctx, ann, map[string]Choice{"news": AtOnce, "danger": Never}); err != nil {
			t.Fatal(err)
		}
		if err := in.Choose(ctx, cat, map[string]Choice{"danger": Never, "news": Never}); err != nil {
			t.Fatal(err)
		}
		if err := in.Choose(ctx, ann, map[string]Choice{"news": "sometimes"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a choice that there is not: %v", err)
		}
		happen("1")
		digests()
		want("ann: News +0", "cat: Danger +0") // the digest waits for the morning
		for i := range maxInDigest {
			happen(fmt.Sprint("more", i))
		}
		in.sent, in.now = nil, in.now.AddDate(0, 0, 1)
		digests()
		want("ben: " + strings.Repeat("News, ", maxInDigest-1) + "News +1")
		in.now = in.now.AddDate(0, 0, 1)
		digests()
		want()
		err := d.View(ctx, func(tx *db.Tx) error {
			entries, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: "choose-notices"})
			if len(entries.Items) != 1 || entries.Items[0].Reason != "news: at-once" {
				t.Errorf("audited: %+v", entries.Items)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// A person sees their own notices only, in pages, and marks only their own as read.
func TestNoticesAreOfOnePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in, ctx := open(t, d), t.Context()
		for i := range PageSize + 1 {
			in.now = in.now.Add(time.Minute)
			in.append(Event{Kind: "news", Key: fmt.Sprint(i), Org: actor.CouncilOrg, Title: fmt.Sprint(i),
				Audience: Audience{Can: []actor.Capability{actor.Draft}, Only: []string{"ann"}}})
		}
		ann, ben := everyone[0].Actor, everyone[1].Actor
		unread := func(by actor.Actor, want int64) {
			t.Helper()
			if n, err := in.CountUnread(ctx, by); err != nil || n != want {
				t.Errorf("%d unread of %s, want %d (%v)", n, by.ID, want, err)
			}
		}
		first, err := in.List(ctx, ann, "")
		if err != nil || len(first.Items) != PageSize || first.Items[0].Event.Title != fmt.Sprint(PageSize) || first.Items[0].Say != "News" {
			t.Fatalf("%+v, %v", first.Items, err)
		}
		if second, err := in.List(ctx, ann, first.Next); err != nil || len(second.Items) != 1 || second.Items[0].Event.Title != "0" {
			t.Errorf("%+v, %v", second.Items, err)
		}
		id := first.Items[0].Event.ID()
		if err := in.MarkRead(ctx, ben, id); err != nil {
			t.Fatal(err)
		}
		unread(ann, PageSize+1)
		unread(ben, 0)
		if err := in.MarkRead(ctx, ann, id); err != nil {
			t.Fatal(err)
		}
		unread(ann, PageSize)
		if err := in.MarkRead(ctx, ann, ""); err != nil {
			t.Fatal(err)
		}
		unread(ann, 0)
		if _, err := in.List(ctx, actor.Actor{}, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the public reads notices: %v", err)
		}
	})
}

// What is due is appended once, however often it is looked at, and old notices are deleted.
func TestDueEventsAreAppendedOnceAndOldOnesDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in, ctx := open(t, d), t.Context()
		in.Register(Kind{Name: "due", Say: "Due", Needs: []actor.Capability{actor.Draft}, Default: AtOnce,
			Due: func(context.Context) (all []Event, err error) {
				for i := range appendAtOnce + 1 {
					all = append(all, Event{Key: fmt.Sprint(i), Org: actor.CouncilOrg, Title: "due",
						Audience: Audience{Can: []actor.Capability{actor.Draft}, Only: []string{"ben"}}})
				}
				return all, nil
			}})
		runner := &jobs.Runner{DB: d, Log: slog.New(slog.DiscardHandler), Lease: time.Minute, MaxAttempts: 2}
		in.RegisterJobs(runner)
		for range 2 {
			if err := in.AppendDue(ctx); err != nil {
				t.Fatal(err)
			}
			for worked := true; worked; {
				var err error
				if worked, err = runner.RunOne(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		count := func(table string) (n int64) {
			t.Helper()
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM `+table)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if events, notices := count("staffnotice_event"), count("staffnotice_notice"); events != appendAtOnce+1 || notices != events ||
			len(in.sent) != appendAtOnce+1 {
			t.Errorf("%d events, %d notices and %d emails", events, notices, len(in.sent))
		}
		for _, test := range []struct {
			after time.Duration
			left  int64
		}{{keepFor, appendAtOnce + 1}, {keepFor + time.Hour, 0}} {
			in.now = dbtest.Now.Add(test.after)
			if err := in.DeleteExpired(ctx); err != nil {
				t.Fatal(err)
			}
			if events, notices := count("staffnotice_event"), count("staffnotice_notice"); events != test.left || notices != test.left {
				t.Errorf("after %s: %d events and %d notices", test.after, events, notices)
			}
		}
	})
}
