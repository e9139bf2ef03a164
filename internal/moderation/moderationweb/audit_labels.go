package moderationweb

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// auditLabels are what the audit log shows for the codes of this feature.
var auditLabels = web.AuditLabels{
	Acts: map[string]string{
		"check-monitoring-texts":           locale.Key("Marked written equality monitoring answers as checked"),
		"decide-similar-responses":         locale.Key("Decided about similar responses"),
		"do-not-publish-answer":            locale.Key("Decided not to publish an answer"),
		"do-not-publish-submission":        locale.Key("Decided not to publish a letter or petition"),
		"download-response-file":           locale.Key("Downloaded a file of a response"),
		"download-submission-file":         locale.Key("Downloaded a file of a letter or petition"),
		"exclude":                          locale.Key("Excluded a response"),
		"export-response-files":            locale.Key("Exported the files of responses"),
		"export-responses":                 locale.Key("Exported responses"),
		"export-responses-with-monitoring": locale.Key("Exported responses with equality monitoring answers"),
		"flag-response":                    locale.Key("Flagged a response"),
		"flag-submission":                  locale.Key("Flagged a letter or petition"),
		"include-again":                    locale.Key("Included a response again"),
		"list-answers-to-review":           locale.Key("Viewed answers to review"),
		"list-responses":                   locale.Key("Viewed a list of responses"),
		"list-similar-responses":           locale.Key("Viewed similar responses"),
		"publish-answer":                   locale.Key("Decided to publish an answer"),
		"publish-answer-without-name":      locale.Key("Decided to publish an answer without a name"),
		"publish-submission":               locale.Key("Decided to publish a letter or petition"),
		"read-contacts":                    locale.Key("Viewed contact details"),
		"read-monitoring":                  locale.Key("Viewed equality monitoring answers"),
		"read-monitoring-texts":            locale.Key("Viewed written equality monitoring answers"),
		"read-response":                    locale.Key("Viewed a response"),
		"redact-answer":                    locale.Key("Redacted an answer"),
		"redact-monitoring-answer":         locale.Key("Redacted an equality monitoring answer"),
		"resolve-flag":                     locale.Key("Resolved a flag"),
		"set-publishing-settings":          locale.Key("Changed what answers can be published"),
		"uncheck-monitoring-texts":         locale.Key("Marked written equality monitoring answers as not checked"),
	},
}
