package disclose

// decide decides whether t can be shown, and which of its cells are hidden.
func (p Policy) decide(t Table) (why Reason, hidden []bool) {
	base := t.States.Answered.n
	switch {
	case p.rules.MinBase == 0:
		return TooFewAnswers, nil
	case base == 0:
		return NotWithheld, nil
	case base < p.rules.MinBase && p.enabled(ruleMinBase):
		return TooFewAnswers, nil
	case t.Topic == Proposal:
		return NotWithheld, nil
	case p.isHomogeneous(t):
		return AlmostAllSame, nil
	}
	h := p.newSuppression(t)
	if h.count == 0 && !h.tooFew {
		return NotWithheld, nil
	}
	if !p.enabled(ruleSecondary) {
		return NotWithheld, h.hidden
	}
	if h.tooFew {
		return CannotProtect, nil
	}
	for !h.isSafe(p) {
		if !h.suppressNext() {
			if !p.enabled(ruleZeros) {
				return NotWithheld, h.hidden
			}
			return CannotProtect, nil
		}
	}
	return NotWithheld, h.hidden
}

// isHomogeneous reports whether a small group gave, but for one of them at most,
// one answer. Whoever knows that somebody took part would know what they said.
func (p Policy) isHomogeneous(t Table) bool {
	base := t.States.Answered.n
	if base >= p.rules.SmallGroup || !p.enabled(ruleHomogeneousGroup) {
		return false
	}
	for _, c := range t.Cells {
		if c.n >= base-1 {
			return true
		}
	}
	return false
}

// suppression is the state of a table while its cells are being hidden. Which cells
// are hidden follows from their size alone and not from their place: all cells
// of one size are hidden together. So a reader who knows the rules still cannot
// tell the hidden cells of a table apart.
type suppression struct {
	cells         []Count
	exclusive     []bool
	hidden        []bool
	count         int   // how many are hidden
	primaryOnly   bool  // and none of them is there to protect the others
	people        int64 // who chose something that does not stand alone
	threshold     int64 // a smaller count is hidden
	smallestShown int64 // but for zero; 0: none is left
	// the sum of the hidden cells, as it follows from what is shown
	minSum, maxSum int64
	tooFew         bool // what stands alone leaves too few, or is hidden itself
}

func (p Policy) newSuppression(t Table) *suppression {
	h := &suppression{
		cells: t.Cells, exclusive: make([]bool, len(t.Cells)), hidden: make([]bool, len(t.Cells)), primaryOnly: true,
		people: t.States.Answered.n, threshold: p.threshold(t.Topic),
	}
	if t.MaxChoices > 1 { // where one only can be chosen, every option stands alone
		copy(h.exclusive, t.Exclusive)
	}
	for i, c := range t.Cells {
		small := c.n > 0 && c.n < h.threshold && p.enabled(rulePrimary)
		if small {
			h.hidden[i] = true
			h.count++
		}
		if h.exclusive[i] {
			h.people -= c.n
			h.tooFew = h.tooFew || small && p.enabled(ruleExclusiveOption)
		}
	}
	if h.people > 0 && h.people < h.threshold && p.enabled(ruleExclusiveOption) {
		h.tooFew = true
	}
	h.minSum, h.maxSum = max(t.MinChoices, 1)*h.people, max(t.MaxChoices, 1)*h.people
	for i, c := range t.Cells {
		if h.exclusive[i] { // it is shown, or h.few withholds the table
			h.minSum, h.maxSum = h.minSum+c.n, h.maxSum+c.n
		}
	}
	h.updateSmallest()
	return h
}

// updateSmallest works out again what follows from what is shown.
func (h *suppression) updateSmallest() {
	h.smallestShown = 0
	for i, c := range h.cells {
		if !h.hidden[i] && c.n > 0 && (h.smallestShown == 0 || c.n < h.smallestShown) {
			h.smallestShown = c.n
		}
	}
}

// hiddenRange returns the least and the most that the hidden cells can add up to.
func (h *suppression) hiddenRange() (least, most int64) {
	least, most = h.minSum, h.maxSum
	for i, c := range h.cells {
		if !h.hidden[i] {
			least, most = least-c.n, most-c.n
		}
	}
	return least, most
}

// suppressNext hides the smallest of the cells that are shown, and all of its size. It
// cannot if none is left, or if one of them stands alone: then the number of
// people who chose the others would not be known, and the sum with it.
func (h *suppression) suppressNext() bool {
	if h.smallestShown == 0 {
		return false
	}
	for i, c := range h.cells {
		if !h.hidden[i] && c.n == h.smallestShown {
			if h.exclusive[i] {
				return false
			}
			h.hidden[i] = true
			h.count++
		}
	}
	h.primaryOnly = false
	h.updateSmallest()
	return true
}

// isSafe reports whether no reader can narrow a hidden cell down.
//
// A reader who knows only the sum knows that a hidden cell is what the others
// leave of it. A reader who knows the rules knows also that a hidden cell is not
// zero, because zeros are shown where others are hidden, and that it is smaller
// than the smallest one shown, because the smallest are hidden first.
func (h *suppression) isSafe(p Policy) bool {
	wide := p.rules.MinWidth
	if !p.enabled(ruleWidth) {
		wide = 1 // not a single value, and no more than that
	}
	if h.rangeWidth(0, h.people) < wide {
		return false
	}
	if !p.enabled(ruleKnownMethod) {
		return true
	}
	high := h.people
	if h.smallestShown > 0 {
		high = min(high, h.smallestShown-1)
	}
	if least, most := h.hiddenRange(); least < most && h.primaryOnly {
		// Where people choose several, the total says little, and it is enough
		// that it says no more than the mark does: 1 to 4, or 1 to 9.
		return h.rangeWidth(1, min(high, h.threshold-1)) == h.threshold-2
	}
	return h.rangeWidth(1, high) >= wide
}

// rangeWidth returns how far apart the least and the most are that a hidden cell can
// be, if every hidden cell is at least low and at most high.
func (h *suppression) rangeWidth(low, high int64) int64 {
	least, most := h.hiddenRange()
	others := int64(h.count - 1)
	return min(high, most-others*low) - max(low, least-others*high)
}
