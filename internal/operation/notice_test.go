package operation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
)

// The person who started long work is notified of its end. Of short work they have seen it.
func TestEndOfLongWorkNotifiesThePersonWhoStartedIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var passed atomic.Int64 // seconds; the work runs in goroutines
		d.SetClock(func() time.Time { return dbtest.Now.Add(time.Duration(passed.Load()) * time.Second) })
		s := operationtest.New(t, d)
		for name, lasts := range map[string]time.Duration{"short": time.Second, "long": time.Minute, "failing": time.Minute} {
			s.Register(kind(name, func(context.Context, actor.Actor, operation.Operation) (r operation.Result, err error) {
				passed.Add(int64(lasts.Seconds()))
				if name == "failing" {
					err = fault.New(fault.Conflict, "Try later.")
				}
				return r, err
			}))
		}
		var want []string
		for _, name := range []string{"short", "long", "failing"} {
			if _, err := s.Start(t.Context(), officer("ann"), request(name), nil, time.Minute); (err != nil) != (name == "failing") {
				t.Fatal(name, err)
			}
		}
		for _, kind := range []string{"operation-done", "operation-failed"} {
			want = append(want, kind+` council {"Can":["release"],"Only":["ann"]} Test /`)
		}
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := db.All(t.Context(), tx, func(r db.Row) (string, error) {
				var kind, org, audience, title, link string
				err := r.Scan(&kind, &org, &audience, &title, &link)
				return fmt.Sprint(kind, " ", org, " ", audience, " ", title, " ", link), err
			}, `SELECT kind, org, audience, title, link FROM staffnotice_event ORDER BY kind`)
			if !slices.Equal(all, want) {
				t.Errorf("%s\nwant\n%s", strings.Join(all, "\n"), strings.Join(want, "\n"))
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}
