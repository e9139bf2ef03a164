package accountweb

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
)

func TestLabelOfUnknownCode(t *testing.T) {
	for code, want := range map[string]string{"": "", "sign-in": "Signed in", "paint-wall": "Paint wall", "\xff": "\xff"} {
		if got := label(locale.For("en"), map[string]string{"sign-in": "Signed in"}, code); got != want {
			t.Errorf("label of %q: %q, want %q", code, got, want)
		}
	}
}

func TestRolesInReasonsAreNames(t *testing.T) {
	p := locale.For("en")
	for _, test := range []struct{ act, reason, want string }{
		{"set-roles", "viewer -> editor entry-clerk", "Before: Viewer. After: Editor, Entry clerk."},
		{"invite", "auditor", "Auditor"},
		{"suspend-organisation", "viewer -> gone", "viewer -> gone"},
	} {
		if got := reasonText(p, test.act, test.reason); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.act, test.reason, got, test.want)
		}
	}
}
