package eiaweb

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// assessmentsTable has the latest version of every assessment.
var assessmentsTable = web.NewDataTable(web.DataTable{
	Ref: "assessments", Order: 100, Title: locale.Lazy("Impact assessments"), Page: listPath,
	Description: locale.Lazy("One row for each equality impact assessment, with its outcome and the date of its review."),
	Changed:     eia.LastRecorded,
}, web.DataRows[*eia.Assessment]{
	Key:  []string{"assessment"},
	Page: func(x *eia.Assessment) string { return listPath + "/" + x.Ref },
	Read: eia.ListAll,
	Columns: []csvw.Column[*eia.Assessment]{
		csvw.Text("assessment", "Assessment", "The assessment’s name in its web address.",
			func(x *eia.Assessment) string { return x.Ref }),
		csvw.Text("title", "Title", "What is assessed.", func(x *eia.Assessment) string { return x.Title }),
		csvw.Text("needed", "Needed", "yes: made. no: not needed. planned: to be made. not-recorded: something was agreed without one.",
			func(x *eia.Assessment) string { return string(x.Needed) }),
		csvw.Text("service", "Service", "The service that it is about.", func(x *eia.Assessment) string { return x.Service }),
		csvw.Text("outcomes", "Outcomes", "What it concludes, as codes separated by semicolons.",
			func(x *eia.Assessment) string { return strings.Join(x.Outcomes, "; ") }),
		csvw.Text("activities", "Activities", "What it covers, as kind and name, separated by semicolons.",
			func(x *eia.Assessment) string { return strings.Join(x.Activities, "; ") }),
		csvw.Day("planned_by", "Planned by", "The day by which a planned assessment will be published.",
			func(x *eia.Assessment) time.Time { return x.PlannedBy }),
		csvw.Day("review", "Review", "The day on which it will be reviewed.", func(x *eia.Assessment) time.Time { return x.Review }),
		csvw.Whole("version", "Version", "The number of the version.", func(x *eia.Assessment) int64 { return x.Edition }),
		csvw.Time("recorded", "Recorded", "When the version was published here.",
			func(x *eia.Assessment) time.Time { return x.Recorded }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x *eia.Assessment) string { return x.Invented }),
	},
})
