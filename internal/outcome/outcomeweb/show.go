package outcomeweb

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the data for show.html.
type showView struct {
	Title, Theme, Lang string
	Back               page.Link
	Invented           string
	Definition, Plain  string
	Note               string
	Facts              []page.SummaryRow
	Unit               string
	Source             page.UserText
	SourceDate         string
	Licence            page.Link
	Map                *chart.Tiles // nil if no place of the map has a reading
	Table              tableView
	Trends             []*chart.Trend
	OneReading         bool // no place has an earlier reading
	Level              int
	Needs              []page.UserText
	Related            []web.ReferrerGroup
	Corrections        []correctionView
	AllCorrections     string // address of the file; "" if there are none
	Files              []page.Link
	Smaller            int64 // places of which only the files have readings
}

// Contents returns the links to the sections of the page.
func (v showView) Contents() (links []page.Link) {
	if len(v.Table.Rows) > 0 {
		links = append(links, page.Link{Text: locale.Key("Latest readings"), Href: "#latest"},
			page.Link{Text: locale.Key("Over time"), Href: "#trends"})
	}
	if len(v.Needs)+len(v.Related) > 0 {
		links = append(links, page.Link{Text: locale.Key("What this is context for"), Href: "#context"})
	}
	if len(v.Corrections) > 0 {
		links = append(links, page.Link{Text: locale.Key("Corrected readings"), Href: "#corrections"})
	}
	return links
}

// tableView are the latest readings by place.
type tableView struct {
	Title                            string
	Unit                             string // "" if the values have it
	Rows                             []readingView
	Intervals, Periods, Years, Notes bool // there are such columns
}

// readingView is a row of the table.
type readingView struct {
	Place                               page.UserText
	Value, Interval, Period, Year, Note string
	Change                              changeView
}

// correctionView is a reading that was corrected.
type correctionView struct{ Date, Place, Period, Before, After, Why string }

func exampleTrend() []*chart.Trend {
	lower, upper := 55.0, 65.0
	return chart.NewTrends(nil, "en", []chart.TrendPanel{{ID: "trend-a", Title: "Exampleton", Readings: []chart.Reading{
		{Date: time.Date(2023, 12, 31, 0, 0, 0, 0, time.UTC), Value: 60, Lower: &lower, Upper: &upper, Period: "2023"},
		{Date: time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC), Value: 72, Period: "2024"},
	}}}, outcome.ShownReadings, nil, time.Time{}, func(v *float64) string { return web.PagePrinter{}.Fixed(*v, 1) })
}

var showPage = page.New(files, "templates/show.html",
	showView{
		Title: "Pay", Theme: "Income", Lang: "en", Back: page.Link{Text: "Quality of life", Href: outcome.ListPath},
		Definition: "What people earn.",
		Unit:       "£", Source: page.UserText{Text: "Survey", Lang: "en"}, Licence: page.Link{Text: "Licence not known"},
	},
	showView{
		Title: "Feeling safe", Theme: "Safety", Lang: "en", Back: page.Link{Text: "Quality of life", Href: outcome.ListPath},
		Invented: "the readings", Definition: "Residents who say so.", Plain: "Do people feel safe?", Note: "Aged 16 and over.",
		Facts: []page.SummaryRow{{Key: "Which values are better", Value: "Higher is better"}}, Unit: "%",
		Source: page.UserText{Text: "Survey", Href: "https://example.org", Lang: "en"}, SourceDate: "1 June 2025",
		Licence: page.Link{Text: "Open Government Licence v3.0", Href: "https://example.org/ogl"},
		Map: web.NewPlaceMap(web.PagePrinter{}, "Feeling safe", []place.Place{{Ref: "exampleton", Name: "Exampleton", Column: 1, Row: 1}},
			func(place.Place) (float64, string, bool) { return 72, "72.0%", true },
			func(f float64) string { return web.PagePrinter{}.Fixed(f, 1) + "%" }),
		Table: tableView{Title: "Latest readings", Unit: "of 100 people", Intervals: true, Periods: true, Years: true,
			Notes: true, Rows: []readingView{
				{page.UserText{Text: "Exampleton", Href: "/places/exampleton", Lang: "en"}, "72.0%", "68.0 to 76.0", "2024", "2023", "Few answers.",
					changeView{Tag: page.Tag{Text: "No clear change", Colour: "grey"}, Text: "2.0 above the reading for 2023.",
						Since: page.Tag{Text: "Better", Colour: "green"}, SinceText: "12.0 above the reading for 2020."}},
				{page.UserText{Text: "Melby", Href: "/places/melby", Lang: "en"}, "50.0%", "", "2024", "", "",
					changeView{Text: "There is no earlier reading."}},
			}},
		Trends: exampleTrend(), OneReading: true, Level: 95, Smaller: 3,
		Needs: []page.UserText{{Text: "People fear the dark", Href: "/evidence/dark", Lang: "en"}},
		Related: []web.ReferrerGroup{{ID: "related-a", Heading: "Projects", Items: []web.ReferrerItem{
			{UserText: page.UserText{Text: "Street lights", Href: "/projects/lights", Lang: "en"}}}}},
		Corrections:    []correctionView{{"1 June 2025", "Exampleton", "2023", "61.0%", "60.0%", "The source revised it."}},
		AllCorrections: "/quality-of-life/safe/corrections.csv", Files: []page.Link{{Text: "CSV", Href: "/quality-of-life/safe/readings.csv"}},
	},
)

