package consult_test

import (
	"reflect"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// A definition file with rows and wordings is the same after it has been read and written again, its published form keeps
// the questions as they were written, and so does the form on paper.
//
// Row G of docs/faults.md.
func TestRowsAndWordingsInDefinitionFiles(t *testing.T) {
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
          - {id: way, kind: single, text: How do you come?, options: [{id: bus, text: By bus}, {id: car, text: By car}]}
      - id: two
        questions:
          - id: hours
            kind: matrix-number
            text: How many hours a week?
            required: true
            least: "0"
            unit: hours
            rows: [{id: shop, text: Shopping}, {id: other, text: Another activity, write-in: true}]
            wordings:
              - {id: bus, when: {question: way, is: bus}, text: "You come by bus. How many hours a week?"}
              - {id: quoted, text: "You said {way}. How many hours a week?"}
          - {id: why, kind: short-text, text: Why?, when: {question: hours-shop, at-least: "9"}}
`
	def, err := consult.ParseDefinition(t.Context(), []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	text, err := consult.FormatDefinition(&def)
	if err != nil {
		t.Fatal(err)
	}
	again, err := consult.ParseDefinition(t.Context(), text)
	if err != nil || !reflect.DeepEqual(again, def) {
		t.Errorf("%s\nwas read as %+v (%v)", text, again, err)
	}
	f, err := survey.Parse(def.Forms[0].JSON())
	if err != nil {
		t.Fatal(err)
	}
	if string(f.JSON()) != string(def.Forms[0].JSON()) || len(f.Pages[1].Questions) != 4 {
		t.Errorf("the form became %s with %d questions", f.JSON(), len(f.Pages[1].Questions))
	}
	paper, err := consult.PaperForm(f)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := paper.Question("hours-shop")
	if q.RowOf() == nil || q.Required || q.Text != "How many hours a week? – Shopping" || len(q.Wordings) != 2 {
		t.Errorf("on paper: %+v", q)
	}
	if diffs := consult.CompareForms(&def.Forms[0], f); len(diffs) > 0 {
		t.Errorf("the published form differs from its file: %v", diffs)
	}
}
