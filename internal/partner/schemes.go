package partner

import (
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// SchemesAsOf is the day of the copy of the register of org-id.guide from which Schemes were read.
const SchemesAsOf = "2026-11-29"

// Scheme is a public register with numbers of organisations.
type Scheme struct {
	Code    string // of org-id.guide
	Label   locale.LazyMessage
	Example string
	form    *regexp.Regexp // of its numbers
}

// Schemes are the registers in which partners can have numbers. None of their data is here.
var Schemes = []Scheme{
	{"GB-CHC", locale.Lazy("Charity number, England and Wales"), "1234567", regexp.MustCompile(`^[1-9][0-9]{5,6}(-[0-9]{1,3})?$`)},
	{"GB-SC", locale.Lazy("Charity number, Scotland"), "SC012345", regexp.MustCompile(`^SC[0-9]{6}$`)},
	{"GB-NIC", locale.Lazy("Charity number, Northern Ireland"), "101234", regexp.MustCompile(`^[0-9]{6}$`)},
	{"GB-COH", locale.Lazy("Company number"), "01234567", regexp.MustCompile(`^([0-9]{8}|[A-Z]{2}[0-9]{5}[0-9A-Z])$`)},
	{"GB-LAE", locale.Lazy("Council code, England"), "ABC", councilCode},
	{"GB-PLA", locale.Lazy("Council code, Wales"), "ABC", councilCode},
	{"GB-LAS", locale.Lazy("Council code, Scotland"), "ABC", councilCode},
	{"GB-LANI", locale.Lazy("Council code, Northern Ireland"), "ABC", councilCode},
	{"GB-NHS", locale.Lazy("NHS organisation code"), "QQ1", regexp.MustCompile(`^[A-Z0-9]{3,6}$`)},
	{"GB-EDU", locale.Lazy("School or college number, England (URN)"), "123456", regexp.MustCompile(`^[0-9]{6}$`)},
	{"GB-WALEDU", locale.Lazy("School number, Wales"), "1234567", regexp.MustCompile(`^[0-9]{7}$`)},
	{"GB-MPR", locale.Lazy("Mutual society number"), "12345R", regexp.MustCompile(`^[A-Z0-9]{3,10}$`)},
	{"GB-UKPRN", locale.Lazy("Learning provider number (UKPRN)"), "10001234", regexp.MustCompile(`^1[0-9]{7}$`)},
}

var councilCode = regexp.MustCompile(`^[A-Z]{3,4}$`)

// FindScheme returns the scheme with this code.
func FindScheme(code string) (Scheme, bool) {
	for _, s := range Schemes {
		if s.Code == code {
			return s, true
		}
	}
	return Scheme{}, false
}

// Identifier is the number of an organisation in a public register.
type Identifier struct {
	Scheme string `yaml:"scheme" json:"scheme"` // code of a Scheme
	Number string `yaml:"number" json:"number"` // with leading zeros
}

// OrgID returns the identifier as org-id.guide writes it: "GB-CHC-1234567".
func (i Identifier) OrgID() string { return i.Scheme + "-" + i.Number }

// digits returns the number without letters and leading zeros.
func (i Identifier) digits() string {
	number, _, _ := strings.Cut(i.Number, "-")
	return strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number), "0")
}

// tidy removes the spaces that people write in a number.
func (i *Identifier) tidy() { i.Number = strings.ToUpper(strings.Join(strings.Fields(i.Number), "")) }

// check returns definition.SettingErrors if i is not a number of its scheme.
func (i Identifier) check() error {
	var wrong definition.SettingErrors
	s, ok := FindScheme(i.Scheme)
	switch {
	case !ok:
		wrong.Add(fault.Newf(fault.Invalid, "There is no register with the code %q. Choose one from the list.", i.Scheme), "scheme")
	case !s.form.MatchString(i.Number):
		wrong.Add(fault.Newf(fault.Invalid, "%q is not a number of this register. Enter it with its leading zeros, like %s.",
			i.Number, s.Example), "number")
	}
	return wrong.Err()
}

// sameDigits returns the indexes of identifiers that have the digits of an earlier one under another scheme: one of them is
// probably filed under the wrong scheme.
func sameDigits(all []Identifier) (at []int) {
	for i, one := range all {
		for _, earlier := range all[:i] {
			if one.Scheme != earlier.Scheme && one.digits() != "" && one.digits() == earlier.digits() {
				at = append(at, i)
				break
			}
		}
	}
	return at
}
