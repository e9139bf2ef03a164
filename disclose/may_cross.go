package disclose

import (
	"slices"
	"strings"
)

// MayCross reports whether a question may be a side of a cross: no earlier release has crossed it, or shows it for other
// people.
func (h *History) MayCross(p Policy, question string) bool {
	if !p.enabled(ruleCrossOnce) {
		return true
	}
	for i := range h.Releases {
		if slices.Contains(h.Releases[i].Crossed, question) {
			return false
		}
	}
	may := true
	h.tables(question, func(i int, t *ShownTable) { may = may && (t.Code != Counted || !h.countsOthers(i)) })
	return may
}

// crossedOthers reports whether an earlier release has a cross of a question for other people. Its table for the people now
// would change what is possible behind the hidden counts.
func (h *History) crossedOthers(question string) bool {
	for i := range h.Releases {
		if slices.Contains(h.Releases[i].Crossed, question) && h.countsOthers(i) {
			return true
		}
	}
	return false
}

// breakdownReason returns why the numbers of responses by an attribute are not shown. They may be shown if no earlier
// release shows them, or if all of them are shown there and each differs by none or by at least as many responses as two
// releases must. If an earlier release hides some of them, they are not shown again: what is possible behind a hidden
// number would change.
func (h *History) breakdownReason(p Policy, kind string) Reason {
	if !p.enabled(ruleBreakdowns) {
		return NotWithheld
	}
	shown := make([]bool, len(h.Releases))
	for i := range h.Releases {
		switch t := h.Releases[i].Breakdowns[kind]; {
		case t.Withheld == AlreadyReleased, len(t.Cells) < 2 && !t.ShowsNumber():
		case t.HidesCounts():
			return HiddenEarlier
		default:
			shown[i] = len(t.Cells) > 0
		}
	}
	differences := map[string]int64{}
	for _, g := range h.groups {
		var in []byte
		for i, code := range g.codes {
			if i == len(shown) || shown[i] {
				in = append(in, mark(code == Counted))
			}
		}
		if len(in) == 1 || !strings.Contains(string(in), "0") || !strings.Contains(string(in), "1") {
			continue
		}
		for a, n := range g.attributes {
			if a.Kind == kind {
				differences[string(in)+a.Value] += n
			}
		}
	}
	for _, n := range differences {
		if n < p.rules.MinDifference {
			return AlreadyReleased
		}
	}
	return NotWithheld
}

// mayShowExclusions reports whether the numbers of excluded responses may be shown: no earlier release shows others, so
// that the differences could be few people. A single number is the sum, which is public, but says nothing beside an earlier
// one only if that was the sum too.
func (h *History) mayShowExclusions(p Policy, names []string, cells []Cell) bool {
	for i := range h.Releases {
		was := h.Releases[i].Exclusions
		if was != nil && len(was.Names) == 1 && len(names) == 1 {
			continue
		}
		if was != nil && (!slices.Equal(was.Names, names) || !slices.Equal(was.Cells, cells)) && p.enabled(ruleBreakdowns) {
			return false
		}
	}
	return true
}
