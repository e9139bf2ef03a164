package chart

import (
	"math"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/represent"
)

// Figure is one of the figures of this package. At most one of its fields is set.
type Figure struct {
	Bars      *Bars
	Scale     *Scale
	Multiples *Multiples
	Dots      *Dots
	Pyramid   *Pyramid
	Tiles     *Tiles
}

// IsEmpty reports whether there is no figure.
func (f Figure) IsEmpty() bool { return f == Figure{} }

// Cross is the answers to a question by group.
type Cross struct {
	ID, Title, Lang string // Lang is that of Title, the options and the groups
	Question, By    string // IDs of the two questions
	Options         []Option
	Everyone        Group
	Groups          []Group
}

// Group is people whose answers are counted. A count of a cell that is hidden is never taken for 0.
type Group struct {
	ID, Name    string
	Column, Row int // of the place where they live in the tile map; 0 if there is none
	Base        int64
	Cells       []Cell // by option
}

// Cell is how many people of a group gave an answer.
type Cell struct {
	N, Base int64  // Base is how many could give it, of whom the share is
	Text    string // the number and its share, as in the table
	Share   string // the share as in the table, or ""
	Hidden  string // why the number is not shown; "" if it is
	Few     string // why the share is not shown; "" if it is
}

// Choose returns the one figure that shows c, by the first rule that fits:
//
//  1. Ages by sex, or the other way round, are a Pyramid.
//  2. Groups that live in places of the tile map are Tiles, of one answer: of a scale with two sides the answers of the first
//     side together, and otherwise the answer whose share differs most between a group and everyone.
//  3. Answers on a scale of opinion or frequency are a Scale, with a bar for each group. Its middle answer is centred, and answers
//     that are no opinion are apart, at the end.
//  4. All others are Dots with ranges, of the answer whose share differs most, with a mark for everyone.
//
// It returns no figure if fewer than two groups can be shown in it.
func Choose(words *locale.Printer, c Cross) Figure {
	if len(c.Groups) < 2 {
		return Figure{}
	}
	if p := c.pyramid(words); p != nil {
		return Figure{Pyramid: p}
	}
	if t := c.tiles(words); t != nil {
		return Figure{Tiles: t}
	}
	if s := c.scale(words); s != nil {
		return Figure{Scale: s}
	}
	return Figure{Dots: c.dots(words)}
}

// scale returns the figure with a bar for each group of which all answers are shown, or nil if the answers have no order.
func (c *Cross) scale(words *locale.Printer) *Scale {
	if !isScale(c.Options) {
		return nil
	}
	var rows []Values
	for _, g := range c.Groups {
		v := Values{Label: g.Name, Base: g.Base}
		for _, cell := range g.Cells {
			v.Counts, v.Shares, v.Texts = append(v.Counts, cell.N), append(v.Shares, cell.Share), append(v.Texts, cell.Text)
			v.Hidden = v.Hidden || cell.Hidden != ""
		}
		rows = append(rows, v)
	}
	return NewScale(words, c.ID, c.Title, c.Lang, c.Options, rows)
}

// pyramid returns the figure of ages by sex, or nil if c is something else.
func (c *Cross) pyramid(words *locale.Printer) *Pyramid {
	const age, sex = string(equality.Age), string(equality.Sex)
	var sides [2]string
	var rows []PyramidRow
	bar := func(cell Cell) PyramidBar {
		if cell.Hidden != "" {
			return PyramidBar{Text: cell.Hidden, Hidden: true}
		}
		return PyramidBar{Value: float64(cell.N), Text: words.Number(cell.N)}
	}
	switch {
	case c.Question == sex && c.By == age && len(c.Options) == 2:
		sides = [2]string{c.Options[0].Text, c.Options[1].Text}
		for _, g := range c.Groups {
			rows = append(rows, PyramidRow{Label: g.Name, Bars: [2]PyramidBar{bar(g.Cells[0]), bar(g.Cells[1])}})
		}
	case c.Question == age && c.By == sex && len(c.Groups) == 2:
		sides = [2]string{c.Groups[0].Name, c.Groups[1].Name}
		for i, o := range c.Options {
			rows = append(rows, PyramidRow{Label: o.Text, Bars: [2]PyramidBar{bar(c.Groups[0].Cells[i]), bar(c.Groups[1].Cells[i])}})
		}
	default:
		return nil
	}
	return NewPyramid(words, c.ID, c.Title, c.Lang, sides, rows)
}

