package moderation_test

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/survey"
)

// A flag that a person may be in danger notifies the people whom the council has named, in the transaction of the flag. The
// notice has no word of the response, nor of the note, and does not say which response it is. Other flags notify no one.
func TestDangerNotifiesThePeopleNamedForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		id := h.Send(survey.Raw{"use": {"yes"}, "why": {"He hits me."}, "consent": {"yes"}, "sex": {"female"}}).ID()
		if err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO council_profile (id, body) VALUES ('this', $1)`,
				db.JSON(council.Profile{Safeguarding: []string{"lead@example.org"}}))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		events := func() (all []string) {
			t.Helper()
			if err := d.View(ctx, func(tx *db.Tx) (err error) {
				all, err = db.All(ctx, tx, func(r db.Row) (string, error) {
					columns := make([]string, 7)
					err := r.Scan(&columns[0], &columns[1], &columns[2], &columns[3], &columns[4], &columns[5], &columns[6])
					return strings.Join(columns, " "), err
				}, `SELECT id, kind, org, audience, title, lang, link FROM staffnotice_event`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		for _, reason := range []string{"abuse", "safeguarding", "safeguarding"} { // the last form is sent twice
			if err := h.Flag(ctx, officer, "park", id, reason, "She wrote that he hits her."); err != nil {
				t.Fatal(err)
			}
		}
		all := events()
		if len(all) != 1 || !strings.Contains(all[0], `"Named":["lead@example.org"]`) || !strings.Contains(all[0], " danger council ") ||
			!strings.Contains(all[0], string(actor.ReadResponses)) || !strings.HasSuffix(all[0], "/staff/consultations/park/responses?flagged=yes") {
			t.Errorf("events: %q", all)
		}
		for _, private := range []string{"hits", "She", id} {
			if strings.Contains(strings.Join(all, ""), private) {
				t.Errorf("%q is in %q", private, all)
			}
		}
	})
}
