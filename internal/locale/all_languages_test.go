package locale

import "testing"

// The list of languages has those that residents need, in order, and each once.
func TestAllLanguagesAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for i, l := range For("en").AllLanguages() {
		if l.Name == "" || l.Name == l.Tag || seen[l.Tag] || seen[l.Name] || (i == 0) != (l.Tag == "en") {
			t.Errorf("%d: %+v", i, l)
		}
		seen[l.Tag], seen[l.Name] = true, true
	}
	for _, tag := range []string{"cy", "gu", "ur", "pl", "so", "ro", "ar", "bn", "pa", "fa", "bfi"} {
		if !seen[tag] {
			t.Errorf("no %s among %d languages", tag, len(seen)/2)
		}
	}
}
