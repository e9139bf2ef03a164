package survey

// Progress is where a page is on the way through a form. While a respondent goes on, Part
// increases and Most never does, so Part/Most never goes backwards.
type Progress struct {
	Part  int  // 1 for the first page on the path
	Most  int  // pages if all that are still possible apply
	Exact bool // Most does not depend on any answer from this page on
}

// Progress returns the progress at the page with this ID, which must be on the path.
// Answers on the page itself and on later pages are not used, because a respondent may
// still change them.
func (f *Form) Progress(page string, raw Raw) Progress {
	w := f.evaluate(raw)
	progress := Progress{Part: 1, Exact: true}
	open := make([]bool, len(w.steps)) // by index of the step: can still be answered
	reached := false
	for i, steps := range w.pages {
		if f.Pages[i].ID == page {
			reached = true
			w.openPage(f, i, open) // a question of this page that cannot apply opens no later page
			progress.Most = progress.Part
			continue
		}
		if !reached {
			if w.anyAsked(steps) {
				progress.Part++
			}
			continue
		}
		possible, certain := w.openPage(f, i, open)
		if possible {
			progress.Most++
			progress.Exact = progress.Exact && certain
		}
	}
	return progress
}

// openPage marks the questions of page i that later answers can make apply, and reports
// whether there is one, and whether one applies in any case.
func (w *evaluator) openPage(f *Form, i int, open []bool) (possible, certain bool) {
	for j := w.pages[i].first; j < w.pages[i].last; j++ {
		rest, holds := w.reduce(w.steps[j].conditions(f, true), open[:j])
		open[j] = holds || rest != nil
		possible = possible || open[j]
		certain = certain || holds && rest == nil
	}
	return possible, certain
}
