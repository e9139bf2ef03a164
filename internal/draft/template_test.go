package draft

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
)

func TestTemplatePlaceholdersPreventPublishing(t *testing.T) {
	tmpl, ok := builder.TemplateByID("short-survey")
	if !ok {
		t.Fatal("template short-survey does not exist")
	}
	if all := placeholderFindings(&tmpl.Definition); len(all) != 1 || !all[0].Blocks {
		t.Errorf("unchanged template: %+v", all)
	}
	var own consult.Definition
	if err := fillParkDraft(&own); err != nil {
		t.Fatal(err)
	}
	if all := placeholderFindings(&own); len(all) != 0 {
		t.Errorf("texts without placeholders: %+v", all)
	}
}
