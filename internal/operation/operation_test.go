package operation_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/waittest"
)

// run is the Run of a kind.
type run = func(context.Context, actor.Actor, operation.Operation) (operation.Result, error)

func kind(name string, fn run) operation.Kind {
	return operation.Kind{
		Name: name, Needs: actor.Release, Title: "Test", Run: fn,
		Done: func(*locale.Printer, operation.Operation) string { return "Done." },
		Path: func(operation.Operation) string { return "/" },
	}
}

func request(kind string) operation.Request {
	return operation.Request{Kind: kind, Subject: "park", Key: "park", Arguments: map[string]string{"reason": "A batch."}, Language: "en"}
}

func officer(id string) actor.Actor {
	return actor.Actor{
		ID: id, Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Release}, Interactive: true,
		Confirmation: &actor.Confirmation{Act: "test", Subject: "park", How: "confirmed: 99"},
	}
}

// Row D9 of docs/faults.md. Work whose server stops in the middle is done by the next one,
// for the person who started it, with what they confirmed. It is done once.
func TestWorkSurvivesARestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		begun := make(chan struct{})
		stopped := operationtest.New(t, d)
		stopped.Register(kind("test", func(ctx context.Context, _ actor.Actor, _ operation.Operation) (r operation.Result, err error) {
			close(begun)
			<-ctx.Done()
			return r, ctx.Err()
		}))
		o, err := stopped.Start(t.Context(), officer("ann"), request("test"), nil, 0)
		if err != nil || o.Ended() {
			t.Fatal(o, err)
		}
		<-begun
		stopped.Close()

		runner, runs := operationtest.Runner(t, d), 0
		next := operationtest.NewWith(t, d, runner)
		next.Register(kind("test", func(_ context.Context, by actor.Actor, o operation.Operation) (operation.Result, error) {
			runs++
			var arguments map[string]string
			if err := o.Decode(&arguments); err != nil || arguments["reason"] != "A batch." || o.Subject != "park" {
				t.Errorf("%+v, %v", o, err)
			}
			if by.ID != "ann" || !by.May(actor.Release) || !by.HasConfirmed("test", "park") || by.HasConfirmed("test", "pool") {
				t.Errorf("as %+v", by)
			}
			return operation.Result{Amount: 7, Data: []byte(`{"a":1}`)}, nil
		}))
		for range 2 {
			if _, err := runner.RunOne(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		o, err = next.Get(t.Context(), officer("ben"), o.ID)
		if err != nil || runs != 1 || !o.Ended() || o.Problem != "" || o.Amount != 7 || string(o.Result) != `{"a":1}` {
			t.Errorf("after %d runs: %+v, %v", runs, o, err)
		}
	})
}

// Row D9 of docs/faults.md. A button that is pressed twice, or by two people, starts work
// once. The entry of the request is in the transaction that starts it.
func TestWorkIsNotStartedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, release := operationtest.New(t, d), make(chan struct{})
		var runs atomic.Int64
		s.Register(kind("test", func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) {
			runs.Add(1)
			<-release
			return r, nil
		}))
		entry := func(tx *db.Tx) error {
			return audit.Append(t.Context(), tx, officer("ann"), "test", "consultation", "park", "")
		}
		var ids []string
		for _, who := range []string{"ann", "ann", "ben"} {
			o, err := s.Start(t.Context(), officer(who), request("test"), entry, time.Millisecond)
			if err != nil || o.Ended() {
				t.Fatal(o, err)
			}
			ids = append(ids, o.ID)
		}
		close(release)
		waittest.Until(t, "it has ended", func() bool { o, err := s.Get(t.Context(), officer("ann"), ids[0]); return err == nil && o.Ended() })
		if ids[0] != ids[1] || ids[0] != ids[2] || runs.Load() != 1 {
			t.Errorf("%d runs of %q", runs.Load(), ids)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := audit.List(t.Context(), tx, actor.System, audit.Filter{})
			if len(all.Items) != 1 {
				t.Errorf("%d audit entries", len(all.Items))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again, err := s.Start(t.Context(), officer("ann"), request("test"), nil, time.Minute)
		if err != nil || again.ID == ids[0] || !again.Ended() {
			t.Errorf("after the end: %+v, %v", again, err)
		}
		refused := errors.New("no")
		if _, err := s.Start(t.Context(), officer("ann"), request("test"), func(*db.Tx) error { return refused }, 0); !errors.Is(err, refused) {
			t.Errorf("%v", err)
		}
		if _, running, err := s.Latest(t.Context(), officer("ann"), "test", "park"); err != nil || running != "" {
			t.Errorf("work was started whose request was refused: %q, %v", running, err)
		}
	})
}

// Row D9 of docs/faults.md. Only people who may do the act see how far it is and its
// result, and of some kinds only the person who started it.
func TestOnlyPeopleWhoMayDoTheActSeeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := operationtest.New(t, d)
		own := kind("own", func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) { return r, nil })
		own.Own = true
		all := own
		all.Name, all.Own = "all", false
		s.Register(own)
		s.Register(all)
		elsewhere, reader := officer("eve"), officer("eve")
		elsewhere.Org, reader.Capabilities = "partner", []actor.Capability{actor.Staff, actor.ReadResponses}
		for _, name := range []string{"own", "all"} {
			o, err := s.Start(t.Context(), officer("ann"), request(name), nil, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			for _, by := range []actor.Actor{elsewhere, reader, {}} {
				if _, err := s.Get(t.Context(), by, o.ID); !fault.Is(err, fault.NotFound) {
					t.Errorf("%s: %+v sees it: %v", name, by, err)
				}
				if last, _, err := s.Latest(t.Context(), by, name, "park"); last != nil || err != nil {
					t.Errorf("%s: %+v sees it: %v", name, by, err)
				}
			}
			if _, err := s.Get(t.Context(), officer("ben"), o.ID); fault.Is(err, fault.NotFound) != (name == "own") {
				t.Errorf("%s: a colleague: %v", name, err)
			}
			if _, err := s.Get(t.Context(), officer("ann"), o.ID); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Start(t.Context(), reader, request("all"), nil, 0); !fault.Is(err, fault.NotFound) {
			t.Errorf("started by someone who may not: %v", err)
		}
	})
}

