package draft

import (
	"errors"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// An approved draft stays approved if something else has changed in the published consultation. If the same has changed, the
// officer reads so before and after, and the draft must be approved again.
//
// Row C15 of docs/faults.md.
func TestApprovalIsOfWhatTheDraftChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		slug, version := createParkDraft(t, s)
		err := s.SetReasons(ctx, officer, slug, reasonsForAll(t, s, slug))
		if err == nil {
			err = s.Publish(ctx, publisher, slug, version, "", nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Edit.SamePersonMayApprove = nil
		outside := func(change func(*consult.Definition)) {
			t.Helper()
			def, err := consult.Definition{}, error(nil)
			err = d.View(ctx, func(tx *db.Tx) error {
				stored, err := consult.GetDefinition(ctx, tx, slug)
				if err == nil {
					def = *stored
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			change(&def)
			def.Published, def.ChangeReason = true, "A correction."
			if err := s.Consults.Define(ctx, actor.System, def); err != nil {
				t.Fatal(err)
			}
		}
		approved := func(title string) *Draft {
			t.Helper()
			if _, err := s.Change(ctx, officer, slug, versionOf(t, s, slug), setTitle(title)); err != nil {
				t.Fatal(err)
			}
			if err := d.Update(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE edit_copy SET state = $1, approved_by = 'cho' WHERE id = $2`, string(edit.Approved), slug)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			now, err := s.Get(ctx, publisher, slug)
			if err != nil {
				t.Fatal(err)
			}
			return now
		}

		approved("Our park")
		outside(func(def *consult.Definition) { def.Area = "The north" })
		merged, err := s.Get(ctx, publisher, slug)
		if err != nil || merged.LosesApproval() {
			t.Fatalf("another setting has changed: %+v, %v", merged, err)
		}
		if err := s.Publish(ctx, publisher, slug, merged.Version, "A better title.", nil); err != nil {
			t.Fatal(err)
		}
		if c, err := s.Consults.Get(ctx, slug); err != nil || c.Title != "Our park" {
			t.Errorf("published: %q, %v", c.Title, err)
		}

		approved("The town park")
		outside(func(def *consult.Definition) { def.Title = "The village park" })
		merged, err = s.Get(ctx, publisher, slug)
		if err != nil || !merged.LosesApproval() {
			t.Fatalf("the same setting has changed: %+v, %v", merged, err)
		}
		if needs, err := s.NeedsApproval(ctx, merged); err != nil || !needs {
			t.Errorf("the draft can be published without another approval: %v", err)
		}
		if err := s.Publish(ctx, publisher, slug, merged.Version, "A better title.", nil); !errors.Is(err, errApprovalLost) {
			t.Errorf("published: %v", err)
		}
		if merged, err = s.Get(ctx, publisher, slug); err != nil || merged.State != edit.Draft || merged.Definition.Title != "The town park" {
			t.Errorf("afterwards: %+v, %v", merged, err)
		}
	})
}
