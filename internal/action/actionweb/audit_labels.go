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
	},
	Kinds: map[string]string{
		"action": locale.Key("Action"),
	},
}
