package survey

// boxID is the name of the field of the boxes, after the ID of their question.
const boxID = "instead"

// Typed is what stands for an answer that was typed in lists of answers that also contain
// boxes, such as results. No box may have it as its ID.
const Typed = "typed"

// HasBoxes reports whether options of questions of kind k are boxes, such as “Don’t know” or
// “None of these”, which people tick instead of typing an answer. A box is an answer: the
// question is neither skipped nor blank, and satisfied if it is required.
func (k QuestionKind) HasBoxes() bool {
	switch k {
	case Number, Date, Duration, Period, ShortText, LongText, Postcode:
		return true
	}
	return false
}

// BoxField returns the HTML name of the boxes of q, whose values are the IDs of its options;
// "" if it has none.
func (q *Question) BoxField() string {
	if !q.Kind.HasBoxes() || len(q.Options) == 0 {
		return ""
	}
	return q.ID + "--" + boxID
}

// HasTyped reports whether a, an answer to a question of kind k, was typed, and is no box.
func (a Answer) HasTyped(k QuestionKind) bool {
	return a.State == Answered && k.HasBoxes() && len(a.Options) == 0
}

// readBox reads the boxes of s. decided is false if none was ticked; then the answer is in the
// other fields.
func (w *evaluator) readBox(s *step) (a Answer, decided bool) {
	q := s.q
	value, ok := w.singleValue(s.boxField)
	if ok && value == "" {
		return a, false
	}
	i := q.optionIndex(value)
	switch {
	case !ok:
		return w.reject(s.boxField, newMessage("Select only one answer to: %s", q.Text)), true
	case i < 0:
		return w.reject(s.boxField, notListed(q.Text)), true
	case w.hasTyped(s):
		return w.reject(s.boxField,
			newMessage("Enter an answer or select “%s”, not both: %s", q.Options[i].Text, q.Text)), true
	}
	return Answer{State: Answered, Options: []string{q.Options[i].ID}}, true
}

// enterOrSelect is the message for a question with these boxes that was left blank.
func enterOrSelect(boxes []Option) func(text string) message {
	if len(boxes) != 1 {
		return enterAnswer
	}
	return func(text string) message {
		return newMessage("Enter an answer or select “%s”: %s", boxes[0].Text, text)
	}
}

// hasTyped reports whether any field of s but its boxes and “Prefer not to say” was filled in.
func (w *evaluator) hasTyped(s *step) bool {
	for _, name := range s.fieldNames {
		if !allBlank(w.raw[name]) {
			return true
		}
	}
	return false
}
