package pagetest

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Check says what every page must have and this one has not: one h1, a title, a
// language, ids that are given once, a label for every input, and targets for
// links within the page. A browser with axe says more; this says it in
// milliseconds.
func Check(text string) (wrong []string) {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return []string{err.Error()}
	}
	c := &checked{ids: map[string]int{}, labels: map[string]bool{}}
	c.walk(doc, false)
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if c.h1 != 1 {
		say("it has %d h1, and should have one", c.h1)
	}
	if c.lang == "" || c.title == "" {
		say("it does not say its language or its title")
	}
	for id, n := range c.ids {
		if n > 1 {
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
	return wrong
}

type checked struct {
	h1              int
	lang, title     string
	ids             map[string]int
	labels          map[string]bool
	inputs, targets []string
}

func (c *checked) walk(n *html.Node, labelled bool) {
	if n.Type == html.ElementNode {
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		c.see(n, at, labelled)
		labelled = labelled || n.Data == "label"
	}
	for child := range n.ChildNodes() {
		c.walk(child, labelled)
	}
}

func (c *checked) see(n *html.Node, at map[string]string, labelled bool) {
	if id := at["id"]; id != "" {
		c.ids[id]++
	}
	for _, id := range strings.Fields(at["aria-describedby"] + " " + at["aria-labelledby"]) {
		c.targets = append(c.targets, id)
	}
	switch n.Data {
	case "html":
		c.lang = at["lang"]
	case "title":
		if n.FirstChild != nil && c.title == "" {
			c.title = strings.TrimSpace(n.FirstChild.Data)
		}
	case "h1":
		c.h1++
	case "label":
		c.labels[at["for"]] = true
	case "a":
		if to, ok := strings.CutPrefix(at["href"], "#"); ok && to != "" {
			c.targets = append(c.targets, to)
		}
	case "input", "select", "textarea":
		if at["type"] == "hidden" || at["type"] == "submit" || at["aria-label"] != "" || at["aria-labelledby"] != "" || labelled {
			return
		}
		c.inputs = append(c.inputs, at["id"])
	}
}
