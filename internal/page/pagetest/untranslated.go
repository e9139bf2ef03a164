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

// PseudoLang is the language that shows which texts are not translated: every translated text is between ⟦ and ⟧.
const PseudoLang = "en-XA"

// Untranslated returns the English texts of a page in PseudoLang that are not messages of the interface. Elements in
// another language are content, and so are the texts in content.
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
	contentClasses = regexp.MustCompile(`fm-header__home|fm-code|fm-break`) // names, keys and addresses
	textAttributes = []string{"aria-label", "alt", "title", "placeholder"}
)

// isContent reports whether n has no text of the interface.
func isContent(n *html.Node) bool {
	switch n.Data {
	case "head", "script", "style", "svg", "code", "bdi", "textarea":
		return true
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "lang" && a.Val != PseudoLang && n.Data != "html":
			return true
		case a.Key == "class" && contentClasses.MatchString(a.Val):
			return true
		}
	}
	return false
}

// removeTranslated removes from text everything between ⟦ and ⟧, and content.
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

// untranslatedPackages are the packages whose pages may have texts that cannot be translated. None may be added.
var untranslatedPackages = []string{
	"page", // the gallery, which only developers see
}

// checkTranslated reports texts in the examples of p that cannot be translated.
func checkTranslated[V any](t *testing.T, p *page.Page[V]) {
	t.Helper()
	name, _, _ := strings.Cut(p.Name(), "/")
	for i, whole := range p.ExamplesIn(locale.For(PseudoLang)) {
		content := append(plainTexts(p.ExampleTexts(i)), exampleTexts...)
		for _, text := range Untranslated(whole, content...) {
			if slices.Contains(untranslatedPackages, name) {
				t.Logf("%s, example %d: %q cannot be translated", p.Name(), i, text)
			} else {
				t.Errorf("%s, example %d: %q cannot be translated", p.Name(), i, text)
			}
		}
	}
}

// markdownMarks matches the markup of Markdown, which splits a text into parts that are separate on the page.
var markdownMarks = regexp.MustCompile("[*_`#>|\\[\\]\\n]+|\\([^)]*\\)")

// plainTexts returns texts and the parts into which Markdown splits them.
func plainTexts(texts []string) []string {
	all := slices.Clone(texts)
	for _, text := range texts {
		for _, part := range markdownMarks.Split(text, -1) {
			all = append(all, strings.TrimSpace(part))
		}
	}
	return all
}

// exampleTexts are names in the frame of every example.
var exampleTexts = []string{"An officer", "Folkmoot"}
