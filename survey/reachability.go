package survey

import "slices"

// How hard we look for a way to a question before we give it the benefit of the
// doubt: steps for one question, and for all of a form. A form of ordinary size
// needs a few hundred.
const (
	maxStepsPerSearch = 5_000
	maxStepsPerForm   = 50_000
)

// checkReachability reports pages and questions that nobody will ever see. It looks for
// answers that lead there; only if there can be none does it speak.
func (in *validator) checkReachability() {
	p := in.f.buildPlan()
	all := maxStepsPerForm
	possible := func(alone bool, rules ...*rule) bool {
		s := search{plan: p, ignorePath: alone, budget: min(all, maxStepsPerSearch)}
		before := s.budget
		goals := make([]goal, len(rules))
		for i, r := range rules {
			goals[i] = goal{r, true}
		}
		found := s.satisfiable(goals, facts{})
		all -= before - s.budget
		return found
	}
	for i, page := range p.pages {
		id := in.f.Pages[i].ID
		in.location = FormProblem{Page: id, Member: "when"}
		switch {
		case !possible(true, page.when):
			in.add("Change the condition of page %q: it contradicts itself.", id).as(ContradictoryTests)
			continue
		case !possible(false, page.when):
			in.add("Change the condition of page %q: no answers lead there.", id).as(UnreachablePage)
			continue
		}
		for j := page.first; j < page.last; j++ {
			s := &p.steps[j]
			in.location.Question = s.q.ID
			switch {
			case s.when == nil:
			case !possible(true, s.when):
				in.add("Change the condition of question %q: it contradicts itself.", s.q.ID).as(ContradictoryTests)
			case !possible(false, page.when, s.when):
				in.add("Change the condition of question %q: no answers that lead to page %q meet it.", s.q.ID, id).as(UnreachableQuestion)
			}
		}
	}
}

// goal is a rule and what it is to come to.
type goal struct {
	rule *rule
	want bool
}

// variable is what a test looks at: a question, or a row of a matrix.
type variable struct {
	at  int
	row string
}

// facts are what the goals so far have made of the questions that they look at.
type facts map[variable]domain

// search looks for answers that meet goals, one goal after another, trying each
// branch of a choice. It may give up, and then says that there are some; it
// never says that there are none when there are.
type search struct {
	*plan
	ignorePath bool // look at the rules alone, not at what leads to the questions they name
	budget     int
}

func (s *search) satisfiable(goals []goal, known facts) bool {
	if s.budget--; s.budget < 0 || len(goals) == 0 {
		return true
	}
	last := len(goals) - 1
	g, rest := goals[last], goals[:last:last]
	r := g.rule
	switch {
	case r == nil:
		return g.want && s.satisfiable(rest, known)
	case r.op == opNot:
		return s.satisfiable(append(rest, goal{&r.parts[0], !g.want}), known)
	case r.op == opAll && g.want, r.op == opAny && !g.want:
		for i := range r.parts {
			rest = append(rest, goal{&r.parts[i], g.want})
		}
		return s.satisfiable(rest, known)
	case r.op == opAll, r.op == opAny:
		for i := range r.parts {
			if s.satisfiable(append(rest, goal{&r.parts[i], g.want}), known) {
				return true
			}
		}
		return false
	case r.at < 0:
		return !g.want && s.satisfiable(rest, known)
	case g.want && r.op == opIs && r.q.Kind == Multiple && len(r.options) > 1:
		for _, id := range r.options {
			one := *r
			one.options = []string{id}
			if s.satisfiable(append(rest, goal{&one, true}), known) {
				return true
			}
		}
		return false
	}
	return s.constrain(r, g.want, rest, known)
}

// constrain narrows what is known of the question that r tests.
func (s *search) constrain(r *rule, want bool, rest []goal, known facts) bool {
	v := variable{r.at, r.row}
	d, seen := known[v]
	if !seen {
		d = s.newDomain(r)
	}
	d = d.narrow(r, want)
	if !d.answered && !d.preferNotToSay && !d.blank {
		return false
	}
	if !s.ignorePath {
		step := &s.plan.steps[r.at]
		asks := [...]*rule{s.plan.pages[step.page].when, step.when}
		switch {
		case !d.blank && !d.askedAssumed: // who answered was asked
			d.askedAssumed = true
			rest = append(rest, goal{asks[0], true}, goal{asks[1], true})
		case d.blank && !d.answered && !d.preferNotToSay && r.q.Required && !d.notAskedAssumed: // who had to answer and did not, was not asked
			d.notAskedAssumed = true
			var parts []rule
			for _, ask := range asks {
				if ask != nil {
					parts = append(parts, *ask)
				}
			}
			rest = append(rest, goal{&rule{op: opAll, parts: parts}, false})
		}
	}
	next := make(facts, len(known)+1)
	for k, v := range known {
		next[k] = v
	}
	next[v] = d
	return s.satisfiable(rest, next)
}

