package entryweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"add-submission":      locale.Key("Added a letter or petition"),
		"attach-file":         locale.Key("Attached a file to a letter or petition"),
		"change-submission":   locale.Key("Changed a letter or petition"),
		"close-batch":         locale.Key("Closed a batch"),
		"correct-entry":       locale.Key("Corrected data entry"),
		"enter-response":      locale.Key("Entered a response"),
		"enter-second":        locale.Key("Entered a response a second time"),
		"erase-submission":    locale.Key("Erased a letter or petition"),
		"finish-first-entry":  locale.Key("Finished entering a batch"),
		"list-differences":    locale.Key("Viewed a list of differences in data entry"),
		"list-submissions":    locale.Key("Viewed a list of letters and petitions"),
		"open-batch":          locale.Key("Opened a batch"),
		"read-submission":     locale.Key("Viewed a letter or petition"),
		"resolve-differences": locale.Key("Resolved differences in data entry"),
	},
	Kinds: map[string]string{
		"batch":      locale.Key("Batch of paper forms"),
		"submission": locale.Key("Letter or petition"),
	},
}
