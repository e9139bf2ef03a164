// Package builder edits questionnaires: it adds, moves, changes and removes pages, questions, conditions and
// versions, and has the templates and ready-made questions to start from.
package builder

import (
	"errors"
	"slices"
	"strings"

	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// MasterForm returns the form that def is written on, and gives it one if it has
// none. The others are its editions.
func MasterForm(def *consult.Definition) *survey.Form {
	if len(def.Forms) == 0 {
		def.Forms = []survey.Form{{ID: "survey", Title: def.Title, Lang: "en", Edition: "standard"}}
	}
	return &def.Forms[0]
}

// PageIndex returns the place of page id in the form, or -1.
func PageIndex(f *survey.Form, id string) int {
	return slices.IndexFunc(f.Pages, func(p survey.Page) bool { return p.ID == id })
}

// QuestionIndex returns the places of question id, on its page and of its page, or
// -1 and -1.
func QuestionIndex(f *survey.Form, id string) (page, at int) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if f.Pages[i].Questions[j].ID == id {
				return i, j
			}
		}
	}
	return -1, -1
}

func pageNotFound() error {
	return fault.New(fault.NotFound, "This page has been removed. Go back to the questionnaire.")
}

func questionNotFound() error {
	return fault.New(fault.NotFound, "This question has been removed. Go back to the questionnaire.")
}

// AddPage puts a new page at the end, before the equality questions if the form
// has pages of its own for them, and returns its id.
func AddPage(def *consult.Definition, title string) string {
	f := MasterForm(def)
	var taken []string
	at := len(f.Pages)
	for i, p := range f.Pages {
		taken = append(taken, p.ID)
		if p.Monitoring && at > i {
			at = i
		}
	}
	id := UniqueID(IDFrom(title, "page"), taken)
	f.Pages = slices.Insert(f.Pages, at, survey.Page{ID: id, Title: strings.TrimSpace(title)})
	return id
}

// AddQuestion puts q at the end of page and returns its id, which is made from
// what it asks unless it has one that is free.
func AddQuestion(def *consult.Definition, page string, q survey.Question) (string, error) {
	f := MasterForm(def)
	i := PageIndex(f, page)
	if i < 0 {
		return "", pageNotFound()
	}
	if q.ID == "" {
		q.ID = IDFrom(q.Text, "question")
	}
	var taken []string
	for _, p := range f.Pages {
		for _, other := range p.Questions {
			taken = append(taken, other.ID)
		}
	}
	q.ID = UniqueID(q.ID, taken)
	f.Pages[i].Questions = append(f.Pages[i].Questions, q)
	return q.ID, nil
}

// MovePage moves a page up or down.
func MovePage(def *consult.Definition, id string, up bool) error {
	f := MasterForm(def)
	i := PageIndex(f, id)
	if i < 0 {
		return pageNotFound()
	}
	swap(f.Pages, i, up)
	return nil
}

// MoveQuestion moves a question up or down. From the edge of its page it moves
// on to the page beside.
func MoveQuestion(def *consult.Definition, id string, up bool) error {
	f := MasterForm(def)
	i, j := QuestionIndex(f, id)
	if i < 0 {
		return questionNotFound()
	}
	here := &f.Pages[i].Questions
	switch q := (*here)[j]; {
	case up && j == 0 && i > 0:
		*here = slices.Delete(*here, j, j+1)
		f.Pages[i-1].Questions = append(f.Pages[i-1].Questions, q)
	case !up && j == len(*here)-1 && i+1 < len(f.Pages):
		*here = slices.Delete(*here, j, j+1)
		f.Pages[i+1].Questions = slices.Insert(f.Pages[i+1].Questions, 0, q)
	default:
		swap(*here, j, up)
	}
	return nil
}

// swap moves entry i of list one place. At the edge it stays.
func swap[T any](list []T, i int, up bool) {
	j := i + 1
	if up {
		j = i - 1
	}
	if j >= 0 && j < len(list) {
		list[i], list[j] = list[j], list[i]
	}
}

// DependencyError is the refusal to remove a question while conditions look at it.
type DependencyError struct {
	Dependents []Dependent
	err        error
}

func (n *DependencyError) Error() string { return n.err.Error() }
func (n *DependencyError) Unwrap() error { return n.err }

// AsDependents returns what looks at the answer, if err is a Needed, or nil.
func AsDependents(err error) []Dependent {
	if n, ok := errors.AsType[*DependencyError](err); ok {
		return n.Dependents
	}
	return nil
}

// Dependent is what has a condition: a page, or a question on it.
type Dependent struct{ Page, Question, Name string }

// DependentsOf returns what has a condition that looks at question id, apart from
// what is on page except.
func DependentsOf(f *survey.Form, id, except string) (all []Dependent) {
	for _, p := range f.Pages {
		if p.ID == except {
			continue
		}
		if conditionUses(p.When, id) {
			all = append(all, Dependent{Page: p.ID, Name: nameOrID(p.Title, p.ID)})
		}
		for _, q := range p.Questions {
			if conditionUses(q.When, id) {
				all = append(all, Dependent{p.ID, q.ID, nameOrID(q.Text, q.ID)})
			}
		}
	}
	return all
}

func nameOrID(name, id string) string {
	if name = strings.TrimSpace(name); name == "" {
		return id
	}
	return name
}