// domain is what the answer to one question, or in one row, can still be.
type domain struct {
	answered, preferNotToSay, blank bool // blank: skipped or not asked
	askedAssumed, notAskedAssumed   bool // it was seen to that what leads here holds, or does not

	q                  *Question
	options            []string // one of these (single, dropdown, row)
	included, excluded []string // chosen for certain, and certainly not (multiple)
	maxCount           int      // options that are not exclusive (multiple)
	minCount           int
	interval           interval // number, date
}

func (s *search) newDomain(r *rule) domain {
	q := r.q
	d := domain{answered: true, preferNotToSay: q.PreferNotToSay, blank: true, q: q, maxCount: len(q.Options)}
	switch q.Kind {
	case Single, Dropdown, Matrix:
		for i := range q.Options {
			d.options = append(d.options, q.Options[i].ID)
		}
	case Number, Date:
		d.interval = q.interval()
	}
	return d
}

// narrow returns what is left of d if r comes to want. Lists are never changed
// in place, as other branches of the search share them.
func (d domain) narrow(r *rule, want bool) domain {
	if want {
		d.blank = false
		d.preferNotToSay = d.preferNotToSay && r.op == opIs && slices.Contains(r.options, preferNotToSayID)
	} else if r.op == opIs && slices.Contains(r.options, preferNotToSayID) {
		d.preferNotToSay = false
	}
	switch r.op {
	case opAnswered:
		d.answered = d.answered && want
		return d
	case opIs:
		d.narrowOptions(r.options, want)
		// A number or a text is never one of the options: what was asked for is
		// "prefer not to say".
		d.answered = d.answered && !(want && !d.q.isChoice() && d.q.Kind != Matrix)
	case opCount:
		if want {
			d.minCount = max(d.minCount, r.count)
		} else {
			d.maxCount = min(d.maxCount, r.count-1)
		}
	default:
		d.interval = d.interval.narrow(d.q, r, want)
	}
	d.answered = d.answered && d.canAnswer()
	return d
}

func (d *domain) narrowOptions(ids []string, want bool) {
	switch {
	case d.q.Kind == Multiple && want: // one id: the search branched over the others
		d.included = append(slices.Clip(d.included), ids[0])
	case d.q.Kind == Multiple:
		d.excluded = append(slices.Clip(d.excluded), ids...)
	default:
		var left []string
		for _, id := range d.options {
			if slices.Contains(ids, id) == want {
				left = append(left, id)
			}
		}
		d.options = left
	}
}

// canAnswer reports whether any answer is left.
func (d *domain) canAnswer() bool {
	switch d.q.Kind {
	case Single, Dropdown, Matrix:
		return len(d.options) > 0
	case Number, Date:
		return !d.interval.empty()
	case Multiple:
		return d.canChoose()
	}
	return true
}

// canChoose reports whether there is a choice of several options with all of
// in, none of out and the right number of them.
func (d *domain) canChoose() bool {
	free, exclusives, alone, chosen := 0, 0, 0, 0
	for i := range d.q.Options {
		o := &d.q.Options[i]
		in, out := slices.Contains(d.included, o.ID), slices.Contains(d.excluded, o.ID)
		switch {
		case in && out:
			return false
		case o.Exclusive && in:
			alone++
		case o.Exclusive && !out:
			exclusives++
		case !o.Exclusive && in:
			chosen++
		case !o.Exclusive && !out:
			free++
		}
	}
	if slices.Contains(d.included, preferNotToSayID) || alone > 1 || alone == 1 && chosen > 0 {
		return false
	}
	least, most := d.q.choiceLimits()
	least, most = max(least, d.minCount), min(most, d.maxCount)
	together := max(least, chosen) <= min(most, chosen+free)
	byItself := chosen == 0 && d.minCount == 0 && (alone == 1 || exclusives > 0)
	return alone == 0 && together || byItself
}
