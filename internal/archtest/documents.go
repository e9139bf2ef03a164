package archtest

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// The documents that name the tests for hostile inputs, for faults that were found
// by trying the program, for what officers of the field try first, and for what users
// of neighbouring systems complain about.
const (
	hostileInputs = "docs/hostile-inputs.md"
	faultsFound   = "docs/faults.md"
	credibility   = "docs/credibility.md"
	complaints    = "docs/complaints.md"
)

var (
	namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)\(`)
	codeBlock = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```|`[^`\n]*`")
	rowID     = regexp.MustCompile(`[A-H]\d*`)
	faultRow  = regexp.MustCompile(`(?m)^\| ([A-H]\d*) \|.*$`)
	tryRow    = regexp.MustCompile(`(?m)^\| ([RFW]\d+) \|.*$`)
	// The end of the doc comment of a test which says what rows it shows.
	shownRow = regexp.MustCompile(`(?m)^// Rows? ([A-H]\d*(?:(?:, | and )[A-H]\d*)*) of docs/faults\.md\.\n` +
		`(?://.*\n)*func ((?:Test|Fuzz)\w+)\(`)
	link = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?m:^\[[^\]\n]+\]:[ \t]*<?([^\s>]+))`)
)

// checkDocuments checks that the tests which docs/hostile-inputs.md, docs/faults.md,
// docs/credibility.md and docs/complaints.md name exist, that the rows which tests say
// they show name them, that each row of docs/credibility.md has a test, and that
// relative links in all Markdown files lead to a file or folder.
func (c *checker) checkDocuments() error {
	tests := map[string]bool{}
	var shown []shownFault
	documents := map[string]string{}
	err := c.walk(func(name string) error {
		if !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, ".md") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(c.root, name))
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".md") {
			documents[name] = string(text)
			return nil
		}
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			tests[string(m[1])] = true
		}
		for _, m := range shownRow.FindAllSubmatch(text, -1) {
			for _, row := range rowID.FindAllString(string(m[1]), -1) {
				shown = append(shown, shownFault{row, string(m[2]), name})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for name, lists := range map[string]string{
		hostileInputs: "the hostile inputs", faultsFound: "the faults that were found", credibility: "what officers try first",
		complaints: "what users of neighbouring systems complain about",
	} {
		text, found := documents[name]
		if !found {
			c.add(name, "does not exist. It lists %s and the test for each.", lists)
		}
		for _, m := range namedTest.FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				c.add(name, "names %s, which does not exist. Name the test that shows the behaviour.", m[1])
			}
		}
	}
	c.checkFaultRows(documents[faultsFound], shown)
	for _, m := range tryRow.FindAllStringSubmatch(documents[credibility], -1) {
		if !namedTest.MatchString(m[0]) {
			c.add(credibility, "has no test in row %s. Name the test that shows it.", m[1])
		}
	}
	for name, text := range documents {
		c.checkLinks(name, text)
	}
	return nil
}

// shownFault is a row of docs/faults.md that a test says it shows.
type shownFault struct{ row, test, file string }

// checkFaultRows checks that each row of docs/faults.md, which is text, names the
// tests that say they show it.
func (c *checker) checkFaultRows(text string, shown []shownFault) {
	rows := map[string]string{}
	for _, m := range faultRow.FindAllStringSubmatch(text, -1) {
		rows[m[1]] = m[0]
	}
	for _, s := range shown {
		if !strings.Contains(rows[s.row], "`"+s.test+"`") {
			c.add(s.file, "has %s, which row %s of %s does not name. Add it to the row.", s.test, s.row, faultsFound)
		}
	}
}

// checkLinks checks the relative links of a Markdown file.
func (c *checker) checkLinks(name, text string) {
	for _, m := range link.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		to, err := url.Parse(m[1] + m[2])
		if err == nil && (to.Scheme != "" || to.Host != "" || to.Path == "") {
			continue // to somewhere else, or within the document
		}
		target := ""
		if err == nil {
			target = path.Join(path.Dir(name), to.Path)
			if strings.HasPrefix(to.Path, "/") {
				target = strings.TrimPrefix(to.Path, "/")
			}
			_, err = os.Stat(filepath.Join(c.root, filepath.FromSlash(target)))
		}
		if err != nil {
			c.add(name, "links to %s, which does not exist. Correct the link.", m[1]+m[2])
		}
	}
}
