package survey

import (
	"slices"
	"strings"
)

// checkConditions checks every condition by itself and whether it refers to earlier
// questions only. It reports whether all conditions are valid.
func (in *validator) checkConditions() bool {
	before := len(in.problems)
	if !in.f.hasRepetitions() { // they were checked before pages were repeated
		in.checkNamed()
	}
	at := 0
	for i := range in.f.Pages {
		page := &in.f.Pages[i]
		in.locate(in.f, page, nil)
		in.location.Member = "when"
		in.checkCondition("page "+quoted(page.ID), page.When, at, "", page.Monitoring)
		for j := range page.Questions {
			q := &page.Questions[j]
			in.locate(in.f, page, q)
			in.location.Member = "when"
			in.checkCondition("question "+quoted(q.ID), q.When, at, q.ID, page.Monitoring)
			in.checkWordings(page, q, at-j, at)
			in.checkBounds(page, q, at)
			at++
		}
		in.checkOrder(page)
	}
	in.checkCycles()
	return len(in.problems) == before && len(in.byID) == len(in.questions)
}

// quoted returns id in double quotes.
func quoted(id string) string { return string(quote(nil, id)) }

// checkCondition checks the condition c of a page or question. owner describes it, at is the
// index of the question or of the first question of the page, self is the ID of the question
// or "", and monitoring is set on equality monitoring pages.
func (in *validator) checkCondition(owner string, c *Condition, at int, self string, monitoring bool) {
	if c == nil {
		return
	}
	tests := 0
	in.checkShape(owner, c, 1)
	c.eachTest(func(leaf *Condition) {
		tests++
		in.within = c.pointerTo(leaf, "/when")
		i, known := in.byID[leaf.Question]
		named := c.nameOf(leaf) // which is checked by itself
		switch {
		case in.isUnknownName(owner, leaf) || leaf.Named != "":
			return
		case named != "" && !known:
		case leaf.Question == "":
			in.add("Add the question to which the condition of %s refers.", owner).as(IncompleteCondition)
		case !known:
			in.add("Change the condition of %s: there is no question %q.", owner, leaf.Question).
				as(UnknownQuestion).about(leaf.Question)
		case leaf.Question == self:
			in.add("Change the condition of %s: it refers to its own answer.", owner).as(RefersToItself)
		case i >= at:
			in.add("Move %s after question %q, or change its condition: it refers to a later answer.", owner, leaf.Question).
				as(RefersToLater).about(leaf.Question)
		case in.pageOf[i].Monitoring && !monitoring:
			// Whether the question was asked would reveal the monitoring answer.
			in.add(
				"Change the condition of %s: it refers to the equality monitoring question %q, and would reveal the answer.",
				owner,
				leaf.Question,
			).as(RefersToMonitoring).about(leaf.Question)
		}
		if known && named == "" {
			in.checkTest(owner, leaf, in.questions[i])
		}
	})
	in.within = ""
	in.require(tests <= MaxConditionTests, "Shorten the condition of %s: the maximum is %d tests.", owner, MaxConditionTests)
}

// checkShape checks the structure of c, which is nested depth levels deep: each part must
// be all, any, not or a test, and not two of them.
func (in *validator) checkShape(owner string, c *Condition, depth int) {
	if depth > MaxConditionDepth {
		in.add("Simplify the condition of %s: it may be nested up to %d levels deep.", owner, MaxConditionDepth)
		return
	}
	if c.from != "" { // its shape is checked by itself
		in.require(depth-1+c.depth() <= MaxConditionDepth,
			"Simplify the condition of %s: it may be nested up to %d levels deep.", owner, MaxConditionDepth)
		return
	}
	ways := 0
	for _, list := range [][]Condition{c.All, c.Any} {
		if list == nil {
			continue
		}
		ways++
		in.require(len(list) > 0, "Add a condition to the empty all or any in the condition of %s.", owner).
			as(IncompleteCondition)
		for i := range list {
			in.checkShape(owner, &list[i], depth+1)
		}
	}
	if c.Not != nil {
		ways++
		in.checkShape(owner, c.Not, depth+1)
	}
	if c.Named != "" {
		ways++
	}
	if c.Question != "" || c.Row != "" || c.testCount() > 0 {
		ways++
	}
	if ways == 0 {
		in.add("Write the condition of %s: it has no parts.", owner).as(IncompleteCondition)
		return
	}
	in.require(ways == 1, "Change the condition of %s: each part must have one of all, any, not, named and question.", owner)
}

// testCount returns the number of tests in the leaf c; valid leaves have one.
func (c *Condition) testCount() (n int) {
	for _, made := range [...]bool{
		c.Is != "", c.AnyOf != nil, c.AtLeast != "", c.AtMost != "",
		c.Above != "", c.Below != "", c.CountAtLeast != 0, c.Answered, c.Asked,
	} {
		if made {
			n++
		}
	}
	return n
}

