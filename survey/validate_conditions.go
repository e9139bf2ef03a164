package survey

import (
	"slices"
	"strings"
)

// checkConditions checks every condition by itself and against the order of the
// form, and reports whether all are sound.
func (in *validator) checkConditions() bool {
	before := len(in.problems)
	at := 0
	for i := range in.f.Pages {
		page := &in.f.Pages[i]
		in.location = FormProblem{Page: page.ID, Member: "when"}
		in.checkCondition("page "+quoted(page.ID), page.When, at, "", page.Monitoring)
		for j := range page.Questions {
			q := &page.Questions[j]
			in.location.Question = q.ID
			in.checkCondition("question "+quoted(q.ID), q.When, at, q.ID, page.Monitoring)
			at++
		}
	}
	in.checkCycles()
	return len(in.problems) == before && len(in.byID) == len(in.questions)
}

func quoted(id string) string { return string(quote(nil, id)) }

// checkCondition checks the condition of owner, which stands before or at the
// question with number at.
func (in *validator) checkCondition(owner string, c *Condition, at int, self string, monitoring bool) {
	if c == nil {
		return
	}
	tests := 0
	in.checkShape(owner, c, 1)
	c.eachTest(func(leaf *Condition) {
		tests++
		i, known := in.byID[leaf.Question]
		switch {
		case leaf.Question == "":
			in.add("Name the question that the condition of %s looks at.", owner).as(IncompleteCondition)
		case !known:
			in.add("Correct the condition of %s: there is no question %q.", owner, leaf.Question).as(UnknownQuestion).about(leaf.Question)
		case leaf.Question == self:
			in.add("Change the condition of %s: it looks at its own answer.", owner).as(RefersToItself)
		case i >= at:
			in.add("Move %s behind question %q or change its condition: it looks at an answer that is given later.", owner, leaf.Question).
				as(RefersToLater).about(leaf.Question)
		case in.pageOf[i].Monitoring && !monitoring:
			// Whether it was asked would tell what was said about the person.
			in.add(
				"Change the condition of %s: it looks at %q, an equality monitoring question, and would give that answer away.",
				owner,
				leaf.Question,
			).as(RefersToMonitoring).about(leaf.Question)
		}
		if known {
			in.checkTest(owner, leaf, in.questions[i])
		}
	})
	in.require(tests <= MaxConditionTests, "Shorten the condition of %s: %d tests are the most.", owner, MaxConditionTests)
}

// checkShape checks that each part of c is one thing only.
func (in *validator) checkShape(owner string, c *Condition, depth int) {
	if depth > MaxConditionDepth {
		in.add("Make the condition of %s shallower: it may be nested %d deep.", owner, MaxConditionDepth)
		return
	}
	ways := 0
	for _, list := range [][]Condition{c.All, c.Any} {
		if list == nil {
			continue
		}
		ways++
		in.require(len(list) > 0, "Put something into the empty all or any in the condition of %s.", owner).as(IncompleteCondition)
		for i := range list {
			in.checkShape(owner, &list[i], depth+1)
		}
	}
	if c.Not != nil {
		ways++
		in.checkShape(owner, c.Not, depth+1)
	}
	if c.Question != "" || c.Row != "" || c.testCount() > 0 {
		ways++
	}
	in.require(ways == 1, "Say one thing in each part of the condition of %s: all, any, not, or one question.", owner)
}

// testCount returns how many tests the leaf c makes.
func (c *Condition) testCount() (n int) {
	for _, made := range [...]bool{
		c.Is != "", c.AnyOf != nil, c.AtLeast != "", c.AtMost != "", c.Above != "", c.Below != "", c.CountAtLeast != 0, c.Answered,
	} {
		if made {
			n++
		}
	}
	return n
}

