package consult

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// A word in place of the contact email address is refused in a definition, and must be fixed in a
// draft, so that no page links to mailto:buses.
//
// Row C19 of docs/faults.md.
func TestContactEmailIsChecked(t *testing.T) {
	for typed, want := range map[string]bool{
		"": true, "parks@example.org": true, " parks@example.org ": true, "buses": false, "parks@": false, "@example.org": false,
		"parks example.org": false, "mailto:parks@example.org": false,
	} {
		d := &Definition{Slug: "park", Title: "The park", Type: Survey}
		d.Contact.Email = typed
		_, _, err := d.build()
		if ok := !strings.Contains(fault.Message(err), "is not an email address"); ok != want {
			t.Errorf("%q: %v", typed, err)
		}
		blocked := false
		for _, f := range d.Review() {
			blocked = blocked || f.Blocks && strings.Contains(f.Message, "Contact email address must be like")
		}
		if blocked == want {
			t.Errorf("%q must be fixed: %v", typed, blocked)
		}
	}
}