// checkTest checks that the test of a leaf is possible for question q.
func (in *validator) checkTest(owner string, c *Condition, q *Question) {
	if c.testCount() != 1 {
		in.add(
			"Change the test of question %q in the condition of %s: it must have one of "+
				"is, %s, %s, %s, above, below, %s, answered and asked.",
			q.ID, owner, setting("anyOf"), setting("atLeast"), setting("atMost"), setting("countAtLeast"),
		).as(NotOneTest).about(q.ID)
		return
	}
	for _, bound := range [...]string{c.AtLeast, c.AtMost, c.Above, c.Below} {
		if bound == "" {
			continue
		}
		_, ok := q.parseBound(bound)
		in.require(ok && q.Kind != Period, "Change the condition of %s: %q cannot be compared with the answer to question %q of kind %s.",
			owner, bound, q.ID, q.Kind).
			as(IncomparableValue).value(bound).about(q.ID)
	}
	chosen := c.AnyOf
	if c.Is != "" {
		chosen = []string{c.Is}
	}
	in.require(c.AnyOf == nil || len(c.AnyOf) > 0, "Add an option to the empty %s in the condition of %s.", setting("anyOf"), owner)
	for _, id := range chosen {
		onlyState := id == preferNotToSayID && q.PreferNotToSay && q.Kind != Panel
		in.require(onlyState || (q.isChoice() || q.Kind == Matrix || q.Kind.HasBoxes()) && q.optionIndex(id) >= 0,
			"Change the condition of %s: question %q has no option %q.", owner, q.ID, id).as(UnknownOption).about(q.ID)
	}
	byRow := q.Kind == Matrix && len(chosen) > 0
	in.require(
		byRow == (c.Row != "") || byRow && slices.Equal(chosen, []string{preferNotToSayID}),
		"Change the condition of %s: a test of an option of a matrix needs a row, and no other test may have one.",
		owner,
	).as(UnknownRow).about(q.ID)
	in.require(c.Row == "" || optionIndex(q.Rows, c.Row) >= 0,
		"Change the condition of %s: question %q has no row %q.", owner, q.ID, c.Row).
		as(UnknownRow).about(q.ID)
	in.require(c.CountAtLeast == 0 || q.Kind == Multiple && c.CountAtLeast > 0 && c.CountAtLeast <= len(q.Options),
		"Change the condition of %s: %s must be from 1 to the number of options of a multiple question.",
		owner, setting("countAtLeast")).
		as(CountOutOfRange).about(q.ID)
	in.require(!q.Kind.IsContact(),
		"Change the condition of %s: question %q asks for contact details, which are stored apart from the answers. "+
			"Ask a question before it, such as whether people want to be contacted, and refer to that.", owner, q.ID).
		as(RefersToContact).about(q.ID)
	in.require(!c.Answered && !c.Asked || q.Kind != Panel, "Change the condition of %s: %q is a panel and has no answer.", owner, q.ID).
		as(RefersToPanel).about(q.ID)
}

// checkCycles reports cycles of questions whose conditions depend on each other. Each cycle
// contains a reference to a later question, which has been reported already, but the author
// needs to see the whole cycle to decide which condition to change.
func (in *validator) checkCycles() {
	const fresh, open, done = 0, 1, 2
	marks := make([]int, len(in.questions))
	var path []int
	var visit func(i int)
	visit = func(i int) {
		marks[i] = open
		path = append(path, i)
		for _, needed := range in.dependencies(i) {
			switch marks[needed] {
			case fresh:
				visit(needed)
			case open:
				in.reportCycle(path[slices.Index(path, needed):])
			}
		}
		path = path[:len(path)-1]
		marks[i] = done
	}
	for i := range in.questions {
		if marks[i] == fresh {
			visit(i)
		}
	}
}

// reportCycle reports a cycle of questions, given by index.
func (in *validator) reportCycle(cycle []int) {
	if len(cycle) < 2 {
		return // it refers to itself, which has been reported
	}
	ids, names := make([]string, 0, len(cycle)+1), make([]string, 0, len(cycle)+1)
	for _, i := range append(slices.Clone(cycle), cycle[0]) {
		ids, names = append(ids, in.questions[i].ID), append(names, quoted(in.questions[i].ID))
	}
	first := cycle[0]
	in.locate(in.f, in.pageOf[first], in.questions[first])
	in.location.Member = "when"
	in.add("Change one of these conditions, which depend on each other: %s.", strings.Join(names, " depends on ")).
		as(ConditionCycle).about(ids...)
}

// dependencies returns the indexes of the questions to which the conditions of question i and
// of its page refer.
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
