package survey

import "slices"

// compatibleKinds groups kinds whose answers can be counted together.
var compatibleKinds = [...][]QuestionKind{{Single, Dropdown}, {ShortText, LongText}}

// CheckEdition reports, all at once as a *FormError, what keeps answers to
// edition (Easy Read, large print, another language) from being counted with
// those to master. Each of its questions must be one of master's, asked in a
// way that gives the same kind of answer, and offer only options and rows that
// master has. Words, order and pages are its own affair; it may leave questions
// and options out, and add panels.
func CheckEdition(master, edition *Form) error {
	r := errorList{}
	for page, q := range edition.questions() {
		if q.Kind == Panel {
			continue
		}
		r.location = FormProblem{Page: page.ID, Question: q.ID}
		m, on := master.Question(q.ID)
		if m == nil || m.Kind == Panel {
			r.add("Take question %q out of this edition: the master form does not ask it.", q.ID)
			continue
		}
		compatible := q.Kind == m.Kind
		for _, kinds := range compatibleKinds {
			compatible = compatible || slices.Contains(kinds, q.Kind) && slices.Contains(kinds, m.Kind)
		}
		if !compatible {
			r.add("Make question %q %s: it is that in the master form, and %s here.", q.ID, m.Kind, q.Kind)
			continue
		}
		if page.Monitoring != on.Monitoring {
			r.add("Move question %q: it stands among the equality monitoring questions in one form and not in the other.", q.ID)
		}
		r.checkSubset(q, m)
		r.checkMeasure(q, m)
	}
	return r.err()
}

func (r *errorList) checkSubset(q, master *Question) {
	for _, list := range [...]struct {
		name         string
		here, master []Option
	}{{"option", q.Options, master.Options}, {"row", q.Rows, master.Rows}} {
		for _, o := range list.here {
			r.location.Option = o.ID
			i := optionIndex(list.master, o.ID)
			if i < 0 {
				r.add("Take %s %q out of question %q: the master form does not have it.", list.name, o.ID, q.ID)
				continue
			}
			if o.Exclusive != list.master[i].Exclusive {
				r.add("Make option %q of question %q exclusive in both forms or in neither.", o.ID, q.ID)
			}
		}
	}
	r.location.Option = ""
}

// checkMeasure compares what a number means.
func (r *errorList) checkMeasure(q, master *Question) {
	if q.Kind == Budget && (q.Total != master.Total || q.Unit != master.Unit) {
		r.add("Share out %s in question %q, as in the master form.", Amount{master.Total, master.Unit}.String(), q.ID)
	}
	if q.Decimals > master.Decimals {
		r.add("Ask for no more than %s in question %q, as in the master form.", pluralise(master.Decimals, "decimal place"), q.ID)
	}
}
