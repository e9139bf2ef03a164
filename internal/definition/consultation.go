package definition

import (
	"bytes"
	"embed"
	"encoding/json"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ParseConsultation reads one consultation from a file that stands alone: YAML as in
// a folder of definitions, with its forms in it, or the same as JSON. What it lacks is not looked at.
func ParseConsultation(data []byte) (def consult.Definition, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		strict := json.NewDecoder(bytes.NewReader(data))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&def); err != nil {
			return consult.Definition{}, &fault.Error{
				Kind: fault.Invalid,
				Say:  "The file is not a valid JSON definition of a consultation. To see the format, download the definition file of a consultation from its page in the staff area.",
				Err:  err,
			}
		}
		return def, nil
	}
	var wrong Problems
	decode(embed.FS{}, &sourceFile{"file", data}, &def, &wrong)
	if err := wrong.sortedOrNil(); err != nil {
		lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
		return consult.Definition{}, &fault.Error{
			Kind:   fault.Invalid,
			Err:    err,
			Format: "The file cannot be used as it is. %s",
			Args:   []any{strings.Join(lines, " ")},
			Say:    "The file cannot be used as it is. " + strings.Join(lines, " "),
		}
	}
	return def, nil
}