// shownCorrections is how many corrections the page of an indicator shows. The file has all.
const shownCorrections = 20

// loaded is what the page of an indicator shows.
type loaded struct {
	*outcome.Indicator
	places   []place.Place // large ones with readings, the largest first
	readings map[string][]outcome.Reading
	smaller  int64
	needs    []evidence.Need
	fixed    db.Page[correctionRow]
	related  []web.ReferrerGroup
	now      time.Time
}

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	var p loaded
	err := h.DB.View(ctx, func(tx *db.Tx) (err error) {
		p = loaded{}
		if p.Indicator, err = outcome.Get(ctx, tx, r.PathValue("ref")); err != nil {
			return err
		}
		if err := p.loadReadings(ctx, tx); err != nil {
			return err
		}
		if p.needs, err = evidence.GetMany(ctx, tx, p.Needs); err != nil {
			return err
		}
		if p.fixed, err = corrections(ctx, tx, p.Ref, "", shownCorrections); err != nil {
			return err
		}
		if p.now, err = tx.Now(ctx); err != nil {
			return err
		}
		p.related, err = h.FindReferrers(ctx, tx, words, web.IndicatorRecord, web.ReferrerQuery{Ref: p.Ref})
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, newShow(words, &p))
}

// loadReadings reads the readings of counties and districts, and counts the smaller places.
func (p *loaded) loadReadings(ctx context.Context, tx *db.Tx) error {
	large, err := place.Large(ctx, tx, place.District)
	if err != nil {
		return err
	}
	refs := make([]string, len(large))
	for i := range large {
		refs[i] = large[i].Ref
	}
	if p.readings, err = outcome.ReadingsOf(ctx, tx, p.Ref, refs); err != nil {
		return err
	}
	p.places = slices.DeleteFunc(large, func(one place.Place) bool { return len(p.readings[one.Ref]) == 0 })
	all, err := outcome.Places(ctx, tx, p.Ref)
	p.smaller = int64(len(all) - len(p.places))
	return err
}

func newShow(words web.PagePrinter, p *loaded) showView {
	lang := words.LangOrCouncil(p.Language)
	v := showView{
		Title: p.Title, Theme: p.Theme.Label().In(words.Printer), Lang: lang,
		Back:     page.Link{Text: words.Say("Quality of life"), Href: outcome.ListPath},
		Invented: p.Invented, Definition: p.Definition, Plain: p.EasyRead, Note: p.Note, Unit: p.Unit,
		Facts:  []page.SummaryRow{{Key: words.Say("Which values are better"), Value: p.Direction.Label().In(words.Printer)}},
		Source: page.UserText{Text: p.Source.Name, Href: p.Source.Address, Lang: lang}, SourceDate: words.Date(p.Source.Date),
		Licence: page.Link{Text: p.Licence.Label().In(words.Printer), Href: p.Licence.Address()},
		Level:   p.Level, Related: p.related, Smaller: p.smaller,
	}
	if p.Target != nil {
		v.Facts = append(v.Facts, page.SummaryRow{Key: words.Say("Target"),
			Value: words.Say("%s by %s", lazyValue{p.Indicator, *p.Target}, p.TargetBy)})
	}
	for _, n := range p.needs {
		v.Needs = append(v.Needs, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: words.LangOrCouncil("")})
	}
	v.addReadings(words, p)
	v.addCorrections(words, p)
	if len(p.places) > 0 || p.smaller > 0 {
		path := outcome.Path(p.Ref)
		v.Files = []page.Link{
			{Text: words.Say("CSV"), Href: path + "/readings.csv"}, {Text: words.Say("JSON-stat"), Href: path + "/readings.json"},
		}
	}
	return v
}

