package builder

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// ConditionNames returns the names of the named conditions of f in alphabetical order.
func ConditionNames(f *survey.Form) []string { return slices.Sorted(maps.Keys(f.Conditions)) }

// NamedCondition returns a named condition of the original questionnaire.
func NamedCondition(def *consult.Definition, name string) (*survey.Condition, error) {
	c, ok := MasterForm(def).Conditions[name]
	if !ok {
		return nil, fault.New(fault.NotFound, "This condition has been removed or renamed. Go back to the list of conditions.")
	}
	if hasNoParts(&c) {
		return nil, nil
	}
	return &c, nil
}

// hasNoParts reports whether c has no parts yet, as a condition that was just added.
func hasNoParts(c *survey.Condition) bool { return len(c.NamedUses()) == 0 && len(testedBy(c)) == 0 }

// testedBy returns the ids of the questions that c tests.
func testedBy(c *survey.Condition) (ids []string) {
	if c == nil {
		return nil
	}
	if c.Question != "" {
		ids = append(ids, c.Question)
	}
	for _, part := range slices.Concat(c.All, c.Any) {
		ids = append(ids, testedBy(&part)...)
	}
	return append(ids, testedBy(c.Not)...)
}

// AddNamedCondition adds a named condition without parts and returns its name, with single spaces.
func AddNamedCondition(def *consult.Definition, name string) (string, error) {
	f := MasterForm(def)
	name, err := conditionName(f, name)
	if err != nil {
		return "", err
	}
	f.Conditions = maps.Clone(f.Conditions)
	if f.Conditions == nil {
		f.Conditions = map[string]survey.Condition{}
	}
	f.Conditions[name] = survey.Condition{}
	return name, nil
}

// conditionName returns a name typed for a condition of f, with single spaces, or why it cannot be used.
func conditionName(f *survey.Form, typed string) (string, error) {
	name := strings.Join(strings.Fields(survey.CleanText(typed)), " ")
	switch _, taken := f.Conditions[name]; {
	case name == "":
		return "", fault.New(fault.Invalid, "Enter a name for the condition, like “Carers”.")
	case utf8.RuneCountInString(name) > survey.MaxConditionName:
		return "", fault.Newf(fault.Invalid, "The name of the condition can have up to %d characters.", survey.MaxConditionName)
	case taken:
		return "", fault.Newf(fault.Invalid, "There is already a condition called “%s”. Enter another name.", name)
	case len(f.Conditions) >= survey.MaxNamedConditions:
		return "", fault.Newf(fault.Invalid, "A questionnaire can have up to %d named conditions.", survey.MaxNamedConditions)
	}
	return name, nil
}

// SetNamedCondition sets a named condition in every version that has it. nil has no parts.
func SetNamedCondition(def *consult.Definition, name string, c *survey.Condition) error {
	if _, err := NamedCondition(def, name); err != nil {
		return err
	}
	if c == nil {
		c = &survey.Condition{}
	}
	for i := range def.Forms {
		f := &def.Forms[i]
		if _, ok := f.Conditions[name]; ok {
			f.Conditions = maps.Clone(f.Conditions)
			f.Conditions[name] = *c
		}
	}
	return nil
}

// RenameCondition gives a named condition another name in every version, wherever it is used.
func RenameCondition(def *consult.Definition, name, typed string) error {
	if _, err := NamedCondition(def, name); err != nil {
		return err
	}
	next := strings.Join(strings.Fields(survey.CleanText(typed)), " ")
	if next == name {
		return nil
	}
	next, err := conditionName(MasterForm(def), next)
	if err != nil {
		return err
	}
	for i := range def.Forms {
		f := &def.Forms[i]
		if c, ok := f.Conditions[name]; ok {
			f.Conditions = maps.Clone(f.Conditions)
			delete(f.Conditions, name)
			f.Conditions[next] = c
		}
		mapConditions(f, func(c *survey.Condition) *survey.Condition { return renamed(c, name, next) })
	}
	return nil
}

