package edit

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// A section with given rows says “Nothing yet” until one of them is filled in, and unanswered rows are not shown.
func TestSectionWithOnlyGivenRowsIsBlank(t *testing.T) {
	k := &Kind{Parts: true, Fields: []Field{{Name: "findings", Kind: Rows, Label: "Findings", Steady: true, Columns: []Field{
		{Name: "cell", Kind: Fixed, Label: "Characteristic"}, {Name: "why", Kind: Text, Label: "Why"}}}}}
	v := Values{}
	v.SetRows("findings", []Values{{"cell": {"age"}}, {"cell": {"sex"}}})
	part := k.PartsOf()[0]
	if facts := k.Facts(locale.For("en"), nil, v); !part.Blank(v) || len(facts) > 0 {
		t.Errorf("a section without an answer is not blank: %v", facts)
	}
	v.SetRows("findings", []Values{{"cell": {"age"}}, {"cell": {"sex"}, "why": {"Most readers are women."}}})
	facts := k.Facts(locale.For("en"), nil, v)
	if part.Blank(v) || len(facts) != 1 || facts[0].Text != "sex · Why: Most readers are women." {
		t.Errorf("a section with an answer says %v", facts)
	}
}
