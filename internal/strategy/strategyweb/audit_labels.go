package strategyweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"define-duties":   locale.Key("Imported duties"),
		"define-strategy": locale.Key("Imported a strategy"),
	},
	Kinds: map[string]string{
		"duties":   locale.Key("Equality duties"),
		"strategy": locale.Key("Strategy"),
	},
}
