package survey

import "slices"

// The maximum number of steps of a search for answers that lead to a question, and of all
// searches for a form. When it is reached, the question counts as reachable. Forms of usual
// size need a few hundred steps.
const (
	maxStepsPerSearch = 5_000
	maxStepsPerForm   = 50_000
)

// checkReachability reports pages and questions to which no answers lead, and conditions
// that contradict themselves. It never reports one that can be reached, but may miss one
// that cannot; see search.
func (in *validator) checkReachability() {
	p := in.f.buildPlan()
	left := maxStepsPerForm
	possible := func(ignorePath bool, rules ...*rule) bool {
		s := search{plan: p, ignorePath: ignorePath, budget: min(left, maxStepsPerSearch)}
		before := s.budget
		goals := make([]goal, len(rules))
		for i, r := range rules {
			goals[i] = goal{r, true}
		}
		found := s.satisfiable(goals, facts{})
		left -= before - s.budget
		return found
	}
	for i, page := range p.pages {
		id := in.f.Pages[i].ID
		in.locate(in.f, &in.f.Pages[i], nil)
		in.location.Member = "when"
		switch {
		case !possible(true, page.when):
			in.add("Change the condition of page %q: it contradicts itself.", id).as(ContradictoryTests)
			continue
		case !possible(false, page.when):
			in.add("Change the condition of page %q: no answers lead to the page.", id).as(UnreachablePage)
			continue
		}
		for j := page.first; j < page.last; j++ {
			s := &p.steps[j]
			in.locate(in.f, &in.f.Pages[i], s.q)
			in.location.Member = "when"
			switch {
			case s.when == nil:
			case !possible(true, s.when):
				in.add("Change the condition of question %q: it contradicts itself.", s.q.ID).as(ContradictoryTests)
			case !possible(false, page.when, s.when):
				in.add("Change the condition of question %q: no answers that lead to page %q make it true.", s.q.ID, id).
					as(UnreachableQuestion)
				continue
			}
			for k, rule := range s.wordings {
				if rule != nil && !possible(false, page.when, s.when, rule) {
					in.locateOption("wordings", k, s.q.Wordings[k].ID)
					in.location.Member = "wordings.when"
					in.add("Change the condition of wording %q of question %q: no answers that lead to the question make it true.",
						s.q.Wordings[k].ID, s.q.ID).as(UnreachableWording)
				}
			}
		}
	}
}

// goal is a rule and the value it must have.
type goal struct {
	rule *rule
	want bool
}

// variable is what a rule tests: a question, or a row of a matrix.
type variable struct {
	at  int    // index of the step
	row string // "" for the question
}

// facts are the answers that are still possible after the goals met so far.
type facts map[variable]domain

// search looks for answers that meet goals. It is a backtracking search: it takes one goal
// after another, narrows the possible answers, and tries each alternative of an "any". When
// its budget is used up, it gives up and reports that there are such answers; it never
// reports that there are none if there are.
type search struct {
	*plan
	ignorePath bool // ignore the conditions of the questions to which the rules refer
	budget     int  // steps left
}

// satisfiable reports whether there are answers within known that meet all goals.
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
	case r.op == opAsked:
		return s.satisfiable(append(rest, s.asked(r.at, g.want)...), known)
	case g.want && r.op == opIs && r.q.Kind == Multiple && len(r.options) > 1:
		for _, id := range r.options {
			single := *r
			single.options = []string{id}
			if s.satisfiable(append(rest, goal{&single, true}), known) {
				return true
			}
		}
		return false
	}
	return s.constrain(r, g.want, rest, known)
}

// asked returns the goals by which the step at is asked, or is not; none if the path is ignored.
func (s *search) asked(at int, want bool) []goal {
	if s.ignorePath {
		return nil
	}
	step := &s.plan.steps[at]
	page := s.plan.pages[step.page].when
	if want {
		return []goal{{page, true}, {step.when, true}}
	}
	var parts []rule
	for _, r := range [...]*rule{page, step.when} {
		if r != nil {
			parts = append(parts, *r)
		}
	}
	return []goal{{&rule{op: opAll, parts: parts}, false}}
}

