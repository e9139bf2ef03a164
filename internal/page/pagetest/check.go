package pagetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/page"
)

// Check says what every page must have and this one has not. A browser with
// axe-core says more; this says it in milliseconds, and of every example.
func Check(whole string) (wrong []string) {
	doc, err := html.Parse(strings.NewReader(whole))
	if err != nil {
		return []string{err.Error()}
	}
	c := &checker{ids: map[string]int{}, labels: map[string]bool{}}
	c.walk(doc, false)
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if c.h1 != 1 {
		say("it has %d h1, and should have one", c.h1)
	}
	if c.lang == "" || c.title == "" {
		say("it does not say its language or its title")
	}
	for _, id := range slices.Sorted(maps.Keys(c.ids)) {
		if n := c.ids[id]; n > 1 {
			say("the id %q is given %d times", id, n)
		}
	}
	for _, id := range c.inputs {
		if !c.labels[id] {
			say("the input %q has no label", id)
		}
	}
	for _, id := range c.targets {
		if c.ids[id] == 0 {
			say("a link or a description leads to #%s, which is not there", id)
		}
	}
	return append(wrong, c.problems...)
}

// checker is what is seen of a page on the way through it.
type checker struct {
	h1              int
	level           int // of the heading before
	lang, title     string
	ids             map[string]int
	labels          map[string]bool
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

// attributes are those that a page of ours has no use for: the content security
// policy stops them, and a browser would say so to nobody.
func (c *checker) attributes(n *html.Node) {
	for _, a := range n.Attr {
		if a.Key == "class" {
			c.classes(a.Val)
		}
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			c.report("<%s> has the attribute %s, which our policy for browsers stops", n.Data, a.Key)
		}
	}
}

// classes finds parts of govuk-frontend that tools/assets.mjs leaves out.
func (c *checker) classes(list string) {
	for class := range strings.FieldsSeq(list) {
		block, _, _ := strings.Cut(class, "__")
		block, _, _ = strings.Cut(block, "--")
		if strings.HasPrefix(block, "govuk-") && !strings.HasPrefix(block, "govuk-!") && !page.HasStyle(block) {
			c.report("the style sheet has nothing for %s; see unused in tools/assets.mjs", block)
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
	case "label":
		c.labels[at["for"]] = true
	case "a":
		c.link(n, at)
	case "img":
		if _, ok := at["alt"]; !ok {
			c.report("a picture has no alt: %s", at["src"])
		}
	case "style":
		c.report("it has a style element, which our policy for browsers stops")
	case "script":
		if at["src"] == "" {
			c.report("it has a script within the page, which our policy for browsers stops")
		}
	case "th":
		if at["scope"] == "" {
			c.report("the table header %q does not say its scope", accessibleText(n))
		}
	case "button":
		if accessibleText(n) == "" && at["aria-label"] == "" {
			c.report("a button has no words")
		}
	case "input", "select", "textarea":
		if at["type"] == "hidden" || at["type"] == "submit" || at["aria-label"] != "" || at["aria-labelledby"] != "" || labelled {
			return
		}
		c.inputs = append(c.inputs, at["id"])
	}
}

// heading finds a level that is left out, which makes a reader who hears the
// page look for what is not there.
func (c *checker) heading(level int) {
	if c.level > 0 && level > c.level+1 {
		c.report("an h%d follows an h%d", level, c.level)
	}
	c.level = level
}

func (c *checker) link(n *html.Node, at map[string]string) {
	href, ok := at["href"]
	if to, here := strings.CutPrefix(href, "#"); here && to != "" {
		c.targets = append(c.targets, to)
	}
	if accessibleText(n) == "" && at["aria-label"] == "" {
		c.report("the link to %q has no words", href)
	}
	if ok && href == "" {
		c.report("the link %q leads nowhere", accessibleText(n))
	}
}

// accessibleText are the text of n, as somebody hears it.
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
