// Package builder edits questionnaires: it adds, moves, changes and removes pages, questions, conditions and
// versions, and has the templates and ready-made questions to start from.
package builder

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// MasterForm returns the first form of def, the original on which its other versions are based. If def has
// no form, MasterForm adds an empty one.
func MasterForm(def *consult.Definition) *survey.Form {
	if len(def.Forms) == 0 {
		def.Forms = []survey.Form{{ID: "survey", Title: def.Title, Lang: "en", Edition: "standard"}}
	}
	return &def.Forms[0]
}

// PageIndex returns the index of the page with the given id, or -1.
func PageIndex(f *survey.Form, id string) int {
	return slices.IndexFunc(f.Pages, func(p survey.Page) bool { return p.ID == id })
}

// QuestionIndex returns the index of the page with question id and the index of the question on that page,
// or -1 and -1.
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

// AddPage adds a page at the end of the form, or before the first page of equality questions if the form
// has such pages. It returns the id of the new page.
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

// AddQuestion adds q at the end of the given page and returns the id of the new question. If q has no id,
// the id is made from its text; an id that is taken gets a number.
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
	q.Options, q.Rows, q.Wordings = slices.Clone(q.Options), slices.Clone(q.Rows), slices.Clone(q.Wordings)
	assignIDs(&q)
	f.Pages[i].Questions = append(f.Pages[i].Questions, q)
	return q.ID, nil
}

// MovePage moves a page one place up or down. The first page cannot move up and the last one cannot move
// down: the order then stays the same.
func MovePage(def *consult.Definition, id string, up bool) error {
	f := MasterForm(def)
	i := PageIndex(f, id)
	if i < 0 {
		return pageNotFound()
	}
	swap(f.Pages, i, up)
	return nil
}

// MoveQuestion moves a question one place up or down. The first question of a page moves up to the end of
// the previous page, the last one down to the start of the next page.
func MoveQuestion(def *consult.Definition, id string, up bool) error {
	f := MasterForm(def)
	i, j := QuestionIndex(f, id)
	if i < 0 {
		return questionNotFound()
	}
	questions := &f.Pages[i].Questions
	switch q := (*questions)[j]; {
	case up && j == 0 && i > 0:
		*questions = slices.Delete(*questions, j, j+1)
		f.Pages[i-1].Questions = append(f.Pages[i-1].Questions, q)
	case !up && j == len(*questions)-1 && i+1 < len(f.Pages):
		*questions = slices.Delete(*questions, j, j+1)
		f.Pages[i+1].Questions = slices.Insert(f.Pages[i+1].Questions, 0, q)
	default:
		swap(*questions, j, up)
	}
	return nil
}

// swap exchanges item i of list with the one before or after it, if there is one.
func swap[T any](list []T, i int, up bool) {
	j := i + 1
	if up {
		j = i - 1
	}
	if j >= 0 && j < len(list) {
		list[i], list[j] = list[j], list[i]
	}
}

// SetQuestion replaces the question with the id of q by q. Options and rows of q without an id get one made
// from their text. Options and rows that q no longer has are removed from every other version.
func SetQuestion(def *consult.Definition, q survey.Question) error {
	f := MasterForm(def)
	i, j := QuestionIndex(f, q.ID)
	if i < 0 {
		return questionNotFound()
	}
	assignIDs(&q)
	f.Pages[i].Questions[j] = q
	for e := 1; e < len(def.Forms); e++ {
		if i, j := QuestionIndex(&def.Forms[e], q.ID); i >= 0 {
			other := &def.Forms[e].Pages[i].Questions[j]
			other.Options = keepOptions(other.Options, q.Options)
			other.Rows = keepOptions(other.Rows, q.Rows)
			shareMap(&q, other)
			other.Wordings = slices.DeleteFunc(other.Wordings, func(w survey.Wording) bool {
				return !slices.ContainsFunc(q.Wordings, func(own survey.Wording) bool { return own.ID == w.ID })
			})
		}
	}
	return nil
}

// assignIDs gives ids to the options and rows of q that have none yet.
func assignIDs(q *survey.Question) {
	fallback := "option"
	if q.Kind.HasBoxes() {
		fallback = "box"
	}
	assignOptionIDs(q.Options, fallback)
	assignOptionIDs(q.Rows, "row")
	assignWordingIDs(q.Wordings)
}

// assignOptionIDs gives an id to each option that has a text and no id yet. fallback is the id of an option
// whose text has no letters or digits of the Latin alphabet.
func assignOptionIDs(list []survey.Option, fallback string) {
	var taken []string
	for _, o := range list {
		taken = append(taken, o.ID)
	}
	taken = append(taken, preferNotToSay, survey.Typed) // reserved: answers of their own, not options
	for i := range list {
		if o := &list[i]; o.ID == "" && strings.TrimSpace(o.Text) != "" {
			o.ID = UniqueID(IDFrom(o.Text, fallback), taken)
			taken = append(taken, o.ID)
		}
	}
}

// assignWordingIDs gives an id to each wording without one.
func assignWordingIDs(list []survey.Wording) {
	var taken []string
	for _, w := range list {
		taken = append(taken, w.ID)
	}
	for i := range list {
		if list[i].ID == "" {
			list[i].ID = UniqueID("wording", taken)
			taken = append(taken, list[i].ID)
		}
	}
}

// keepOptions returns the options of list whose ids are also in the options in.
func keepOptions(list, in []survey.Option) []survey.Option {
	return slices.DeleteFunc(list, func(o survey.Option) bool {
		return !slices.ContainsFunc(in, func(other survey.Option) bool { return other.ID == o.ID })
	})
}

// Clone returns a deep copy of def.
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
