package draft

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/survey"
)

// Hint is something that keeps the questionnaire from being asked as it stands.
// While it is drafted nobody is kept from saving it.
type Hint struct {
	Page, Question string // what it speaks of; both "" for the form as a whole
	Say            string
}

// Hints returns what survey.Parse would refuse, each with the page or question
// that it speaks of.
func Hints(def *consult.Definition) []Hint {
	if len(def.Forms) == 0 {
		return []Hint{{Say: "Add a page and a question."}}
	}
	f := &def.Forms[0]
	if len(f.Pages) == 0 {
		return []Hint{{Say: "Add a page and a question."}}
	}
	_, err := survey.Parse(f.JSON())
	if err == nil {
		return nil
	}
	wrong, ok := errors.AsType[*survey.FormError](err)
	if !ok {
		return []Hint{{Say: err.Error()}}
	}
	all := wordless(f)
	for _, say := range wrong.Problems {
		if strings.HasPrefix(say, `Change the id ""`) || strings.HasPrefix(say, "Write the text of option ") || strings.HasPrefix(say, "Write the text of row ") || strings.Contains(say, ` "" of question `) {
			continue // wordless has told it
		}
		h := Hint{Say: say}
		h.Page, h.Question = place(f, say)
		all = append(all, h)
	}
	return all
}

// wordless tells of answers and rows that have no words yet. They have no id
// either, by which the engine would call them.
func wordless(f *survey.Form) (all []Hint) {
	for i := range f.Pages {
		for _, q := range f.Pages[i].Questions {
			if slices.ContainsFunc(slices.Concat(q.Options, q.Rows), func(o survey.Option) bool { return strings.TrimSpace(o.Text) == "" }) {
				all = append(all, Hint{f.Pages[i].ID, q.ID, "Write the words of every answer and row, or remove the empty one."})
			}
		}
	}
	return all
}

// placeholder begins every text of a template that cannot stay.
const placeholder = "[Change this]"

// Unchanged returns how many texts of a template are still to be changed.
func Unchanged(def *consult.Definition) int {
	return strings.Count(db.JSON(def), placeholder)
}

// unchanged finds texts of a template that nobody has changed.
func unchanged(def *consult.Definition) []consult.Finding {
	n := Unchanged(def)
	if n == 0 {
		return nil
	}
	f := found(consult.Reasons, "about/placeholder", "Change the texts of the template that begin with “[Change this]”: %d.", n)
	f.Refuses = true
	return []consult.Finding{f}
}

var named = regexp.MustCompile(`\b(question|page) "?([a-z0-9-]+)`)

// place returns what a sentence of the engine speaks of: the first page or
// question that it names.
func place(f *survey.Form, say string) (page, question string) {
	for _, m := range named.FindAllStringSubmatch(say, -1) {
		if m[1] == "page" && PageAt(f, m[2]) >= 0 {
			return m[2], ""
		}
		if i, _ := QuestionAt(f, m[2]); m[1] == "question" && i >= 0 {
			return f.Pages[i].ID, m[2]
		}
	}
	return "", ""
}

func itoa(n int) string { return strconv.Itoa(n) }

// atoi reads a number that somebody typed; what is none is 0.
func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}
