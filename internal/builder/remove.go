package builder

import (
	"errors"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// DependencyError is returned when a question cannot be removed because conditions use its answer.
type DependencyError struct {
	Dependents []Dependent
	err        error
}

func (e *DependencyError) Error() string { return e.err.Error() }

// Unwrap returns the error with the message for officers, of kind [fault.Conflict].
func (e *DependencyError) Unwrap() error { return e.err }

// AsDependents returns the pages and questions that err says depend on an answer, or nil if err is not a
// DependencyError.
func AsDependents(err error) []Dependent {
	if e, ok := errors.AsType[*DependencyError](err); ok {
		return e.Dependents
	}
	return nil
}

// Dependent is a page, a question or a named condition that depends on an answer. Page and Question are ids; Question is
// "" for a page. Name is its title or text, which may be "". Of a named condition, Condition and Name are its name.
type Dependent struct{ Page, Question, Name, Condition string }

// DependentsOf returns the pages and questions whose conditions, wordings or limits use the answer to question id, except
// those on the page with the id except.
func DependentsOf(f *survey.Form, id, except string) (all []Dependent) {
	ids := answerIDs(f, id)
	uses := func(c *survey.Condition) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return conditionUses(c, id) })
	}
	for _, p := range f.Pages {
		if p.ID == except {
			continue
		}
		if uses(p.When) {
			all = append(all, Dependent{Page: p.ID, Name: strings.TrimSpace(p.Title)})
		}
		for _, q := range p.Questions {
			if uses(q.When) || isBoundedBy(&q, ids) || len(withoutWordings(q.Wordings, ids)) < len(q.Wordings) {
				all = append(all, Dependent{Page: p.ID, Question: q.ID, Name: strings.TrimSpace(q.Text)})
			}
		}
	}
	for _, name := range ConditionNames(f) {
		if c := f.Conditions[name]; uses(&c) {
			all = append(all, Dependent{Condition: name, Name: name})
		}
	}
	return all
}

// conditionUses reports whether any part of c uses the answer to question id.
func conditionUses(c *survey.Condition, id string) bool {
	if c == nil {
		return false
	}
	in := func(c survey.Condition) bool { return conditionUses(&c, id) }
	return c.Question == id || slices.ContainsFunc(c.All, in) || slices.ContainsFunc(c.Any, in) || conditionUses(c.Not, id)
}

// wordingUses reports whether w depends on the answer to question id.
func wordingUses(w survey.Wording, id string) bool {
	return conditionUses(w.When, id) || slices.Contains(w.Quotes(), id)
}

// withoutWordings returns the wordings that do not depend on the questions with the given ids.
func withoutWordings(list []survey.Wording, ids []string) (left []survey.Wording) {
	for _, w := range list {
		if !slices.ContainsFunc(ids, func(id string) bool { return wordingUses(w, id) }) {
			left = append(left, w)
		}
	}
	return left
}

// RemoveQuestion removes a question from every version of the questionnaire. If conditions use its answer,
// it returns a [*DependencyError], or with conditionsToo removes the clauses that use it as well.
func RemoveQuestion(def *consult.Definition, id string, conditionsToo bool) error {
	f := MasterForm(def)
	if i, _ := QuestionIndex(f, id); i < 0 {
		return questionNotFound()
	}
	return removeQuestions(def, DependentsOf(f, id, ""), conditionsToo, id)
}

// RemoveQuestions is RemoveQuestion for several questions. Conditions that are removed with them do not count.
func RemoveQuestions(def *consult.Definition, ids []string) error {
	if len(ids) == 0 {
		return fault.New(fault.Invalid, "Select the questions first.")
	}
	f := MasterForm(def)
	var dependents []Dependent
	for _, id := range ids {
		if i, _ := QuestionIndex(f, id); i < 0 {
			return questionNotFound()
		}
		for _, d := range DependentsOf(f, id, "") {
			if !slices.Contains(ids, d.Question) && !slices.ContainsFunc(dependents, func(have Dependent) bool { return have == d }) {
				dependents = append(dependents, d)
			}
		}
	}
	return removeQuestions(def, dependents, false, ids...)
}

// RemovePage removes a page with its questions; the questions are removed from every version of the
// questionnaire. Conditions of other pages are treated as by [RemoveQuestion].
func RemovePage(def *consult.Definition, id string, conditionsToo bool) error {
	f := MasterForm(def)
	i := PageIndex(f, id)
	if i < 0 {
		return pageNotFound()
	}
	var ids []string
	var dependents []Dependent
	for _, q := range f.Pages[i].Questions {
		ids = append(ids, q.ID)
		dependents = append(dependents, DependentsOf(f, q.ID, id)...)
	}
	err := removeQuestions(def, dependents, conditionsToo, ids...)
	if err == nil {
		f.Pages = slices.Delete(f.Pages, i, i+1)
	}
	return err
}

// removeQuestions removes the questions with the given ids, and clauses that use them, from every form.
func removeQuestions(def *consult.Definition, dependents []Dependent, conditionsToo bool, ids ...string) error {
	if len(dependents) > 0 && !conditionsToo {
		return &DependencyError{dependents, fault.New(fault.Conflict,
			"Other parts of the questionnaire depend on this answer. Remove their conditions as well, or change them first.")}
	}
	var answers []string
	for _, id := range ids {
		answers = append(answers, answerIDs(MasterForm(def), id)...)
	}
	for e := range def.Forms {
		f := &def.Forms[e]
		for i := range f.Pages {
			p := &f.Pages[i]
			p.Questions = slices.DeleteFunc(p.Questions, func(q survey.Question) bool { return slices.Contains(ids, q.ID) })
			for j := range p.Questions {
				removeBounds(&p.Questions[j], answers)
				p.Questions[j].Wordings = withoutWordings(p.Questions[j].Wordings, answers)
			}
		}
		removeTests(f, answers)
		if e > 0 { // only the original may have empty pages, which officers still fill
			f.Pages = slices.DeleteFunc(f.Pages, func(p survey.Page) bool { return len(p.Questions) == 0 })
		}
	}
	return nil
}

// without returns c without the parts that use the questions with the given ids, or named conditions. The other parts of
// an "all" or "any" are kept. If no part is left, the result is nil, which means no condition.
func without(c *survey.Condition, ids, named []string) *survey.Condition {
	if c == nil || c.Question != "" && slices.Contains(ids, c.Question) || c.Named != "" && slices.Contains(named, c.Named) {
		return nil
	}
	rest := *c
	if c.Not != nil {
		if rest.Not = without(c.Not, ids, named); rest.Not == nil {
			return nil
		}
	}
	for _, list := range []*[]survey.Condition{&rest.All, &rest.Any} {
		if *list == nil {
			continue
		}
		var left []survey.Condition
		for i := range *list {
			if part := without(&(*list)[i], ids, named); part != nil {
				left = append(left, *part)
			}
		}
		if *list = left; left == nil {
			return nil
		}
	}
	return &rest
}
