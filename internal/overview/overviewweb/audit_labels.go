package overviewweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"define-population":      locale.Key("Changed population figures"),
		"archive-consultation":   locale.Key("Archived a consultation"),
		"unarchive-consultation": locale.Key("Moved a consultation out of the archive"),
	},
	Kinds: map[string]string{"population": locale.Key("Population figures")},
}
