package retentionweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"confirm-clock":        locale.Key("Confirmed the clock"),
		"delete-expired":       locale.Key("Deleted data that was due"),
		"request-deletion":     locale.Key("Asked for data to be deleted"),
		"set-retention-period": locale.Key("Changed a retention period"),
		"withdraw-on-behalf":   locale.Key("Withdrew a response for a respondent"),
	},
}
