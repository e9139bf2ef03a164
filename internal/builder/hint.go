package builder

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Hint is something that keeps the questionnaire from being asked as it stands.
// While it is drafted nobody is kept from saving it.
type Hint struct {
	Page, Question string // where it is put right; both "" for the form as a whole
	Format         string // of a sentence for officers, and what fills its places
	Args           []any
}

// Hints returns what survey.Parse would refuse, each with the page or question
// where it is put right. What is wrong with each of several answers is told once.
func Hints(def *consult.Definition) (all []Hint) {
	if len(def.Forms) == 0 || len(def.Forms[0].Pages) == 0 {
		return []Hint{{Format: locale.Key("Add a page with at least one question.")}}
	}
	f := &def.Forms[0]
	_, err := survey.Parse(f.JSON())
	wrong, ok := errors.AsType[*survey.FormError](err)
	if !ok {
		return nil // nothing else is an error of Parse
	}
	for _, p := range wrong.Problems {
		h := Hint{Page: p.Page, Question: p.Question}
		h.Format, h.Args = consult.FormProblemText(p, f)
		if !slices.ContainsFunc(all, func(known Hint) bool { return reflect.DeepEqual(known, h) }) {
			all = append(all, h)
		}
	}
	return all
}

// placeholder begins every text of a template that cannot stay.
const placeholder = "[Change this]"

// CountPlaceholders returns how many texts of a template are still to be changed.
func CountPlaceholders(def *consult.Definition) int {
	text, err := json.Marshal(def)
	if err != nil {
		panic(err) // a definition always encodes
	}
	return strings.Count(string(text), placeholder)
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