// addReadings adds the table of the latest readings, the map and the trends.
func (v *showView) addReadings(words web.PagePrinter, p *loaded) {
	var tiles []place.Place
	var panels []chart.TrendPanel
	latest := map[string]*outcome.Comparison{}
	v.OneReading = len(p.places) > 0
	for _, one := range p.places {
		c := p.Compare(p.readings[one.Ref])
		latest[one.Ref] = c
		v.OneReading = v.OneReading && len(p.readings[one.Ref]) == 1
		v.Table.Rows = append(v.Table.Rows, readingView{
			Place: placeLink(words, one), Value: number(words, p.Indicator, c.Latest.Value),
			Interval: interval(words, p.Indicator, &c.Latest), Period: lazyPeriod(c.Latest).In(words.Printer),
			Year: outcome.FormatYear(c.Latest.Boundaries), Note: c.Latest.Note, Change: newChange(words, p.Indicator, c),
		})
		if one.Column > 0 && one.ValidOn(p.now) {
			tiles = append(tiles, one)
		}
		panels = append(panels, newPanel(words, one, p.readings[one.Ref]))
	}
	v.Table.Title = words.Say("Latest readings")
	v.Table.count(words)
	if !isShort(p.Indicator) {
		v.Table.Unit = p.Unit
	}
	format := func(f float64) string { return number(words, p.Indicator, f) }
	if len(tiles) > 0 {
		v.Map = web.NewPlaceMap(words, p.Title, tiles, func(one place.Place) (float64, string, bool) {
			value := latest[one.Ref].Latest.Value
			return value, format(value), true
		}, format)
		v.Map.Lang = v.Lang
	}
	v.Trends = chart.NewTrends(words.Printer, words.LangOrCouncil(""), panels, outcome.ShownReadings, p.Target, p.TargetBy,
		func(f *float64) string { return format(*f) })
}

// count decides which columns the table has. Of what all rows have in common, the title says it once.
func (t *tableView) count(words web.PagePrinter) {
	for _, r := range t.Rows {
		t.Intervals = t.Intervals || r.Interval != ""
		t.Periods = t.Periods || r.Period != t.Rows[0].Period
		t.Years = t.Years || r.Year != t.Rows[0].Year
		t.Notes = t.Notes || r.Note != ""
	}
	if len(t.Rows) == 0 {
		return
	}
	switch first := t.Rows[0]; {
	case !t.Periods && !t.Years && first.Year != "":
		t.Title = words.Say("Readings for %s, in the boundaries of %s", first.Period, first.Year)
	case !t.Periods:
		t.Title = words.Say("Readings for %s", first.Period)
	}
}

func newPanel(words web.PagePrinter, one place.Place, readings []outcome.Reading) chart.TrendPanel {
	panel := chart.TrendPanel{ID: "trend-" + one.Ref, Title: one.Name}
	for _, r := range readings {
		panel.Readings = append(panel.Readings, chart.Reading{
			Date: r.To, Value: r.Value, Lower: r.Lower, Upper: r.Upper, Period: lazyPeriod(r).In(words.Printer),
		})
	}
	return panel
}

func (v *showView) addCorrections(words web.PagePrinter, p *loaded) {
	text := func(r *outcome.Reading) string {
		if r == nil {
			return ""
		}
		value := lazyValue{p.Indicator, r.Value}
		if between := interval(words, p.Indicator, r); between != "" {
			return words.Say("%s (%s)", value, locale.Verbatim(between))
		}
		return value.In(words.Printer)
	}
	for _, c := range p.fixed.Items {
		v.Corrections = append(v.Corrections, correctionView{
			Date: words.Date(c.Changed), Place: c.in.Name, Period: lazyPeriod(*c.then()).In(words.Printer),
			Before: text(c.Before), After: text(c.After), Why: c.Why,
		})
	}
	if len(v.Corrections) > 0 {
		v.AllCorrections = outcome.Path(p.Ref) + "/corrections.csv"
	}
}
