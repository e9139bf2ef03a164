package edit

import (
	"context"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// What PostgreSQL refuses to store becomes something else in titles, rows and comments.
func TestUnstorableTextsAreReplaced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, k, ctx, v := &Service{DB: d}, noteKind(map[string]Values{}), t.Context(), Values{}
		v.Set("title", "A\x00B\xff\r\n")
		c, err := s.Start(ctx, person("ann"), k, db.NewID(), Save{Values: v})
		if err != nil || c.Title != "A\ufffdB\ufffd" {
			t.Fatalf("%+v, %v", c, err)
		}
		if err := s.Comment(ctx, person("ann"), k, c.ID, db.NewID(), "C\x00\xff"); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Comments(ctx, c); err != nil || len(all) != 1 || all[0].Words != "C\ufffd\ufffd" {
			t.Errorf("%+v, %v", all, err)
		}
		k.Title = func(Values) string { return "D\x00" }
		c, err = s.SaveDraft(ctx, person("ann"), k, c.ID, Save{Version: c.Version, Seen: c.Seen(), Values: Values{"title": {"D"}}})
		if err != nil || c.Title != "D\ufffd" {
			t.Errorf("a title of the feature: %+v, %v", c, err)
		}
	})
}

// A form can choose the id of the draft that it starts, but not the reference of a record: others would find the draft
// instead of the record.
func TestNewDraftCannotHideARecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const ref = "abcdefghijklmnopqrstug" // which could be an id
		s, k := &Service{DB: d}, noteKind(map[string]Values{ref: {"title": {"A record"}}})
		if db.IDFromKey(ref) != ref {
			t.Fatal("the reference is no id")
		}
		partner := actor.Actor{ID: "pat", Org: "partner", Capabilities: []actor.Capability{actor.EditRecords}}
		if _, err := s.Start(t.Context(), partner, k, ref, Save{Values: Values{"title": {"Mine"}}}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%v", err)
		}
		if c, err := s.Get(t.Context(), person("ann"), k, ref); err != nil || c.Title != "A record" {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

// A draft that was deleted and started again is another one: its approvers are notified again.
func TestDraftStartedAgainNotifiesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, k, ctx, by := &Service{DB: d}, noteKind(map[string]Values{}), t.Context(), person("ann")
		later := time.Now()
		d.SetClock(func() time.Time { return later })
		k.OfConsultation = func(context.Context, *db.Tx, string) (title, org string, err error) { return "", "", notFound() }
		k.Publish = func(context.Context, *definition.Loading, string, Values) error { return nil }
		for want := int64(1); want <= 2; want++ {
			var c *Copy
			err := d.Update(ctx, func(tx *db.Tx) (err error) {
				c, err = s.StartIn(ctx, tx, by, k, "park", Values{"title": {"A park"}})
				return err
			})
			if err == nil {
				c, err = s.Submit(ctx, by, k, "park", c.Version)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Update(ctx, func(tx *db.Tx) error {
				n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM staffnotice_event WHERE kind = $1`, askedNotice)
				if n != want {
					t.Errorf("%d events, want %d", n, want)
				}
				if err != nil {
					return err
				}
				err = s.DiscardIn(ctx, tx, by, k, c)
				later = later.AddDate(0, 0, DiscardedDays+1)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := s.DeleteDiscarded(ctx, k); err != nil {
				t.Fatal(err)
			}
		}
	})
}
