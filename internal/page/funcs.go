package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
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

// funcsIn returns the functions that templates can call, in the language of words.
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
		"dir": func() string { // direction of the interface
			if words.RTL() {
				return "rtl"
			}
			return "ltr"
		},
		"mapScript": func() string { return assets.Map },
		"lang":      words.Lang, // language of the interface, for elements inside content
		"foreign": func(lang string) string { // lang if it is not the language of the interface: {{with foreign .Lang}} lang="{{.}}"{{end}}
			if lang == words.Lang() {
				return ""
			}
			return lang
		},
		"passage": func(lang string) template.HTMLAttr { return langAttr(words, lang) }, // attributes for text in lang: <p{{passage .Lang}}>
		"tquote": func(message, lang string, args ...any) template.HTML { // a message whose arguments are in lang
			return quoteMessage(words, message, lang, args)
		},
		"turned": func(lang string) string { // direction of lang if it is not that of the interface
			if direction := locale.Direction(lang); lang != "" && (direction == "rtl") != words.RTL() {
				return direction
			}
			return ""
		},
	}
}

// pluralForms returns the plural forms of a message as JSON, for folkmoot.js. It is computed once for each language.
func pluralForms(words *locale.Printer, one, other string) (string, error) {
	key := [2]string{words.Lang(), other}
	if known, ok := pluralFormsCache.Load(key); ok {
		return known.(string), nil
	}
	all, err := json.Marshal(words.PluralForms(one, other))
	pluralFormsCache.Store(key, string(all)) // the keys are in templates, so the cache is bounded
	return string(all), err
}

var pluralFormsCache sync.Map

// countMessage is Count for templates, which cannot use type parameters.
func countMessage(words *locale.Printer, n any, one, other string, more []any) (string, error) {
	switch n := n.(type) {
	case int:
		return words.Count(int64(n), one, other, more...), nil
	case int64:
		return words.Count(n, one, other, more...), nil
	}
	return "", fmt.Errorf("tn: %T is not a whole number", n)
}

// Date returns the date of t in English, like 27 May 2016, or "" for the zero time.
func Date(t time.Time) string { return (*locale.Printer)(nil).Date(t) }

// Limits of Markdown in bytes: of a whole text, and of a part without an empty line. Longer text is shown as plain
// text. Goldmark takes quadratic time for paragraphs full of asterisks or brackets. Tables (which add missing cells)
// and link definitions (which are expanded at each use) can make a small text large, so they have limits of their own.
const (
	maxMarkdown   = 200 << 10
	maxParagraph  = 16 << 10
	maxColumns    = 20  // of a table
	maxDefinition = 500 // bytes of a line such as "[a]: https://example.org"
	maxQuoted     = 20  // quotations and lists that begin within each other on a line
	maxHeading    = 100 // characters of the heading of a column that narrow screens repeat in each cell

	// HTML may be this many times as long as its source, and maxParagraph longer. Text that becomes longer is shown as
	// plain text.
	maxGrowth = 8
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
		if beginnings(line) > maxQuoted {
			return true
		}
		if run > maxParagraph || strings.Count(line, "|") > maxColumns+1 || len(line) > maxDefinition && strings.Contains(line, "]:") {
			return true
		}
	}
	return false
}

// beginnings counts the quotations and list entries that begin on line.
func beginnings(line string) (n int) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '>':
			n++
		case c == '-' || c == '+' || c == '*' || c == '.' || c == ')':
			if i+1 < len(line) && line[i+1] == ' ' {
				n++
			}
		case c != ' ' && c != '\t' && (c < '0' || c > '9'):
			return n
		}
	}
	return n
}

var markdownParser = goldmark.New(
	// The content security policy forbids style attributes, so govukClass aligns cells with a class.
	goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(govukStyler{}, 1000))),
)

// Markdown returns the HTML of source. Raw HTML is removed, and links with other schemes than linkSchemes become text.
func Markdown(source string) template.HTML { return markdown(source, nil) }

func markdown(source string, words *locale.Printer) template.HTML {
	plain := func() template.HTML {
		return template.HTML(`<div class="govuk-body fm-typed">` + template.HTMLEscapeString(source) + `</div>`)
	}
	if tooLongForMarkdown(source) {
		return plain()
	}
	var b bytes.Buffer
	if err := markdownParser.Convert([]byte(source), &b); err != nil {
		return template.HTML(template.HTMLEscapeString(source))
	}
	if b.Len() > maxGrowth*len(source)+maxParagraph {
		return plain()
	}
	// A wide table scrolls in a frame of its own. The frame can have the focus, so that it can be scrolled with the
	// keyboard.
	html := b.String()
	if !strings.Contains(html, "<table") {
		return template.HTML(html)
	}
	html = strings.ReplaceAll(
		html,
		"<table",
		`<div class="fm-scroll fm-stack" tabindex="0" role="region" aria-label="`+template.HTMLEscapeString(words.Say("Table"))+`"><table`,
	)
	return template.HTML(strings.ReplaceAll(html, "</table>", "</table></div>"))
}

// govukStyler adds the classes of govuk-frontend to Markdown. Headings start at h2, because the page has an h1.
type govukStyler struct{}

// Transform implements goldmark's parser.ASTTransformer.
func (govukStyler) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	words := []ast.Node{} // nodes that are replaced by their text
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
			} else if cell, ok := n.(*tables.TableCell); ok {
				n.SetAttributeString("data-label", []byte(columnHeading(cell, reader.Source())))
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

// columnHeading returns the heading of the column of cell, which narrow screens show beside it.
func columnHeading(cell *tables.TableCell, source []byte) string {
	at := 0
	for before := cell.PreviousSibling(); before != nil; before = before.PreviousSibling() {
		at++
	}
	heading := cell.Parent().Parent().FirstChild().FirstChild()
	for ; heading != nil && at > 0; at-- {
		heading = heading.NextSibling()
	}
	var b strings.Builder
	if heading != nil {
		ast.Walk(heading, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if text, ok := n.(*ast.Text); ok && entering {
				value := text.Value(source)
				b.Write(value[:min(len(value), 4*maxHeading)])
			}
			if b.Len() > 4*maxHeading {
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
	}
	if words := []rune(strings.ToValidUTF8(b.String(), "")); len(words) > maxHeading {
		return string(words[:maxHeading]) + "…"
	}
	return b.String()
}

// isOwnPicture reports whether n is a picture that was uploaded to this site and is described in words.
func isOwnPicture(n *ast.Image) bool {
	return filePath.Match(n.Destination) && n.HasChildren()
}

// filePath matches the path of an uploaded file.
var filePath = regexp.MustCompile(`^/files/[0-9A-Za-z]+$`)

// isForbiddenNode reports whether n is a link with a scheme that is not in linkSchemes, or a picture that is not
// isOwnPicture: one from elsewhere would tell another server who reads the page.
func isForbiddenNode(n ast.Node, source []byte) bool {
	var address []byte
	switch n := n.(type) {
	case *ast.Image:
		return !isOwnPicture(n)
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

// linkSchemes are the schemes that links can have.
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
	case *ast.Image:
		return "fm-picture"
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

// number is Printer.Number for templates, in which whole numbers have different types.
func number(n any, words *locale.Printer) (string, error) {
	switch n := n.(type) {
	case int:
		return words.Number(int64(n)), nil
	case int64:
		return words.Number(n), nil
	}
	return "", fmt.Errorf("number: %T is not a whole number", n)
}
