package exploreweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"count-answers":             locale.Key("Counted answers by group"),
		"save-view":                 locale.Key("Saved a view"),
		"rename-view":               locale.Key("Renamed a view"),
		"delete-view":               locale.Key("Deleted a view"),
		"download-chart":            locale.Key("Downloaded a chart of exact numbers"),
		"download-monitoring-chart": locale.Key("Downloaded a chart of equality monitoring answers"),
		"count-monitoring":          locale.Key("Counted equality monitoring answers"),
		"download-count-answers":    locale.Key("Downloaded numbers of answers by group"),
		"download-count-monitoring": locale.Key("Downloaded numbers of equality monitoring answers"),
	},
}
