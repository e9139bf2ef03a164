package accountweb

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// actNames are messages for the acts in the audit log. An act that is missing is
// shown by its code with spaces for hyphens.
var actNames = map[string]string{
	// People and organisations.
	"accept-invitation":    locale.Key("Accepted an invitation"),
	"add-organisation":     locale.Key("Added an organisation"),
	"change-email":         locale.Key("Changed an email address"),
	"invite":               locale.Key("Invited a person"),
	"resend-invitation":    locale.Key("Resent an invitation"),
	"reset-sign-in":        locale.Key("Reset a person's sign-in"),
	"restore":              locale.Key("Restored an account"),
	"restore-organisation": locale.Key("Restored an organisation"),
	"set-roles":            locale.Key("Changed a person's roles"),
	"suspend":              locale.Key("Suspended an account"),
	"suspend-organisation": locale.Key("Suspended an organisation"),

	// Signing in.
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

	// Consultations and what follows from them.
	"amend-consultation":       locale.Key("Changed a published consultation"),
	"change-draft":             locale.Key("Changed a draft"),
	"close-early-consultation": locale.Key("Closed a consultation early"),
	"create-preview-link":      locale.Key("Created a preview link"),
	"define-action":            locale.Key("Imported an action"),
	"define-consultation":      locale.Key("Imported a consultation"),
	"define-council":           locale.Key("Imported the council's details"),
	"define-duties":            locale.Key("Imported duties"),
	"define-need":              locale.Key("Imported a need"),
	"define-strategy":          locale.Key("Imported a strategy"),
	"delete-draft":             locale.Key("Deleted a draft"),
	"delete-file":              locale.Key("Deleted a file"),
	"extend-consultation":      locale.Key("Extended a consultation"),
	"give-finding-reason":      locale.Key("Gave a reason for a check"),
	"open-preview-link":        locale.Key("Opened a preview link"),
	"publish-consultation":     locale.Key("Published a consultation"),
	"publish-feedback":         locale.Key("Published feedback"),
	"release-results":          locale.Key("Released results"),
	"reopen-consultation":      locale.Key("Reopened a consultation"),
	"report-consultation":      locale.Key("Recorded the outcome of a consultation"),
	"withdraw-consultation":    locale.Key("Withdrew a consultation"),
	"record-decision":          locale.Key("Recorded a decision"),
	"remove-finding-reason":    locale.Key("Removed a reason for a check"),
	"revoke-preview-link":      locale.Key("Turned off a preview link"),
	"start-draft":              locale.Key("Started a draft"),
	"update-action":            locale.Key("Updated an action"),
	"upload-file":              locale.Key("Uploaded a file"),

	// Responses.
	"add-submission":                   locale.Key("Added a letter or petition"),
	"change-submission":                locale.Key("Changed a letter or petition"),
	"close-batch":                      locale.Key("Closed a batch"),
	"correct-entry":                    locale.Key("Corrected data entry"),
	"decide-similar-responses":         locale.Key("Decided about similar responses"),
	"do-not-publish-answer":            locale.Key("Decided not to publish an answer"),
	"do-not-publish-submission":        locale.Key("Decided not to publish a letter or petition"),
	"enter-response":                   locale.Key("Entered a response"),
	"enter-second":                     locale.Key("Entered a response a second time"),
	"erase-submission":                 locale.Key("Erased a letter or petition"),
	"exclude":                          locale.Key("Excluded a response"),
	"export-responses":                 locale.Key("Exported responses"),
	"export-responses-with-monitoring": locale.Key("Exported responses with equality monitoring answers"),
	"finish-first-entry":               locale.Key("Finished entering a batch"),
	"flag-response":                    locale.Key("Flagged a response"),
	"import-responses":                 locale.Key("Imported responses"),
	"include-again":                    locale.Key("Included a response again"),
	"list-answers-to-review":           locale.Key("Viewed answers to review"),
	"list-responses":                   locale.Key("Viewed a list of responses"),
	"list-similar-responses":           locale.Key("Viewed similar responses"),
	"open-batch":                       locale.Key("Opened a batch"),
	"publish-answer":                   locale.Key("Decided to publish an answer"),
	"publish-answer-without-name":      locale.Key("Decided to publish an answer without a name"),
	"publish-submission":               locale.Key("Decided to publish a letter or petition"),
	"read-monitoring":                  locale.Key("Viewed equality monitoring answers"),
	"read-monitoring-texts":            locale.Key("Viewed written equality monitoring answers"),
	"read-response":                    locale.Key("Viewed a response"),
	"redact-answer":                    locale.Key("Redacted an answer"),
	"redact-monitoring-answer":         locale.Key("Redacted an equality monitoring answer"),
	"resolve-differences":              locale.Key("Resolved differences in data entry"),
	"resolve-flag":                     locale.Key("Resolved a flag"),
	"set-publishing-settings":          locale.Key("Changed what answers can be published"),
	"withdraw-on-behalf":               locale.Key("Withdrew a response for a respondent"),

	// Contact details, deletion and notifications.
	"confirm-clock":                 locale.Key("Confirmed the clock"),
	"delete-expired":                locale.Key("Deleted data that was due"),
	"discard-notification":          locale.Key("Discarded a notification"),
	"discard-notifications-on-hold": locale.Key("Discarded notifications on hold"),
	"read-contacts":                 locale.Key("Viewed contact details"),
	"read-notification":             locale.Key("Viewed a notification"),
	"request-deletion":              locale.Key("Asked for data to be deleted"),
	"retry-notification":            locale.Key("Sent a notification again"),
	"send-notifications-on-hold":    locale.Key("Sent notifications on hold"),
	"set-retention-period":          locale.Key("Changed a retention period"),
}

