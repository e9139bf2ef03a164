package accountweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"add-organisation":     locale.Key("Added an organisation"),
		"define-organisation":  locale.Key("Imported an organisation"),
		"change-email":         locale.Key("Changed an email address"),
		"invite":               locale.Key("Invited a person"),
		"resend-invitation":    locale.Key("Resent an invitation"),
		"reset-sign-in":        locale.Key("Reset a person's sign-in"),
		"restore":              locale.Key("Restored an account"),
		"restore-organisation": locale.Key("Restored an organisation"),
		"set-area":             locale.Key("Changed the area of a councillor"),
		"set-roles":            locale.Key("Changed a person's roles"),
		"suspend":              locale.Key("Suspended an account"),
		"suspend-organisation": locale.Key("Suspended an organisation"),
	},
	Kinds: map[string]string{
		"account":      locale.Key("Account"),
		"installation": locale.Key("This service"),
		"organisation": locale.Key("Organisation"),
	},
}
