// Package pagetest holds pages against the HTML that was agreed.
package pagetest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sum is the part of an asset's address that changes with its bytes.
var sum = regexp.MustCompile(`/static/([a-z.]+)\.[A-Za-z0-9_-]{12}\.`)

// Golden compares every example of p with testdata/NAME.N.html, and holds it
// against what every page must have.
func Golden[V any](t *testing.T, name string, p *page.Page[V]) {
	t.Helper()
	for i, got := range p.Samples() {
		got = sum.ReplaceAllString(got, "/static/$1.SUM.")
		file := filepath.Join("testdata", fmt.Sprintf("%s.%d.html", name, i))
		for _, say := range Check(got) {
			t.Errorf("%s: %s", file, say)
		}
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; run the test with -update, and read what it wrote", err)
		}
		if got != string(want) {
			t.Errorf("%s has changed; if that is right, run the test with -update and read the diff", file)
		}
	}
}
