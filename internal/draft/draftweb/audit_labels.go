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
		"remove-saved":          locale.Key("Stopped offering a saved question or template"),
		"remove-from-draft":     locale.Key("Removed a document or a version from a draft"),
		"restore-saved":         locale.Key("Offered a saved question or template again"),
		"revoke-preview-link":   locale.Key("Turned off a preview link"),
		"save-question":         locale.Key("Saved a question for other questionnaires"),
		"save-template":         locale.Key("Saved a consultation as a template"),
		"start-draft":           locale.Key("Started a draft"),
	},
	Kinds: map[string]string{"saved": locale.Key("Saved question or template")},
}
