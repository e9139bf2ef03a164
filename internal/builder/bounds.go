package builder

import (
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// Limiting returns the questions of f whose answers can limit those to a question of a kind: those before the question
// on the page with the given ids that ask for the same. Units are not compared, because they may still change.
func Limiting(f *survey.Form, page, question string, kind survey.QuestionKind) (all []*survey.Question) {
	at := PageIndex(f, page)
	if kind == survey.MatrixNumber || kind == survey.Budget {
		kind = survey.Number
	}
	for i := range f.Pages[:at+1] {
		p := &f.Pages[i]
		for j := range p.Questions {
			if p.Questions[j].ID == question {
				return all
			}
			for _, q := range answerable(&p.Questions[j]) {
				if q.Kind == kind && p.Monitoring == f.Pages[at].Monitoring {
					all = append(all, q)
				}
			}
		}
	}
	return all
}

// bounds returns the settings of q that name earlier questions.
func bounds(q *survey.Question) []*string { return []*string{&q.LeastOf, &q.MostOf, &q.TotalOf} }

// isBoundedBy reports whether an answer to one of the questions with the given ids limits q.
func isBoundedBy(q *survey.Question, ids []string) bool {
	return slices.ContainsFunc(bounds(q), func(id *string) bool { return slices.Contains(ids, *id) })
}

// removeBounds removes the limits of q that are answers to the questions with the given ids.
func removeBounds(q *survey.Question, ids []string) {
	for _, id := range bounds(q) {
		if slices.Contains(ids, *id) {
			*id = ""
		}
	}
}

// removeUnaskedBounds removes the limits of questions of f, a version of the questionnaire, that are answers to
// questions it leaves out. The total of a budget stays, because the budget would not have one.
func removeUnaskedBounds(f *survey.Form) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			for _, id := range bounds(&f.Pages[i].Questions[j])[:2] {
				if *id != "" && Answerable(f, *id) == nil {
					*id = ""
				}
			}
		}
	}
}
