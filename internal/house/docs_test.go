package house

import (
	"os"
	"regexp"
	"testing"
)

var (
	namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]+)`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z][A-Za-z0-9]+)\(`)
	link      = regexp.MustCompile(`\]\(([^)#:]+)\)`)
)

// A document that says "shown by" a test must name one that is there.
func TestTheDocumentsNameTestsThatExist(t *testing.T) {
	exist := map[string]bool{}
	root := os.DirFS("../..")
	if err := walk(root, func(file string) error {
		text, err := os.ReadFile("../../" + file)
		if err == nil && len(file) > 8 && file[len(file)-8:] == "_test.go" {
			for _, m := range testFunc.FindAllSubmatch(text, -1) {
				exist[string(m[1])] = true
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	named := 0
	text, err := os.ReadFile("../../docs/hostile-inputs.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range namedTest.FindAllSubmatch(text, -1) {
		named++
		if !exist[string(m[1])] {
			t.Errorf("docs/hostile-inputs.md names %s, which is not there", m[1])
		}
	}
	if named < 30 {
		t.Errorf("only %d tests are named", named)
	}
}

// A reader who follows a link in a document at the root finds something.
func TestTheDocumentsLinkToWhatIsThere(t *testing.T) {
	for _, file := range []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllSubmatch(text, -1) {
			if _, err := os.Stat("../../" + string(m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
	}
}
