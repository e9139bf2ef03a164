package builder

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// PlaceQuestions moves questions, in the order in which they are asked, to a page: before one of its questions, or to
// its end if before is "". Equality questions stay on pages of equality questions, and others on other pages.
func PlaceQuestions(def *consult.Definition, ids []string, page, before string) error {
	f := MasterForm(def)
	to := PageIndex(f, page)
	switch {
	case to < 0:
		return pageNotFound()
	case len(ids) == 0:
		return fault.New(fault.Invalid, "Select the questions first.")
	case slices.Contains(ids, before):
		return nil // they are there already
	}
	isMoved := func(q survey.Question) bool { return slices.Contains(ids, q.ID) }
	var moved []survey.Question
	for i := range f.Pages {
		for _, q := range f.Pages[i].Questions {
			if !isMoved(q) {
				continue
			}
			if f.Pages[i].Monitoring != f.Pages[to].Monitoring {
				return fault.New(fault.Invalid, "Equality monitoring questions and other questions cannot be on the same page.")
			}
			moved = append(moved, q)
		}
	}
	if len(moved) == 0 {
		return questionNotFound()
	}
	for i := range f.Pages {
		f.Pages[i].Questions = slices.DeleteFunc(f.Pages[i].Questions, isMoved)
	}
	questions := &f.Pages[to].Questions
	at := slices.IndexFunc(*questions, func(q survey.Question) bool { return q.ID == before })
	if at < 0 {
		at = len(*questions)
	}
	*questions = slices.Insert(*questions, at, moved...)
	return nil
}

// DuplicateQuestion adds a copy of a question after it and returns the id of the copy. Only the original questionnaire
// gets it: translations are of the question that was copied.
func DuplicateQuestion(def *consult.Definition, id string) (string, error) {
	f := MasterForm(def)
	i, j := QuestionIndex(f, id)
	if i < 0 {
		return "", questionNotFound()
	}
	q := Clone(&consult.Definition{Forms: []survey.Form{{Pages: []survey.Page{{Questions: f.Pages[i].Questions[j : j+1]}}}}}).
		Forms[0].Pages[0].Questions[0]
	var taken []string
	for _, p := range f.Pages {
		for _, other := range p.Questions {
			taken = append(taken, other.ID)
		}
	}
	q.ID = UniqueID(q.ID, taken)
	f.Pages[i].Questions = slices.Insert(f.Pages[i].Questions, j+1, q)
	return q.ID, nil
}
