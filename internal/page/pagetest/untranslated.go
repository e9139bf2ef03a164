package pagetest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// PseudoLang is the language that shows what is not translated: everything that
// the house says stands between ⟦ and ⟧ in it.
const PseudoLang = "en-XA"

// Untranslated names the English that stands in a page of the pseudo-language and was
// not said through the messages of the interface. What is marked as another
// language is content, and so is what stands in content, if it is given.
func Untranslated(whole string, content ...string) (all []string) {
	doc, err := html.Parse(strings.NewReader(whole))
	if err != nil {
		return []string{err.Error()}
	}
	slices.SortFunc(content, func(a, b string) int { return len(b) - len(a) })
	check := func(text string) {
		if left := strings.TrimSpace(removeTranslated(text, content)); letters.MatchString(left) {
			all = append(all, strings.Join(strings.Fields(text), " "))
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			check(n.Data)
		}
		if n.Type == html.ElementNode {
			if isContent(n) {
				return
			}
			for _, a := range n.Attr {
				if slices.Contains(textAttributes, a.Key) {
					check(a.Val)
				}
			}
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(doc)
	return all
}

var (
	letters        = regexp.MustCompile(`[A-Za-z]{2}`)
	textAttributes = []string{"aria-label", "alt", "title", "placeholder"}
)

// isContent reports whether n holds no words of the house.
func isContent(n *html.Node) bool {
	switch n.Data {
	case "head", "script", "style", "svg", "code", "bdi", "textarea":
		return true
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "lang" && a.Val != PseudoLang && n.Data != "html":
			return true
		case a.Key == "class" && (strings.Contains(a.Val, "fm-header__home") || strings.Contains(a.Val, "fm-code") || strings.Contains(a.Val, "fm-break")):
			return true // names, keys and addresses
		}
	}
	return false
}

// removeTranslated takes out of text what stands between brackets, and what is content.
func removeTranslated(text string, content []string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch r {
		case '⟦':
			depth++
		case '⟧':
			depth--
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	left := b.String()
	for _, words := range content {
		if words != "" {
			left = strings.ReplaceAll(left, words, "")
		}
	}
	return left
}

// untranslatedPackages are the rooms whose pages still say English that nobody can translate.
// A room leaves this list when its pages are clean, and none comes in.
var untranslatedPackages = []string{
	"page", // the gallery, for those who build the site
}

// checkTranslated holds the samples of p against Unsaid.
func checkTranslated[V any](t *testing.T, p *page.Page[V]) {
	t.Helper()
	room, _, _ := strings.Cut(p.Name(), "/")
	for i, whole := range p.ExamplesIn(locale.For(PseudoLang)) {
		for _, say := range Untranslated(whole, append(plainTexts(p.ExampleTexts(i)), exampleTexts...)...) {
			if slices.Contains(untranslatedPackages, room) {
				t.Logf("%s, example %d: %q cannot be translated", p.Name(), i, say)
			} else {
				t.Errorf("%s, example %d: %q cannot be translated", p.Name(), i, say)
			}
		}
	}
}

// markdownMarks are those of Markdown, between which words stand on a page by themselves.
var markdownMarks = regexp.MustCompile("[*_`#>|\\[\\]\\n]+|\\([^)]*\\)")

// plainTexts adds to words what Markdown makes of them.
func plainTexts(words []string) []string {
	all := slices.Clone(words)
	for _, text := range words {
		for _, part := range markdownMarks.Split(text, -1) {
			all = append(all, strings.TrimSpace(part))
		}
	}
	return all
}

// exampleTexts are what stands around every example.
var exampleTexts = []string{"An officer", "Folkmoot"}
