package survey

import (
	"maps"
	"slices"
	"strings"
)

// MaxNamedConditions is the maximum number of named conditions of a form.
const MaxNamedConditions = 100

// MaxConditionName is the maximum length of the name of a condition, in characters.
const MaxConditionName = 100

// conditionsMember is the setting of a form that has its named conditions. The names of its
// members are those that authors gave.
const conditionsMember = "conditions"

// Named conditions are written once, under a name such as “Carers”, and used by pages, questions,
// wordings and each other as {"named": "Carers"}. [Parse] replaces each use by the condition
// itself, so that evaluation knows no names. [Form.JSON] returns the names as they were written.

// expand returns c with its named conditions replaced by what they stand for. Names that are
// unknown, form a circle or stand for too much are left in place; [Parse] refuses them.
func (f *Form) expand(c *Condition, within ...string) *Condition {
	if c == nil || len(f.Conditions) == 0 {
		return c
	}
	if c.Named != "" {
		named, ok := f.Conditions[c.Named]
		if !ok || !c.isName() || slices.Contains(within, c.Named) || f.namedSize(c.Named) > MaxConditionTests {
			return c
		}
		made := *f.expand(&named, append(slices.Clip(within), c.Named)...)
		made.from = c.Named
		return &made
	}
	made := *c
	made.All, made.Any = f.expandList(c.All, within), f.expandList(c.Any, within)
	made.Not = f.expand(c.Not, within...)
	return &made
}

// expandList expands each of list.
func (f *Form) expandList(list []Condition, within []string) []Condition {
	if list == nil {
		return nil
	}
	made := make([]Condition, len(list))
	for i := range list {
		made[i] = *f.expand(&list[i], within...)
	}
	return made
}

// expandConditions replaces the named conditions of the pages of f, which are copies.
func (f *Form) expandConditions() {
	for i := range f.Pages {
		page := &f.Pages[i]
		page.When = f.expand(page.When)
		for j := range page.Questions {
			q := &page.Questions[j]
			q.When = f.expand(q.When)
			q.Wordings = slices.Clone(q.Wordings)
			for k := range q.Wordings {
				q.Wordings[k].When = f.expand(q.Wordings[k].When)
			}
		}
	}
}

// isName reports whether c is a named condition and nothing else.
func (c *Condition) isName() bool {
	return c.Named != "" && c.All == nil && c.Any == nil && c.Not == nil && c.Question == "" && c.Row == "" && c.testCount() == 0
}

// namedSize returns the number of tests that a named condition stands for, or more than
// MaxConditionTests if they are too many or endless.
func (f *Form) namedSize(name string) int {
	return f.countTests(name, map[string]int{})
}

// countTests is namedSize with the sizes that are known. While a name is being counted, its size
// is that of a circle.
func (f *Form) countTests(name string, known map[string]int) (size int) {
	if size, ok := known[name]; ok {
		return size
	}
	known[name] = MaxConditionTests + 1
	c := f.Conditions[name]
	c.eachTest(func(leaf *Condition) {
		if _, ok := f.Conditions[leaf.Named]; ok {
			size += f.countTests(leaf.Named, known)
		} else {
			size++
		}
		size = min(size, MaxConditionTests+1)
	})
	known[name] = size
	return size
}

// NamedUses returns the named conditions that c refers to, in order, each once.
func (c *Condition) NamedUses() (names []string) {
	c.eachTest(func(leaf *Condition) {
		if leaf.Named != "" && !slices.Contains(names, leaf.Named) {
			names = append(names, leaf.Named)
		}
	})
	return names
}