// renamed returns a copy of c with another name for a named condition.
func renamed(c *survey.Condition, name, next string) *survey.Condition {
	if c == nil {
		return nil
	}
	made := *c
	if made.Named == name {
		made.Named = next
	}
	made.All, made.Any, made.Not = slices.Clone(c.All), slices.Clone(c.Any), renamed(c.Not, name, next)
	for _, list := range [][]survey.Condition{made.All, made.Any} {
		for i := range list {
			list[i] = *renamed(&list[i], name, next)
		}
	}
	return &made
}

// mapConditions replaces every condition of f by the result of fn. Named conditions for which it is nil are removed;
// pages, questions and wordings have none then.
func mapConditions(f *survey.Form, fn func(*survey.Condition) *survey.Condition) {
	named := map[string]survey.Condition{}
	for name, c := range f.Conditions {
		if next := fn(&c); next != nil {
			named[name] = *next
		}
	}
	if f.Conditions != nil {
		f.Conditions = named
	}
	for i := range f.Pages {
		p := &f.Pages[i]
		p.When = fn(p.When)
		p.Questions = slices.Clone(p.Questions)
		for j := range p.Questions {
			q := &p.Questions[j]
			q.When, q.Wordings = fn(q.When), slices.Clone(q.Wordings)
			for k := range q.Wordings {
				q.Wordings[k].When = fn(q.Wordings[k].When)
			}
		}
	}
}

// RemoveCondition removes a named condition from every version, unless it is used.
func RemoveCondition(def *consult.Definition, name string) error {
	if _, err := NamedCondition(def, name); err != nil {
		return err
	}
	if len(UsesOfCondition(MasterForm(def), name)) > 0 {
		return fault.New(fault.Conflict, "This condition is used. Remove it from where it is used first.")
	}
	for i := range def.Forms {
		f := &def.Forms[i]
		f.Conditions = maps.Clone(f.Conditions)
		delete(f.Conditions, name)
	}
	return nil
}

// UsesOfCondition returns the pages, questions and other named conditions that use a named condition of f.
func UsesOfCondition(f *survey.Form, name string) (all []Dependent) {
	uses := func(c *survey.Condition) bool { return slices.Contains(c.NamedUses(), name) }
	for i := range f.Pages {
		p := &f.Pages[i]
		if uses(p.When) {
			all = append(all, Dependent{Page: p.ID, Name: strings.TrimSpace(p.Title)})
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			if uses(q.When) || slices.ContainsFunc(q.Wordings, func(w survey.Wording) bool { return uses(w.When) }) {
				all = append(all, Dependent{Page: p.ID, Question: q.ID, Name: strings.TrimSpace(q.Text)})
			}
		}
	}
	for _, other := range ConditionNames(f) {
		if c := f.Conditions[other]; uses(&c) {
			all = append(all, Dependent{Condition: other, Name: other})
		}
	}
	return all
}

// UsableConditions returns the named conditions of f that the named condition may use: those that do not use it
// themselves, and not itself. For "" it returns all.
func UsableConditions(f *survey.Form, name string) (names []string) {
	var leads func(from string, seen []string) bool
	leads = func(from string, seen []string) bool {
		c := f.Conditions[from]
		return from == name || !slices.Contains(seen, from) && slices.ContainsFunc(c.NamedUses(), func(next string) bool {
			return leads(next, append(seen, from))
		})
	}
	for _, other := range ConditionNames(f) {
		if name == "" || !leads(other, nil) {
			names = append(names, other)
		}
	}
	return names
}

// removeTests removes the tests of the questions with the given ids from the conditions of f, and named conditions of
// which nothing is left.
func removeTests(f *survey.Form, ids []string) {
	var gone []string // named conditions
	for {
		before := len(gone)
		for name, c := range f.Conditions {
			if !hasNoParts(&c) && without(&c, ids, gone) == nil && !slices.Contains(gone, name) {
				gone = append(gone, name)
			}
		}
		if len(gone) == before {
			break
		}
	}
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			q := &f.Pages[i].Questions[j]
			q.Wordings = slices.DeleteFunc(slices.Clone(q.Wordings), func(w survey.Wording) bool {
				return slices.ContainsFunc(w.When.NamedUses(), func(name string) bool { return slices.Contains(gone, name) })
			})
		}
	}
	mapConditions(f, func(c *survey.Condition) *survey.Condition {
		if c != nil && hasNoParts(c) {
			return c
		}
		return without(c, ids, gone)
	})
}
