package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// funcsIn are what templates may call, in the language of words. None of them
// decides anything.
func funcsIn(words *locale.Printer) template.FuncMap {
	return template.FuncMap{
		"markdown": func(source string) template.HTML { return markdown(source, words) },
		"date":     words.Date,
		"number":   func(n any) (string, error) { return number(n, words) },
		"t":        words.Say, // {{t "Closes on %s" .Closes}}
		"tn": func(n any, one, other string, more ...any) (string, error) {
			return countMessage(words, n, one, other, more)
		},
		"tlink": func(message, href string, args ...any) (template.HTML, error) {
			return messageWithLink(words, message, href, args)
		},
		"tstrong": func(message string, args ...any) (template.HTML, error) {
			return messageWithStrong(words, message, args)
		},
		"say":   func(m locale.Message) string { return m.In(words) },
		"forms": func(one, other string) (string, error) { return pluralForms(words, one, other) },
		"dir": func() string { // of the interface
			if words.RTL() {
				return "rtl"
			}
			return "ltr"
		},
		"lang": words.Lang, // of the interface, for what stands in content
		"foreign": func(lang string) string { // lang, if it is not that of the interface: {{with foreign .Lang}} lang="{{.}}"{{end}}
			if lang == words.Lang() {
				return ""
			}
			return lang
		},
		"passage": func(lang string) template.HTMLAttr { return langAttr(words, lang) }, // <p{{passage .Lang}}>
		"tquote": func(message, lang string, args ...any) template.HTML { // a sentence around somebody's own words
			return quoteMessage(words, message, lang, args)
		},
		"turned": func(lang string) string { // the direction of lang, if it is not that of the interface
			if direction := Direction(lang); lang != "" && (direction == "rtl") != words.RTL() {
				return direction
			}
			return ""
		},
	}
}

// pluralForms are the forms of a message with a number in it, for the script. They are
// put together once for each language.
func pluralForms(words *locale.Printer, one, other string) (string, error) {
	key := [2]string{words.Lang(), other}
	if known, ok := pluralFormsCache.Load(key); ok {
		return known.(string), nil
	}
	all, err := json.Marshal(words.PluralForms(one, other))
	pluralFormsCache.Store(key, string(all)) // templates name few, and no request can add to them
	return string(all), err
}

var pluralFormsCache sync.Map

// countMessage is Count for templates, which know no type parameters.
func countMessage(words *locale.Printer, n any, one, other string, more []any) (string, error) {
	switch n := n.(type) {
	case int:
		return words.Count(int64(n), one, other, more...), nil
	case int64:
		return words.Count(n, one, other, more...), nil
	}
	return "", fmt.Errorf("tn: %T is not a whole number", n)
}

// Date writes the day of t in English: 27 May 2016. It is "" where none is
// known.
func Date(t time.Time) string { return (*locale.Printer)(nil).Date(t) }

// Number writes n in English: 1,200.
func Number[N ~int | ~int64](n N) string { return (*locale.Printer)(nil).Number(int64(n)) }

// How much text is read as Markdown: in all, and without an empty line. What is
// longer is shown as it was written. The reader of Markdown takes four times as
// long for a paragraph twice as long if it is full of stars or of brackets, and
// nobody writes such a paragraph to be read. A table fills the places that a row
// leaves empty, and a definition stands wherever it is used: both make much of
// little, so both have a bound of their own.
const (
	maxMarkdown   = 200 << 10
	maxParagraph  = 16 << 10
	maxColumns    = 20  // of a table
	maxDefinition = 500 // bytes of a line such as "[a]: https://example.org"
)

func tooLongForMarkdown(source string) bool {
	if len(source) > maxMarkdown {
		return true
	}
	run := 0
	for line := range strings.Lines(source) {
		if run += len(line); strings.TrimSpace(line) == "" {
			run = 0
		}
		if run > maxParagraph || strings.Count(line, "|") > maxColumns+1 || len(line) > maxDefinition && strings.Contains(line, "]:") {
			return true
		}
	}
	return false
}

var markdownParser = goldmark.New(
	// A style in a cell is what our own policy forbids; looks aligns by a class.
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(govukStyler{}, 1000))),
)

