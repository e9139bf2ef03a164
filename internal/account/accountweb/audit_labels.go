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

// actNames are messages for acts of the audit log. An act that is missing is
// shown by its code with spaces for hyphens.
var actNames = map[string]string{
	"accept-invitation":    locale.Key("Accepted an invitation"),
	"add-organisation":     locale.Key("Added an organisation"),
	"add-passkey":          locale.Key("Added a passkey"),
	"change-email":         locale.Key("Changed an email address"),
	"change-password":      locale.Key("Changed their password"),
	"enrol-authenticator":  locale.Key("Set up an authenticator app"),
	"invite":               locale.Key("Invited a person"),
	"link-identity":        locale.Key("Linked single sign-on"),
	"new-recovery-codes":   locale.Key("Got new recovery codes"),
	"passkey-cloned":       locale.Key("A passkey may have been copied"),
	"remove-authenticator": locale.Key("Removed an authenticator app"),
	"remove-passkey":       locale.Key("Removed a passkey"),
	"rename-passkey":       locale.Key("Renamed a passkey"),
	"request-email-change": locale.Key("Asked to change their email address"),
	"resend-invitation":    locale.Key("Resent an invitation"),
	"reset-password":       locale.Key("Reset their password"),
	"reset-sign-in":        locale.Key("Reset a person's sign-in"),
	"restore":              locale.Key("Restored an account"),
	"restore-organisation": locale.Key("Restored an organisation"),
	"set-roles":            locale.Key("Changed a person's roles"),
	"sign-in":              locale.Key("Signed in"),
	"suspend":              locale.Key("Suspended an account"),
	"suspend-organisation": locale.Key("Suspended an organisation"),
	"unlink-identity":      locale.Key("Unlinked single sign-on"),
	"change-draft":         locale.Key("Changed a draft"),
	"discard-draft":        locale.Key("Deleted a draft"),
	"exclude":              locale.Key("Excluded a response"),
	"export":               locale.Key("Exported responses"),
	"include":              locale.Key("Included a response again"),
	"publish":              locale.Key("Published a consultation"),
	"read-response":        locale.Key("Viewed a response"),
	"start-draft":          locale.Key("Started a draft"),
}

// kindNames are messages for kinds of subjects.
var kindNames = map[string]string{
	"account":      locale.Key("Account"),
	"batch":        locale.Key("Batch of paper forms"),
	"consultation": locale.Key("Consultation"),
	"installation": locale.Key("This service"),
	"organisation": locale.Key("Organisation"),
	"response":     locale.Key("Response"),
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
