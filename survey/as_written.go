package survey

import (
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// indicator returns which steps have one of the IDs; nil for no IDs.
func (p *plan) indicator(ids []string) []bool {
	if len(ids) == 0 {
		return nil
	}
	out := make([]bool, len(p.steps))
	for _, id := range ids {
		if i, ok := p.byID[id]; ok {
			out[i] = true
		}
	}
	return out
}

// AsWritten returns the IDs of the questions that have an answer, or a row, that is not
// valid and was kept as written.
func (a Answers) AsWritten() (ids []string) {
	for i := range a.list {
		if len(a.list[i].Written) > 0 {
			ids = append(ids, a.form.getPlan().steps[i].q.ID)
		}
	}
	return ids
}

// readStep returns the answer to step i and records its problems. If the answer is kept as
// written and is not valid, it records none.
func (w *evaluator) readStep(i int) Answer {
	s, before := &w.steps[i], len(w.problems)
	w.current = s
	a := w.read(s)
	if w.asWritten == nil || !w.asWritten[i] || len(w.problems) == before {
		return a
	}
	written := map[string][]string{}
	for _, name := range s.allFields() {
		if !w.keepField(s, name, written) {
			return a
		}
	}
	if len(written) == 0 { // only blank fields, of which one is required
		return a
	}
	w.problems = w.problems[:before]
	return Answer{State: NotValid, Written: written}
}

// keepsWritten reports whether an answer to s that is not valid is kept as written.
func (w *evaluator) keepsWritten(s *step) bool {
	return w.asWritten != nil && w.asWritten[w.byID[s.q.ID]]
}

// keepsRow adds what was written in a row of a matrix to written, if it is kept as written.
// It reports whether it is.
func (w *evaluator) keepsRow(s *step, name string, written *map[string][]string) bool {
	if !w.keepsWritten(s) {
		return false
	}
	if *written == nil {
		*written = map[string][]string{}
	}
	return w.keepField(s, name, *written)
}

// keepField adds the values of a field of s that are not blank to written. It reports false
// if they cannot be kept: see [Form.CheckAsWritten].
func (w *evaluator) keepField(s *step, name string, written map[string][]string) bool {
	q := s.q
	coded := name == s.preferNotToSayField || name == s.boxField || q.Kind == Matrix || q.isChoice() && name == q.ID
	most := MaxWriteIn
	if q.Kind.IsOwnWords() {
		most = MaxLongText
	}
	var values []string
	for _, value := range w.raw[name] {
		if isBlank(value) {
			continue
		}
		switch known := q.optionIndex(value) >= 0 || value == preferNotToSayID && q.PreferNotToSay; {
		case name == s.preferNotToSayField && value == "yes":
		case coded && !known, len(value) > utf8.UTFMax*most:
			return false
		}
		if value = CleanText(value); utf8.RuneCountInString(value) > most {
			return false
		}
		values = append(values, value)
	}
	if coded {
		place := func(id string) int { return (q.optionIndex(id) + len(q.Options) + 1) % (len(q.Options) + 1) } // -1 last
		slices.SortStableFunc(values, func(a, b string) int { return place(a) - place(b) })
	}
	if len(values) > len(q.Options)+1 || q.Kind.IsContact() || q.Kind == Files {
		return false
	}
	if len(values) > 0 {
		written[name] = values
	}
	return true
}

// EachText calls fn with every text that respondents wrote in their own words: answers to
// text questions, texts beside options, and what was written in words where another answer
// was asked for. choice is the ID of the option, or the name of the part of a date, to
// which a text belongs; "" for the question itself. [Answers.MapTexts] replaces these texts.
func (a Answers) EachText(fn func(q *Question, choice, text string)) {
	a.Each(func(q *Question, answer Answer) {
		if q.Kind.IsOwnWords() && answer.Text != "" {
			fn(q, "", answer.Text)
		}
		for _, o := range q.Options {
			if text := answer.WriteIns[o.ID]; text != "" {
				fn(q, o.ID, text)
			}
		}
		for _, choice := range slices.Sorted(maps.Keys(answer.writtenTexts(q))) {
			if text := answer.writtenTexts(q)[choice]; slices.ContainsFunc([]rune(text), unicode.IsLetter) {
				fn(q, choice, text)
			}
		}
	})
}

// writtenTexts returns what was typed, and not chosen, of an answer that is not valid, by
// choice as EachText gives it.
func (a *Answer) writtenTexts(q *Question) map[string]string {
	texts := map[string]string{}
	for name, values := range a.Written {
		choice := ""
		if name != q.ID {
			choice = name[len(q.ID)+len("--"):]
		}
		coded := q.Kind == Matrix || q.isChoice() && choice == "" || choice == preferNotToSayID ||
			q.Kind.HasBoxes() && choice == boxID
		if !coded && len(values) == 1 {
			texts[choice] = values[0]
		}
	}
	return texts
}

// mapWritten replaces what writtenTexts returns by the results of fn.
func (a *Answer) mapWritten(q *Question, fn func(q *Question, option, text string) string) {
	for choice, text := range a.writtenTexts(q) {
		name := q.ID
		if choice != "" {
			name += "--" + choice
		}
		a.Written[name] = []string{fn(q, choice, text)}
	}
}

// encodeWritten appends Written, the answer to q, in the order of the fields.
func (a *Answer) encodeWritten(b []byte, q *Question) []byte {
	s := newStep(q)
	b = append(b, '{')
	first := true
	for _, name := range s.allFields() {
		values := a.Written[name]
		if len(values) == 0 {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = quoteList(append(quote(b, name), ':'), values)
	}
	return append(b, '}')
}

// written reads what encodeWritten writes.
func (d *decoder) written(q *Question) map[string][]string {
	s := newStep(q)
	return readMap(d, len(s.allFields()), func(d *decoder) []string { return d.list(len(q.Options) + 1) })
}
