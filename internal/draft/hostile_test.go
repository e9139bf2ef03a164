package draft

import (
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Links to a draft that was deleted or discarded show nothing, also after another organisation has started a draft with the
// same address, and nothing that was written for the draft is left for that organisation.
func TestLinksAndTextsEndWithTheirDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		slug := startDraft(t, s, StartOptions{Title: "The park"})
		token, err := s.CreatePreview(ctx, officer, slug, 7)
		if err != nil {
			t.Fatal(err)
		}
		err = d.Update(ctx, func(tx *db.Tx) error {
			_, err := saveTextSources(ctx, tx, slug, []textSource{{"form/ur/title", "A", "A secret text"}})
			return err
		})
		if err == nil {
			err = s.Delete(ctx, officer, slug, versionOf(t, s, slug))
		}
		if err != nil {
			t.Fatal(err)
		}
		k := &s.Records()[0]
		discarded, err := s.Get(ctx, officer, slug)
		if err != nil {
			t.Fatal(err)
		}
		later := discarded.ChangedAt
		d.SetClock(func() time.Time { return later })
		if err := s.Edit.DeleteDiscarded(ctx, k); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Discarded(ctx, officer, ""); err != nil || len(all.Items) != 1 || all.Items[0].ID != slug {
			t.Fatalf("the draft is not among the discarded: %+v, %v", all, err)
		}
		if all, err := s.Discarded(ctx, partnerOfficer, ""); err != nil || len(all.Items) != 0 {
			t.Fatalf("another organisation sees the draft: %+v, %v", all, err)
		}
		c, err := s.Edit.Restore(ctx, otherOfficer, k, slug, versionOf(t, s, slug).Number())
		if err != nil || c.State != edit.Draft {
			t.Fatalf("%+v, %v", c, err)
		}
		if d, _, err := s.OpenPreview(ctx, token, false); err != nil || d.Definition.Title != "The park" {
			t.Errorf("the restored draft is not shown: %+v, %v", d, err)
		}
		if err := s.Delete(ctx, officer, slug, versionOf(t, s, slug)); err != nil {
			t.Fatal(err)
		}
		later = edit.DiscardedUntil(later)
		if err := s.Edit.DeleteDiscarded(ctx, k); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, officer, slug); err != nil {
			t.Fatalf("deleted on the last day: %v", err)
		}
		later = later.Add(time.Minute)
		if err := s.Edit.DeleteDiscarded(ctx, k); err != nil {
			t.Fatal(err)
		}
		later = discarded.ChangedAt // the link would still open
		if again, err := s.Start(ctx, partnerOfficer, StartOptions{Title: "The park"}); err != nil || again != slug {
			t.Fatalf("%q, %v", again, err)
		}
		if d, _, err := s.OpenPreview(ctx, token, false); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link shows %+v, %v", d, err)
		}
		err = d.View(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM draft_master_text WHERE slug = $1`, slug)
			if n != 0 {
				t.Errorf("%d texts are left", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}

		slug = startDraft(t, s, StartOptions{Title: "The market"})
		if token, err = s.CreatePreview(ctx, officer, slug, 7); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Edit.Discard(ctx, officer, k, slug, versionOf(t, s, slug).Number()); err != nil {
			t.Fatal(err)
		}
		if d, _, err := s.OpenPreview(ctx, token, false); !fault.Is(err, fault.NotFound) {
			t.Errorf("the link to a discarded draft shows %+v, %v", d, err)
		}
	})
}

// Without the council's permission for it, an officer with every capability does not publish their own draft by asking for
// it, by submitting and approving it, by undoing the approved version or by changing it after a colleague's approval.
func TestOwnDraftIsNotApprovedByAWayRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		s.Edit.SamePersonMayApprove = nil
		own := actor.Actor{ID: "own", Org: actor.CouncilOrg, Capabilities: append([]actor.Capability{actor.Publish}, mayDraft...)}
		slug, err := s.Start(ctx, own, StartOptions{Title: "The park"})
		if err != nil {
			t.Fatal(err)
		}
		k := &s.Records()[0]
		refused := func(way string, err error) {
			t.Helper()
			if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", way, err)
			}
		}
		refused("published", s.Publish(ctx, own, slug, versionOf(t, s, slug), "", nil))
		change := func(to edit.State) {
			t.Helper()
			err := d.Update(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE edit_copy SET state = $1 WHERE id = $2`, string(to), slug)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		change(edit.Submitted) // it is not ready, so that it cannot be submitted
		_, err = s.Edit.Approve(ctx, own, k, slug, versionOf(t, s, slug).Number())
		refused("approved", err)
		approved := versionOf(t, s, slug)
		change(edit.Approved)
		if _, err := s.Change(ctx, own, slug, approved, setTitle("Mine")); err != nil {
			t.Fatal(err)
		}
		refused("changed after approval", s.Publish(ctx, own, slug, versionOf(t, s, slug), "", nil))
		refused("the approved version, from another tab", s.Publish(ctx, own, slug, approved, "", nil))
		change(edit.Approved)
		if _, err := s.Edit.Undo(ctx, own, k, slug, versionOf(t, s, slug).Number(), 1); err != nil {
			t.Fatal(err)
		}
		refused("undone after approval", s.Publish(ctx, own, slug, versionOf(t, s, slug), "", nil))
	})
}
