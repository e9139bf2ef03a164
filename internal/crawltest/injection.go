package crawltest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Payload returns a text that would break out of any context in which it is not escaped, or would be evaluated there.
// n makes it unique: it contains a token that occurs nowhere else.
func Payload(n int) string { return fmt.Sprintf(`"'><svg/onload=X>{{7*7}} q%05dq`, n) }

var tokenPattern = regexp.MustCompile(`q\d{4,5}q`)

// FindTokens returns the tokens of payloads in text.
func FindTokens(text string) []string { return tokenPattern.FindAllString(text, -1) }

// textAttributes are the attributes that can contain text of users. Addresses of links and forms are checked
// separately.
var textAttributes = map[string]bool{
	"action":     true,
	"value":      true,
	"content":    true,
	"alt":        true,
	"title":      true,
	"aria-label": true,
	"data-label": true, // the heading of a column, which narrow screens show before a cell
	"data-unit":  true, // what the numbers of a budget count, for the script
	"href":       true,
}

// InjectionProblems returns what could run as script or comes from another site on a page.
func InjectionProblems(d *browsertest.Document) (found []string) {
	if !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	at := d.URL.RequestURI()
	found = BodyInjectionProblems(at, d.Body)
	for name, values := range d.Header {
		if name != "Location" && name != "Content-Disposition" && tokenPattern.MatchString(strings.Join(values, " ")) {
			found = append(found, fmt.Sprintf("%s has typed text in the header %s: %.80q", at, name, values))
		}
	}
	return found
}

// BodyInjectionProblems is InjectionProblems for the body of the response at a path.
func BodyInjectionProblems(at string, body []byte) (found []string) {
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		return []string{err.Error()}
	}
	report := func(format string, args ...any) { found = append(found, at+" "+fmt.Sprintf(format, args...)) }
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent != nil && (n.Parent.Data == "script" || n.Parent.Data == "style"):
			report("has a script or style element: %.80q", n.Data)
		case n.Type == html.TextNode && strings.Contains(n.Data, "<svg/onload=X>49"):
			report("evaluated typed text as a template: %.80q", n.Data)
		case n.Type == html.CommentNode && tokenPattern.MatchString(n.Data):
			report("has typed text in a comment: %.80q", n.Data)
		case n.Type == html.ElementNode:
			CheckElement(n, report)
		}
	}
	return found
}

// madeFromText matches the names that the program makes from a text that was typed: the ID of a question
// from its title.
var madeFromText = regexp.MustCompile(`^[a-z0-9-]+$`)

// CheckElement reports what could run as script in an element of a page or an SVG image.
func CheckElement(n *html.Node, report func(string, ...any)) {
	switch n.Data {
	case "iframe", "object", "embed", "base", "frame", "style", "foreignobject", "animate", "set", "use":
		report("has a <%s>", n.Data)
	}
	if tokenPattern.MatchString(n.Data) {
		report("has an element named by typed text: <%s>", n.Data)
	}
	for _, a := range n.Attr {
		ours := slices.Contains(page.StaticFiles(), a.Val)
		switch {
		case strings.HasPrefix(a.Key, "on"),
			a.Key == "style",
			a.Key == "srcdoc",
			a.Key == "formaction",
			a.Key == "http-equiv",
			tokenPattern.MatchString(a.Key):
			report("has <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case tokenPattern.MatchString(a.Val) && !textAttributes[a.Key] && !madeFromText.MatchString(a.Val):
			report("has typed text in an attribute: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case n.Data == "script" && a.Key == "src" && !ours,
			n.Data == "link" && a.Key == "href" && strings.HasPrefix(a.Val, "/static") && !ours:
			report("loads a file that is not ours: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case a.Key == "src" && n.Data != "script" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "data:image/"):
			report("loads from another site: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case a.Key == "href" || a.Key == "action" || a.Key == "xlink:href":
			// Browsers treat backslashes as slashes and ignore tabs.
			to, err := url.Parse(strings.NewReplacer(`\`, "/", "\t", "", "\n", "").Replace(strings.TrimSpace(a.Val)))
			if err != nil || !slices.Contains([]string{"", "http", "https", "mailto", "tel"}, to.Scheme) || a.Key == "action" && to.Host != "" {
				report("links to %.80q (%v)", a.Val, err)
			}
		}
	}
}
