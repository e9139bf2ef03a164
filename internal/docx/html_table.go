package docx

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table adds a table.
func (c *converter) table(n *html.Node, in look) {
	t := &Table{RTL: in.rtl}
	for part := range n.ChildNodes() {
		if part.Type != html.ElementNode {
			continue
		}
		switch part.DataAtom {
		case atom.Caption:
			caption := in.within(part)
			caption.blockRTL = caption.rtl
			inner := c.inner(part, caption)
			for _, b := range inner {
				if p, ok := b.(*Paragraph); ok {
					t.Caption.Runs, t.Caption.RTL = append(t.Caption.Runs, p.Runs...), p.RTL
				}
			}
			t.Unseen = hasClass(part, "govuk-visually-hidden")
		case atom.Thead, atom.Tbody, atom.Tfoot:
			for row := range part.ChildNodes() {
				if row.Type != html.ElementNode || row.DataAtom != atom.Tr {
					continue
				}
				cells := c.row(row, in)
				if part.DataAtom == atom.Thead && len(t.Rows) == 0 {
					t.Head = append(t.Head, cells)
				} else {
					t.Rows = append(t.Rows, cells)
				}
			}
		}
	}
	if len(t.Head) == 0 && len(t.Rows) > 1 && !slices.ContainsFunc(t.Rows[0], func(c Cell) bool { return !c.Header }) {
		t.Head, t.Rows = t.Rows[:1], t.Rows[1:]
	}
	if n := len(c.blocks); n > 0 { // the caption of the figure that it is in begins with it
		before, ok := c.blocks[n-1].(*Paragraph)
		t.Unseen = t.Unseen || ok && before.Style == Caption && strings.HasPrefix(plain(before.Runs), plain(t.Caption.Runs))
	}
	c.blocks = append(c.blocks, t)
}

func (c *converter) row(n *html.Node, in look) (row Row) {
	if id := attribute(n, "id"); c.targets[id] && c.mark == "" {
		c.mark = id
	}
	for cell := range n.ChildNodes() {
		if cell.Type != html.ElementNode || cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
			continue
		}
		within := in.within(cell)
		within.blockRTL, within.style, within.item = within.rtl, "", nil
		one := Cell{Header: cell.DataAtom == atom.Th, Numeric: strings.Contains(attribute(cell, "class"), "numeric"),
			Across: span(cell, "colspan"), Down: span(cell, "rowspan"), Blocks: c.inner(cell, within)}
		row = append(row, one)
	}
	return row
}

func span(n *html.Node, name string) int {
	number, err := strconv.Atoi(attribute(n, name))
	if err != nil || number < 1 {
		return 1
	}
	return min(number, 1000)
}

// inner returns what is in n as blocks of their own.
func (c *converter) inner(n *html.Node, in look) []Block {
	outer, depth := c.blocks, c.depth
	c.blocks, c.depth = nil, 0
	c.walk(n, in)
	c.flush()
	inner := c.blocks
	c.blocks, c.depth = outer, depth
	return inner
}
