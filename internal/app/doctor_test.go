package app_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/survey"
)

// What the doctor reports cannot be brought about through the services, so the
// test changes the database: clocks that moved, a need that was deleted.
func TestDoctorReportsMovedTimesAndBrokenLinks(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		a, err := app.New(t.Context(), app.Config{Data: t.TempDir(), Database: dsn}, slog.New(slog.DiscardHandler), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		a.DB.SetClock(func() time.Time { return dbtest.Now })
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		form := survey.Form{
			ID:      "f",
			Title:   "F",
			Lang:    "en",
			Edition: "standard",
			Pages:   []survey.Page{{ID: "p", Questions: []survey.Question{{ID: "q", Kind: survey.LongText, Text: "Reason"}}}},
		}
		for slug, dates := range map[string][2]string{
			"open": {"2026-02-01 09:00", "2026-04-01 12:00"}, "soon": {"2026-03-20 09:00", "2026-04-20 12:00"},
			"over": {"2026-01-01 09:00", "2026-02-01 12:00"}, "well": {"2026-02-01 09:00", "2026-04-01 12:00"},
		} {
			must(a.Services.Consult.Define(t.Context(), actor.System, consult.Definition{
				Slug: slug, Title: slug, Type: consult.Survey, Opens: dates[0], Closes: dates[1], Published: true, Forms: []survey.Form{form},
				Text: consult.Text{
					Summary:  "We ask.",
					Next:     "We read it.",
					Audience: "Everybody.",
					Feedback: "2026-06-30",
					Contact:  consult.Contact{Team: "Parks", Address: "The council"},
				},
			}))
		}
		day := dbtest.Now.AddDate(0, -1, 0).Truncate(24 * time.Hour)
		must(a.Services.Evidence.Define(t.Context(), actor.System, evidence.Definition{Needs: []evidence.Need{
			{Ref: "kept", Title: "Kept", Summary: "So it is.", Source: evidence.Source{Name: "A count", Date: day}},
			{Ref: "lost", Title: "Lost", Summary: "So it was.", Source: evidence.Source{Name: "A count", Date: day}}}}))
		must(a.Services.Action.Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{
			{
				Ref:     "bench",
				What:    "Put up a bench",
				Who:     "Parks team",
				Due:     day.AddDate(1, 0, 0),
				Measure: "It is there",
				Needs:   []string{"kept", "lost"},
				Issues:  []string{"seats", "shade"},
			}}}))
		must(a.Services.Decision.Define(t.Context(), actor.System, decision.Decision{
			Ref: "yes", Title: "Yes", Body: "Cabinet", Date: day, Decided: []string{"Yes."}, Reasons: "It is right.",
			Issues: []decision.Issue{{Ref: "seats", Issue: "No seats.", RaisedBy: "Many", Response: "True.", Change: "A bench."}}}))

		var told []string
		look := func() string {
			t.Helper()
			told = nil
			must(a.Doctor(t.Context(), func(say string) { told = append(told, say) }))
			slices.Sort(told)
			return strings.Join(told, "\n")
		}
		for _, want := range []string{"1 of the kind “Action”", "1 of the kind “Decision”", "4 of the kind “Consultation”"} {
			if got := look(); !strings.Contains(got, "Agreed without a recorded impact assessment: "+want) {
				t.Errorf("it does not say %q, but\n%s", want, got)
			}
		}
		recordNoNeed(t, a, "action:bench", "decision:yes", "consultation:open", "consultation:soon", "consultation:over", "consultation:well")
		if got := look(); !strings.Contains(got, "key issue shade") || len(told) != 1 {
			t.Errorf("of a sound house but for an issue that is to come it says\n%s", got)
		}
		must(a.DB.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `DELETE FROM evidence_need WHERE ref = 'lost'`); err != nil {
				return err
			}
			_, err := tx.Exec(
				t.Context(),
				`UPDATE consult_consultation SET closes_at = $1 WHERE slug <> 'well'`,
				db.Time(dbtest.Now.AddDate(0, 1, 3)),
			)
			if err == nil {
				_, err = tx.Exec(
					t.Context(),
					`UPDATE consult_consultation SET closes_at = $1 WHERE slug = 'over'`,
					db.Time(dbtest.Now.AddDate(0, 0, -3)),
				)
			}
			return err
		}))
		got := look()
		for _, part := range []string{
			"The action bench refers to the key issue shade, which does not exist.",
			"The action bench refers to the need lost, which does not exist.",
			"The consultation open closes at 2026-04-05 09:30 UTC, which is no longer 2026-04-01 12:00 in Europe/London",
			"The consultation soon closes at",
		} {
			if !strings.Contains(got, part) {
				t.Errorf("it does not say %q, but\n%s", part, got)
			}
		}
		if len(told) != 4 {
			t.Errorf("it says %d things, want 4:\n%s", len(told), got)
		}
	})
}
