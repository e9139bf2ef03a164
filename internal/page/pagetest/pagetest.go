// Package pagetest holds pages against the HTML that was agreed.
package pagetest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/page"
)

var update = flag.Bool("update", false, "write anew what is held against the code")

// Golden compares every example of p with testdata/NAME.N.html, and holds the
// whole page against what every page must have. The files hold what the page
// itself says and not the frame, so that a new footer changes one test and not
// a hundred.
func Golden[V any](t *testing.T, name string, p *page.Page[V]) {
	t.Helper()
	for i, whole := range p.Examples() {
		GoldenHTML(t, fmt.Sprintf("%s.%d", name, i), whole)
	}
	checkTranslated(t, p)
}

// GoldenHTML compares a whole page with testdata/NAME.html as Golden does.
func GoldenHTML(t *testing.T, name, whole string) {
	t.Helper()
	file := filepath.Join("testdata", name+".html")
	for _, say := range Check(whole) {
		t.Errorf("%s: %s", file, say)
	}
	GoldenText(t, file, pageContent(whole))
}

// GoldenText holds text against a file that a person has read.
func GoldenText(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update, and read what it wrote", err)
	}
	if text != string(want) {
		t.Errorf("%s has changed; if that is right, run the test with -update and read the diff", file)
	}
}

// pageSpecific is what a page says in its frame: its language, its title, where its
// matter stands, and its main part.
var pageSpecific = regexp.MustCompile(`(?s)<html[^>]*>|<title>.*?</title>|<nav class="fm-chain".*?</nav>|<main.*</main>`)

func pageContent(whole string) string {
	return strings.Join(pageSpecific.FindAllString(whole, -1), "\n") + "\n"
}
