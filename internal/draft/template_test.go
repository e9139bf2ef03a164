package draft

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/consult"
)

func TestTemplatePlaceholdersPreventPublishing(t *testing.T) {
	tmpl, ok := builder.TemplateByID("short-survey")
	if !ok {
		t.Fatal("there is no such template")
	}
	if all := placeholderFindings(&tmpl.Definition); len(all) != 1 || !all[0].Blocks {
		t.Errorf("a template as it is: %+v", all)
	}
	if all := placeholderFindings(&consult.Definition{Title: "Buses"}); len(all) != 0 {
		t.Errorf("a text of one's own: %+v", all)
	}
}
