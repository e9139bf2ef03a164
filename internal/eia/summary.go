package eia

import (
	"cmp"
	"slices"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Digest returns what decision makers must know of a, a sentence each: adverse impacts first, the largest of them before the
// others, then what is not known and what was not assessed, and only then what is positive. It is made from the findings and
// cannot be edited, so that it leaves nothing out.
func (a *Assessment) Digest(r *Rules) (all []locale.Message) {
	if a.Needed == NeedNo {
		return []locale.Message{locale.Lazy("No assessment is needed: %s. %s", locale.Inside(a.Route.Label()), edit.Name(a.Why))}
	}
	if a.Needed == NeedUnknown {
		return []locale.Message{locale.Lazy("It was agreed, and no assessment is recorded here. %s", edit.Name(a.Why))}
	}
	if a.Needed == NeedPlanned {
		return []locale.Message{locale.Lazy("The assessment will be published by %s. %s", locale.LazyDate(a.PlannedBy), edit.Name(a.Why))}
	}
	for _, m := range a.sorted(Adverse) {
		text := locale.Lazy("Adverse impact on %s, size %s: %s", a.named(r, &m), locale.Inside(m.Size.Label()), edit.Name(m.Effect))
		switch {
		case len(m.Actions) == 0 && m.Justified == "":
			text = locale.Lazy("%s Nothing is planned to reduce it.", text)
		case len(m.Actions) == 0:
			text = locale.Lazy("%s It is not reduced: %s", text, edit.Name(m.Justified))
		case m.Left == None:
			text = locale.Lazy("%s Actions are expected to remove it.", text)
		case m.Left != "":
			text = locale.Lazy("%s After actions its size is %s: %s", text, locale.Inside(m.Left.Label()), edit.Name(m.Justified))
		}
		all = append(all, text)
	}
	for _, m := range a.sorted(Unknown) {
		all = append(all, locale.Lazy("Impact not known on %s: %s", a.named(r, &m), edit.Name(m.Effect)))
	}
	for _, g := range a.Gaps {
		all = append(all, locale.Lazy("Not known: %s", edit.Name(g.Gap)))
	}
	for _, o := range a.Options {
		if !o.Assessed {
			all = append(all, locale.Lazy("Option not assessed: %s. %s", edit.Name(o.Option), edit.Name(o.WhyNot)))
		}
	}
	if a.Earlier != "" {
		all = append(all, locale.Lazy("The service was already cut: %s", edit.Name(a.Earlier)))
	}
	for _, v := range a.Views {
		all = append(all, locale.Lazy("Opposed view of %s: %s", edit.Name(v.Holder), edit.Name(v.View)))
	}
	for _, m := range a.sorted(Differential) {
		all = append(all, locale.Lazy("Different, but not worse, for %s: %s", a.named(r, &m), edit.Name(m.Effect)))
	}
	for _, m := range a.sorted(Positive) {
		all = append(all, locale.Lazy("Positive impact on %s, size %s: %s", a.named(r, &m), locale.Inside(m.Size.Label()), edit.Name(m.Effect)))
	}
	return all
}

// sorted returns the impacts of a direction, the largest that is left first.
func (a *Assessment) sorted(d Direction) (all []Impact) {
	for _, m := range a.Impacts {
		if m.Direction == d {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(x, y Impact) int {
		return cmp.Or(x.remaining().rank()-y.remaining().rank(), x.Size.rank()-y.Size.rank(), y.Number-x.Number)
	})
	return all
}

// named returns the group of an impact with the other groups that its people belong to, and the option.
func (a *Assessment) named(r *Rules, m *Impact) locale.Message {
	name := r.groupInside(m.Group)
	for _, other := range m.With {
		name = locale.Lazy("%s and %s", name, r.groupInside(other))
	}
	if m.Option != "" && len(a.Options) > 1 {
		name = locale.Lazy("%s (%s)", name, edit.Name(m.Option))
	}
	return name
}

// ByGroup returns the impacts by group, the group with the largest adverse impact first.
func (a *Assessment) ByGroup() (groups []string, impacts map[string][]Impact) {
	impacts = map[string][]Impact{}
	for _, d := range Directions {
		for _, m := range a.sorted(d) {
			if impacts[m.Group] == nil {
				groups = append(groups, m.Group)
			}
			impacts[m.Group] = append(impacts[m.Group], m)
		}
	}
	return groups, impacts
}
