package docx

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
)

// FromHTML returns the main part of a page as a document, after the notices that stand above it. Everything in it that
// can be read is in the document, in the same order, except for what only a page has: navigation, forms, buttons and the
// elements that the page hides from screen readers. Details are unfolded, and figures are their descriptions, because
// the tables with their numbers are beside them. address is that of the page, to which links are relative.
func FromHTML(source []byte, address string) (*Document, error) {
	if len(source) > maxText {
		return nil, ErrTooLarge
	}
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("docx: address of the page: %w", err)
	}
	root, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return nil, fmt.Errorf("docx: %w", err)
	}
	main, page := find(root, atom.Main), find(root, atom.Html)
	if main == nil {
		return nil, errors.New("docx: the page has no main element")
	}
	d := &Document{Lang: attribute(page, "lang")}
	if title := find(find(root, atom.Head), atom.Title); title != nil && title.FirstChild != nil {
		d.Title = strings.Join(strings.Fields(title.FirstChild.Data), " ")
	}
	in := look{rtl: attribute(page, "dir") == "rtl", lang: d.Lang}
	in.blockRTL = in.rtl
	c := &converter{base: base, docLang: d.Lang, targets: map[string]bool{}}
	c.findTargets(main)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Aside && !within(n, main) {
			notice := in
			notice.style = Note
			c.block(n, notice)
		}
	}
	c.block(main, in)
	d.Blocks = c.blocks
	return d, nil
}

func find(root *html.Node, name atom.Atom) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == name {
			return n
		}
	}
	return nil
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func hasClass(n *html.Node, names ...string) bool {
	for class := range strings.FieldsSeq(attribute(n, "class")) {
		if slices.Contains(names, class) {
			return true
		}
	}
	return false
}

// rtl reports whether a language is written from right to left.
func rtl(lang string) bool {
	tag, err := language.Parse(lang)
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	return slices.Contains([]string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}, script.String())
}

// look is how text looks within an element.
type look struct {
	lang                          string
	rtl, blockRTL                 bool // of the element, and of the paragraph
	style                         Style
	run                           Run
	item                          *Item // of the innermost list
	keepNext, preformatted, lines bool  // lines: line ends are kept
}

type converter struct {
	base    *url.URL
	docLang string
	targets map[string]bool // fragments that links of the page lead to
	blocks  []Block
	now     *Paragraph // that text is added to; nil between paragraphs
	mark    string     // bookmark of the next paragraph
	lists   int
	depth   int // of lists
}

// findTargets collects the fragments that links lead to.
func (c *converter) findTargets(main *html.Node) {
	for n := range main.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.A {
			continue
		}
		if u, err := c.base.Parse(attribute(n, "href")); err == nil && u.Fragment != "" {
			c.targets[u.Fragment] = true
		}
	}
}

// leftOut reports whether an element is not part of a document.
func leftOut(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Form, atom.Button, atom.Script, atom.Style, atom.Template, atom.Input, atom.Select, atom.Textarea, atom.Link,
		atom.Meta, atom.Hr:
		return true
	}
	return hasAttribute(n, "hidden") || attribute(n, "aria-hidden") == "true" ||
		hasClass(n, "govuk-back-link", "govuk-summary-list__actions", "fm-downloads", "fm-to-contents")
}

var blockElements = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Aside: true, atom.Main: true, atom.Header: true,
	atom.Footer: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Ul: true,
	atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true, atom.Figure: true,
	atom.Figcaption: true, atom.Blockquote: true, atom.Pre: true, atom.Details: true, atom.Summary: true, atom.Address: true,
	atom.Fieldset: true, atom.Legend: true,
}

// isBlock reports whether an element begins a paragraph: by its name or, for a few, by its class.
func isBlock(n *html.Node) bool {
	return blockElements[n.DataAtom] || n.DataAtom == atom.Span && hasClass(n, "govuk-caption-xl", "govuk-caption-l", "govuk-caption-m")
}

// walk adds the children of n.
func (c *converter) walk(n *html.Node, in look) {
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.TextNode:
			c.text(child.Data, in)
		case child.Type != html.ElementNode:
		case child.DataAtom == atom.Nav && hasClass(child, "fm-contents"):
			c.flush()
			c.blocks = append(c.blocks, &Contents{})
		case leftOut(child):
		case isBlock(child):
			c.block(child, in)
		default:
			c.inline(child, in)
		}
	}
}

// within returns in with what the attributes of n say.
func (in look) within(n *html.Node) look {
	if lang := attribute(n, "lang"); lang != "" {
		in.lang = lang
	}
	switch attribute(n, "dir") {
	case "rtl":
		in.rtl = true
	case "ltr":
		in.rtl = false
	case "auto":
		in.rtl = startsRTL(n)
	}
	return in
}

// startsRTL reports whether the first letter in n is written from right to left.
func startsRTL(n *html.Node) bool {
	for t := range n.Descendants() {
		if t.Type == html.TextNode && strings.ContainsFunc(t.Data, unicode.IsLetter) {
			return firstRTL(t.Data)
		}
	}
	return false
}

