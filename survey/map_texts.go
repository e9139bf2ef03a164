package survey

import (
	"errors"
	"maps"
	"slices"
)

var errInvalidTexts = errors.New("survey: the new texts are not valid answers to the form")

// MapTexts returns a copy of a in which every free text is replaced by the result of fn,
// for example to redact names. fn gets the question, the text, and the ID of the option
// beside which it was written, or "" for an answer to the question itself; see
// [Answers.EachText]. All other answers stay the same. It is an error if a new text is not
// a valid answer: empty or too long. An answer that was too long and is valid without what
// fn has removed becomes valid.
func (a Answers) MapTexts(fn func(q *Question, option, text string) string) (Answers, error) {
	if a.form == nil {
		return a, nil
	}
	steps, list := a.form.getPlan().steps, slices.Clone(a.list)
	for i := range list {
		q := steps[i].q
		if list[i].State == NotValid {
			list[i] = list[i].clone()
			list[i].mapWritten(q, fn)
			if q.Kind.IsOwnWords() {
				w := &evaluator{plan: &plan{form: Form{Lang: a.form.Lang}}, raw: Raw(list[i].Written), current: &steps[i]}
				if read := w.read(&steps[i]); len(w.problems) == 0 {
					list[i] = read
				}
			}
			continue
		}
		if list[i].State != Answered {
			continue
		}
		switch {
		case len(list[i].WriteIns) > 0:
			list[i].WriteIns = maps.Clone(list[i].WriteIns)
			for option, text := range list[i].WriteIns {
				list[i].WriteIns[option] = fn(q, option, text)
			}
		case list[i].Text != "":
			list[i].Text = fn(q, "", list[i].Text)
		}
	}
	out := Answers{a.form, a.part, list}
	canonical := string(out.Canonical())
	if !out.recheck() || string(out.Canonical()) != canonical {
		return Answers{}, errInvalidTexts
	}
	return out, nil
}
