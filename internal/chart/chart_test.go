package chart

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The source of the page must not reveal hidden values.
func TestHiddenBarsHaveNoWidth(t *testing.T) {
	c := Bars{
		Bars: []Bar{
			{Label: "Many", Value: 40, Text: "40"},
			{Label: "Few", Value: 20, Text: "20"},
			{Label: "Hidden", Value: 7, Text: "hidden", Hidden: true},
			{Label: "Not set up", Text: "0"},
		},
	}
	var widths []string
	for _, d := range c.WithWidths() {
		widths = append(widths, d.Width)
	}
	if want := []string{"100.0%", "50.0%", "0", "0"}; !slices.Equal(widths, want) {
		t.Errorf("%v, want %v", widths, want)
	}
	c.Bars[2].Value = 4000 // nor may the widths of the others depend on it
	if got := c.WithWidths()[0].Width; got != "100.0%" {
		t.Errorf("beside a hidden bar the longest bar has the width %s", got)
	}
	c.Total = 80
	if got := c.WithWidths()[0].Width; got != "50.0%" {
		t.Errorf("the bar for 40 of 80 has the width %s", got)
	}
}

func options(texts ...string) (all []Option) {
	for _, text := range texts {
		all = append(all, Option{Text: text})
	}
	return all
}

func values(counts ...int64) Values {
	v := Values{Label: "Row", Counts: counts}
	for _, n := range counts {
		v.Base += n
	}
	for _, n := range counts {
		v.Shares, v.Texts = append(v.Shares, strconv.FormatInt(100*n/v.Base, 10)+"%"), append(v.Texts, strconv.FormatInt(n, 10))
	}
	return v
}

// The scale is spread over the opinions only: the middle answer is neutral, and “Don’t know” is no end of the scale.
//
// Row E1 of docs/faults.md.
func TestScaleIsSpreadOverOpinionsOnly(t *testing.T) {
	five := []string{"Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"}
	for _, test := range []struct {
		answers []string
		want    string
	}{
		{five, "p3 p1 n0 m1 m3"},
		{append(slices.Clone(five), "Don’t know"), "p3 p1 n0 m1 m3 other"},
		{append([]string{"Not sure"}, five...), "other p3 p1 n0 m1 m3"},
		{[]string{"Strongly support", "Support", "Oppose", "Strongly oppose", "No opinion"}, "p3 p1 m1 m3 other"},
		{[]string{"Good", "Fair", "Poor", "Does not apply"}, "p2 n0 m2 other"},
		{[]string{"Very important", "Fairly important", "Not very important", "Not important at all", "Don’t know"}, "s1 s3 s4 s6 other"},
		{[]string{"Every day", "Every week", "Less often"}, "s1 s4 s6"},
		{[]string{"Bus", "Car", "Train", "Bicycle", "On foot", "Taxi", "Tram"}, ""},
		{[]string{"Yes", "Don’t know"}, ""},
	} {
		if got := strings.Join(colours(options(test.answers...)), " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.answers, got, test.want)
		}
	}
}

// The middles of all bars are under each other, and answers that are no opinion begin at one place.
//
// Row E1 of docs/faults.md.
func TestMiddlesOfBarsAreAligned(t *testing.T) {
	s := NewScale(nil, "x", "Title", "", options("Agree", "Neither", "Disagree", "Don’t know"), []Values{
		values(60, 20, 10, 10), values(10, 30, 40, 20), {Label: "Hidden", Base: 5, Hidden: true},
	})
	if len(s.Rows) != 3 || s.Rows[2].Note == "" || len(s.Rows[2].Segments) > 0 {
		t.Fatalf("%+v", s.Rows)
	}
	for _, row := range s.Rows[:2] {
		neutral, other := row.Segments[1], row.Segments[3]
		if neutral.Class != "n0" || neutral.Text != s.Rows[0].Segments[1].Text {
			t.Errorf("the neutral answer is at %s, want %s", neutral.Text, s.Rows[0].Segments[1].Text)
		}
		if !other.IsHatched() || other.X != s.Rows[0].Segments[3].X || neutral.Share == "" {
			t.Errorf("don’t know: %+v", other)
		}
	}
	if !strings.Contains(s.Rows[0].Description, "Agree 60, Neither 20") {
		t.Error(s.Rows[0].Description)
	}
	if NewScale(nil, "x", "", "", options("Agree", "Disagree"), []Values{{Base: 9, Hidden: true}}) != nil {
		t.Error("a figure without a bar")
	}
}