// checkTest checks that a leaf asks something that q can answer.
func (in *validator) checkTest(owner string, c *Condition, q *Question) {
	if c.testCount() != 1 {
		in.add(
			"Make one test of question %q in each part of the condition of %s: is, anyOf, atLeast, atMost, above, below, countAtLeast or answered.",
			q.ID,
			owner,
		).as(NotOneTest).about(q.ID)
		return
	}
	for _, bound := range [...]string{c.AtLeast, c.AtMost, c.Above, c.Below} {
		if bound == "" {
			continue
		}
		_, ok := q.parseBound(bound)
		in.require(ok, "Correct the condition of %s: %q is nothing to compare with the %s of question %q.", owner, bound, q.Kind, q.ID).
			as(IncomparableValue).value(bound).about(q.ID)
	}
	chosen := c.AnyOf
	if c.Is != "" {
		chosen = []string{c.Is}
	}
	in.require(c.AnyOf == nil || len(c.AnyOf) > 0, "Put an option into the empty anyOf in the condition of %s.", owner)
	for _, id := range chosen {
		onlyState := id == preferNotToSayID && q.PreferNotToSay && q.Kind != Panel
		in.require(onlyState || (q.isChoice() || q.Kind == Matrix) && q.optionIndex(id) >= 0,
			"Correct the condition of %s: question %q has no option %q.", owner, q.ID, id).as(UnknownOption).about(q.ID)
	}
	byRow := q.Kind == Matrix && len(chosen) > 0
	in.require(
		byRow == (c.Row != "") || byRow && slices.Equal(chosen, []string{preferNotToSayID}),
		"Name a row in the condition of %s where it looks at an option of a matrix, and only there.",
		owner,
	).as(UnknownRow).about(q.ID)
	in.require(c.Row == "" || optionIndex(q.Rows, c.Row) >= 0, "Correct the condition of %s: question %q has no row %q.", owner, q.ID, c.Row).
		as(UnknownRow).about(q.ID)
	in.require(c.CountAtLeast == 0 || q.Kind == Multiple && c.CountAtLeast > 0 && c.CountAtLeast <= len(q.Options),
		"Correct the condition of %s: countAtLeast must be a number of options of a question of kind multiple.", owner).
		as(CountOutOfRange).about(q.ID)
	in.require(!c.Answered || q.Kind != Panel, "Correct the condition of %s: %q is a panel and has no answer.", owner, q.ID).
		as(RefersToPanel).about(q.ID)
}

// checkCycles names the questions that wait for one another. Each circle has a
// forward reference in it, which was named already; but who sees the whole
// circle sees where to cut it.
func (in *validator) checkCycles() {
	const fresh, open, done = 0, 1, 2
	marks := make([]int, len(in.questions))
	var way []int
	var visit func(i int)
	visit = func(i int) {
		marks[i] = open
		way = append(way, i)
		for _, needed := range in.dependencies(i) {
			switch marks[needed] {
			case fresh:
				visit(needed)
			case open:
				in.reportCycle(way[slices.Index(way, needed):])
			}
		}
		way = way[:len(way)-1]
		marks[i] = done
	}
	for i := range in.questions {
		if marks[i] == fresh {
			visit(i)
		}
	}
}

func (in *validator) reportCycle(way []int) {
	if len(way) < 2 {
		return // it looks at itself, which was said
	}
	ids, names := make([]string, 0, len(way)+1), make([]string, 0, len(way)+1)
	for _, i := range append(slices.Clone(way), way[0]) {
		ids, names = append(ids, in.questions[i].ID), append(names, quoted(in.questions[i].ID))
	}
	first := way[0]
	in.location = FormProblem{Page: in.pageOf[first].ID, Question: in.questions[first].ID, Member: "when"}
	in.add("Cut the circle of conditions: %s.", strings.Join(names, " waits for ")).as(ConditionCycle).about(ids...)
}

// dependencies returns the questions that the conditions of question i and of its page
// look at.
func (in *validator) dependencies(i int) (needed []int) {
	for _, c := range [...]*Condition{in.pageOf[i].When, in.questions[i].When} {
		c.eachTest(func(leaf *Condition) {
			if j, ok := in.byID[leaf.Question]; ok {
				needed = append(needed, j)
			}
		})
	}
	return needed
}
