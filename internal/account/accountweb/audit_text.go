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
