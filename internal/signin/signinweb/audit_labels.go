package signinweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"accept-invitation":    locale.Key("Accepted an invitation"),
		"add-passkey":          locale.Key("Added a passkey"),
		"change-password":      locale.Key("Changed their password"),
		"enrol-authenticator":  locale.Key("Set up an authenticator app"),
		"link-identity":        locale.Key("Linked single sign-on"),
		"new-recovery-codes":   locale.Key("Got new recovery codes"),
		"passkey-cloned":       locale.Key("Passkey may have been copied"),
		"remove-authenticator": locale.Key("Removed their authenticator app"),
		"remove-passkey":       locale.Key("Removed a passkey"),
		"rename-passkey":       locale.Key("Renamed a passkey"),
		"request-email-change": locale.Key("Asked to change their email address"),
		"reset-password":       locale.Key("Reset their password"),
		"sign-in":              locale.Key("Signed in"),
		"unlink-identity":      locale.Key("Unlinked single sign-on"),
	},
}
