package survey

import "maps"

// Repetitions is a page that is asked several times, with the repetitions that the answers so far
// have.
type Repetitions struct {
	Page  *Page     // as it was written
	Pages []*Page   // the repetitions, in order
	More  *Question // whether there is another one after the last of Pages; nil if there cannot be
}

// CanRemove reports whether a repetition can be removed: no fewer than the least are left.
func (l *Repetitions) CanRemove() bool {
	least, _ := l.Page.Repeat.Bounds()
	return l.Count() > least
}

// Count returns how many repetitions there are.
func (l *Repetitions) Count() int { return l.Pages[len(l.Pages)-1].repetition.Number }

// IsMore reports whether q is the question whether there is another repetition of its page.
func (q *Question) IsMore() bool { return q.repetition != nil && q.repetition.Question == "" }

// Repetitions returns the repetitions of a page with the ID that it was written with. It returns
// false if raw asks for none of them, or if it is asked a fixed number of times.
func (f *Form) Repetitions(page string, raw Raw) (list *Repetitions, ok bool) {
	list = &Repetitions{}
	for _, p := range f.sourcePages() {
		if p.ID == page && p.Repeat != nil {
			list.Page = &p
		}
	}
	if list.Page == nil {
		return nil, false
	}
	if least, most := list.Page.Repeat.Bounds(); least == most {
		return nil, false
	}
	for _, p := range f.Path(raw) {
		if p.repetition != nil && p.repetition.Page == page {
			list.Pages = append(list.Pages, p)
		}
	}
	if len(list.Pages) == 0 {
		return nil, false
	}
	last := list.Pages[len(list.Pages)-1].Questions
	if end := &last[len(last)-1]; end.IsMore() {
		list.More = end
	}
	return list, true
}

// RemoveRepetition returns raw without the answers of repetition n, from 1, of a page with the ID
// that it was written with. Those of later repetitions move up by one. Whether there is another one
// after the last is asked again. Answers that no longer applied, of repetitions that were given
// up earlier, are dropped. If n cannot be removed, it returns raw.
func (f *Form) RemoveRepetition(page string, n int, raw Raw) Raw {
	list, ok := f.Repetitions(page, raw)
	if !ok || !list.CanRemove() || n < 1 || n > list.Count() {
		return raw
	}
	plan := f.getPlan()
	was, shown := plan.shownBefore(raw), plan.shownBefore(raw)
	out := maps.Clone(raw)
	drop := func(q *Question) {
		for _, name := range f.Fields(q) {
			delete(out, name)
		}
		shown[plan.byID[q.ID]] = false
	}
	count := list.Count()
	var all []*Page
	for i := range f.Pages {
		if r := f.Pages[i].repetition; r != nil && r.Page == page {
			all = append(all, &f.Pages[i])
		}
	}
	for i := n - 1; i < len(all); i++ {
		for j := range all[i].Questions {
			q := &all[i].Questions[j]
			if q.IsMore() && i < count-2 {
				continue // there is still another one
			}
			drop(q)
			if q.IsMore() || i >= count-1 {
				continue
			}
			// Repetitions have the same questions in the same order, and the question for more at the end.
			next := &all[i+1].Questions[j]
			from := f.Fields(next)
			for k, name := range f.Fields(q) {
				if values, ok := raw[from[k]]; ok {
					out[name] = values
				}
			}
			shown[plan.byID[q.ID]] = was[plan.byID[next.ID]]
		}
	}
	if n == count && n > 1 { // the last: the one before it asks again
		before := all[n-2].Questions
		if end := &before[len(before)-1]; end.IsMore() {
			drop(end)
		}
	}
	if _, ok := raw[ShownField]; ok {
		out[ShownField] = []string{plan.joinIDs(shown)}
	}
	return out
}
