package strategy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// publishValues publishes what the form of a record has after change, and returns the settings with mistakes.
func publishValues(t *testing.T, s *Service, k edit.Kind, ref string, change func(edit.Values)) (mistakes []string) {
	t.Helper()
	_, err := s.Log.Update(t.Context(), func(tx *db.Tx, w *record.Writer) error {
		v, err := k.Load(t.Context(), tx, ref)
		if fault.Is(err, fault.NotFound) {
			v, err = edit.Values{}, nil
		}
		if err != nil {
			return err
		}
		change(v)
		return k.Publish(t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System}, ref, v)
	})
	var wrong definition.SettingErrors
	wrong.Add(err)
	for _, one := range wrong {
		if !fault.Is(one.Err, fault.Invalid) {
			t.Fatal(one.Err)
		}
		mistakes = append(mistakes, strings.Trim(strings.ReplaceAll(fmt.Sprint(one.Path...), " ", "/"), "[]"))
	}
	return mistakes
}

// changeRow changes one row of a list.
func changeRow(list string, at int, column string, value ...string) func(edit.Values) {
	return func(v edit.Values) {
		rows := v.Rows(list)
		rows[at].Set(column, value...)
		v.SetRows(list, rows)
	}
}

// Row C3 of docs/faults.md. A strategy that a file has defined is edited in the browser: what the form does not have and
// what was published stays, an aim with objectives cannot be removed, and its file can be loaded again afterwards.
func TestStrategyIsEditedInTheBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
			t.Fatal(err)
		}
		k, entries := s.Records()[0], recordSize(t, s)
		publish := func(change func(edit.Values), want ...string) {
			t.Helper()
			if got := publishValues(t, s, k, "equality-2016", change); !slices.Equal(got, want) {
				t.Errorf("mistakes %q, want %q", got, want)
			}
		}
		publish(changeRow("versions", 0, "body", "Other words"), "versions0title")
		publish(changeRow("publications", 0, "publication", "Another title"), "publications0title")
		publish(func(v edit.Values) { v.Set("aims") }, "aims")
		publish(func(v edit.Values) { v.Set("to", "2010-01-01") }, "to")
		publish(func(v edit.Values) {
			v.Set("title", "A better title")
			v.SetRows("aims", append([]edit.Values{{"aim": {"A second aim"}}}, v.Rows("aims")...))
			v.SetRows("versions", []edit.Values{{"version": {"Draft again"}, "stage": {"draft"}, "dated": {"2017-01-01"}}})
			v.Set("publications")
		})
		want := exampleStrategy()
		if err := want.prepare(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			got, err := Get(t.Context(), tx, "equality-2016")
			if err != nil {
				return err
			}
			if got.Title != "A better title" || len(got.Versions) != 3 || got.Versions[2].ID != "draft-2" {
				t.Errorf("%+v", got)
			}
			if got.Aims[0].Ref != "equality-2016-aim-1" || db.JSON(got.Aims[1].Objectives) != db.JSON(stored(want.Aims[0].Objectives, want.Slug)) {
				t.Errorf("the aims are %s", db.JSON(got.Aims))
			}
			if db.JSON(got.Publications) != db.JSON(want.Publications) {
				t.Errorf("the publications are %s", db.JSON(got.Publications))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		publish(func(v edit.Values) { v.SetRows("aims", v.Rows("aims")[1:]) }) // an aim without objectives
		if err := s.Define(t.Context(), actor.System, exampleStrategy()); err != nil {
			t.Error(err)
		}
		if n := recordSize(t, s) - entries; n != 0 {
			t.Errorf("%d new entries in the public record", n)
		}
		publish(func(v edit.Values) {
			v.SetRows("publications", append(v.Rows("publications"), edit.Values{"publication": {"Objectives, again"},
				"duty": {"equality-objectives"}, "on": {"2017-02-01"}}))
		})
		if n := recordSize(t, s) - entries; n != 1 {
			t.Errorf("a publication has %d entries in the public record", n)
		}
	})
}

// stored returns objectives as they are read.
func stored(all []Objective, slug string) []Objective {
	for i := range all {
		all[i].Strategy = slug
		if all[i].Needs == nil {
			all[i].Needs = []string{}
		}
	}
	return all
}

// Row C3 of docs/faults.md. An objective is refused without measure, baseline, target, date and role responsible, each at its field.
// Objectives that a file entered as an old strategy has them keep their gaps.
func TestObjectiveNeedsBaselineTargetDateAndOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		other := Strategy{Slug: "other", Title: "Other", From: date(2020, 1, 1), To: date(2021, 1, 1),
			Aims: []Aim{{Ref: "others", Title: "Other"}}}
		for _, st := range []Strategy{exampleStrategy(), other} {
			if err := s.Define(t.Context(), actor.System, st); err != nil {
				t.Fatal(err)
			}
		}
		k := s.Records()[1]
		publish := func(ref string, change func(edit.Values), want ...string) {
			t.Helper()
			if got := publishValues(t, s, k, ref, change); !slices.Equal(got, want) {
				t.Errorf("%s: mistakes %q, want %q", ref, got, want)
			}
		}
		publish("loops", func(v edit.Values) { v.Set("title", "Loops"); v.Set("aim", "workforce") },
			"measure", "baseline", "target", "by", "owner")
		publish("training", func(v edit.Values) { v.Set("title", "Train all staff") })
		publish("represent", func(v edit.Values) { v.Set("baseline") }, "baseline")
		publish("represent", func(v edit.Values) { v.Set("better", "lower") }, "target")
		publish("represent", func(v edit.Values) { v.Set("aim", "others") }, "aim")
		publish("represent", func(v edit.Values) { v.Set("measured-every", "600") }, "measured-every")
		publish("represent", changeRow("readings", 0, "value", "4.2"))
		publish("represent", func(v edit.Values) {
			v.SetRows("readings", []edit.Values{{"dated": {"2019-03-31"}, "value": {"4.5"}}, {"dated": {"2019-03-31"}, "value": {"4.6"}}})
		}, "readings1date")
		publish("represent", func(v edit.Values) { v.SetRows("readings", []edit.Values{{"dated": {"2019-03-31"}, "value": {"4.5"}}}) })
		err := d.View(t.Context(), func(tx *db.Tx) error {
			o, err := GetObjective(t.Context(), tx, "represent")
			if err == nil && (len(o.Readings) != 1 || o.Readings[0].Value != 4.5 || o.Owner != "Head of people") {
				t.Errorf("%+v", o)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