func conditionUses(c *survey.Condition, id string) bool {
	if c == nil {
		return false
	}
	in := func(c survey.Condition) bool { return conditionUses(&c, id) }
	return c.Question == id || slices.ContainsFunc(c.All, in) || slices.ContainsFunc(c.Any, in) || conditionUses(c.Not, id)
}

// RemoveQuestion takes a question out, of every edition. If conditions look at
// it, it is *Needed; with conditionsToo those tests are taken out with it.
func RemoveQuestion(def *consult.Definition, id string, conditionsToo bool) error {
	f := MasterForm(def)
	if i, _ := QuestionIndex(f, id); i < 0 {
		return questionNotFound()
	}
	return removeQuestions(def, DependentsOf(f, id, ""), conditionsToo, func(p *survey.Page) {
		p.Questions = slices.DeleteFunc(p.Questions, func(q survey.Question) bool { return q.ID == id })
	}, id)
}

// RemovePage takes a page out with its questions, of which every edition loses
// those questions.
func RemovePage(def *consult.Definition, id string, conditionsToo bool) error {
	f := MasterForm(def)
	i := PageIndex(f, id)
	if i < 0 {
		return pageNotFound()
	}
	var gone []string
	var by []Dependent
	for _, q := range f.Pages[i].Questions {
		gone = append(gone, q.ID)
		by = append(by, DependentsOf(f, q.ID, id)...)
	}
	err := removeQuestions(def, by, conditionsToo, func(p *survey.Page) {
		p.Questions = slices.DeleteFunc(p.Questions, func(q survey.Question) bool { return slices.Contains(gone, q.ID) })
	}, gone...)
	if err == nil {
		f.Pages = slices.Delete(f.Pages, i, i+1)
	}
	return err
}

func removeQuestions(def *consult.Definition, by []Dependent, conditionsToo bool, from func(*survey.Page), gone ...string) error {
	if len(by) > 0 && !conditionsToo {
		return &DependencyError{
			by,
			fault.New(
				fault.Conflict,
				"Other parts of the questionnaire depend on this answer. Remove their conditions as well, or change them first.",
			),
		}
	}
	for e := range def.Forms {
		f := &def.Forms[e]
		for i := range f.Pages {
			p := &f.Pages[i]
			from(p)
			p.When = withoutQuestions(p.When, gone)
			for j := range p.Questions {
				p.Questions[j].When = withoutQuestions(p.Questions[j].When, gone)
			}
		}
		if e > 0 { // an edition has no empty pages of its own
			f.Pages = slices.DeleteFunc(f.Pages, func(p survey.Page) bool { return len(p.Questions) == 0 })
		}
	}
	return nil
}

// withoutQuestions returns c without its tests of the questions gone. What is left of an
// "all" or an "any" stays; nothing left is no condition.
func withoutQuestions(c *survey.Condition, gone []string) *survey.Condition {
	if c == nil || c.Question != "" && slices.Contains(gone, c.Question) {
		return nil
	}
	rest := *c
	if c.Not != nil {
		if rest.Not = withoutQuestions(c.Not, gone); rest.Not == nil {
			return nil
		}
	}
	for _, list := range []*[]survey.Condition{&rest.All, &rest.Any} {
		if *list == nil {
			continue
		}
		var left []survey.Condition
		for i := range *list {
			if part := withoutQuestions(&(*list)[i], gone); part != nil {
				left = append(left, *part)
			}
		}
		if *list = left; left == nil {
			return nil
		}
	}
	return &rest
}

// SetQuestion puts q in the place of the question with its id. Options and rows
// get ids from their words where they have none, and those that are gone are
// gone from every edition.
func SetQuestion(def *consult.Definition, q survey.Question) error {
	f := MasterForm(def)
	i, j := QuestionIndex(f, q.ID)
	if i < 0 {
		return questionNotFound()
	}
	assignOptionIDs(q.Options, "option")
	assignOptionIDs(q.Rows, "row")
	f.Pages[i].Questions[j] = q
	for e := 1; e < len(def.Forms); e++ {
		if i, j := QuestionIndex(&def.Forms[e], q.ID); i >= 0 {
			other := &def.Forms[e].Pages[i].Questions[j]
			other.Options = keepOptions(other.Options, q.Options)
			other.Rows = keepOptions(other.Rows, q.Rows)
		}
	}
	return nil
}

// assignOptionIDs gives ids to the options that have words and no id yet.
func assignOptionIDs(list []survey.Option, or string) {
	var taken []string
	for _, o := range list {
		taken = append(taken, o.ID)
	}
	taken = append(taken, "prefer-not-to-say") // which is a state and no option
	for i := range list {
		if o := &list[i]; o.ID == "" && strings.TrimSpace(o.Text) != "" {
			o.ID = UniqueID(IDFrom(o.Text, or), taken)
			taken = append(taken, o.ID)
		}
	}
}

func keepOptions(list, in []survey.Option) []survey.Option {
	return slices.DeleteFunc(list, func(o survey.Option) bool {
		return !slices.ContainsFunc(in, func(other survey.Option) bool { return other.ID == o.ID })
	})
}

// Clone returns a copy of def that shares nothing with it.
func Clone(def *consult.Definition) *consult.Definition {
	text, err := json.Marshal(def)
	whole := &consult.Definition{}
	if err == nil {
		err = json.Unmarshal(text, whole)
	}
	if err != nil {
		panic(err) // a definition always encodes, and its own encoding always decodes
	}
	return whole
}
