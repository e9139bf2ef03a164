package place

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/represent"
)

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

// examplePlaces are a county with two districts.
func examplePlaces() Definition {
	return Definition{[]Place{
		{Ref: "county", Code: "E10", Name: "Exampleshire", Kind: County},
		{Ref: "north", Code: "E07N", Name: "North Éxample", Kind: District, Within: "county", Column: 1, Row: 1},
		{Ref: "south", Code: "E07S", Name: "South", Kind: District, Within: "county", Column: 1, Row: 2},
	}}
}

func exampleTable() Table {
	return Table{Ref: "sex", Title: "Sex", Measure: Parts, Whole: "All", Source: "A census, table 9", Date: day("2021-03-21"),
		Compare: []Comparison{{Question: "sex", Groups: map[string]string{"Women": "female", "Men": "male"}},
			{Question: "district", Places: map[string]string{"north": "n", "south": "s"}, Of: "of all"}},
		Text: "place,category,value\nE10,All,100\nE10,Women,51\nE10,Men,49\nnorth,All,60\nSouth,All,40\n"}
}

// define stores places and tables in a transaction.
func define(t *testing.T, d *db.DB, places Definition, tables ...Table) error {
	t.Helper()
	s := &Service{d}
	return d.Update(t.Context(), func(tx *db.Tx) error {
		if err := Define(t.Context(), tx, actor.System, places); err != nil {
			return err
		}
		return s.defineTables(t.Context(), tx, actor.System, TableDefinition{tables})
	})
}

