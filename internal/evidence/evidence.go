// Package evidence keeps what is known about people's lives, with its source,
// so that a plan can say why it is there.
package evidence

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is a file of needs.
type Definition struct {
	Needs []Need `yaml:"needs"`
}

// Need is one finding that asks something of the council.
type Need struct {
	Ref             string   `yaml:"ref"`
	Title           string   `yaml:"title"`
	Summary         string   `yaml:"says"`   // what the source says, in our words
	Figure          string   `yaml:"figure"` // the number as the source gives it
	Source          Source   `yaml:"source"`
	Area            string   `yaml:"area"`
	Characteristics []string `yaml:"characteristics"` // codes such as "disability"
	Invented        string   `yaml:"invented"`        // what of it is made up for a demonstration; "": nothing
}

// Source says where something was read. What has a date of its own, such as a
// decision, may leave the date of its source out.
type Source struct {
	Name    string    `yaml:"name"`
	Address string    `yaml:"address"` // a web address, or a path on this site
	Date    time.Time `yaml:"date"`
}

// Check says what is wrong with s. An address that is neither a web address nor
// a path is refused because it is to become a link.
func (s Source) Check() error {
	if s.Name == "" && s.Address != "" {
		return fault.New(fault.Invalid, "Enter a name for the source as well as its web address.")
	}
	if s.Address == "" || strings.HasPrefix(s.Address, "https://") || strings.HasPrefix(s.Address, "http://") ||
		strings.HasPrefix(s.Address, "/") {
		return nil
	}
	return fault.Newf(fault.Invalid, "Enter the full web address of source %q, starting with https://.", s.Name)
}

var refPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckRef says whether ref can name a thing (what) in an address for ever.
func CheckRef(what, ref string) error {
	if len(ref) > 80 || !refPattern.MatchString(ref) {
		return fault.Newf(
			fault.Invalid,
			"The reference for %s must be lower-case letters, numbers and single hyphens, like safer-streets-2. %q is not valid.",
			what,
			ref,
		)
	}
	return nil
}

// CheckLanguage says whether lang can be the language in which something is
// written. "" is that of the council.
func CheckLanguage(lang string) error {
	if lang == "" || locale.IsTag(lang) {
		return nil
	}
	return fault.Newf(fault.Invalid, "%q is not a language code. Use a code like en, cy or gu.", lang)
}

// validate says what is wrong with n.
func (n *Need) validate() error {
	if err := CheckRef("each need", n.Ref); err != nil {
		return err
	}
	var missing []string
	for _, f := range []struct{ name, value string }{
		{"a title", n.Title}, {"what the source says", n.Summary}, {"the name of its source", n.Source.Name},
	} {
		if strings.TrimSpace(f.value) == "" {
			missing = append(missing, f.name)
		}
	}
	if n.Source.Date.IsZero() {
		missing = append(missing, "the date of its source, for example 2011-03-27")
	}
	if len(missing) > 0 {
		return fault.Newf(fault.Invalid, "Need %q has no %s.", n.Ref, strings.Join(missing, " and no "))
	}
	for _, code := range n.Characteristics {
		if _, ok := n.characteristic(code); !ok {
			return fault.Newf(fault.Invalid, "%q in need %q is not a characteristic code. Use a code like religion-belief.", code, n.Ref)
		}
	}
	return n.Source.Check()
}

// characteristic looks code up as it was when the source was written or, for
// what has been added to the list since, as it is at the end of time.
func (n *Need) characteristic(code string) (equality.Characteristic, bool) {
	for _, day := range []equality.Day{equality.Day(n.Source.Date.Format(time.DateOnly)), "9999-12-31"} {
		if c, ok := equality.Get(equality.CharacteristicCode(code), day); ok {
			return c, true
		}
	}
	return equality.Characteristic{}, false
}

// CharacteristicNames names the characteristics of those whom n is about.
func (n *Need) CharacteristicNames() (names []locale.LazyMessage) {
	for _, code := range n.Characteristics {
		if c, ok := n.characteristic(code); ok {
			names = append(names, characteristicName(c))
		}
	}
	return names
}

// Sort puts needs in the order in which refs names them; the others follow in
// the order of their titles.
func Sort(needs []Need, refs []string) {
	place := func(n Need) int {
		if i := slices.Index(refs, n.Ref); i >= 0 {
			return i
		}
		return len(refs)
	}
	slices.SortStableFunc(needs, func(a, b Need) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		return strings.Compare(a.Title, b.Title)
	})
}
