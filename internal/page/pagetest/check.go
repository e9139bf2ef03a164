package pagetest

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/page"
)

// misformatted is what package fmt writes for arguments that do not fit a sentence.
var misformatted = regexp.MustCompile(`%!(\(|[a-zA-Z]\()[^<]{0,60}`)

// Check returns the accessibility and markup problems of a page. A browser with axe-core finds more, but this takes
// milliseconds, so that it can run on every example of every page.
func Check(whole string) (wrong []string) {
	doc, err := html.Parse(strings.NewReader(whole))
	if err != nil {
		return []string{err.Error()}
	}
	c := &checker{ids: map[string]int{}, labels: map[string]bool{}, navs: map[string]bool{}}
	c.walk(doc, false)
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if c.h1 != 1 {
		report("the page has %d h1 elements instead of 1", c.h1)
	}
	if bad := misformatted.FindString(whole); bad != "" {
		report("a sentence has the wrong number or kind of arguments, or a link too many: %s", bad)
	}
	if c.lang == "" || c.title == "" {
		report("the page has no language or no title")
	}
	for _, id := range slices.Sorted(maps.Keys(c.ids)) {
		if n := c.ids[id]; n > 1 {
			report("the id %q is used %d times", id, n)
		}
	}
	for _, id := range c.inputs {
		if !c.labels[id] {
			report("the input %q has no label", id)
		}
	}
	for _, id := range c.targets {
		if c.ids[id] == 0 {
			report("a link or description refers to #%s, which does not exist", id)
		}
	}
	return append(wrong, c.problems...)
}

// checker collects what Check needs while it walks through a page.
type checker struct {
	h1              int
	level           int // of the previous heading
	lang, title     string
	ids             map[string]int
	labels          map[string]bool
	navs            map[string]bool // the names of the nav elements
	inputs, targets []string
	problems        []string
}

func (c *checker) report(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) walk(n *html.Node, labelled bool) {
	if n.Type == html.ElementNode {
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		c.element(n, at, labelled)
		labelled = labelled || n.Data == "label"
	}
	for child := range n.ChildNodes() {
		c.walk(child, labelled)
	}
}

// attributes reports attributes that browsers ignore because of the content security policy.
func (c *checker) attributes(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "class" {
			c.classes(a.Val)
		}
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			c.report("<%s> has the attribute %s, which the content security policy blocks", n.Data, a.Key)
		}
	}
}

// classes reports components of govuk-frontend that tools/assets.mjs leaves out.
func (c *checker) classes(list string) {
	for class := range strings.FieldsSeq(list) {
		block, _, _ := strings.Cut(class, "__")
		block, _, _ = strings.Cut(block, "--")
		if strings.HasPrefix(block, "govuk-") && !strings.HasPrefix(block, "govuk-!") && !page.HasStyle(block) {
			c.report("the style sheet has no rule for %s; see unused in tools/assets.mjs", block)
		}
	}
}

func (c *checker) element(n *html.Node, at map[string]string, labelled bool) {
	c.attributes(n)
	if id := at["id"]; id != "" {
		c.ids[id]++
	}
	c.targets = append(c.targets, strings.Fields(at["aria-describedby"]+" "+at["aria-labelledby"])...)
	switch n.Data {
	case "html":
		c.lang = at["lang"]
	case "title":
		if n.FirstChild != nil && c.title == "" {
			c.title = strings.TrimSpace(n.FirstChild.Data)
		}
	case "h1":
		c.h1++
		c.level = 1
	case "h2", "h3", "h4", "h5", "h6":
		c.heading(int(n.Data[1] - '0'))
	case "nav":
		c.nav(at)
	case "label":
		c.labels[at["for"]] = true
	case "a":
		c.link(n, at)
	case "img":
		if _, ok := at["alt"]; !ok {
			c.report("an image has no alt attribute: %s", at["src"])
		}
	case "style":
		c.report("the page has a style element, which the content security policy blocks")
	case "script":
		if at["src"] == "" {
			c.report("the page has an inline script, which the content security policy blocks")
		}
	case "th":
		if at["scope"] == "" {
			c.report("the table header %q has no scope", accessibleText(n))
		}
	case "ul":
		if strings.Contains(at["class"], "govuk-error-summary__list") {
			c.errorSummary(n)
		}
	case "button":
		if accessibleText(n) == "" && at["aria-label"] == "" {
			c.report("a button has no text")
		}
	case "input", "select", "textarea":
		if at["type"] == "hidden" || at["type"] == "submit" || at["aria-label"] != "" || at["aria-labelledby"] != "" || labelled {
			return
		}
		c.inputs = append(c.inputs, at["id"])
	}
}

// nav reports a second nav element with the same name: in a list of landmarks, the reader could not tell which is which.
func (c *checker) nav(at map[string]string) {
	name := cmp.Or(at["aria-labelledby"], at["aria-label"])
	if c.navs[name] {
		c.report("two nav elements have the label %q", name)
	}
	c.navs[name] = true
}

// heading reports a skipped heading level, which makes users of screen readers look for a missing heading.
func (c *checker) heading(level int) {
	if c.level > 0 && level > c.level+1 {
		c.report("an h%d follows an h%d", level, c.level)
	}
	c.level = level
}

// errorSummary reports lines that are equal: the reader could not tell which field each is about.
func (c *checker) errorSummary(list *html.Node) {
	seen := map[string]bool{}
	for item := range list.ChildNodes() {
		text := accessibleText(item)
		if text != "" && seen[text] {
			c.report("the error summary has the line %q twice", text)
		}
		seen[text] = true
	}
}

func (c *checker) link(n *html.Node, at map[string]string) {
	href, ok := at["href"]
	if to, here := strings.CutPrefix(href, "#"); here && to != "" {
		c.targets = append(c.targets, to)
	}
	if accessibleText(n) == "" && at["aria-label"] == "" {
		c.report("the link to %q has no text", href)
	}
	if ok && href == "" {
		c.report("the link %q has an empty address", accessibleText(n))
	}
}

// accessibleText returns the text of n as a screen reader reads it.
func accessibleText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
		for _, a := range d.Attr {
			if a.Key == "alt" || a.Key == "aria-label" {
				b.WriteString(a.Val)
			}
		}
	}
	return strings.TrimSpace(b.String())
}
