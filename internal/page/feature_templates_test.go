package page

import (
	"os"
	"path/filepath"
	"testing"
)

// featureTemplates returns the templates of all features, by file name. This package does not import them but its
// rules apply to them.
func featureTemplates(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../*/*web/templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	return all
}
