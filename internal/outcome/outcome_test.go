package outcome

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
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/trend"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

// safe is an indicator with readings of two districts.
func safe() Indicator {
	return Indicator{
		Ref: "safe", Title: "Feeling safe", Theme: Safety, Definition: "Residents who say so.", Unit: "%", Direction: Higher, Decimals: 1,
		Source: evidence.Source{Name: "Survey", Date: day("2025-06-01")}, Level: 95,
		Text: "place,period,value,lower,upper,boundary-year,note\n" +
			"north,2023,60,55,65,2023,\nnorth,2024,72,68,76,2023,\nsouth,2024,50,,,,few answers\n",
	}
}

// define stores indicators as a file does, after the places of the tests.
func define(t *testing.T, d *db.DB, all ...Indicator) error {
	t.Helper()
	return d.Update(t.Context(), func(tx *db.Tx) error {
		if err := place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
			{Ref: "county", Code: "E10", Name: "County", Kind: place.County},
			{Ref: "north", Code: "E07N", Name: "North", Kind: place.District, Within: "county"},
			{Ref: "south", Code: "E07S", Name: "South", Kind: place.District, Within: "county"},
		}}); err != nil {
			return err
		}
		return Define(t.Context(), &definition.Loading{Tx: tx, By: actor.System}, Definition{Indicators: all})
	})
}

