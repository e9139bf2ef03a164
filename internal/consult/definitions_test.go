package consult_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func TestParseConsultation(t *testing.T) {
	const yaml = `
slug: market
title: The market
type: survey
forms:
  - id: market
    title: The market
    lang: en
    edition: standard
    pages:
      - id: one
        questions:
          - {id: why, kind: long-text, text: Why?, prefer-not-to-say: true, max-length: 200}
`
	def, err := consult.ParseDefinition(t.Context(), []byte(yaml))
	if err != nil || def.Slug != "market" || !def.Forms[0].Pages[0].Questions[0].PreferNotToSay {
		t.Fatalf("%+v, %v", def, err)
	}
	text, err := json.Marshal(&def)
	if err != nil {
		t.Fatal(err)
	}
	again, err := consult.ParseDefinition(t.Context(), text)
	if err != nil || again.Forms[0].Pages[0].Questions[0].MaxLength != 200 {
		t.Errorf("as JSON: %+v, %v", again, err)
	}
	for name, test := range map[string]struct{ file, want string }{
		"a setting that is none": {"slug: market\ncolour: red", `"colour"`},
		"not YAML":               {"slug: [market", "cannot be"},
		"nothing":                {"", "empty"},
		"JSON of something else": {`{"colour": "red"}`, "not a valid JSON definition"},
		"another file":           {"summary: file:/etc/passwd", "There is no file"},
	} {
		if _, err := consult.ParseDefinition(t.Context(), []byte(test.file)); !fault.Is(err, fault.Invalid) ||
			!strings.Contains(fault.Message(err), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
