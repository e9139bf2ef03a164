package information

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/paygap"
)

// payroll is an invented payroll with small groups.
var payroll = &Invented{
	Seed: 7, People: 900, Reduced: 4, Bonus: 20,
	Grades: []Grade{{Weight: 3, From: 12, To: 18, Women: 70}, {Weight: 1, From: 18, To: 55, Women: 45}},
	Answers: map[equality.CharacteristicCode]map[string]float64{
		equality.Race:       {"Asian": 20, "Roma": 0.6, "White": 70, "Prefer not to say": 6, "Not asked": 4},
		equality.Disability: {"Yes": 10, "No": 80, "": 10},
	},
}

func compute(t *testing.T, kind SetKind, s *Sheet) *Result {
	t.Helper()
	r, err := Compute(kind, s, Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The published figures by sex are those of package paygap, which are checked against examples worked out by hand.
func TestPayGapsAreThoseOfTheRegulations(t *testing.T) {
	var file bytes.Buffer
	if err := payroll.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	employees, err := paygap.ReadCSV(bytes.NewReader(file.Bytes()), "sex")
	if err != nil {
		t.Fatal(err)
	}
	want, err := paygap.Calculate(employees, "male")
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := ReadSheet(file.Bytes(), "pay.csv")
	if err != nil {
		t.Fatal(err)
	}
	set := Set{Figures: compute(t, Payroll, sheet).Figures}
	gap := set.Gap(equality.Sex)
	if gap == nil || gap.Reference != "Male" || len(gap.Groups) != 2 || len(gap.Quarters) != 4 {
		t.Fatalf("%+v", gap)
	}
	women := want.Groups[1]
	got := gap.Groups[1]
	for _, pair := range [][2]string{
		{got.MeanHourly.String(), women.MeanHourlyGap.String()}, {got.MedianHourly.String(), women.MedianHourlyGap.String()},
		{got.MeanBonus.String(), women.MeanBonusGap.String()}, {got.MedianBonus.String(), women.MedianBonusGap.String()},
		{got.BonusRate.String(), women.BonusRate.String()}, {gap.Quarters[3].Shares[1].String(), want.Quarters[3].Shares[1].String()},
	} {
		if pair[0] != pair[1] || strings.Contains(pair[0], "[") {
			t.Errorf("%s, want %s", pair[0], pair[1])
		}
	}
	if again := compute(t, Payroll, payroll.Sheet()); fmt.Sprint(again.Figures) != fmt.Sprint(set.Figures) {
		t.Error("the same seed made another payroll")
	}
}

// The four states are counted apart, and shares are of the people who answered.
func TestStatesOfAnswersAreCountedApart(t *testing.T) {
	s := &Sheet{Heads: []string{"Ethnicity", "Age"}}
	for i, text := range slices.Concat(slices.Repeat([]string{"White"}, 30), slices.Repeat([]string{"Asian"}, 20),
		slices.Repeat([]string{"Rather not say"}, 12), slices.Repeat([]string{""}, 11), slices.Repeat([]string{"Not recorded"}, 13)) {
		s.Rows, s.lines = append(s.Rows, []string{text, fmt.Sprint(20 + i%50)}), append(s.lines, i+2)
	}
	r := compute(t, Workforce, s)
	at := slices.IndexFunc(r.Figures.Profiles, func(p Profile) bool { return p.Characteristic == equality.Race })
	p := r.Figures.Profiles[at]
	got := fmt.Sprint(p.Groups, p.Table.Cells, p.Table.Shares, p.Table.Answered, p.Table.PreferNotToSay, p.Table.Skipped,
		p.Table.NotAsked, p.Declared)
	if want := "[Asian White] [20 30] [40 60] 50 12 11 13 58"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if ages := r.Figures.Profiles[0]; ages.Groups[0] != "16 to 24" || len(ages.Groups) != 6 {
		t.Errorf("ages in years are counted in the bands %q", ages.Groups)
	}
	m := r.Mapping // two groups with one name are one, and a group can be a state
	m.Name(equality.Race, "asian", "Any group")
	m.Name(equality.Race, "White", "any group")
	m.Name(equality.Race, "Not recorded", "Not asked")
	if r, err := Compute(Workforce, s, m); err != nil || fmt.Sprint(r.Figures.Profiles[at].Table.Answered) != "50" ||
		len(r.Figures.Profiles[at].Groups) != 1 {
		t.Errorf("%v", err)
	}
}

// Small groups have no figures at all, and their pay cannot be worked out from those of other groups.
func TestPayOfSmallGroupsIsHidden(t *testing.T) {
	for seed := range uint64(30) {
		v := *payroll
		v.Seed = seed
		set := Set{Figures: compute(t, Payroll, v.Sheet()).Figures}
		for i, p := range set.Figures.Profiles {
			gap := set.Figures.Gaps[i]
			for j, g := range gap.Groups {
				n, shown := cellAt(p.Table, j).Number()
				hidden := g.MeanHourly.String() == "[c]" && g.MedianHourly.String() == "[c]" && g.MeanBonus.String() == "[c]" &&
					g.BonusRate.String() == "[c]"
				if !shown && (!hidden || len(gap.Quarters) > 0) {
					t.Fatalf("seed %d: the group %s is hidden, but has %+v and %d quarters", seed, g.Name, g, len(gap.Quarters))
				}
				if shown && n < 10 && p.Characteristic == equality.Race {
					t.Fatalf("seed %d: %d people of %s are shown", seed, n, g.Name)
				}
			}
		}
	}
	same := &Sheet{Heads: []string{"sex", "full_pay", "hourly_rate", "bonus_in_year"}}
	for i := range 60 {
		row := []string{"Male", "yes", fmt.Sprint(12 + i), ""}
		if i%2 == 0 {
			row = []string{"Female", "yes", "15", ""}
		}
		same.Rows, same.lines = append(same.Rows, row), append(same.lines, i+2)
	}
	set := Set{Figures: compute(t, Payroll, same).Figures}
	if g := set.Gap(equality.Sex).Groups[1]; g.MeanHourly.String() != "[c]" || g.MeanBonus.String() != "[z]" {
		t.Errorf("all women have one rate, and none a bonus: %+v", g)
	}
}

// Figures about nearly the same people must not differ by a few of them.
func TestFiguresOfNearlyTheSamePeopleAreCompared(t *testing.T) {
	set := func(women int, on time.Time) *Set {
		s := &Sheet{Heads: []string{"sex"}}
		for i := range 200 + women {
			s.Rows, s.lines = append(s.Rows, []string{map[bool]string{true: "Female", false: "Male"}[i < women]}), append(s.lines, i+2)
		}
		return &Set{Kind: Workforce, AsAt: on, Figures: compute(t, Workforce, s).Figures}
	}
	march := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	first := set(100, march)
	for _, test := range []struct {
		women int
		on    time.Time
		want  int
	}{{100, march, 0}, {103, march, 1}, {91, march.AddDate(0, 3, 0), 1}, {110, march, 0}, {4, march, 2}, {103, march.AddDate(1, 0, 0), 0}} {
		if got := set(test.women, test.on).Differences(first); len(got) != test.want {
			t.Errorf("%d women on %s: %v", test.women, test.on, got)
		}
	}
}

// A file is refused before it is read in full if it is too large, and with the line if it cannot be read.
func TestFilesThatCannotBeUsedAreRefused(t *testing.T) {
	for want, content := range map[string]string{
		"10 MB or smaller":   strings.Repeat("a", MaxBytes+1),
		"is empty":           "",
		"no rows":            "sex\n",
		"read line 2":        "sex\n\"a\"b\n",
		"more than 100 col":  strings.Repeat("a,", 100) + "a\nb\n",
		"Line 2 has 2 cells": "sex\nMale,1\n",
		"more than 60000":    "sex\n" + strings.Repeat("Male\n", maxRows+1),
		"more than 200 char": "sex\n" + strings.Repeat("m", maxCell+1) + "\n",
		"must be a CSV file": "%PDF-1.4\n%%EOF\n",
	} {
		_, err := ReadSheet([]byte(content), "a.csv")
		if err == nil || !strings.Contains(fault.Message(err), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	names := "sex\n"
	for i := range maxGroups + 1 {
		names += fmt.Sprintf("Person %d\n", i)
	}
	sheet, err := ReadSheet([]byte(names), "a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compute(Users, sheet, Mapping{}); err == nil || !strings.Contains(err.Error(), "40 different") {
		t.Errorf("a column of names: %v", err)
	}
}

// Workbooks and files with semicolons are read like CSV.
func TestWorkbooksAreRead(t *testing.T) {
	book := excelize.NewFile()
	for i, row := range [][]any{{"Sex", "Hourly rate"}, {"F", 12.1 + 0.2}, {"", nil}, {"M", 15}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{file.Bytes(), []byte("\ufeffSex;Hourly rate\r\nF;12.3\r\n;\r\nM;15\r\n")} {
		s, err := ReadSheet(content, "a.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(s.Heads, s.Rows, s.lines); got != "[Sex Hourly rate] [[F 12.3] [M 15]] [2 4]" &&
			got != "[Sex Hourly rate] [[F 12.300000] [M 15]] [2 4]" {
			t.Error(got)
		}
	}
}

// The CSV file of a release has the same numbers and marks as its page.
func TestDownloadHasWhatThePageHas(t *testing.T) {
	r := &Release{Figures: []Set{{Kind: Payroll, Note: "=1+1", AsAt: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC),
		Figures: compute(t, Payroll, payroll.Sheet()).Figures}}}
	var file bytes.Buffer
	if err := WriteCSV(&file, r); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, row := range rows[1:] {
		if row[2] != "'=1+1" || row[8] == "" {
			t.Fatalf("%q", row)
		}
		if row[8] == string(disclose.Confidential) {
			hidden++
		}
	}
	if len(rows) < 40 || hidden == 0 {
		t.Errorf("%d rows, %d hidden", len(rows), hidden)
	}
}
