package subjectaccessweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"add-data-request":         locale.Key("Added a request about personal data"),
		"erase-data-request":       locale.Key("Deleted the details of a request about personal data"),
		"export-data-requests":     locale.Key("Exported the register of requests about personal data"),
		"read-data-request":        locale.Key("Viewed a request about personal data"),
		"record-data-request-step": locale.Key("Recorded a step of a request about personal data"),
	},
	Kinds: map[string]string{"data-request": locale.Key("Request about personal data")},
}
