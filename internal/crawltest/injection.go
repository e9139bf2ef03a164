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

// Payload is what would break out of any place in a page where it is not
// escaped, or do something there. n tells one from another: it is a token that
// stands nowhere else.
func Payload(n int) string { return fmt.Sprintf(`"'><svg/onload=X>{{7*7}} q%05dq`, n) }

var tokenPattern = regexp.MustCompile(`q\d{4,5}q`)

// FindTokens finds the tokens of payloads in a text.
func FindTokens(text string) []string { return tokenPattern.FindAllString(text, -1) }

// textAttributes are the attributes in which a text that somebody wrote may stand. Where
// a link or a form leads is looked at apart.
var textAttributes = map[string]bool{
	"action":     true,
	"value":      true,
	"content":    true,
	"alt":        true,
	"title":      true,
	"aria-label": true,
	"href":       true,
}

// InjectionProblems says what on a page could do something, or is not of this site.
func InjectionProblems(d *browsertest.Document) (found []string) {
	if !strings.HasPrefix(d.Header.Get("Content-Type"), "text/html") {
		return nil
	}
	at := d.URL.RequestURI()
	found = BodyInjectionProblems(at, d.Body)
	for name, values := range d.Header {
		if name != "Location" && name != "Content-Disposition" && tokenPattern.MatchString(strings.Join(values, " ")) {
			found = append(found, fmt.Sprintf("%s has a text in the header %s: %.80q", at, name, values))
		}
	}
	return found
}

// BodyInjectionProblems says what in the body of the page at an address could do something, or
// is not of this site.
func BodyInjectionProblems(at string, body []byte) (found []string) {
	root, err := html.Parse(strings.NewReader(string(body)))
	if err != nil {
		return []string{err.Error()}
	}
	say := func(format string, args ...any) { found = append(found, at+" "+fmt.Sprintf(format, args...)) }
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent != nil && (n.Parent.Data == "script" || n.Parent.Data == "style"):
			say("has a script or a style in the page: %.80q", n.Data)
		case n.Type == html.TextNode && strings.Contains(n.Data, "<svg/onload=X>49"):
			say("worked out the template in a text: %.80q", n.Data)
		case n.Type == html.CommentNode && tokenPattern.MatchString(n.Data):
			say("has a text in a comment: %.80q", n.Data)
		case n.Type == html.ElementNode:
			CheckElement(n, say)
		}
	}
	return found
}

// CheckElement says what of one element could do something, of a page or a picture.
func CheckElement(n *html.Node, say func(string, ...any)) {
	switch n.Data {
	case "iframe", "object", "embed", "base", "frame", "style", "foreignobject", "animate", "set", "use":
		say("has a <%s>", n.Data)
	}
	if tokenPattern.MatchString(n.Data) {
		say("has an element that is called by a text: <%s>", n.Data)
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
			say("has <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case tokenPattern.MatchString(a.Val) && !textAttributes[a.Key]:
			say("has a text where it should not be: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case n.Data == "script" && a.Key == "src" && !ours, n.Data == "link" && a.Key == "href" && strings.HasPrefix(a.Val, "/static") && !ours:
			say("loads what is not ours: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case a.Key == "src" && n.Data != "script" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "data:image/"):
			say("loads from elsewhere: <%s %s=%.80q>", n.Data, a.Key, a.Val)
		case a.Key == "href" || a.Key == "action" || a.Key == "xlink:href":
			// A browser takes a backslash for a slash, and does not see tabs.
			to, err := url.Parse(strings.NewReplacer(`\`, "/", "\t", "", "\n", "").Replace(strings.TrimSpace(a.Val)))
			if err != nil || !slices.Contains([]string{"", "http", "https", "mailto", "tel"}, to.Scheme) || a.Key == "action" && to.Host != "" {
				say("leads to %.80q (%v)", a.Val, err)
			}
		}
	}
}
