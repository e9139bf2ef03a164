package disclose

// judge decides whether t can be shown, and which of its cells are hidden.
func (p Policy) judge(t Table) (why Why, hidden []bool) {
	base := t.States.Answered.n
	switch {
	case p.rules.Base == 0:
		return Few, nil
	case base == 0:
		return Shown, nil
	case base < p.rules.Base && p.has(least):
		return Few, nil
	case t.Topic == Proposal:
		return Shown, nil
	case p.ofOneMind(t):
		return Alike, nil
	}
	h := p.hiding(t)
	if h.count == 0 && !h.few {
		return Shown, nil
	}
	if !p.has(secondary) {
		return Shown, h.hidden
	}
	if h.few {
		return Narrow, nil
	}
	for !h.safe(p) {
		if !h.more() {
			if !p.has(zeros) {
				return Shown, h.hidden
			}
			return Narrow, nil
		}
	}
	return Shown, h.hidden
}

// ofOneMind reports whether a small group gave, but for one of them at most,
// one answer. Whoever knows that somebody took part would know what they said.
func (p Policy) ofOneMind(t Table) bool {
	base := t.States.Answered.n
	if base >= p.rules.Group || !p.has(group) {
		return false
	}
	for _, c := range t.Cells {
		if c.n >= base-1 {
			return true
		}
	}
	return false
}

// hiding is the state of a table while its cells are being hidden. Which cells
// are hidden follows from their size alone and not from their place: all cells
// of one size are hidden together. So a reader who knows the rules still cannot
// tell the hidden cells of a table apart.
type hiding struct {
	cells         []Count
	alone         []bool
	hidden        []bool
	count         int   // how many are hidden
	onlySmall     bool  // and none of them is there to protect the others
	people        int64 // who chose something that does not stand alone
	below         int64 // a smaller count is hidden
	smallestShown int64 // but for zero; 0: none is left
	// the sum of the hidden cells, as it follows from what is shown
	least, most int64
	few         bool // what stands alone leaves too few, or is hidden itself
}

func (p Policy) hiding(t Table) *hiding {
	h := &hiding{
		cells: t.Cells, alone: make([]bool, len(t.Cells)), hidden: make([]bool, len(t.Cells)), onlySmall: true,
		people: t.States.Answered.n, below: p.below(t.Topic),
	}
	if t.Most > 1 { // where one only can be chosen, every option stands alone
		copy(h.alone, t.Alone)
	}
	for i, c := range t.Cells {
		small := c.n > 0 && c.n < h.below && p.has(primary)
		if small {
			h.hidden[i] = true
			h.count++
		}
		if h.alone[i] {
			h.people -= c.n
			h.few = h.few || small && p.has(sole)
		}
	}
	if h.people > 0 && h.people < h.below && p.has(sole) {
		h.few = true
	}
	h.least, h.most = max(t.Fewest, 1)*h.people, max(t.Most, 1)*h.people
	for i, c := range t.Cells {
		if h.alone[i] { // it is shown, or h.few withholds the table
			h.least, h.most = h.least+c.n, h.most+c.n
		}
	}
	h.sum()
	return h
}

// sum works out again what follows from what is shown.
func (h *hiding) sum() {
	h.smallestShown = 0
	for i, c := range h.cells {
		if !h.hidden[i] && c.n > 0 && (h.smallestShown == 0 || c.n < h.smallestShown) {
			h.smallestShown = c.n
		}
	}
}

// left returns the least and the most that the hidden cells can add up to.
func (h *hiding) left() (least, most int64) {
	least, most = h.least, h.most
	for i, c := range h.cells {
		if !h.hidden[i] {
			least, most = least-c.n, most-c.n
		}
	}
	return least, most
}

// more hides the smallest of the cells that are shown, and all of its size. It
// cannot if none is left, or if one of them stands alone: then the number of
// people who chose the others would not be known, and the sum with it.
func (h *hiding) more() bool {
	if h.smallestShown == 0 {
		return false
	}
	for i, c := range h.cells {
		if !h.hidden[i] && c.n == h.smallestShown {
			if h.alone[i] {
				return false
			}
			h.hidden[i] = true
			h.count++
		}
	}
	h.onlySmall = false
	h.sum()
	return true
}

// safe reports whether no reader can narrow a hidden cell down.
//
// A reader who knows only the sum knows that a hidden cell is what the others
// leave of it. A reader who knows the rules knows also that a hidden cell is not
// zero, because zeros are shown where others are hidden, and that it is smaller
// than the smallest one shown, because the smallest are hidden first.
func (h *hiding) safe(p Policy) bool {
	wide := p.rules.Width
	if !p.has(width) {
		wide = 1 // not a single value, and no more than that
	}
	if h.span(0, h.people) < wide {
		return false
	}
	if !p.has(readers) {
		return true
	}
	high := h.people
	if h.smallestShown > 0 {
		high = min(high, h.smallestShown-1)
	}
	if least, most := h.left(); least < most && h.onlySmall {
		// Where people choose several, the total says little, and it is enough
		// that it says no more than the mark does: 1 to 4, or 1 to 9.
		return h.span(1, min(high, h.below-1)) == h.below-2
	}
	return h.span(1, high) >= wide
}

// span returns how far apart the least and the most are that a hidden cell can
// be, if every hidden cell is at least low and at most high.
func (h *hiding) span(low, high int64) int64 {
	least, most := h.left()
	others := int64(h.count - 1)
	return min(high, most-others*low) - max(low, least-others*high)
}