// UnusedConditions returns the named conditions that no page, question or wording depends on, in
// alphabetical order.
func (f *Form) UnusedConditions() (names []string) {
	used := map[string]bool{}
	var use func(c *Condition)
	use = func(c *Condition) {
		for _, name := range c.NamedUses() {
			if !used[name] {
				used[name] = true
				named := f.Conditions[name]
				use(&named)
			}
		}
	}
	for _, page := range f.sourcePages() {
		use(page.When)
		for _, q := range page.Questions {
			use(q.When)
			for _, w := range q.Wordings {
				use(w.When)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Conditions)) {
		if !used[name] {
			names = append(names, name)
		}
	}
	return names
}

// nameOf returns the named condition from which leaf, a leaf of c, came, or "".
func (c *Condition) nameOf(leaf *Condition) string {
	switch {
	case c == nil || !c.has(leaf):
		return ""
	case c.from != "":
		return c.from
	}
	for _, list := range [...][]Condition{c.All, c.Any} {
		for i := range list {
			if name := list[i].nameOf(leaf); name != "" {
				return name
			}
		}
	}
	return c.Not.nameOf(leaf)
}

// depth returns how many levels c is nested.
func (c *Condition) depth() int {
	if c == nil {
		return 0
	}
	deepest := c.Not.depth()
	for _, list := range [...][]Condition{c.All, c.Any} {
		for i := range list {
			deepest = max(deepest, list[i].depth())
		}
	}
	return 1 + deepest
}

// checkNamed checks the named conditions of the form by themselves: where they are used is
// checked with the conditions of pages and questions.
func (in *validator) checkNamed() {
	in.locate(in.f, nil, nil)
	in.location.Member = conditionsMember
	in.require(len(in.f.Conditions) <= MaxNamedConditions, "Remove named conditions: the maximum is %d.", MaxNamedConditions)
	inCircle := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(in.f.Conditions)) {
		c := in.f.Conditions[name]
		in.location = FormProblem{Condition: name, Pointer: "/" + conditionsMember + "/" + escapePointer(name)}
		owner := quoted(name)
		in.checkText("the name of a named condition", "", &name, MaxConditionName, true)
		in.require(strings.TrimSpace(name) == name, "Remove the spaces at the start or end of the name of condition %s.", owner)
		in.checkShape(owner, &c, 1)
		c.eachTest(func(leaf *Condition) {
			in.within = c.pointerTo(leaf, "")
			i, known := in.byID[leaf.Question]
			switch {
			case in.isUnknownName(owner, leaf) || leaf.Named != "":
			case leaf.Question == "":
				in.add("Add the question to which condition %s refers.", owner).as(IncompleteCondition)
			case !known:
				in.add("Change the condition %s: there is no question %q.", owner, leaf.Question).as(UnknownQuestion).about(leaf.Question)
			default:
				in.checkTest(owner, leaf, in.questions[i])
			}
		})
		in.within = ""
		if circle := in.f.circleOf(name, nil); circle != nil {
			if !inCircle[name] {
				in.add("Change one of these named conditions, which refer to each other: %s.", strings.Join(circle, " refers to ")).
					as(NamedCircle).value(strings.Join(circle, " → "))
			}
			for _, name := range circle {
				inCircle[name] = true
			}
			continue
		}
		in.require(in.f.namedSize(name) <= MaxConditionTests, "Shorten the condition %s: the maximum is %d tests.", owner, MaxConditionTests)
	}
	in.locate(in.f, nil, nil)
}

// circleOf returns the names by which the last of path refers to the first, with the first again
// at the end, or nil.
func (f *Form) circleOf(name string, path []string) []string {
	if len(path) > 0 && path[0] == name {
		return append(path, name)
	}
	if slices.Contains(path, name) || len(path) > MaxNamedConditions {
		return nil // a circle of others
	}
	c := f.Conditions[name]
	for _, next := range c.NamedUses() {
		if found := f.circleOf(next, append(slices.Clip(path), name)); found != nil {
			return found
		}
	}
	return nil
}

// isUnknownName reports whether leaf refers to a named condition that the form does not have, and
// records it as a problem of owner.
func (in *validator) isUnknownName(owner string, leaf *Condition) bool {
	if _, ok := in.f.Conditions[leaf.Named]; ok || leaf.Named == "" {
		return false
	}
	in.add("Change the condition of %s: there is no named condition %q.", owner, leaf.Named).as(UnknownNamed).value(leaf.Named)
	return true
}

// escapePointer returns s as a part of a JSON Pointer.
func escapePointer(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// namedConditions writes the named conditions of f by name.
func (o *jsonWriter) namedConditions(list map[string]Condition) {
	if len(list) == 0 {
		return
	}
	o.name(conditionsMember)
	o.open()
	for _, name := range slices.Sorted(maps.Keys(list)) {
		c := list[name]
		o.condition(name, &c)
	}
	o.close()
}
