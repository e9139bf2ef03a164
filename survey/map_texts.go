package survey

import (
	"errors"
	"maps"
	"slices"
)

var errInvalidTexts = errors.New("survey: with these texts it would not be an answer to this form")

// MapTexts returns a with every free text replaced by what fn makes of it:
// what was typed as an answer, with option "", and what was written beside an
// option. Paths, choices and states stay what they are. It refuses texts that
// could not have been typed: an empty one, or one that is too long.
func (a Answers) MapTexts(fn func(q *Question, option, text string) string) (Answers, error) {
	if a.form == nil {
		return a, nil
	}
	steps, list := a.form.getPlan().steps, slices.Clone(a.list)
	for i := range list {
		q := steps[i].q
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
