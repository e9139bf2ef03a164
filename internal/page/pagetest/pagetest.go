// Package pagetest compares pages with golden files and checks their HTML.
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

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares every example of p with testdata/NAME.N.html, runs Check on the whole page, and checks that every text
// can be translated. The golden files have only what belongs to the page and not its header and footer, so that a new
// footer changes one golden file and not a hundred.
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
	for _, problem := range Check(whole) {
		t.Errorf("%s: %s", file, problem)
	}
	GoldenText(t, file, pageContent(whole))
}

// GoldenText compares text with a golden file, and writes the file if the test runs with -update.
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
		t.Fatalf("%v\nRun the test with -update and read the file it writes.", err)
	}
	if text != string(want) {
		t.Errorf("%s differs. If that is right, run the test with -update and read the diff.\n%s", file, firstHunk(string(want), text))
	}
}

// pageSpecific matches what belongs to the page itself: its language, title, chain and main part.
var pageSpecific = regexp.MustCompile(`(?s)<html[^>]*>|<title>.*?</title>|<nav class="fm-chain".*?</nav>|<main.*</main>`)

func pageContent(whole string) string {
	return strings.Join(pageSpecific.FindAllString(whole, -1), "\n") + "\n"
}
