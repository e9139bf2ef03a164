package consult_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/survey"
)

// The example in docs/questionnaires.md, a definition file with rows and wordings, is the same after it has been read and
// written again, its published form keeps the questions as they were written, and so does the form on paper.
//
// Row G of docs/faults.md.
func TestRowsAndWordingsInDefinitionFiles(t *testing.T) {
	page, err := os.ReadFile("../../docs/questionnaires.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	const head = "slug: market\ntitle: The market\ntype: survey\nforms:\n  - "
	yaml := head + strings.ReplaceAll(strings.TrimSpace(example), "\n", "\n    ")
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
	if string(f.JSON()) != string(def.Forms[0].JSON()) || len(f.Pages[1].Questions) != 11 {
		t.Errorf("the form became %s with %d questions", f.JSON(), len(f.Pages[1].Questions))
	}
	paper, err := consult.PaperForm(f)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := paper.Question("hours-shop")
	if q.RowOf() == nil || q.RowOf().Row != "Shopping" || q.Unit != "hours" {
		t.Errorf("on paper: %+v", q)
	}
	if diffs := consult.CompareForms(&def.Forms[0], f); len(diffs) > 0 {
		t.Errorf("the published form differs from its file: %v", diffs)
	}
}
