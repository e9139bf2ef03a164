package page

import (
	"os"
	"path/filepath"
	"testing"
)

// featureTemplates are the templates of the front desks, which this package does not know
// and whose rules it keeps.
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
