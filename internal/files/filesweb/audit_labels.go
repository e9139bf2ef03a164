package filesweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"delete-file": locale.Key("Deleted a file"),
		"upload-file": locale.Key("Uploaded a file"),
	},
	Kinds: map[string]string{
		"file": locale.Key("File"),
	},
}