// Row D9 of docs/faults.md. Work that fails says what to do, at once if trying again would
// not help and otherwise after some attempts.
func TestFailedWorkSaysWhatToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var now atomic.Int64
		d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(now.Load())) })
		runner := operationtest.Runner(t, d)
		s, tries := operationtest.NewWith(t, d, runner), 0
		s.Register(kind("refused", func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) {
			return r, fault.New(fault.Conflict, "This consultation was withdrawn, so it has no results.")
		}))
		s.Register(kind("broken", func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) {
			tries++
			return operation.Result{Amount: 3}, errors.New("her@example.org")
		}))
		q := request("refused")
		q.Language = "cy"
		_, err := s.Start(t.Context(), officer("ann"), q, nil, time.Minute)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%v", err)
		}
		id := ""
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			id, err = db.One(t.Context(), tx, db.Text, `SELECT id FROM operation_item WHERE kind = 'refused'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		o, err := s.Get(t.Context(), officer("ann"), id)
		if want := locale.For("cy").Say("This consultation was withdrawn, so it has no results."); err != nil || o.Problem != want {
			t.Errorf("%q, want %q, %v", o.Problem, want, err)
		}
		if o, err = s.Start(t.Context(), officer("ann"), request("broken"), nil, 0); err != nil {
			t.Fatal(err)
		}
		waittest.Until(t, "it has failed for good", func() bool {
			now.Add(int64(time.Hour))
			if _, err := runner.RunOne(t.Context()); err != nil {
				t.Fatal(err)
			}
			o, err = s.Get(t.Context(), officer("ann"), o.ID)
			return err == nil && o.Ended()
		})
		if tries != 5 || o.Amount != 0 || !strings.Contains(o.Problem, "Try again later.") || strings.Contains(o.Problem, "example.org") {
			t.Errorf("after %d tries: %+v", tries, o)
		}
	})
}

// A server runs two pieces of work at once. The others wait, and no attempt is lost.
func TestWorkWaitsWhileOtherWorkRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var now atomic.Int64
		d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(now.Load())) })
		runner, release := operationtest.Runner(t, d), make(chan struct{})
		s := operationtest.NewWith(t, d, runner)
		s.Register(kind("test", func(ctx context.Context, _ actor.Actor, _ operation.Operation) (r operation.Result, err error) {
			jobs.Progress(ctx, 1, 2)
			<-release
			return r, nil
		}))
		var ids []string
		for _, key := range []string{"a", "b", "c"} {
			q := request("test")
			q.Key = key
			o, err := s.Start(t.Context(), officer("ann"), q, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, o.ID)
		}
		count := func(want func(operation.Operation) bool) (n int) {
			for _, id := range ids {
				o, err := s.Get(t.Context(), officer("ann"), id)
				if err != nil {
					t.Fatal(err)
				}
				if want(o) {
					n++
				}
			}
			return n
		}
		waittest.Until(t, "two run", func() bool {
			return count(func(o operation.Operation) bool { return o.Done == 1 && o.Total == 2 }) == 2
		})
		close(release)
		waittest.Until(t, "all have ended", func() bool {
			now.Add(int64(time.Second))
			if _, err := runner.RunOne(t.Context()); err != nil {
				t.Fatal(err)
			}
			return count(func(o operation.Operation) bool { return o.Ended() && o.Problem == "" }) == 3
		})
	})
}

// Results and files are deleted after a day, and what is left of work after a week.
func TestOldWorkIsDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var now atomic.Int64
		d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(now.Load())) })
		s := operationtest.New(t, d)
		s.Register(kind("test", func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) {
			return operation.Result{Data: []byte("{}")}, nil
		}))
		o, err := s.Start(t.Context(), officer("ann"), request("test"), nil, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		file := bytes.Repeat([]byte("0123456789abcdef"), 40<<10) // more than a chunk
		for range 2 {                                            // the second time in place of the first
			if err := s.SaveFile(t.Context(), o.ID, bytes.NewReader(file)); err != nil {
				t.Fatal(err)
			}
		}
		for _, step := range []struct {
			after  time.Duration
			result string
			found  bool
		}{{23 * time.Hour, "{}", true}, {2 * time.Hour, "", true}, {5 * 24 * time.Hour, "", true}, {2 * 24 * time.Hour, "", false}} {
			now.Add(int64(step.after))
			if err := s.DeleteExpired(t.Context()); err != nil {
				t.Fatal(err)
			}
			stored, err := io.ReadAll(s.File(t.Context(), o.ID))
			has, wrong := s.HasFile(t.Context(), o.ID)
			if kept := step.result != ""; err != nil || wrong != nil || has != kept || kept != bytes.Equal(stored, file) {
				t.Errorf("%s later: a file of %d bytes, %v, %v, %v", step.after, len(stored), has, err, wrong)
			}
			got, err := s.Get(t.Context(), officer("ann"), o.ID)
			if string(got.Result) != step.result || fault.Is(err, fault.NotFound) == step.found {
				t.Errorf("%s later: %+v, %v", step.after, got, err)
			}
		}
	})
}