// Figures are found by place and by table, and respondents of an area can be compared with them.
func TestFiguresAreKeptByPlaceAndTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		entries := func() (n int64) {
			err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				n, err = db.One(t.Context(), tx, db.Int, `SELECT COUNT(*) FROM audit_entry`)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := define(t, d, examplePlaces(), exampleTable()); err != nil {
			t.Fatal(err)
		}
		if before := entries(); define(t, d, examplePlaces(), exampleTable()) != nil || entries() != before || before != 4 {
			t.Errorf("%d entries after the same definitions again, and %d before", entries(), before)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			known, err := KnownOf(t.Context(), tx, "county")
			if err != nil || len(known) != 1 || known[0].Figures["Women"] != 51 || known[0].Table.Total(known[0].Figures) != 100 {
				t.Errorf("known of the county: %+v, %v", known, err)
			}
			in, err := TablePage(t.Context(), tx, "sex", "", 2)
			if err != nil || len(in.Items) != 2 || in.Items[1].Ref != "north" || in.Items[1].Figures["All"] != 60 || in.Next == "" {
				t.Errorf("page of the table: %+v, %v", in, err)
			}
			have, err := Benchmarks(t.Context(), tx, " exampleSHIRE ")
			sex := represent.Benchmark{Basis: represent.Basis{Question: "sex", Area: " exampleSHIRE "}, Population: represent.Residents,
				Source: "A census, table 9", Date: "2021-03-21", People: []represent.People{{ID: "female", N: 51}, {ID: "male", N: 49}}}
			if err != nil || !reflect.DeepEqual(have["sex"], sex) || have["district"].Of != "of all" ||
				!slices.Equal(have["district"].People, []represent.People{{ID: "n", N: 60}, {ID: "s", N: 40}}) {
				t.Errorf("benchmarks: %+v, %v", have, err)
			}
			if p, err := ForArea(t.Context(), tx, "north example"); err != nil || p.Ref != "north" {
				t.Errorf("place of an area: %+v, %v", p, err)
			}
			tiles, err := TilesWith(t.Context(), tx, day("2026-01-01"), "sex")
			if err != nil || len(tiles) != 2 || tiles[1].Figures["All"] != 40 {
				t.Errorf("tiles: %+v, %v", tiles, err)
			}
			files := map[string]any{}
			if err := exportTables(t.Context(), tx, files); err != nil {
				return err
			}
			exported := *files["figures/sex.yaml"].(*TableDefinition)
			if again := exported.Tables[0]; define(t, dbtest.Open(t, t.TempDir()+"/again.db"), examplePlaces(), again) != nil ||
				again.Text != "\"place\",\"category\",\"value\"\n\"county\",\"All\",\"100\"\n\"county\",\"Women\",\"51\"\n\"county\",\"Men\",\"49\"\n"+
					"\"north\",\"All\",\"60\"\n\"south\",\"All\",\"40\"\n" {
				t.Errorf("exported: %q", again.Text)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestPlacesAndTablesAreValidated(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/place.db")
	for name, change := range map[string]func(*Definition, *Table){
		"lower-case":    func(p *Definition, _ *Table) { p.Places[0].Ref = "The County" },
		"its name":      func(p *Definition, _ *Table) { p.Places[0].Name = " " },
		"its code":      func(p *Definition, _ *Table) { p.Places[0].Code = "" },
		"already":       func(p *Definition, _ *Table) { p.Places[2].Code = "E07N" },
		"small-area":    func(p *Definition, _ *Table) { p.Places[0].Kind = "village" },
		"no place with": func(p *Definition, _ *Table) { p.Places[1].Within = "nowhere" },
		"larger kind": func(p *Definition, _ *Table) {
			p.Places[1].Kind, p.Places[1].Within = Ward, "south"
			p.Places[2].Kind = SmallArea
			slices.Reverse(p.Places[1:])
		},
		"part of itself": func(p *Definition, _ *Table) { p.Places[0].Within = "county" },
		"before it begin": func(p *Definition, _ *Table) {
			p.Places[0].From, p.Places[0].Until = day("2020-01-02"), day("2020-01-01")
		},
		"tile map":      func(p *Definition, _ *Table) { p.Places[0].Column = 3 },
		"a title":       func(_ *Definition, t *Table) { t.Title = "" },
		"of its source": func(_ *Definition, t *Table) { t.Source = "" },
		"the date":      func(_ *Definition, t *Table) { t.Date = time.Time{} },
		"parts, counts": func(_ *Definition, t *Table) { t.Measure = "many" },
		"https://":      func(_ *Definition, t *Table) { t.Address = "javascript:x" },
		"a question":    func(_ *Definition, t *Table) { t.Compare[0].Question = "" },
		"not a number":  func(_ *Definition, t *Table) { t.Text += "south,Men,many\n" },
		"second figure": func(_ *Definition, t *Table) { t.Text += "south,All,4\n" },
	} {
		places, table := examplePlaces(), exampleTable()
		change(&places, &table)
		err := define(t, d, places, table)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := d.Update(t.Context(), func(tx *db.Tx) error { return Define(t.Context(), tx, actor.Actor{}, examplePlaces()) })
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("defining places without permission: %v", err)
	}
}

// A mapping takes the figures of a file by the names of its columns, in both usual forms, and says what it leaves out.
func TestMappingsReadFiles(t *testing.T) {
	placeOf := func(text string) string { return map[string]string{"E1": "one", "E2": "two"}[text] }
	long := "# a comment\ncode,topic,group,people\nE1,Age,0-4,\"1,030\"\nE1,Age,5-9,12\nE1,Sex,Women,7\nE9,Age,0-4,3\nE2,Age,0-4,[c]\n"
	wide := "code,Score,Share,Other\nE2,-1.5,12.5%,x\nE1,..,3,4\n"
	read := func(text string, m Mapping) (*Reading, error) {
		rows, err := ReadCSV([]byte(text))
		if err != nil {
			return nil, err
		}
		return m.read(rows, placeOf)
	}
	ages := Mapping{Place: "code", Category: "group", Values: []string{"people"}, Only: "topic", Is: "Age", LeaveOut: []string{"5-9"}}
	got, err := read(long, ages)
	if err != nil || got.Figures != 1 || got.Rows[0].Figures["0-4"] != 1030 || got.Withheld != 1 ||
		!slices.Equal(got.Unknown, []string{"E9"}) {
		t.Errorf("long: %+v, %v", got, err)
	}
	got, err = read(wide, Mapping{Place: "code", Values: []string{"Score", "Share"}})
	if err != nil || got.Figures != 3 || got.Rows[0].Figures["Score"] != -1.5 || got.Rows[1].Figures["Share"] != 3 || got.Withheld != 1 {
		t.Errorf("wide: %+v, %v", got, err)
	}
	for text, m := range map[string]Mapping{
		"no column":           {Place: "place", Values: []string{"Score"}},
		"column with figures": {Place: "code"},
		"one column":          {Place: "code", Category: "Other", Values: []string{"Score", "Share"}},
		"about a place":       {Place: "Score", Values: []string{"Share"}},
	} {
		if _, err := read(wide, m); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for name, text := range map[string]string{
		"UTF-8": "code\xff,Score\nE1,1\n", "quotation": "code,Score\n\"E1\"x,1\n", "first line": "code,Score\n",
		"columns": strings.Repeat("a,", maxColumns+1) + "\n1\n", "rows": "a\n" + strings.Repeat("1\n", maxRows+1),
		"MB or smaller": strings.Repeat("a", MaxFileBytes+1),
	} {
		if _, err := ReadCSV([]byte(text)); err == nil || !strings.Contains(fault.Message(err), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
