package disclose

import (
	"maps"
	"slices"
)

// ReleaseCrosses decides which counts of the crosses may be published together, beside the one-way tables of all their
// questions. All count the same people. The earlier a cross is, the more of it is shown. See the package comment for the
// rules.
//
// Each cross is protected together with the two one-way tables, and that is enough for all of them together if the
// questions and their crosses form a forest. Then a reader who has an explanation of each cross, in which each question
// has the same totals, has an explanation of all of them: join the people of two crosses who gave the same answer to
// the question that they share, in any way. So what is possible in one cross remains possible whatever the others show.
// Three rules give each question the same totals in all crosses:
//
//   - a question is divided into the same groups in all of them;
//   - whether the total of a group is shown follows from the one-way table alone;
//   - the rows and columns of groups whose total is hidden are hidden as a whole, so that any totals can be behind them.
//
// Crosses of other releases are not considered: a question that is in a cross of an earlier release, for other people,
// must not be in one again.
//
// A cross that closes a circle is withheld: age by opinion, opinion by district and district by age, say, can be read
// only together. So is one with a question that is asked depending on another, if that would close a circle.
func (p Policy) ReleaseCrosses(crosses ...Cross) []ReleasedCross {
	out := make([]ReleasedCross, len(crosses))
	var linked forest
	var accepted []Cross
	levels := map[string][][]int{} // by question: the ways to group its answers that have not failed, the finest first
	for i, c := range crosses {
		out[i].Withheld = p.refuse(c)
		for _, other := range accepted {
			if !c.countsSamePeople(other) {
				out[i].Withheld = DifferentPeople
			}
		}
		if out[i].Withheld == NotWithheld && p.enabled(ruleForest) && !linked.join(c) {
			out[i].Withheld = LinkedCross
		}
		if out[i].Withheld == NotWithheld {
			accepted = append(accepted, c)
			levels[c.Rows.Question], levels[c.Columns.Question] = c.Rows.levels(), c.Columns.levels()
		}
	}
	for again := true; again; {
		again = false
		for i, c := range crosses {
			if out[i].Withheld != NotWithheld && out[i].Withheld != CannotProtect {
				continue
			}
			rows, columns := c.Rows.Question, c.Columns.Question
			x := p.newCrossing(c, levels[rows][0], levels[columns][0])
			protected := false
			switch {
			case x.hasSmallSlice(&x.columns) && len(levels[columns]) > 1:
				levels[columns], again = levels[columns][1:], true
			case x.hasSmallSlice(&x.rows) && len(levels[rows]) > 1:
				levels[rows], again = levels[rows][1:], true
			default:
				protected = x.protect() && x.isAmbiguous()
			}
			if out[i] = (ReleasedCross{Withheld: CannotProtect}); protected {
				out[i] = x.released()
			} else if len(levels[columns]) > 1 && !again {
				levels[columns], again = levels[columns][1:], true
			} else if len(levels[rows]) > 1 && !again {
				levels[rows], again = levels[rows][1:], true
			}
			if again { // the other crosses have these groups too
				break
			}
		}
		for i := range out {
			if again && out[i].Withheld == NotWithheld {
				out[i].Withheld = CannotProtect // until it has been protected with the broader groups
			}
		}
	}
	return out
}

// refuse returns why c is withheld whatever its counts are.
func (p Policy) refuse(c Cross) Reason {
	switch {
	case p.rules.MinBase == 0:
		return TooFewAnswers
	case c.Rows.Withheld != NotWithheld:
		return c.Rows.Withheld
	case c.Columns.Withheld != NotWithheld:
		return c.Columns.Withheld
	case !c.fits() || c.Rows.Question == c.Columns.Question:
		return DifferentPeople
	}
	return NotWithheld
}

// countsSamePeople reports whether c and other can be compared: they count equally many people, and show the same of a
// question that both have.
func (c Cross) countsSamePeople(other Cross) bool {
	if c.people() != other.people() {
		return false
	}
	for _, s := range []Side{c.Rows, c.Columns} {
		for _, o := range []Side{other.Rows, other.Columns} {
			if s.Question == o.Question && (!slices.Equal(s.Totals, o.Totals) || s.Topic != o.Topic || s.States != o.States ||
				s.Open != o.Open || !slices.EqualFunc(s.Broader, o.Broader, slices.Equal[[]int])) {
				return false
			}
		}
	}
	return true
}

func (c Cross) people() (n int64) {
	for _, row := range c.Cells {
		for _, x := range row {
			n += x.n
		}
	}
	return n
}

// forest has, for each question and whatever else links name, another one to which it is linked and which stands for it; none
// stands for itself.
type forest struct {
	parents map[Link]Link
	known   map[[2]Link]bool // links that have been joined
}

func (f forest) root(at Link) Link {
	for up, has := f.parents[at]; has; up, has = f.parents[at] {
		at = up
	}
	return at
}

// join adds c and the links of its sides, and reports whether they close no circle. A link is there from the moment that the
// question is in a cross, and twice the same link is one.
func (f *forest) join(c Cross) bool {
	next := forest{maps.Clone(f.parents), maps.Clone(f.known)}
	if next.parents == nil {
		next = forest{map[Link]Link{}, map[[2]Link]bool{}}
	}
	add := func(from, to Link) bool {
		a, b := next.root(from), next.root(to)
		if a != b {
			next.parents[a] = b
		}
		return a != b
	}
	if !add(Link{Question: c.Rows.Question}, Link{Question: c.Columns.Question}) {
		return false
	}
	for _, s := range []Side{c.Rows, c.Columns} {
		for _, l := range s.Links {
			key := [2]Link{{Question: s.Question}, l}
			if !next.known[key] && !add(key[0], l) {
				return false
			}
			next.known[key] = true
		}
	}
	*f = next
	return true
}
