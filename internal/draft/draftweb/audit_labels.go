package draftweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"change-draft":          locale.Key("Changed a draft"),
		"create-preview-link":   locale.Key("Created a preview link"),
		"delete-draft":          locale.Key("Deleted a draft"),
		"give-finding-reason":   locale.Key("Gave a reason for a check"),
		"import-translation":    locale.Key("Imported texts from a translator"),
		"open-preview-link":     locale.Key("Opened a preview link"),
		"remove-finding-reason": locale.Key("Removed a reason for a check"),
		"remove-from-draft":     locale.Key("Removed a document or a version from a draft"),
		"revoke-preview-link":   locale.Key("Turned off a preview link"),
		"start-draft":           locale.Key("Started a draft"),
	},
}
