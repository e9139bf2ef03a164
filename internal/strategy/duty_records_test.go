package strategy

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/record"
)

// What has happened is not dated later than today, in a strategy or a measurement: a wrong year would meet a duty that is not
// met, and could not be corrected.
func TestWhatHappenedIsNotInTheFuture(t *testing.T) {
	today := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for dated, want := range map[time.Time]bool{today.AddDate(1, 0, 0): true, today.AddDate(0, 0, 1): true, today: false} {
		s := Strategy{Slug: "a", Title: "A", From: today, To: today,
			Publications: []Publication{{Kind: EqualityInformation, Date: dated, Title: "B"}},
			Aims:         []Aim{{Ref: "c", Objectives: []Objective{{Ref: "d", Title: "D", Readings: []Reading{{Date: dated}}}}}}}
		got := 0
		if err := s.prepare(today); err != nil {
			got = strings.Count(err.Error(), "is in the future")
		}
		if want != (got == 2) {
			t.Errorf("%s: refused %d times of 2", dated, got)
		}
	}
}

// TestDutiesAreSetUpInTheBrowser sets up duties, adds a late publication, and is refused what cannot be stored.
func TestDutiesAreSetUpInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		kind := dutiesKind()
		load := func() (v edit.Values) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) { v, err = kind.Load(t.Context(), tx, "duties"); return err }); err != nil {
				t.Fatal(err)
			}
			return v
		}
		publish := func(v edit.Values) error {
			_, err := s.Log.Update(t.Context(), func(tx *db.Tx, w *record.Writer) error {
				return kind.Publish(t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System}, "duties", v)
			})
			return err
		}
		row := func(duty Duty, on, due string) edit.Values {
			return edit.Values{"publication": {"Ours"}, "duty": {string(duty)}, "on": {on}, "for": {due},
				"source": {"Our website"}, "source-address": {"https://example.org/ours"}}
		}
		with := func(rows ...edit.Values) edit.Values {
			v := load()
			v.SetRows("publications", append(v.Rows("publications"), rows...))
			return v
		}

		v := load() // nothing has been set up
		v.Set("jurisdiction", string(England))
		v.Set("employees", "300")
		if err := publish(v); err != nil {
			t.Fatal(err)
		}
		if err := publish(with(row(GenderPayGap, "2019-05-02", "2019-03-30"))); err != nil {
			t.Fatal(err)
		}
		var due []string
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := DutyStatuses(t.Context(), tx)
			for _, c := range all {
				due = append(due, string(c.Rule.Duty)+" "+c.Due.Format("2006-01-02"))
			}
			return err
		})
		want := "equality-objectives 2018-03-30, equality-information 2018-03-30, gender-pay-gap 2020-03-30"
		if got := strings.Join(due, ", "); err != nil || got != want {
			t.Errorf("%s, %v; want %s", got, err, want)
		}

		changed := load()
		rows := changed.Rows("publications")
		rows[0].Set("publication", "Another title")
		changed.SetRows("publications", rows)
		far := load()
		far.Set("jurisdiction", "atlantis")
		for want, v := range map[string]edit.Values{
			"cannot be changed":                        changed,
			"not a supported jurisdiction":             far,
			"The next date after it is 30 March 2019.": with(row(GenderPayGap, "2020-05-02", "2019-01-01")),
			"1 January 9998 is in the future":          with(row(EqualityInformation, "9998-01-01", "")),
			"Leave the due date blank.":                with(row(EqualityInformation, "2020-05-02", "2019-03-30")),
		} {
			if err := publish(v); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		left := load()
		left.SetRows("publications", nil) // the form left out what is published
		if err := publish(left); err != nil || len(load().Rows("publications")) != 1 {
			t.Errorf("%v, %d publications", err, len(load().Rows("publications")))
		}
	})
}
