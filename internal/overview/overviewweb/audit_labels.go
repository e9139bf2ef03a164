package overviewweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"archive-consultation":   locale.Key("Archived a consultation"),
		"unarchive-consultation": locale.Key("Moved a consultation out of the archive"),
	},
}
