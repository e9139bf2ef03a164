package actionweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// actionsTable has every action.
var actionsTable = web.NewDataTable(web.DataTable{
	Ref: "actions", Order: 60, Title: locale.Lazy("Actions"), Page: listPath,
	Description: locale.Lazy("One row for each action, with who does it, by when, and its status in the latest update."),
}, web.DataRows[*action.Action]{
	Key:  []string{"action"},
	Page: func(x *action.Action) string { return "/actions/" + x.Ref },
	Read: action.ListPlans,
	Columns: []csvw.Column[*action.Action]{
		csvw.Text("action", "Action", "The action’s name in its web address.", func(x *action.Action) string { return x.Ref }),
		csvw.Text("title", "Title", "What we will do.", func(x *action.Action) string { return x.What }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x *action.Action) string { return x.Language }),
		csvw.Text("owner", "Role responsible", "The role that is responsible for it.",
			func(x *action.Action) string { return x.Who }),
		csvw.Day("due", "Due", "The last day on which it is not overdue.", func(x *action.Action) time.Time { return x.Due }),
		csvw.Text("timing", "Timing", "The timescale in the words of the plan.", func(x *action.Action) string { return x.When }),
		csvw.Text("status", "Status", "not-started, on-track, at-risk, off-track, complete, closed (not delivered) or carried-forward.",
			func(x *action.Action) string { return string(x.Status()) }),
		csvw.Day("updated", "Updated", "The day of the latest update.", func(x *action.Action) time.Time { return updatedOn(x) }),
		csvw.Text("measure", "Measure", "How success is measured.", func(x *action.Action) string { return x.Measure }),
		csvw.Text("unit", "Unit", "The unit of the measure.", func(x *action.Action) string { return x.Unit }),
		csvw.Number("baseline", "Baseline", "The value at the beginning.", func(x *action.Action) *float64 { return x.Baseline }),
		csvw.Number("target", "Target", "The value to reach.", func(x *action.Action) *float64 { return x.Target }),
		csvw.Text("objective", "Objective", "The objective that it serves.", func(x *action.Action) string { return x.Objective }),
		csvw.Text("why", "Why", "Why we do it.", func(x *action.Action) string { return x.Why }),
		csvw.Number("cost", "Cost", "The cost in pounds.", func(x *action.Action) *float64 { return pounds(x) }),
		csvw.Text("groups", "Groups", "For whom it is: codes of characteristics, separated by semicolons.",
			func(x *action.Action) string { return strings.Join(x.Groups, "; ") }),
		csvw.Text("continues", "Continues", "The action of an earlier plan that it carries forward.",
			func(x *action.Action) string { return x.Continues }),
		csvw.Flag("as_published", "As published", "Whether it was entered as an old plan has it, with its gaps.",
			func(x *action.Action) bool { return x.AsPublished }),
		csvw.Text("source", "Source", "Where it is from.", func(x *action.Action) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x *action.Action) string { return x.Source.Address }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x *action.Action) string { return x.Invented }),
	},
})

// updatesTable has every update that is published.
var updatesTable = web.NewDataTable(web.DataTable{
	Ref: "action-updates", Order: 70, Title: locale.Lazy("Updates on actions"), Page: listPath,
	Description: locale.Lazy("One row for each update on an action: its date, the status and what was done."),
}, web.DataRows[action.Update]{
	Key:  []string{"action", "date"},
	Page: func(x action.Update) string { return "/actions/" + x.Action },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[action.Update], error) {
		return action.ListAllUpdates(ctx, tx, at, 1000)
	},
	Columns: []csvw.Column[action.Update]{
		csvw.Text("action", "Action", "The action’s name in its web address.", func(x action.Update) string { return x.Action }),
		csvw.Day("date", "Date", "The day of the update.", func(x action.Update) time.Time { return x.Date }),
		csvw.Text("status", "Status", "The status on that day.", func(x action.Update) string { return string(x.Status) }),
		csvw.Text("text", "Text", "What was done.", func(x action.Update) string { return x.Text }),
		csvw.Number("value", "Value", "What was measured, in the unit of the action.",
			func(x action.Update) *float64 { return x.Value }),
		csvw.Text("source", "Source", "Where it is from.", func(x action.Update) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x action.Update) string { return x.Source.Address }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x action.Update) string { return x.Invented }),
	},
})

func updatedOn(a *action.Action) time.Time {
	latest, _ := a.Latest()
	return latest.Date
}

func pounds(a *action.Action) *float64 {
	if a.Cost == nil {
		return nil
	}
	cost := float64(*a.Cost) / 100
	return &cost
}
