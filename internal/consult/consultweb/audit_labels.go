package consultweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"amend-consultation":       locale.Key("Changed a published consultation"),
		"close-early-consultation": locale.Key("Closed a consultation early"),
		"define-consultation":      locale.Key("Imported a consultation"),
		"extend-consultation":      locale.Key("Extended a consultation"),
		"publish-consultation":     locale.Key("Published a consultation"),
		"reopen-consultation":      locale.Key("Reopened a consultation"),
		"report-consultation":      locale.Key("Recorded the outcome of a consultation"),
		"withdraw-consultation":    locale.Key("Withdrew a consultation"),
	},
	Kinds: map[string]string{
		"consultation": locale.Key("Consultation"),
	},
}
