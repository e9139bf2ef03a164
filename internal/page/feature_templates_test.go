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
	var names []string
	for _, pattern := range []string{"../*/*/templates/*.html", "../*/*/templates/parts/*.html", "../web/templates/*.html"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		names = append(names, found...)
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
