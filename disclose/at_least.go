package disclose

import "slices"

// AtLeast returns the numbers that may be shown next of one question about people while responses
// still arrive, as “at least 40”: before are those shown now, in the order of the options, and nil if
// there are none. counted are the present counts of a secret selection of the responses, and added is
// how many more people have answered since before was computed, selected or not; people who have
// withdrawn since are subtracted.
//
// The numbers are counts rounded down to multiples of Rules.MinDifference, so that nothing smaller is
// shown and not even 0 can be distinguished from a few. They never become smaller, and together they grow by at
// least Rules.SmallGroup less than added. So a reader who compares all numbers that were ever shown
// with each other, with the number of responses on each day and with the exact counts released in the
// end can always explain them with other answers: any count could have been up to
// Rules.MinDifference-1 larger, and the people of whom that is true could be among those who were not
// selected.
//
// Callers must select responses with a secret, each question apart, count one question only of those
// that depend on each other, and count again only after a number of responses that readers know.
func (p Policy) AtLeast(before []int64, counted []Count, added Count) []int64 {
	next, grown := make([]int64, len(counted)), int64(0)
	copy(next, before)
	step := p.rules.MinDifference
	if step == 0 {
		return next
	}
	if !p.enabled(ruleSteps) {
		step = 1
	}
	first := slices.Clone(next)
	for i, c := range counted {
		if down := c.n - c.n%step; down > next[i] {
			grown += down - next[i]
			next[i] = down
		}
	}
	for grown > 0 && added.n-grown < p.rules.SmallGroup && p.enabled(ruleRoom) {
		// The largest number is held back, because it matters least there.
		at := -1
		for i := range next {
			if next[i] > first[i] && (at < 0 || next[i] > next[at]) {
				at = i
			}
		}
		next[at], grown = next[at]-step, grown-step
	}
	return next
}