// Markdown returns the HTML of source. Raw HTML in it is left out, and a link
// that would run a script leads nowhere.
func Markdown(source string) template.HTML { return markdown(source, nil) }

func markdown(source string, words *locale.Printer) template.HTML {
	if tooLongForMarkdown(source) {
		return template.HTML(`<div class="govuk-body fm-typed">` + template.HTMLEscapeString(source) + `</div>`)
	}
	var b bytes.Buffer
	if err := markdownParser.Convert([]byte(source), &b); err != nil {
		return template.HTML(template.HTMLEscapeString(source))
	}
	// A wide table scrolls by itself; its frame takes the keyboard, so that it
	// can be scrolled without a mouse.
	html := b.String()
	if !strings.Contains(html, "<table") {
		return template.HTML(html)
	}
	html = strings.ReplaceAll(
		html,
		"<table",
		`<div class="fm-scroll" tabindex="0" role="region" aria-label="`+template.HTMLEscapeString(words.Say("Table"))+`"><table`,
	)
	return template.HTML(strings.ReplaceAll(html, "</table>", "</table></div>"))
}

// govukStyler gives what Markdown makes the looks of the house. The page has its h1
// already, so that headings begin at h2.
type govukStyler struct{}

// Transform implements goldmark's parser.ASTTransformer.
func (govukStyler) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	words := []ast.Node{} // of which nothing is to be left but the words
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			if isForbiddenNode(n, reader.Source()) {
				words = append(words, n)
			}
			if class := govukClass(n); class != "" {
				n.SetAttributeString("class", []byte(class))
			}
			if _, head := n.Parent().(*tables.TableHeader); head {
				n.SetAttributeString("scope", []byte("col"))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range words {
		if auto, ok := n.(*ast.AutoLink); ok {
			n.AppendChild(n, ast.NewString(auto.Label(reader.Source())))
		}
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			n.Parent().InsertBefore(n.Parent(), n, c)
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// isForbiddenNode reports whether n is a picture, which would come from elsewhere and
// tell there who reads this, or a link to what is neither a page nor a way to
// reach somebody, which would start a program.
func isForbiddenNode(n ast.Node, source []byte) bool {
	var address []byte
	switch n := n.(type) {
	case *ast.Image:
		return true
	case *ast.Link:
		address = n.Destination
	case *ast.AutoLink:
		if n.AutoLinkType == ast.AutoLinkEmail {
			return false
		}
		address = n.URL(source)
	default:
		return false
	}
	scheme, _, ok := strings.Cut(string(util.URLEscape(address, true)), ":")
	return ok && !strings.ContainsAny(scheme, "/?#") && !slices.Contains(linkSchemes, strings.ToLower(scheme))
}

// linkSchemes are those of the addresses to which a text may lead.
var linkSchemes = []string{"http", "https", "mailto", "tel"}

func govukClass(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		n.Level = min(max(n.Level, 2), 4)
		if n.Level == 2 {
			return "govuk-heading-m"
		}
		return "govuk-heading-s"
	case *ast.Paragraph:
		return "govuk-body"
	case *ast.List:
		if n.IsOrdered() {
			return "govuk-list govuk-list--number"
		}
		return "govuk-list govuk-list--bullet"
	case *ast.Link, *ast.AutoLink:
		return "govuk-link"
	case *ast.Blockquote:
		return "govuk-inset-text"
	case *ast.ThematicBreak:
		return "govuk-section-break govuk-section-break--m govuk-section-break--visible"
	case *tables.Table:
		return "govuk-table"
	case *tables.TableHeader:
		return "govuk-table__head"
	case *tables.TableCell:
		class := "govuk-table__cell"
		if _, head := n.Parent().(*tables.TableHeader); head {
			class = "govuk-table__header"
		}
		if n.Alignment == tables.AlignRight {
			class += " " + class + "--numeric"
		}
		return class
	}
	return ""
}

// number is Number for templates, which know no type parameters.
func number(n any, words *locale.Printer) (string, error) {
	switch n := n.(type) {
	case int:
		return words.Number(int64(n)), nil
	case int64:
		return words.Number(n), nil
	}
	return "", fmt.Errorf("number: %T is not a whole number", n)
}
