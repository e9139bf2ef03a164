package builder

import "github.com/folkmoot/folkmoot/survey"

// answerable returns the questions to whose answers conditions refer instead of to q: one for each of its rows if it is
// of such a kind, and otherwise q itself.
func answerable(q *survey.Question) (all []*survey.Question) {
	if q.Kind.RowKind() == "" {
		return []*survey.Question{q}
	}
	for _, row := range q.Rowwise() {
		all = append(all, &row)
	}
	return all
}

// Answerable returns the question of f, or of one of its rows, to whose answer a condition refers by id; nil if there is
// none.
func Answerable(f *survey.Form, id string) *survey.Question {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			for _, q := range answerable(&f.Pages[i].Questions[j]) {
				if q.ID == id {
					return q
				}
			}
		}
	}
	return nil
}

// answerIDs returns the ids by which conditions refer to the answers to question id of f, and id.
func answerIDs(f *survey.Form, id string) []string {
	ids := []string{id}
	if i, j := QuestionIndex(f, id); i >= 0 {
		for _, q := range answerable(&f.Pages[i].Questions[j]) {
			if q.ID != id {
				ids = append(ids, q.ID)
			}
		}
	}
	return ids
}
