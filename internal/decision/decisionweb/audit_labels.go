package decisionweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"publish-feedback":  locale.Key("Published feedback"),
		"record-key-issues": locale.Key("Recorded key issues"),
		"record-decision":   locale.Key("Recorded a decision"),
	},
	Kinds: map[string]string{
		"decision": locale.Key("Decision"),
	},
}