// constrain narrows the possible answers to the question of r so that r has the value want,
// and continues with the rest. Unless the path is ignored, it adds goals for the conditions
// of that question: they are true if it was answered, and one is false if it is required and
// has no answer.
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
		switch {
		case !d.blank && !d.askedAssumed: // it was answered, so it was asked
			d.askedAssumed = true
			rest = append(rest, s.asked(r.at, true)...)
		case d.blank && !d.answered && !d.preferNotToSay && r.q.Required && !d.notAskedAssumed:
			d.notAskedAssumed = true // it is required and has no answer, so it was not asked
			rest = append(rest, s.asked(r.at, false)...)
		}
	}
	next := make(facts, len(known)+1)
	for k, v := range known {
		next[k] = v
	}
	next[v] = d
	return s.satisfiable(rest, next)
}

// domain is the set of possible answers to a question or in a row.
type domain struct {
	answered, preferNotToSay, blank bool // the possible states; blank is skipped or not asked
	askedAssumed, notAskedAssumed   bool // the goals that the question was asked, or not, have been added

	// If the question was answered:
	q                  *Question
	options            []string // single, dropdown, row: the possible options; typed: the possible boxes, and "" for a value
	included, excluded []string // multiple: options that must and must not be chosen
	minCount, maxCount int      // multiple: the number of options, without exclusive ones
	interval           interval // number, date: the possible values
}

// newDomain returns all possible answers to the question of r.
func (s *search) newDomain(r *rule) domain {
	q := r.q
	d := domain{answered: true, preferNotToSay: q.PreferNotToSay, blank: true, q: q, maxCount: len(q.Options)}
	switch q.Kind {
	case Single, Dropdown, Matrix, Consent:
		for i := range q.Options {
			d.options = append(d.options, q.Options[i].ID)
		}
	case Number, Date, Duration, Period, ShortText, LongText, Postcode:
		d.options = []string{""}
		for i := range q.Options {
			d.options = append(d.options, q.Options[i].ID)
		}
		d.interval = q.interval()
	}
	return d
}

// narrow returns the part of d for which r has the value want. It does not change slices in
// place, because other branches of the search share them.
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
		// A question without options can be tested for "prefer not to say" only, which is
		// not the state answered.
		d.answered = d.answered && !(want && !d.q.isChoice() && d.q.Kind != Matrix && !d.q.Kind.HasBoxes())
	case opCount:
		if want {
			d.minCount = max(d.minCount, r.count)
		} else {
			d.maxCount = min(d.maxCount, r.count-1)
		}
	default:
		if want { // a box is not a value
			d.options = slices.DeleteFunc(slices.Clone(d.options), func(id string) bool { return id != "" })
		}
		d.interval = d.interval.narrow(d.q, r, want)
	}
	d.answered = d.answered && d.canAnswer()
	return d
}

// narrowOptions narrows d so that an answer has one of ids (want), or none of them.
func (d *domain) narrowOptions(ids []string, want bool) {
	switch {
	case d.q.Kind == Multiple && want: // there is one ID, because satisfiable tries each separately
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

// canAnswer reports whether d contains an answer.
func (d *domain) canAnswer() bool {
	switch d.q.Kind {
	case Single, Dropdown, Matrix, Consent:
		return len(d.options) > 0
	case Number, Date, Duration, Period, ShortText, LongText, Postcode:
		return slices.ContainsFunc(d.options, func(id string) bool { return id != "" || !d.interval.empty() })
	case Multiple:
		return d.canChoose()
	}
	return true
}

// canChoose reports whether there is an answer to a multiple question with all included
// options, no excluded option, and an allowed number of options.
func (d *domain) canChoose() bool {
	required, optional := 0, 0                   // options that are not exclusive
	requiredExclusive, optionalExclusive := 0, 0 // exclusive options
	for i := range d.q.Options {
		o := &d.q.Options[i]
		in, out := slices.Contains(d.included, o.ID), slices.Contains(d.excluded, o.ID)
		switch {
		case in && out:
			return false
		case o.Exclusive && in:
			requiredExclusive++
		case o.Exclusive && !out:
			optionalExclusive++
		case !o.Exclusive && in:
			required++
		case !o.Exclusive && !out:
			optional++
		}
	}
	if slices.Contains(d.included, preferNotToSayID) || requiredExclusive > 1 || requiredExclusive == 1 && required > 0 {
		return false
	}
	least, most := d.q.choiceLimits()
	least, most = max(least, d.minCount), min(most, d.maxCount)
	several := max(least, required) <= min(most, required+optional)
	exclusive := required == 0 && d.minCount == 0 && (requiredExclusive == 1 || optionalExclusive > 0)
	return requiredExclusive == 0 && several || exclusive
}
