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

// Parse reads a form from JSON and checks it. It refuses unknown and repeated members,
// values beyond the limits, and forms that cannot work as they are. The error is a
// *[FormError] with up to 100 problems.
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
	if err := f.checkRows(); err != nil {
		return nil, err
	}
	if f.repeats() { // problems are those of the page as it was written
		if err := f.rowwise().validate(); err != nil {
			return nil, err
		}
	}
	f = f.Expanded()
	if err := f.validate(); err != nil {
		return nil, err
	}
	f.plan = f.buildPlan()
	f.plan.combined = f.combine()
	return f, nil
}

// describeJSONError converts an error of encoding/json to a FormError.
func describeJSONError(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		where := wrong.Field
		if where == "" {
			where = "the form"
		}
		return formError("Change the value of %q: it must not be a JSON %s.", where, wrong.Value)
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return formError("Remove the setting %s: it does not exist at this place.", name)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return formError("Complete the form: the JSON ends too early.")
	}
	return formError("Correct the JSON of the form: %v.", err)
}

// memberNames are all names of members. checkJSON compares them exactly, because
// encoding/json ignores upper and lower case.
var memberNames = []string{
	"id", "title", "lang", "edition", "intro", "pages",
	"monitoring", "when", "questions", "repeat", "item", "more", "yes", "no",
	"kind", "text", "hint", "body", "required", "preferNotToSay", "options", "rows", "min", "max",
	"least", "most", "leastOf", "mostOf", "totalOf", "decimals", "maxLength", "total", "unit", "precision", "units",
	"pattern", "patternHelp", "accept", "maxMegabytes", "marks",
	"writeIn", "requireWriteIn", "exclusive", "randomOrder", "fixed", "merges", "shape", "wordings",
	"conditions", "all", "any", "not", "named", "question", "row", "is", "anyOf", "atLeast", "atMost", "above", "below",
	"countAtLeast", "answered", "asked",
}

// checkJSON refuses what encoding/json accepts or corrects silently: bytes that are not
// UTF-8, repeated members, names in other case, data after the first value, and deeper
// nesting than a form can have.
func checkJSON(data []byte) error {
	switch {
	case len(data) > MaxFormBytes:
		return formError(
			"Shorten the form: it has %s bytes, and the maximum is %s.",
			thousands(fmt.Sprint(len(data))),
			thousands(fmt.Sprint(MaxFormBytes)),
		)
	case bytes.HasPrefix(data, []byte("\uFEFF")):
		return formError("Remove the byte-order mark at the start of the form.")
	case !utf8.Valid(data):
		return formError("Save the form as UTF-8: it contains bytes that are not.")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := walkValue(d, 0, false); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return formError("Remove the text after the end of the form.")
	}
	return nil
}

// walkValue checks the next value of d, which is nested depth levels deep. With anyName, the names
// of its members are those of the author.
func walkValue(d *json.Decoder, depth int, anyName bool) error {
	token, err := d.Token()
	if err != nil {
		return describeJSONError(err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxJSONDepth {
		return formError("Simplify the form: conditions may be nested up to %d levels deep.", MaxConditionDepth)
	}
	seen := map[string]bool{}
	for d.More() {
		free := false // the next value has names of the author
		if delim == '{' {
			token, err := d.Token()
			if err != nil {
				return describeJSONError(err)
			}
			name, _ := token.(string)
			if free = name == conditionsMember && depth == 0; !anyName && !slices.Contains(memberNames, name) {
				return formError("Remove the setting %q: it does not exist.", name)
			}
			if seen[name] {
				return formError("Remove one of the settings %q: the same place has two.", name)
			}
			seen[name] = true
		}
		if err := walkValue(d, depth+1, free); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return describeJSONError(err)
	}
	return nil
}
