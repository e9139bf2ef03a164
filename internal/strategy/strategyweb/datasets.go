package strategyweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// strategiesTable has every strategy.
var strategiesTable = web.NewDataTable(web.DataTable{
	Ref: "strategies", Order: 30, Title: locale.Lazy("Strategies"), Page: "/strategies",
	Description: locale.Lazy("One row for each strategy, with the period that it is for."),
}, web.DataRows[*strategy.Strategy]{
	Key:  []string{"strategy"},
	Page: func(x *strategy.Strategy) string { return "/strategies/" + x.Slug },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[*strategy.Strategy], error) {
		return strategy.ListBrief(ctx, tx, at, 50)
	},
	Columns: []csvw.Column[*strategy.Strategy]{
		csvw.Text("strategy", "Strategy", "The strategy’s name in its web address.",
			func(x *strategy.Strategy) string { return x.Slug }),
		csvw.Text("title", "Title", "The title.", func(x *strategy.Strategy) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x *strategy.Strategy) string { return x.Language }),
		csvw.Text("summary", "Summary", "What it is about.", func(x *strategy.Strategy) string { return x.Summary }),
		csvw.Day("from", "From", "The first day of its period.", func(x *strategy.Strategy) time.Time { return x.From }),
		csvw.Day("to", "To", "The last day of its period.", func(x *strategy.Strategy) time.Time { return x.To }),
		csvw.Text("follows", "Follows", "The strategy that it replaced.", func(x *strategy.Strategy) string { return x.Follows }),
		csvw.Whole("aims", "Aims", "How many aims it has.", func(x *strategy.Strategy) int64 { return int64(len(x.Aims)) }),
		csvw.Whole("objectives", "Objectives", "How many objectives it has.",
			func(x *strategy.Strategy) int64 { return int64(len(x.Objectives())) }),
		csvw.Text("source", "Source", "Where it is from.", func(x *strategy.Strategy) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x *strategy.Strategy) string { return x.Source.Address }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x *strategy.Strategy) string { return x.Invented }),
	},
})

// objectivesTable has every objective of every strategy.
var objectivesTable = web.NewDataTable(web.DataTable{
	Ref: "objectives", Order: 40, Title: locale.Lazy("Objectives"), Page: "/strategies",
	Description: locale.Lazy("One row for each objective of a strategy, with its measure, baseline, target and due date."),
}, web.DataRows[strategy.Objective]{
	Key:  []string{"objective"},
	Page: func(x strategy.Objective) string { return "/objectives/" + x.Ref },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[strategy.Objective], error) {
		return strategy.ListObjectives(ctx, tx, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[strategy.Objective]{
		csvw.Text("objective", "Objective", "The objective’s name in its web address.",
			func(x strategy.Objective) string { return x.Ref }),
		csvw.Text("strategy", "Strategy", "The strategy that it belongs to.",
			func(x strategy.Objective) string { return x.Strategy }),
		csvw.Text("title", "Title", "The title.", func(x strategy.Objective) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x strategy.Objective) string { return x.Language }),
		csvw.Text("measure", "Measure", "What is measured.", func(x strategy.Objective) string { return x.Measure }),
		csvw.Text("unit", "Unit", "The unit of the measure.", func(x strategy.Objective) string { return x.Unit }),
		csvw.Number("baseline", "Baseline", "The value at the beginning.", func(x strategy.Objective) *float64 { return x.Baseline }),
		csvw.Number("target", "Target", "The value to reach.", func(x strategy.Objective) *float64 { return x.Target }),
		csvw.Day("due", "Due", "The day by which it should be reached.", func(x strategy.Objective) time.Time { return x.By }),
		csvw.Text("owner", "Role responsible", "The role that is responsible for it.",
			func(x strategy.Objective) string { return x.Owner }),
		csvw.Text("better", "Better", "higher or lower: which values are better.",
			func(x strategy.Objective) string { return string(x.Direction()) }),
		csvw.Whole("measured_every", "Measured every", "How many months are between measurements.",
			func(x strategy.Objective) int64 { return int64(x.Interval()) }),
		csvw.Flag("as_published", "As published", "Whether it was entered as an old strategy has it, with its gaps.",
			func(x strategy.Objective) bool { return x.AsPublished }),
		csvw.Text("source", "Source", "Where it is from.", func(x strategy.Objective) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x strategy.Objective) string { return x.Source.Address }),
	},
})

// readingsTable has every measurement of every objective.
var readingsTable = web.NewDataTable(web.DataTable{
	Ref: "measurements", Order: 50, Title: locale.Lazy("Measurements"), Page: "/progress",
	Description: locale.Lazy("One row for each measurement of an objective, with its date and source."),
}, web.DataRows[strategy.DatedReading]{
	Key:  []string{"objective", "date"},
	Page: func(x strategy.DatedReading) string { return "/objectives/" + x.Objective },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[strategy.DatedReading], error) {
		return strategy.ListAllReadings(ctx, tx, at, 1000)
	},
	Columns: []csvw.Column[strategy.DatedReading]{
		csvw.Text("objective", "Objective", "The objective’s name in its web address.",
			func(x strategy.DatedReading) string { return x.Objective }),
		csvw.Day("date", "Date", "The day that it is about.", func(x strategy.DatedReading) time.Time { return x.Date }),
		csvw.Number("value", "Value", "The value, in the unit of the objective.",
			func(x strategy.DatedReading) *float64 { return &x.Value }),
		csvw.Text("note", "Note", "What to know about the value.", func(x strategy.DatedReading) string { return x.Note }),
		csvw.Text("source", "Source", "Where it is from.", func(x strategy.DatedReading) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x strategy.DatedReading) string { return x.Source.Address }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x strategy.DatedReading) string { return x.Invented }),
	},
})