// block adds an element that begins and ends a paragraph.
func (c *converter) block(n *html.Node, in look) {
	c.flush()
	defer c.flush()
	in = in.within(n)
	in.blockRTL = in.rtl
	in.lines = in.lines || hasClass(n, "fm-typed", "fm-changed") // as the style sheet shows them
	in.run.Light = in.run.Light || hasClass(n, "govuk-!-font-weight-regular")
	if id := attribute(n, "id"); c.targets[id] && c.mark == "" {
		c.mark = id
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		in.style = Heading(int(n.Data[1] - '0'))
	case atom.Ul, atom.Ol:
		c.list(n, in)
		return
	case atom.Dt, atom.Summary:
		in.style = Term
	case atom.Dd:
		c.joinTerm()
	case atom.Figcaption:
		in.style, in.keepNext = Caption, true
	case atom.Blockquote:
		in.style = Quote
	case atom.Pre:
		in.style, in.preformatted = Code, true
	case atom.Table:
		c.table(n, in)
		return
	default:
		switch {
		case hasClass(n, "govuk-inset-text", "govuk-warning-text"):
			in.style = Quote
		case hasClass(n, "govuk-hint", "govuk-body-s", "govuk-caption-xl", "govuk-caption-l", "govuk-caption-m", "fm-invented"):
			in.style = Note
		}
	}
	c.walk(n, in)
}

// joinTerm lets a definition begin in the line of its term if that is as short as a letter in brackets.
func (c *converter) joinTerm() {
	if n := len(c.blocks); n > 0 {
		if p, ok := c.blocks[n-1].(*Paragraph); ok && p.Style == Term && len(plain(p.Runs)) <= 5 {
			c.blocks, c.now = c.blocks[:n-1], p
			p.Style = Normal
			for i := range p.Runs {
				p.Runs[i].Bold = true
			}
			p.Runs = append(p.Runs, Run{Text: " "})
		}
	}
}

// list adds the items of a list.
func (c *converter) list(n *html.Node, in look) {
	if c.depth == 0 || n.DataAtom == atom.Ol {
		c.lists++
	}
	number := c.lists
	c.depth++
	defer func() { c.depth-- }()
	for child := range n.ChildNodes() {
		if child.Type != html.ElementNode || leftOut(child) {
			continue
		}
		within := in
		within.item = &Item{Level: c.depth - 1, List: number, Ordered: n.DataAtom == atom.Ol}
		if within.style == "" {
			within.style = Listed
		}
		c.block(child, within)
	}
}

// inline adds an element within a paragraph.
func (c *converter) inline(n *html.Node, in look) {
	outer := in.rtl
	in = in.within(n)
	in.run.Light = in.run.Light || hasClass(n, "govuk-!-font-weight-regular")
	in.run.Tag = in.run.Tag || hasClass(n, "govuk-tag")
	switch n.DataAtom {
	case atom.Br:
		c.start(in)
		c.now.Runs = append(c.now.Runs, Run{Break: true})
		return
	case atom.Bdi:
		if attribute(n, "dir") == "" {
			in.rtl = startsRTL(n)
		}
	case atom.Strong, atom.B:
		in.run.Bold = true
	case atom.Em, atom.I:
		in.run.Italic = true
	case atom.Code, atom.Kbd, atom.Samp:
		in.run.Code = true
	case atom.Del, atom.S:
		in.run.Removed = true
	case atom.Ins:
		in.run.Added = true
	case atom.Sup:
		in.run.Raised = true
	case atom.Sub:
		in.run.Lowered = true
	case atom.A:
		in.run.Href = c.resolve(attribute(n, "href"))
	case atom.Svg:
		c.figure(attribute(n, "aria-label"), n, in)
		return
	case atom.Img:
		c.figure(attribute(n, "alt"), n, in)
		return
	}
	// Elements that follow each other without a space are set apart by the style sheet.
	apart := attribute(n, "class") != "" || n.DataAtom == atom.Ins
	if before := n.PrevSibling; before != nil && before.Type == html.ElementNode && apart && !isBlock(before) {
		c.text(" ", in)
	}
	if in.rtl == outer {
		c.walk(n, in)
		return
	}
	c.start(in)
	c.add(mark(in.rtl), in)
	c.walk(n, in)
	if c.now != nil {
		c.add(mark(in.rtl), in)
	}
}

// figure adds the description of a figure that has one.
func (c *converter) figure(description string, n *html.Node, in look) {
	if role := attribute(n, "role"); n.DataAtom == atom.Svg && role != "img" {
		return // a map of links, which are in the table beside it
	}
	if description == "" {
		return
	}
	in.run.Italic = true
	c.text(" ", in)
	c.text(description, in)
	c.text(" ", in)
}

// resolve returns an address as links of the document have it, or "" for what is no address of a page or person.
func (c *converter) resolve(href string) string {
	u, err := c.base.Parse(href)
	if err != nil || href == "" {
		return ""
	}
	if here := *u; u.Fragment != "" {
		here.Fragment, here.RawFragment = "", ""
		if here.String() == c.base.String() {
			return "#" + u.Fragment
		}
	}
	if address := u.String(); isSafe(address) {
		return address
	}
	return ""
}

// start begins a paragraph if there is none.
