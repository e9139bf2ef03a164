package mail

import (
	"strings"

	"golang.org/x/net/idna"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// maxAddress is the maximum length of an address in SMTP: 256 octets for a path
// (RFC 5321, section 4.5.3.1.3), less the angle brackets.
const maxAddress = 254

var (
	errInvalidAddress = fault.New(fault.Invalid, "Enter an email address in the correct format, like name@example.com.")
	errNonASCII       = fault.New(
		fault.Invalid,
		"Enter an email address with only letters a to z, numbers and symbols before the @. "+
			"Many email services cannot send to other characters yet.",
	)
)

// ParseAddress checks the email address typed and returns it in the form in which
// messages are addressed to it. It accepts one plain address: no display name, no
// quoted part, no IP address instead of a domain. An internationalised domain name
// is converted to ASCII. The error is fault.Invalid with a message for the user.
func ParseAddress(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !survey.IsEmail(typed) {
		return "", errInvalidAddress
	}
	at := strings.LastIndexByte(typed, '@')
	local, domain := typed[:at], typed[at+1:]
	for _, r := range local {
		if r > '~' {
			return "", errNonASCII
		}
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", errInvalidAddress
	}
	domain = strings.ToLower(domain)
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	address := local + "@" + domain
	if len(address) > maxAddress || !strings.Contains(domain, ".") || strings.Trim(last, "0123456789") == "" {
		return "", errInvalidAddress
	}
	return address, nil
}

// FoldAddress returns address in lower case, for comparison. In theory mail servers
// may distinguish upper and lower case before the @ (RFC 5321, section 2.4); in
// practice they do not.
func FoldAddress(address string) string { return strings.ToLower(address) }
