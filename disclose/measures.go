package disclose

// ReleaseMeasures decides whether other figures, such as mean ranks, computed from the answers of base people may be
// published. same means that all of them gave the same answer; then a mean would reveal
// the answer of each person.
func (p Policy) ReleaseMeasures(topic Topic, base Count, same bool, figures ...Measure) []ReleasedMeasure {
	out := make([]ReleasedMeasure, len(figures))
	for i, f := range figures {
		switch {
		case base.n == 0:
			out[i] = ReleasedMeasure{mark: NotApplicable}
		case topic != Proposal || p.rules.MinBase == 0 ||
			base.n < p.rules.MinBase && p.enabled(ruleMinBase) || same && p.enabled(ruleIdenticalAnswers):
			out[i] = ReleasedMeasure{mark: Confidential}
		default:
			out[i] = ReleasedMeasure{text: f.text}
		}
	}
	return out
}

// Numbers describes numbers that people gave, as far as that decides which figures about them may be published.
type Numbers struct {
	Topic   Topic
	People  Count // who gave a number
	MostSay Count // how many of them gave the most frequent one
	// Rest is what all numbers but the two largest add up to, in percent of the largest, without their signs.
	Rest Count
}

// ReleaseMean decides whether the mean or the sum of numbers may be published. It is hidden if fewer than Rules.MinBase
// people gave one, if nearly all gave the same, or if it is dominated: if all others but two add up to less than
// Rules.MinRest percent of the largest, the person with the second largest knows the largest to within as much. That
// is the p% rule.
func (p Policy) ReleaseMean(n Numbers, mean Measure) ReleasedMeasure {
	dominated := n.Rest.n < p.rules.MinRest && p.enabled(ruleDominance)
	return p.ReleaseMeasures(n.Topic, n.People, n.isOfOneMind(p) || n.People.n > 0 && dominated, mean)[0]
}

// ReleaseQuantile decides whether a quantile of numbers may be published: quarter is 1 or 3 for a quartile, and 2 for the median.
// It is the number that a person gave. So at least Rules.MinBeyond people must be on each side of it.
func (p Policy) ReleaseQuantile(n Numbers, quarter int64, quantile Measure) ReleasedMeasure {
	few := n.People.n*min(quarter, 4-quarter) < 4*p.rules.MinBeyond && p.enabled(ruleBeyond)
	return p.ReleaseMeasures(n.Topic, n.People, n.isOfOneMind(p) || n.People.n > 0 && few, quantile)[0]
}

// isOfOneMind reports whether all gave the same number, or all but one of a small group.
func (n Numbers) isOfOneMind(p Policy) bool {
	most := n.MostSay.n
	return most > 0 && (most == n.People.n || most == n.People.n-1 && n.People.n < p.rules.SmallGroup)
}