// kindNames are messages for the kinds of items.
var kindNames = map[string]string{
	"account":      locale.Key("Account"),
	"action":       locale.Key("Action"),
	"batch":        locale.Key("Batch of paper forms"),
	"consultation": locale.Key("Consultation"),
	"decision":     locale.Key("Decision"),
	"duties":       locale.Key("Duties"),
	"file":         locale.Key("File"),
	"installation": locale.Key("This service"),
	"need":         locale.Key("Need"),
	"notification": locale.Key("Notification"),
	"organisation": locale.Key("Organisation"),
	"response":     locale.Key("Response"),
	"strategy":     locale.Key("Strategy"),
	"submission":   locale.Key("Letter or petition"),
}

// label returns the message for code, or the code with spaces for hyphens.
func label(p *locale.Printer, names map[string]string, code string) string {
	if message, ok := names[code]; ok {
		return p.Say(message)
	}
	text := strings.ReplaceAll(code, "-", " ")
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// labelOptions returns an option for each code in names and for chosen, sorted by
// label.
func labelOptions(p *locale.Printer, names map[string]string, chosen string) (options []form.Option) {
	codes := slices.Collect(maps.Keys(names))
	if _, known := names[chosen]; chosen != "" && !known {
		codes = append(codes, chosen)
	}
	slices.SortFunc(codes, func(a, b string) int { return strings.Compare(label(p, names, a), label(p, names, b)) })
	for _, code := range codes {
		options = append(options, form.Option{Value: code, Label: label(p, names, code), Checked: code == chosen})
	}
	return options
}

// reasonText returns the reason of an entry. Roles are stored as codes, in
// "viewer -> editor analyst", and shown by their names.
func reasonText(p *locale.Printer, act, reason string) string {
	if act != "invite" && act != "set-roles" {
		return reason
	}
	sides := strings.Split(reason, " -> ")
	for i, side := range sides {
		var roles []account.Role
		for _, code := range strings.Fields(side) {
			roles = append(roles, account.Role(code))
		}
		sides[i] = account.RoleNames(p, roles)
	}
	if len(sides) == 2 {
		return p.Say("Before: %s. After: %s.", sides[0], sides[1])
	}
	return sides[0]
}