// measure is a share of each group: of the people who gave one of some answers.
type measure struct {
	name     string
	of       []int // options
	together bool  // they are the first side of a scale
}

// share returns the share of g, or why there is none.
func (m measure) share(g Group) (n, base int64, hidden string) {
	for _, i := range m.of {
		cell := g.Cells[i]
		if hidden = cell.Hidden; hidden == "" {
			hidden = cell.Few
		}
		if hidden != "" {
			return 0, 0, hidden
		}
		n, base = n+cell.N, max(base, cell.Base)
	}
	return n, base, ""
}

// measure returns the share that is shown of each group, or ok = false if no answer can be shown of two of them.
func (c *Cross) measure() (best measure, ok bool) {
	opinions, _, middle, _ := scaleOf(c.Options)
	if middle > 0 && colours(c.Options) != nil {
		best = measure{of: opinions[:middle], together: true}
		var names []string
		for _, i := range best.of {
			names = append(names, c.Options[i].Text)
		}
		best.name = strings.Join(names, " / ")
		return best, c.canShow(best)
	}
	widest := -1.0
	for i, o := range c.Options {
		m := measure{name: o.Text, of: []int{i}}
		n, base, hidden := m.share(c.Everyone)
		if hidden != "" || base == 0 || !c.canShow(m) {
			continue
		}
		for _, g := range c.Groups {
			part, of, hidden := m.share(g)
			if hidden != "" || of == 0 {
				continue
			}
			if gap := math.Abs(float64(part)/float64(of) - float64(n)/float64(base)); gap > widest {
				widest, best = gap, m
			}
		}
	}
	return best, widest >= 0
}

// canShow reports whether the share m of two groups or more can be shown.
func (c *Cross) canShow(m measure) bool {
	shown := 0
	for _, g := range c.Groups {
		if _, base, hidden := m.share(g); hidden == "" && base > 0 {
			shown++
		}
	}
	return shown > 1
}

// caption says which share a figure shows.
func (m measure) caption(words *locale.Printer) string {
	if m.together {
		return words.Say("Percentage of each group that gave one of these answers.")
	}
	return words.Say("Percentage of each group that gave this answer. It is the answer on which a group differs most from everyone.")
}

func (c *Cross) tiles(words *locale.Printer) *Tiles {
	placed := func(g Group) bool { return g.Column > 0 }
	m, ok := c.measure()
	if !ok || !slices.ContainsFunc(c.Groups, placed) || slices.ContainsFunc(c.Groups, func(g Group) bool { return !placed(g) }) {
		return nil
	}
	var all []Tile
	for _, g := range c.Groups {
		t := Tile{Column: g.Column, Row: g.Row, Name: g.Name}
		n, base, hidden := m.share(g)
		if t.Missing = hidden != "" || base == 0; t.Missing {
			t.Note = hidden
		} else {
			t.Value = float64(n) / float64(base)
			t.Text = wholePercent(words, t.Value)
		}
		all = append(all, t)
	}
	figure := NewTiles(words, c.ID, m.name, c.Lang, all, func(share float64) string { return wholePercent(words, share) })
	figure.Caption = m.caption(words) + " " +
		words.Say("Tiles show roughly how places lie to each other. They do not show their shapes or sizes.")
	return figure
}

func (c *Cross) dots(words *locale.Printer) *Dots {
	m, ok := c.measure()
	if !ok {
		return nil
	}
	whole, of, unknown := m.share(c.Everyone)
	var points []Point
	for _, g := range c.Groups {
		p := Point{Label: g.Name, Lang: c.Lang}
		n, base, hidden := m.share(g)
		switch {
		case hidden != "":
			p.Hidden = hidden
		case base == 0:
			p.Hidden = words.Say("No figure")
		default:
			p.Share = float64(n) / float64(base)
			p.Low, p.High = represent.Wilson(n, base)
		}
		if p.Marked = unknown == "" && of > 0; p.Marked {
			p.Mark = float64(whole) / float64(of)
		}
		points = append(points, p)
	}
	d := NewDots(words, c.ID, m.name, c.Lang, words.Say("Everyone"), points, func(share float64) string { return wholePercent(words, share) })
	if d != nil {
		d.Caption = m.caption(words)
	}
	return d
}

// wholePercent writes a share as a whole percentage.
func wholePercent(words *locale.Printer, share float64) string {
	return words.Percent(int64(share*100 + .5))
}
