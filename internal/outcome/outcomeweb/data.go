package outcomeweb

import (
	"context"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/jsonstat"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// row is a reading with its indicator and its place.
type row struct {
	outcome.Reading
	indicator *outcome.Indicator
	in        place.Place
}

// columns are those of a reading, in the table of all and in the file of one indicator.
var columns = []csvw.Column[row]{
	csvw.Text("indicator", "Indicator", "The indicator’s name in its web address.", func(x row) string { return x.indicator.Ref }),
	csvw.Text("title", "Title", "The title of the indicator.", func(x row) string { return x.indicator.Title }),
	csvw.Text("theme", "Theme", "safety, environment, health, learning, income, access or belonging.",
		func(x row) string { return string(x.indicator.Theme) }),
	csvw.Text("areacd", "Area code", "The code of the place from the statistics office.", func(x row) string { return x.in.Code }),
	csvw.Text("areanm", "Area name", "The name of the place.", func(x row) string { return x.in.Name }),
	csvw.Text("place", "Place", "The place’s name in its web address.", func(x row) string { return x.Place }),
	csvw.Text("period", "Period", "The period: a year, a year from April like 2021/22, a day, or two days with a slash.",
		func(x row) string { return outcome.FormatPeriod(x.From, x.To) }),
	csvw.Day("from", "From", "The first day of the period.", func(x row) time.Time { return x.From }),
	csvw.Day("to", "To", "The last day of the period.", func(x row) time.Time { return x.To }),
	csvw.Number("value", "Value", "The value.", func(x row) *float64 { return &x.Value }),
	csvw.Number("lower", "Lower", "The lower end of the interval. Empty if the source gives none.", func(x row) *float64 { return x.Lower }),
	csvw.Number("upper", "Upper", "The upper end of the interval. Empty if the source gives none.", func(x row) *float64 { return x.Upper }),
	csvw.Text("unit", "Unit", "What the value is in.", func(x row) string { return x.indicator.Unit }),
	csvw.Text("direction", "Direction", "higher: higher values are better. lower: lower values are better. neither: neither is.",
		func(x row) string { return string(x.indicator.Direction) }),
	{Name: "boundaryYear", Title: "Boundary year", Datatype: csvw.Integer,
		Description: "The year of the boundaries of the place. Empty if the source does not say.",
		Value:       func(x row) string { return outcome.FormatYear(x.Boundaries) }},
	csvw.Text("note", "Note", "A note about the reading.", func(x row) string { return x.Note }),
	csvw.Text("source", "Source", "Who published the readings first.", func(x row) string { return x.indicator.Source.Name }),
	csvw.Text("sourceAddress", "Address of the source", "The web address of the source.",
		func(x row) string { return x.indicator.Source.Address }),
	csvw.Text("licence", "Licence", "The address of the licence of the source. Empty if it is not known or has none.",
		func(x row) string { return x.indicator.Licence.Address() }),
	csvw.Text("licenceName", "Name of the licence", "Its name in English.", func(x row) string { return x.indicator.Licence.Label().In(nil) }),
	csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
		func(x row) string { return x.indicator.Invented }),
}

// readingsTable has the readings of all indicators.
var readingsTable = web.NewDataTable(web.DataTable{
	Ref: "quality-of-life", Order: 120, Title: locale.Lazy("Quality of life"), Page: outcome.ListPath, Rights: web.Rights{ByRow: true},
	Description: locale.Lazy("One row for each reading of an indicator, with its place, period and interval."),
}, web.DataRows[row]{
	Key:     []string{"indicator", "place", "from", "to"},
	Page:    func(x row) string { return outcome.Path(x.indicator.Ref) },
	Columns: columns,
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[row], error) {
		p, err := outcome.AllReadings(ctx, tx, at, web.RowsAtOnce)
		if err != nil {
			return db.Page[row]{}, err
		}
		refs := make([]string, len(p.Items))
		for n := range p.Items {
			refs[n] = p.Items[n].Indicator
		}
		indicators, err := outcome.GetMany(ctx, tx, refs)
		if err != nil {
			return db.Page[row]{}, err
		}
		readings := make([]outcome.Reading, len(p.Items))
		for n := range p.Items {
			readings[n] = p.Items[n].Reading
		}
		places, err := placesOf(ctx, tx, readings)
		items := make([]row, len(p.Items))
		for n, x := range p.Items {
			items[n] = row{x.Reading, indicators[x.Indicator], places[x.Place]}
		}
		return db.Paged(p, items), err
	},
})

