package mail

import (
	"strings"

	"golang.org/x/net/idna"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// maxAddress is the length of the longest address that SMTP carries (RFC 5321,
// 4.5.3.1.3, less the brackets).
const maxAddress = 254

var (
	errInvalidAddress = fault.New(fault.Invalid, "Enter an email address in the correct format, like name@example.com.")
	errNonASCII       = fault.New(
		fault.Invalid,
		"Enter an email address with only letters a to z, numbers and symbols before the @. Many email services cannot send to other characters yet.",
	)
)

// ParseAddress returns typed as letters are addressed to it, or a sentence that says
// what to do. It takes one plain address: no name beside it, nothing quoted, no
// number of a machine. A domain in letters of its own is written as the network
// knows it.
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

// FoldAddress returns address in the form in which two that reach one person are
// mostly the same: by the letter, the part before the @ could mean another, and
// hardly anywhere does.
func FoldAddress(address string) string { return strings.ToLower(address) }
