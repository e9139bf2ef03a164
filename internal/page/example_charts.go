package page

import (
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// chartsView shows every figure, for the gallery and for tests of the figures.
type chartsView struct {
	Lang, Title string
	Bars        []chart.Bars
	Scales      []*chart.Scale
	Multiples   *chart.Multiples
	Trends      []*chart.Trend
	Tiles       *chart.Tiles
	Crosses     []chart.Figure // answers by group, by each rule of chart.Choose
}

func (v chartsView) PageLang() string { return v.Lang }
func (chartsView) NoIndex() bool      { return true }

// ChartsPage shows every figure, from left to right and from right to left.
var ChartsPage = New(templateFiles, "templates/pages/charts.html", exampleCharts("", "Figures"), exampleCharts("ur", "Figures"))

// exampleScale returns the scale of two rows. counts are those of the first row; the second has them in the other order.
func exampleScale(id, title string, base int64, options []chart.Option, counts ...int64) *chart.Scale {
	row := func(label string, counts []int64) chart.Values {
		v := chart.Values{Label: label, Base: base, Counts: counts}
		for _, n := range counts {
			share := strconv.FormatInt((200*n+base)/(2*base), 10) + "%"
			v.Shares, v.Texts = append(v.Shares, share), append(v.Texts, strconv.FormatInt(n, 10)+" ("+share+")")
		}
		return v
	}
	turned := make([]int64, len(counts))
	for i, n := range counts {
		turned[len(counts)-1-i] = n
	}
	return chart.NewScale(nil, id, title, "en", options, []chart.Values{
		row("Buses in the evening and at weekends, and how to find out when they run", counts), row("Pavements", turned),
		{Label: "Ferries", Base: 4, Hidden: true},
	})
}

func exampleTrend(id, title string, target float64, values ...float64) *chart.Trend {
	format := func(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) + "%" }
	var readings []chart.Reading
	for i, v := range values {
		day := time.Date(2023+i, time.March, 31, 0, 0, 0, 0, time.UTC)
		readings = append(readings, chart.Reading{Date: day, Value: v})
	}
	due := time.Date(2028, time.March, 31, 0, 0, 0, 0, time.UTC)
	return chart.NewTrend(nil, id, title, "en", readings, chart.MaxDots, &values[0], &target, due, format)
}