// placesOf returns the places of readings.
func placesOf(ctx context.Context, tx *db.Tx, readings []outcome.Reading) (map[string]place.Place, error) {
	have, refs := map[string]place.Place{}, []string{}
	for _, r := range readings {
		if _, ok := have[r.Place]; !ok {
			have[r.Place] = place.Place{}
			refs = append(refs, r.Place)
		}
	}
	all, err := place.GetMany(ctx, tx, refs)
	for _, p := range all {
		have[p.Ref] = p
	}
	return have, err
}

// get returns the indicator of a request.
func (h *handlers) get(r *http.Request) (i *outcome.Indicator, err error) {
	return i, h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		i, err = outcome.Get(r.Context(), tx, r.PathValue("ref"))
		return err
	})
}

// downloadCSV sends the readings of an indicator as CSV.
func (h *handlers) downloadCSV(w http.ResponseWriter, r *http.Request) error {
	i, err := h.get(r)
	if err != nil {
		return err
	}
	to := &web.Download{To: w, Name: i.Ref + ".csv", Media: web.CSVMedia + "; charset=utf-8; header=present"}
	return csvw.WriteCSV(to, columns, func(fn func(row) error) error {
		return db.Each(func(at string) (p db.Page[row], err error) {
			err = h.DB.View(r.Context(), func(tx *db.Tx) error {
				p, err = rowsOf(r.Context(), tx, i, at)
				return err
			})
			return p, err
		}, fn)
	})
}

func rowsOf(ctx context.Context, tx *db.Tx, i *outcome.Indicator, at string) (db.Page[row], error) {
	p, err := outcome.Readings(ctx, tx, i.Ref, at, web.RowsAtOnce)
	if err != nil {
		return db.Page[row]{}, err
	}
	places, err := placesOf(ctx, tx, p.Items)
	items := make([]row, len(p.Items))
	for n, x := range p.Items {
		items[n] = row{x, i, places[x.Place]}
	}
	return db.Paged(p, items), err
}

