package disclose

// decide returns why t is withheld, if it is, and otherwise which of its cells are hidden;
// nil for none.
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

// isHomogeneous reports whether all or all but one of a small group gave the same answer.
// Such a table would reveal the answer of anyone who is known to have taken part.
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

// suppression is a table whose cells are being hidden. Whether a cell is hidden depends on
// its size only, not on its position: all cells of equal size are hidden together. So a
// reader who knows the rules cannot tell the hidden cells of a table apart.
type suppression struct {
	cells         []Count
	exclusive     []bool
	hidden        []bool
	count         int   // number of hidden cells
	primaryOnly   bool  // no cell has been hidden to protect others
	people        int64 // people who chose an option that is not exclusive
	threshold     int64 // smaller counts are hidden
	smallestShown int64 // the smallest count that is shown and not 0; 0 if there is none
	// The minimum and maximum sum of all cells that a reader can derive.
	minSum, maxSum int64
	tooFew         bool // an exclusive option is hidden, or reveals that few people chose others
}

// newSuppression returns the state after primary suppression.
func (p Policy) newSuppression(t Table) *suppression {
	h := &suppression{
		cells: t.Cells, exclusive: make([]bool, len(t.Cells)), hidden: make([]bool, len(t.Cells)), primaryOnly: true,
		people: t.States.Answered.n, threshold: p.threshold(t.Topic),
	}
	if t.MaxChoices > 1 { // in a single choice every option is exclusive, and nothing special
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
		if h.exclusive[i] { // it is shown, or the table is withheld because of h.tooFew
			h.minSum, h.maxSum = h.minSum+c.n, h.maxSum+c.n
		}
	}
	h.updateSmallest()
	return h
}

// updateSmallest sets h.smallestShown.
func (h *suppression) updateSmallest() {
	h.smallestShown = 0
	for i, c := range h.cells {
		if !h.hidden[i] && c.n > 0 && (h.smallestShown == 0 || c.n < h.smallestShown) {
			h.smallestShown = c.n
		}
	}
}

// hiddenRange returns the minimum and maximum sum of the hidden cells that a reader can
// derive from what is shown.
func (h *suppression) hiddenRange() (least, most int64) {
	least, most = h.minSum, h.maxSum
	for i, c := range h.cells {
		if !h.hidden[i] {
			least, most = least-c.n, most-c.n
		}
	}
	return least, most
}

// suppressNext hides the smallest cells that are shown and not 0. It returns false if
// there is none, or if one of them is an exclusive option, whose count isSafe needs to be
// shown in order to know what the others can add up to.
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

// isSafe reports whether the possible values of a hidden cell span enough for two readers:
// one who knows the sum of the cells only, and one who knows the rules too. The latter
// knows that a hidden cell is not 0, because zeros are shown, and that it is smaller than
// the smallest one shown, because the smallest are hidden first.
func (h *suppression) isSafe(p Policy) bool {
	minWidth := p.rules.MinWidth
	if !p.enabled(ruleWidth) {
		minWidth = 1 // more than one possible value
	}
	if h.rangeWidth(0, h.people) < minWidth {
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
		// Where people could choose several options, the sum is not known exactly. It is
		// enough that a reader learns no more than from the mark: 1 to 4, or 1 to 9.
		return h.rangeWidth(1, min(high, h.threshold-1)) == h.threshold-2
	}
	return h.rangeWidth(1, high) >= minWidth
}

// rangeWidth returns the difference between the largest and the smallest possible value of
// a hidden cell, if every hidden cell is from low to high.
func (h *suppression) rangeWidth(low, high int64) int64 {
	least, most := h.hiddenRange()
	others := int64(h.count - 1)
	return min(high, most-others*low) - max(low, least-others*high)
}
