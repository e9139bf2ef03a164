package audit

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// The audit log refuses the entry of an act that cannot be undone if the person has not
// confirmed that act on that subject. Because a use case writes its entry in its own
// transaction, the act is refused with it.
//
// Row C2 of docs/faults.md.
func TestActsThatCannotBeUndoneAreRefusedWithoutConfirmation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		officer := actor.Actor{ID: "officer", Org: actor.CouncilOrg, Capabilities: actor.AllCapabilities, Interactive: true}
		do := func(by actor.Actor, act, subject string) error {
			return d.Update(t.Context(), func(tx *db.Tx) error {
				return Append(t.Context(), tx, by, act, "consultation", subject, "Why.")
			})
		}
		for _, act := range IrreversibleActs() {
			if err := do(officer, act, "park"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s without confirmation: %v", act, err)
			}
			other := officer
			other.Confirmation = &actor.Confirmation{Act: act, Subject: "lake"}
			if err := do(other, act, "park"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s confirmed for another subject: %v", act, err)
			}
			other.Confirmation = &actor.Confirmation{Act: "exclude", Subject: "park"}
			if err := do(other, act, "park"); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s after the confirmation of another act: %v", act, err)
			}
			other.Confirmation = &actor.Confirmation{Act: act, Subject: "park", How: "confirmed: 1186"}
			if err := do(other, act, "park"); err != nil {
				t.Errorf("%s confirmed: %v", act, err)
			}
		}
		if err := do(officer, "exclude", "park"); err != nil {
			t.Errorf("an act that can be undone: %v", err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := List(t.Context(), tx, actor.System, Filter{Act: "request-deletion"})
			if len(all.Items) != 1 || all.Items[0].Reason != "Why. | confirmed: 1186" {
				t.Errorf("entries: %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