// A trend shows the target at its date, and no figure for a single measurement.
//
// Row E7 of docs/faults.md.
func TestTrendReachesToItsTarget(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 3, 31, 0, 0, 0, 0, time.UTC) }
	baseline, target := 19.0, 12.0
	format := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) + "%" }
	readings := []Reading{{Date: day(2025), Value: 18}, {Date: day(2026), Value: 17}}
	got := NewTrend(nil, "x", "Title", "", readings, MaxDots, &baseline, &target, day(2027), format)
	if got.To != "31 March 2027" || got.Dots[1].X != "50.0%" || got.Target.Y != trendBottom || got.Baseline.Y != trendTop {
		t.Errorf("%+v %+v %+v", got, got.Target, got.Baseline)
	}
	if len(got.Measurements) != 2 || got.Measurements[1] != (Measurement{Date: "31 March 2026", Text: "17%"}) {
		t.Errorf("%+v", got.Measurements)
	}
	if NewTrend(nil, "x", "", "", readings[:1], MaxDots, &baseline, &target, day(2027), format) != nil {
		t.Error("a line of one point")
	}
}

// Of many measurements a trend shows as many as it may, with the first and the last, and says so.
func TestTrendShowsSomeOfManyMeasurements(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	var readings []Reading
	for i := range 100 {
		readings = append(readings, Reading{Date: day(1 + i), Value: float64(i)})
	}
	got := NewTrend(nil, "x", "Title", "", readings, 6, nil, nil, time.Time{}, func(v *float64) string { return strconv.Itoa(int(*v)) })
	if n := len(got.Measurements); n != 6 || len(got.Dots) != n || got.Measurements[0].Text != "0" || got.Measurements[n-1].Text != "99" {
		t.Errorf("%+v", got.Measurements)
	}
	if want := "The figure and its table show 6 of 100 measurements."; got.Thinned != want {
		t.Errorf("Thinned is %q, not %q", got.Thinned, want)
	}
	if got := NewTrend(nil, "x", "", "", readings[:6], 6, nil, nil, time.Time{}, func(*float64) string { return "" }); got.Thinned != "" {
		t.Errorf("6 of 6: %q", got.Thinned)
	}
}

// In small multiples a full bar means the same everywhere.
func TestMultiplesShareOneMeasure(t *testing.T) {
	m := NewMultiples("x", "", "", []Bars{{Bars: []Bar{{Value: 10}}}, {Bars: []Bar{{Value: 40}}}})
	if a, b := m.Panels[0].WithWidths()[0].Width, m.Panels[1].WithWidths()[0].Width; a != "25.0%" || b != "100.0%" {
		t.Error(a, b)
	}
}

// Several trends share one scale, which has room for their intervals, and a panel with one reading has no figure.
func TestTrendsShareAScale(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	value := func(v float64) *float64 { return &v }
	say := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) }
	all := NewTrends(nil, "en", []TrendPanel{
		{"a", "North", []Reading{{Date: day(1), Value: 10}, {Date: day(2), Value: 20, Lower: value(0), Upper: value(40), Period: "2020"}}},
		{"b", "South", []Reading{{Date: day(1), Value: 10}, {Date: day(2), Value: 15}}},
		{"c", "East", []Reading{{Date: day(1), Value: 1000}}},
	}, MaxDots, nil, time.Time{}, say)
	if len(all) != 2 || all[0].Dots[0].Y != all[1].Dots[0].Y {
		t.Fatalf("%+v", all)
	}
	if i := all[0].Intervals; len(i) != 1 || i[0].Y1 != trendBottom || i[0].Y2 != trendTop || i[0].X1 != all[0].Dots[1].X {
		t.Errorf("%+v", i)
	}
	if m := all[0].Measurements[1]; m != (Measurement{"2020", "20", "0 to 40"}) {
		t.Errorf("%+v", m)
	}
	if len(all[1].Intervals) != 0 || all[1].Measurements[1].Interval != "" {
		t.Errorf("%+v", all[1])
	}
}