// read returns the readings of an indicator in words, the latest first.
func read(t *testing.T, d *db.DB, ref string) (lines []string) {
	t.Helper()
	err := d.View(t.Context(), func(tx *db.Tx) error {
		lines = nil
		return db.Each(func(at string) (db.Page[Reading], error) { return Readings(t.Context(), tx, ref, at, 2) }, func(r Reading) error {
			lines = append(lines, fmt.Sprintf("%s %s %v %s-%s", r.Place, FormatPeriod(r.From, r.To), r.Value,
				formatNumber(r.Lower), formatNumber(r.Upper)))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestPeriodsAreReadAsSourcesWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"2021": "2021-01-01 2021-12-31", "2021/22": "2021-04-01 2022-03-31", "2021-22": "2021-04-01 2022-03-31",
		"1999/2000": "1999-04-01 2000-03-31", "2021-03": "2021-03-01 2021-03-31", "2024-02": "2024-02-01 2024-02-29",
		"2021 Q3": "2021-07-01 2021-09-30", "2021-Q4": "2021-10-01 2021-12-31", "2021-03-21": "2021-03-21 2021-03-21",
		"2021-03-21T00:00:00": "2021-03-21 2021-03-21", "2021-04-01/2022-03-31": "2021-04-01 2022-03-31", "2018 to 2020": "2018-01-01 2020-12-31",
		"2018 – 2020": "2018-01-01 2020-12-31", "21/03/2021": "2021-03-21 2021-03-21", " 2021 ": "2021-01-01 2021-12-31",
		"2011-12": "", "2021/24": "", "2021-13": "", "2021-02-30": "", "31/02/2021": "", "last year": "", "": "", "2022-03-31/2021-04-01": "",
		"99999": "", "2020 to 2018": "",
	} {
		from, to, err := ParsePeriod(text)
		got := from.Format(time.DateOnly) + " " + to.Format(time.DateOnly)
		if err != nil {
			got = ""
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", text, err)
			}
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
		if err == nil {
			again, end, err := ParsePeriod(FormatPeriod(from, to))
			if err != nil || !again.Equal(from) || !end.Equal(to) {
				t.Errorf("%q is written as %q", text, FormatPeriod(from, to))
			}
		}
	}
}

// A reading is compared with the latest before it that is about other days and the same boundaries. Otherwise it says why not.
func TestReadingsAreComparedOnlyIfTheyCanBe(t *testing.T) {
	reading := func(period string, value, half float64, boundaries int) Reading {
		from, to, err := ParsePeriod(period)
		if err != nil {
			t.Fatal(err)
		}
		r := Reading{From: from, To: to, Value: value, Boundaries: boundaries}
		if half > 0 {
			lower, upper := value-half, value+half
			r.Lower, r.Upper = &lower, &upper
		}
		return r
	}
	i := safe()
	for _, test := range []struct {
		name     string
		readings []Reading
		before   string // period
		verdict  trend.Verdict
		why      WhyNot
	}{
		{"better", []Reading{reading("2020", 10, 1, 0), reading("2021", 20, 1, 0)}, "2020", trend.Better, 0},
		{"in any order", []Reading{reading("2021", 20, 1, 0), reading("2020", 10, 1, 0)}, "2020", trend.Better, 0},
		{"noise", []Reading{reading("2020", 10, 5, 0), reading("2021", 11, 5, 0)}, "2020", trend.NoClearChange, 0},
		{"no interval", []Reading{reading("2020", 10, 0, 0), reading("2021", 20, 1, 0)}, "2020", trend.CannotTell, 0},
		{"one reading", []Reading{reading("2021", 20, 1, 0)}, "", 0, NoEarlier},
		{"rolling years", []Reading{reading("2018 to 2020", 10, 1, 0), reading("2019 to 2021", 20, 1, 0)}, "", 0, Overlaps},
		{"rolling years with an earlier one", []Reading{reading("2016 to 2018", 10, 1, 0), reading("2018 to 2020", 12, 1, 0),
			reading("2019 to 2021", 20, 1, 0)}, "2016-01-01/2018-12-31", trend.Better, 0},
		{"new boundaries", []Reading{reading("2020", 10, 1, 2011), reading("2021", 20, 1, 2021)}, "", 0, OtherBoundaries},
	} {
		c := i.Compare(test.readings)
		before := ""
		if c.Before != nil {
			before = FormatPeriod(c.Before.From, c.Before.To)
		}
		if before != test.before || c.Change.Verdict != test.verdict || c.Why != test.why {
			t.Errorf("%s: %s, %+v", test.name, before, c)
		}
	}
	slow := i.Compare([]Reading{reading("2020", 10, 2, 0), reading("2021", 12, 2, 0), reading("2022", 14, 2, 0)})
	if slow.Change.Verdict != trend.NoClearChange || slow.First == nil || slow.First.Value != 10 || slow.Since.Verdict != trend.Better {
		t.Errorf("a slow change: %+v", slow)
	}
	if i.Compare(nil) != nil {
		t.Error("no readings can be compared")
	}
}

// Without a direction, a source, a unit or a theme an indicator is refused, and so is half a target.
func TestIndicatorNeedsDirectionSourceAndTheme(t *testing.T) {
	for name, change := range map[string]func(*Indicator){
		"direction": func(i *Indicator) { i.Direction = "" }, "other direction": func(i *Indicator) { i.Direction = "up" },
		"theme": func(i *Indicator) { i.Theme = "" }, "unit": func(i *Indicator) { i.Unit = " " },
		"source": func(i *Indicator) { i.Source.Name = "" }, "definition": func(i *Indicator) { i.Definition = "" },
		"title": func(i *Indicator) { i.Title = "" }, "decimals": func(i *Indicator) { i.Decimals = 7 },
		"interval": func(i *Indicator) { i.Level = 5 }, "licence": func(i *Indicator) { i.Licence = "free" },
		"address": func(i *Indicator) { i.Source.Address = "javascript:x" },
		"target":  func(i *Indicator) { i.Target = new(float64) }, "date": func(i *Indicator) { i.TargetBy = day("2030-01-01") },
	} {
		i := safe()
		if change(&i); !fault.Is(i.validate(), fault.Invalid) {
			t.Errorf("%s: %v", name, i.validate())
		}
	}
	i := safe()
	if err := i.validate(); err != nil {
		t.Error(err)
	}
}

// Loading the same file again changes nothing; other readings need a reason, and what was published stays to be read.
func TestReadingsAreCorrectedAndNotOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 2 {
			if err := define(t, d, safe()); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{"south 2024 50 -", "north 2024 72 68-76", "north 2023 60 55-65"}
		if got := read(t, d, "safe"); !slices.Equal(got, want) {
			t.Fatalf("%q, want %q", got, want)
		}
		i := safe()
		i.Text = strings.Replace(i.Text, "72,68,76", "71,67,75", 1)
		if err := define(t, d, i); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Enter why") {
			t.Errorf("without a reason: %v", err)
		}
		i.Correction = "The source revised it."
		if err := define(t, d, i); err != nil {
			t.Fatal(err)
		}
		if got := read(t, d, "safe"); got[1] != "north 2024 71 67-75" {
			t.Errorf("%q", got)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := Corrections(t.Context(), tx, "safe", "", 10)
			if err != nil {
				return err
			}
			if n := len(all.Items); n != 1 || all.Items[0].Why != i.Correction || all.Items[0].Before.Value != 72 ||
				all.Items[0].After.Value != 71 || all.Items[0].Version != 2 {
				t.Errorf("%d corrections: %+v", n, all.Items)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Mistakes in a file of definitions name the row, and nothing of the file is stored.
func TestWrongReadingsInAFileStoreNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for text, say := range map[string]string{
			"place,period,value\nnorth,2023,60\nnorth,2023,61\n":                "Row 3: Row 2 is about the same",
			"place,period,value\nnorth,2023,sixty\n":                            "Row 2: “sixty”",
			"place,period,value\nnorth,soon,6\n":                                "Row 2: “SOON”",
			"place,period,value,lower,upper\nnorth,2023,6,7,8\n":                "outside its interval",
			"place,period,value,lower,upper\nnorth,2023,6,5,\n":                 "both a lower and an upper",
			"place,period,value,boundary-year\nnorth,2023,6,old\n":              "“old” is not a year",
			"place,period,value\natlantis,2023,6\n":                             "No row of the file",
			"place,period,value\nnorth,2023,1e300\n":                            "below 1,000,000",
			"place,period,value\nnorth,1066,6\n":                                "between the years",
			"place,when,value\nnorth,2023,6\n":                                  "no column “period”",
			"place,period,value,note\nnorth,2023,6," + strings.Repeat("x", 301): "300 characters",
		} {
			i := safe()
			i.Text = text
			if !strings.Contains(text, "lower") {
				i.Columns = Mapping{Place: "place", Period: "period", Value: "value"}
				if strings.Contains(text, "boundary") {
					i.Columns.Boundaries = "boundary-year"
				}
				if strings.Contains(text, "note") {
					i.Columns.Note = "note"
				}
			} else {
				i.Columns = Mapping{Place: "place", Period: "period", Value: "value", Lower: "lower", Upper: "upper"}
			}
			if err := define(t, d, i); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), say) {
				t.Errorf("%q: %v, want %q", text, err, say)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			if _, err := Get(t.Context(), tx, "safe"); !fault.Is(err, fault.NotFound) {
				t.Errorf("something is stored: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// What is exported loads again as the same.
func TestExportedIndicatorsLoadAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := define(t, d, safe()); err != nil {
			t.Fatal(err)
		}
		before := read(t, d, "safe")
		files := map[string]any{}
		err := d.View(t.Context(), func(tx *db.Tx) error { return export(t.Context(), tx, files) })
		if err != nil {
			t.Fatal(err)
		}
		file, ok := files["indicators/safe.yaml"].(*Definition)
		if !ok || !strings.Contains(file.Indicators[0].Text, `"north","2023","60","55","65","2023",""`) {
			t.Fatalf("%+v, %t", file, ok)
		}
		if err := define(t, d, file.Indicators...); err != nil {
			t.Fatal(err)
		}
		if after := read(t, d, "safe"); !slices.Equal(after, before) {
			t.Errorf("%q, want %q", after, before)
		}
	})
}