func exampleCharts(lang, title string) chartsView {
	bars := chart.Bars{
		ID: "buses", Title: "“There is a bus when I need one.”", Caption: "1,204 people answered this question.", Lang: "en",
		Bars: []chart.Bar{
			{Label: "Strongly agree", Value: 118, Text: "118 (10%)", Lang: "en"}, {Label: "Agree", Value: 301, Text: "301 (25%)", Lang: "en"},
			{Label: "I do not use buses", Text: "fewer than 10, not shown", Hidden: true, Lang: "en"},
		},
	}
	age := func(title string, values ...float64) chart.Bars {
		b := chart.Bars{Title: title, Label: "Age", Lang: "en"}
		for i, name := range []string{"16 to 29", "30 to 59", "60 and over"} {
			b.Bars = append(b.Bars, chart.Bar{Label: name, Value: values[i], Text: strconv.Itoa(int(values[i])) + "%", Lang: "en"})
		}
		return b
	}
	agree := []chart.Option{
		{ID: "strongly-agree", Text: "Strongly agree"}, {ID: "agree", Text: "Agree"}, {ID: "neither", Text: "Neither agree nor disagree"},
		{ID: "disagree", Text: "Disagree"}, {ID: "strongly-disagree", Text: "Strongly disagree"}, {ID: "dont-know", Text: "Don’t know"},
	}
	support := []chart.Option{
		{ID: "strongly-support", Text: "Strongly support"}, {ID: "support", Text: "Support"}, {ID: "oppose", Text: "Oppose"},
		{ID: "strongly-oppose", Text: "Strongly oppose"},
	}
	often := []chart.Option{
		{ID: "day", Text: "Every day"}, {ID: "week", Text: "Every week"}, {ID: "month", Text: "Every month"}, {ID: "less", Text: "Less often"},
		{ID: "never", Text: "Never"}, {ID: "na", Text: "Does not apply"},
	}
	return chartsView{
		Lang: lang, Title: title, Bars: []chart.Bars{bars},
		Scales: []*chart.Scale{
			exampleScale("agree", "Two sides and a middle", 1204, agree, 418, 301, 130, 196, 77, 82),
			exampleScale("support", "Two sides without a middle", 1000, support, 400, 300, 200, 100),
			exampleScale("often", "One side", 1000, often, 100, 200, 300, 250, 100, 50),
		},
		Multiples: chart.NewMultiples("ages", "Age of respondents by area", "en", []chart.Bars{
			age("North", 9, 43, 48), age("South", 25, 50, 25), age("City", 40, 35, 25),
		}),
		Tiles: chart.NewTiles(nil, "districts", "Residents who are disabled", "en", []chart.Tile{
			{Column: 1, Row: 1, Name: "North West Exampleshire", Href: "/places/north-west", Value: 17.5, Text: "17.5%"},
			{Column: 2, Row: 1, Name: "Exampleton", Href: "/places/exampleton", Value: 15.1, Text: "15.1%"},
			{Column: 3, Row: 2, Name: "Melby", Href: "/places/melby", Missing: true},
		}, func(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) + "%" }),
		Crosses: exampleCrosses(lang),
		Trends: []*chart.Trend{
			exampleTrend("fall", "Residents who did not use a service because it was hard to reach", 12, 19, 18, 17),
			exampleTrend("rise", "Reports of hate incidents that got a reply", 95, 40, 70, 65, 90),
		},
	}
}

// exampleCrosses returns the figures of answers by group. A number is hidden in each.
func exampleCrosses(lang string) (all []chart.Figure) {
	group := func(name string, column int, counts ...int64) chart.Group {
		g := chart.Group{ID: name, Name: name, Column: column, Row: 1 + column/3}
		for _, n := range counts {
			g.Base += max(n, 7) // 7 is a hidden number
		}
		for _, n := range counts {
			cell := chart.Cell{N: n, Base: g.Base, Text: strconv.FormatInt(n, 10)}
			if n < 0 {
				cell = chart.Cell{Hidden: "[c]"}
			}
			g.Cells = append(g.Cells, cell)
		}
		return g
	}
	const hidden = -1
	options := func(texts ...string) (all []chart.Option) {
		for _, text := range texts {
			all = append(all, chart.Option{Text: text})
		}
		return all
	}
	for _, c := range []chart.Cross{
		{ID: "travel", Title: "How do you travel?", Options: options("Bus", "Car", "On foot"), Everyone: group("", 0, 90, 180, 30),
			Groups: []chart.Group{group("16 to 29", 0, 45, 20, 15), group("30 to 59, with children under 16 at home", 0, 25, 100, 10),
				group("60 and over", 0, hidden, 60, hidden)}},
		{ID: "by-district", Title: "The bus is on time.", Options: options("Agree", "Neither agree nor disagree", "Disagree"),
			Everyone: group("", 0, 90, 30, 80),
			Groups: []chart.Group{group("Exampleton", 1, 40, 10, 20), group("Melby", 2, 20, 10, 40),
				group("North Sampleshire", 3, hidden, 10, 20)}},
		{ID: "pyramid", Title: "Sex by age", Question: "sex", By: "age", Options: options("Female", "Male"), Groups: []chart.Group{
			group("16 to 29", 0, 60, 45), group("30 to 44", 0, 120, 90), group("45 to 59", 0, 140, 100), group("60 to 74", 0, 80, 95),
			group("75 and over", 0, hidden, 30)}},
	} {
		c.Lang = "en"
		all = append(all, chart.Choose(locale.For(lang), c))
	}
	return all
}
