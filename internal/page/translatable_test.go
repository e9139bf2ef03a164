package page

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

	"golang.org/x/net/html"
)

// sameInEveryLanguage are texts that are the same in every language.
var sameInEveryLanguage = []string{"Folkmoot"}

var letters = regexp.MustCompile(`\pL{2}`)

// Every text of a template is a message (t, tn, tlink, tstrong, tquote), so that it can be translated.
func TestTemplateTextCanBeTranslated(t *testing.T) {
	for name, text := range sources(t) {
		if strings.HasSuffix(name, "pages/parts.html") || strings.HasSuffix(name, "pages/gallery.html") {
			continue // for developers only
		}
		for _, tree := range trees(t, name, text) {
			for _, words := range untranslatableTexts(tree.Root) {
				t.Errorf("%s, template %q: %q cannot be translated", name, tree.Name, words)
			}
		}
	}
}

func TestUntranslatableTextsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		`<p class="one">{{.X}}</p>`:                                        "",
		`<p>Words {{.X}} more</p>`:                                         "Words|more",
		`<p>{{t "Words"}}: {{.X}}</p>`:                                     "",
		`{{if .X}}Yes{{else}}<b>No</b>{{end}}`:                             "Yes|No",
		`<a href="/x" aria-label="Words">{{.X}}</a>`:                       "Words",
		`<a href="/x" aria-label="{{t "Words"}}">{{.X}}</a>`:               "",
		`<svg><title>{{.X}}</title><path d="Mabc"/></svg>`:                 "",
		`<p{{if .X}} class="a"{{end}}>{{.X}}</p>`:                          "",
		`<span lang="en" hreflang="en">Read in English</span><p>Loose</p>`: "Loose",
	} {
		var all []string
		for _, tree := range trees(t, "x", text) {
			all = append(all, untranslatableTexts(tree.Root)...)
		}
		if got := strings.Join(all, "|"); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// untranslatableTexts returns the texts of a template outside its actions. Elements with a lang attribute are content.
func untranslatableTexts(root *parse.ListNode) (all []string) {
	z := html.NewTokenizer(strings.NewReader(templateText(root)))
	skip, fixed := "", ""
	check := func(text string) {
		for _, part := range strings.Split(text, "\x01") {
			part = strings.Trim(strings.TrimSpace(part), ":,.;()“” ")
			if letters.MatchString(part) && !slices.Contains(sameInEveryLanguage, part) {
				all = append(all, part)
			}
		}
	}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return all
		case html.TextToken:
			if skip == "" && fixed == "" {
				check(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if skip == "" && slices.Contains([]string{"script", "style", "svg", "code", "bdi"}, token.Data) && kind == html.StartTagToken {
				skip = token.Data
			}
			for _, a := range token.Attr {
				if slices.Contains([]string{"aria-label", "alt", "title", "placeholder"}, a.Key) && skip == "" {
					check(a.Val)
				}
				if a.Key == "lang" && letters.MatchString(a.Val) && fixed == "" && kind == html.StartTagToken {
					fixed = token.Data
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == skip {
				skip = ""
			}
			if string(name) == fixed {
				fixed = ""
			}
		}
	}
}

// templateText returns the text of a template, with a placeholder for each action.
func templateText(n parse.Node) string {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return ""
		}
		var b strings.Builder
		for _, one := range n.Nodes {
			b.WriteString(templateText(one))
		}
		return b.String()
	case *parse.TextNode:
		return string(n.Text)
	case *parse.IfNode:
		return templateText(n.List) + "\x01" + templateText(n.ElseList)
	case *parse.RangeNode:
		return templateText(n.List) + "\x01" + templateText(n.ElseList)
	case *parse.WithNode:
		return templateText(n.List) + "\x01" + templateText(n.ElseList)
	}
	return "\x01"
}
