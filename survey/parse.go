package survey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Parse reads a form from JSON. It refuses members that it does not know or
// that occur twice, and every form that could not be asked as it stands; the
// error, a *FormError, tells all problems at once.
func Parse(data []byte) (*Form, error) {
	if err := checkJSON(data); err != nil {
		return nil, err
	}
	f := new(Form)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, describeJSONError(err)
	}
	if err := f.validate(); err != nil {
		return nil, err
	}
	f.plan = f.buildPlan()
	return f, nil
}

// describeJSONError turns what encoding/json says into sentences for people who write
// forms.
func describeJSONError(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := wrong.Field
		if where == "" {
			where = "the form"
		}
		return formError("Change %q: it cannot be a JSON %s.", where, wrong.Value)
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return formError("Take out the setting %s: there is none of that name there.", name)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return formError("The form ends too soon: send all of it.")
	}
	return formError("The form is not JSON: %v.", err)
}

// memberNames are all names that a form has in it, in their one spelling:
// encoding/json would take any capitals.
var memberNames = []string{
	"id", "title", "lang", "edition", "intro", "pages",
	"monitoring", "when", "questions",
	"kind", "text", "hint", "body", "required", "preferNotToSay", "options", "rows", "min", "max",
	"least", "most", "decimals", "maxLength", "total", "unit",
	"writeIn", "exclusive",
	"all", "any", "not", "question", "row", "is", "anyOf", "atLeast", "atMost", "above", "below", "countAtLeast", "answered",
}

// checkJSON refuses what encoding/json would let pass or quietly mend: bytes
// that are not UTF-8, half a surrogate pair, a member that occurs twice (also
// in other capitals, which it holds for the same), a second value after the
// first, and nesting that no form needs.
func checkJSON(data []byte) error {
	switch {
	case len(data) > MaxFormBytes:
		return formError(
			"Shorten the form: it has %s bytes, and %s are the most.",
			thousands(fmt.Sprint(len(data))),
			thousands(fmt.Sprint(MaxFormBytes)),
		)
	case bytes.HasPrefix(data, []byte("\uFEFF")):
		return formError("Take out the byte-order mark at the start of the form.")
	case !utf8.Valid(data):
		return formError("Save the form as UTF-8: it has bytes in it that are not.")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := walkValue(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return formError("Take out what follows the end of the form.")
	}
	return nil
}

func walkValue(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return describeJSONError(err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxJSONDepth {
		return formError("Make the form shallower: conditions may be nested %d deep.", MaxConditionDepth)
	}
	seen := map[string]bool{}
	for d.More() {
		if delim == '{' {
			token, err := d.Token()
			if err != nil {
				return describeJSONError(err)
			}
			name, _ := token.(string)
			if !slices.Contains(memberNames, name) {
				return formError("Take out the setting %q: there is none of that name.", name)
			}
			if seen[name] {
				return formError("Say %q once: it occurs twice in one place.", name)
			}
			seen[name] = true
		}
		if err := walkValue(d, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return describeJSONError(err)
	}
	return nil
}
