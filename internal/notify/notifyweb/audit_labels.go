package notifyweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"discard-notification":          locale.Key("Discarded a notification"),
		"discard-notifications-on-hold": locale.Key("Discarded notifications on hold"),
		"read-notification":             locale.Key("Viewed a notification"),
		"retry-notification":            locale.Key("Sent a notification again"),
		"send-notifications-on-hold":    locale.Key("Sent notifications on hold"),
	},
	Kinds: map[string]string{
		"notification": locale.Key("Notification"),
	},
}
