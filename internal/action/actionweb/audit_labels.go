package actionweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"define-action": locale.Key("Imported an action"),
		"update-action": locale.Key("Updated an action"),

		"report-action":        locale.Key("Reported on an action"),
		"return-action-report": locale.Key("Returned a report on an action"),
		"assign-action":        locale.Key("Assigned an action"),
	},
	Kinds: map[string]string{
		"action": locale.Key("Action"),
	},
}
