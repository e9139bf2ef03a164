package archtest

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// hostileInputs is the document that names the tests for hostile inputs.
const hostileInputs = "docs/hostile-inputs.md"

var (
	namedTest = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")
	testFunc  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)\(`)
	codeBlock = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```|`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?m:^\[[^\]\n]+\]:[ \t]*<?([^\s>]+))`)
)

// checkDocuments checks that the tests which docs/hostile-inputs.md names exist,
// and that relative links in all Markdown files lead to a file or folder.
func (c *checker) checkDocuments() error {
	tests := map[string]bool{}
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
		return nil
	})
	if err != nil {
		return err
	}
	text, found := documents[hostileInputs]
	if !found {
		c.add(hostileInputs, "does not exist. It lists the hostile inputs and the test for each.")
	}
	for _, m := range namedTest.FindAllStringSubmatch(text, -1) {
		if !tests[m[1]] {
			c.add(hostileInputs, "names %s, which does not exist. Name the test that shows the behaviour.", m[1])
		}
	}
	for name, text := range documents {
		c.checkLinks(name, text)
	}
	return nil
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
