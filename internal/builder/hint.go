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

// Hint is something that must be fixed before the questionnaire can be published. A draft can be saved with
// hints.
type Hint struct {
	Page, Question string // the ids of where to fix it; both "" if it is about the whole form
	Format         string // a message of the interface, in English, with its arguments
	Args           []any
	Condition      string // the named condition to fix; "" for others
	Unreachable    bool   // no answers lead to the page or question
}

// Hints returns the problems for which [survey.Parse] would refuse the original questionnaire of def. A
// problem that several answers of a question have in common is returned once.
func Hints(def *consult.Definition) (all []Hint) {
	if len(def.Forms) == 0 || len(def.Forms[0].Pages) == 0 {
		return []Hint{{Format: locale.Key("Add a page with at least one question.")}}
	}
	f := &def.Forms[0]
	_, err := survey.Parse(f.JSON())
	formErr, ok := errors.AsType[*survey.FormError](err)
	if !ok {
		return nil // Parse returns no other errors
	}
	for _, p := range formErr.Problems {
		h := Hint{Page: p.Page, Question: p.Question, Condition: p.Condition}
		h.Unreachable = p.Kind == survey.UnreachablePage || p.Kind == survey.UnreachableQuestion || p.Kind == survey.ContradictoryTests
		h.Format, h.Args = consult.FormProblemText(p, f)
		if !slices.ContainsFunc(all, func(known Hint) bool { return reflect.DeepEqual(known, h) }) {
			all = append(all, h)
		}
	}
	return all
}

// placeholder is the beginning of each text of a template that officers must replace.
const placeholder = "[Change this]"

// CountPlaceholders returns the number of template texts in def that have not been replaced.
func CountPlaceholders(def *consult.Definition) int {
	text, err := json.Marshal(def)
	if err != nil {
		panic(err) // a definition always encodes
	}
	return strings.Count(string(text), placeholder)
}

// HasPlaceholder reports whether text has a text of a template that must be replaced.
func HasPlaceholder(text string) bool { return strings.Contains(text, placeholder) }

// atoi returns the number in a form field, or 0 if it is not a number.
func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}
