package survey

import "slices"

// StandsFor returns the IDs of the options of the original for which o stands: those that it
// merges, or its own.
func (o *Option) StandsFor() []string {
	if len(o.Merges) > 0 {
		return o.Merges
	}
	return []string{o.ID}
}

// merges reports whether an option of q merges options of the original.
func (q *Question) merges() bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return len(o.Merges) > 0 })
}

// checkMerges checks the merged options of o, as far as they do not depend on the original.
func (in *validator) checkMerges(q *Question, what string, o *Option) {
	if o.Merges == nil {
		return
	}
	scale := q.Kind == Single || q.Kind == Dropdown || q.Kind == Matrix
	in.require(scale && what == "option",
		"Remove merges from %s %q of question %q: only options of kind single, dropdown and matrix can have it.", what, o.ID, q.ID)
	in.require(len(o.Merges) >= 2 && len(o.Merges) <= MaxOptions,
		"List at least two answers of the original in merges of option %q of question %q.", o.ID, q.ID)
	in.require(!o.WriteIn, "Remove writeIn from option %q of question %q: an option that merges others cannot have it.", o.ID, q.ID)
	for i, id := range o.Merges {
		in.checkID("merged option in question "+q.ID, id)
		in.require(!slices.Contains(o.Merges[:i], id), "Remove one of the two %q from merges of option %q of question %q.", id, o.ID, q.ID)
	}
}

// checkMerged checks that the options of q stand for all options of master, each for other
// ones, in the same order.
func (r *errorList) checkMerged(q, master *Question) {
	next := 0 // index of the option of master that comes next
	for i := range q.Options {
		o := &q.Options[i]
		r.locateOption("options", i, o.ID)
		if len(o.Merges) > 0 && master.optionIndex(o.ID) >= 0 {
			r.add("Change the id of option %q of question %q: an option of the original has it, and this one stands for several.", o.ID, q.ID)
		}
		for _, id := range o.StandsFor() {
			switch at := master.optionIndex(id); {
			case at < 0 && len(o.Merges) > 0:
				r.add("Remove %q from merges of option %q of question %q: the original does not have it.", id, o.ID, q.ID)
			case at < 0: // checkSubset reports it
			case at != next:
				r.add("Change merges in question %q: together, its options must stand for every option of the original once, "+
					"in the same order. Option %q comes too early, too late or twice.", q.ID, id)
				next = at + 1
			case len(o.Merges) > 0 && master.Options[at].WriteIn:
				r.add("Do not merge option %q of question %q: people can write beside it.", id, q.ID)
				next++
			default:
				next++
			}
		}
	}
	r.location.Option, r.within = "", ""
	if next != len(master.Options) {
		r.add("Change merges in question %q: together, its options must stand for every option of the original, up to the last.", q.ID)
	}
}