// downloadJSON sends the readings of an indicator in JSON-stat 2.0, as one snapshot.
func (h *handlers) downloadJSON(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return h.DB.View(ctx, func(tx *db.Tx) error {
		i, err := outcome.Get(ctx, tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		refs, err := outcome.Places(ctx, tx, i.Ref)
		if err != nil {
			return err
		}
		periods, err := outcome.Periods(ctx, tx, i.Ref)
		if err != nil {
			return err
		}
		d := jsonstat.Dataset{
			Label: i.Title, Source: i.Source.Name, Notes: []string{i.Definition}, Address: h.SiteURL(r) + outcome.Path(i.Ref),
			Extension: map[string]any{"licence": i.Licence.Address(), "licenceName": i.Licence.Label().In(nil), "unit": i.Unit,
				"direction": string(i.Direction), "intervalLevel": i.Level},
		}
		areas := jsonstat.Dimension{ID: "areacd", Label: "Area", Role: "geo"}
		placeAt := map[string]int{}
		for start := 0; start < len(refs); start += web.RowsAtOnce {
			some, err := place.GetMany(ctx, tx, refs[start:min(start+web.RowsAtOnce, len(refs))])
			if err != nil {
				return err
			}
			for _, p := range some {
				placeAt[p.Ref] = len(areas.Categories)
				areas.Categories = append(areas.Categories, jsonstat.Category{Code: p.Code, Label: p.Name})
			}
		}
		times := jsonstat.Dimension{ID: "period", Label: "Period", Role: "time"}
		periodAt := map[string]int{}
		for n := len(periods) - 1; n >= 0; n-- {
			text := outcome.FormatPeriod(periods[n].From, periods[n].To)
			periodAt[text] = len(times.Categories)
			times.Categories = append(times.Categories, jsonstat.Category{Code: text, Label: text})
		}
		d.Dimensions = []jsonstat.Dimension{areas, times, {ID: "measure", Label: "Measure", Role: "metric",
			Categories: []jsonstat.Category{{Code: "value", Label: "Value"}, {Code: "lower", Label: "Lower"}, {Code: "upper", Label: "Upper"}}}}
		to := &web.Download{To: w, Name: i.Ref + ".json", Media: web.JSONMedia}
		return jsonstat.Write(to, d, func(set func([]int, float64)) error {
			return outcome.EachReading(ctx, tx, i.Ref, func(x outcome.Reading) error {
				at := []int{placeAt[x.Place], periodAt[outcome.FormatPeriod(x.From, x.To)], 0}
				for n, v := range []*float64{&x.Value, x.Lower, x.Upper} {
					if at[2] = n; v != nil {
						set(at, *v)
					}
				}
				return nil
			})
		})
	})
}

// correctionRow is a correction with the name of its place.
type correctionRow struct {
	outcome.Correction
	in place.Place
}

// then returns the reading before, or else the one after.
func (c correctionRow) then() *outcome.Reading {
	if c.Before != nil {
		return c.Before
	}
	return c.After
}

var correctionColumns = []csvw.Column[correctionRow]{
	csvw.Day("date", "Date", "The day of the correction.", func(c correctionRow) time.Time { return c.Changed }),
	csvw.Text("areacd", "Area code", "The code of the place.", func(c correctionRow) string { return c.in.Code }),
	csvw.Text("areanm", "Area name", "The name of the place.", func(c correctionRow) string { return c.in.Name }),
	csvw.Text("period", "Period", "The period of the reading.",
		func(c correctionRow) string { return outcome.FormatPeriod(c.then().From, c.then().To) }),
	csvw.Number("before", "Before", "The value that was published.", func(c correctionRow) *float64 { return valueOf(c.Before) }),
	csvw.Number("after", "After", "The value that is published now. Empty if it was withdrawn.",
		func(c correctionRow) *float64 { return valueOf(c.After) }),
	csvw.Text("why", "Why", "Why it was corrected.", func(c correctionRow) string { return c.Why }),
}

func valueOf(r *outcome.Reading) *float64 {
	if r == nil {
		return nil
	}
	return &r.Value
}

// corrections returns a page of the corrections of an indicator, with their places.
func corrections(ctx context.Context, tx *db.Tx, ref, at string, size int) (db.Page[correctionRow], error) {
	p, err := outcome.Corrections(ctx, tx, ref, at, size)
	if err != nil {
		return db.Page[correctionRow]{}, err
	}
	items, readings := make([]correctionRow, len(p.Items)), make([]outcome.Reading, len(p.Items))
	for n, c := range p.Items {
		items[n].Correction = c
		readings[n] = *items[n].then()
	}
	places, err := placesOf(ctx, tx, readings)
	for n := range items {
		items[n].in = places[readings[n].Place]
	}
	return db.Paged(p, items), err
}

// downloadCorrections sends what was corrected of the readings of an indicator as CSV, the newest first.
func (h *handlers) downloadCorrections(w http.ResponseWriter, r *http.Request) error {
	i, err := h.get(r)
	if err != nil {
		return err
	}
	to := &web.Download{To: w, Name: i.Ref + "-corrections.csv", Media: web.CSVMedia + "; charset=utf-8; header=present"}
	return csvw.WriteCSV(to, correctionColumns, func(fn func(correctionRow) error) error {
		return db.Each(func(at string) (p db.Page[correctionRow], err error) {
			err = h.DB.View(r.Context(), func(tx *db.Tx) error {
				p, err = corrections(r.Context(), tx, i.Ref, at, web.RowsAtOnce)
				return err
			})
			return p, err
		}, fn)
	})
}
