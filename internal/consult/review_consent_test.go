package consult

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// The check before publication asks for the consent question in every version that asks for
// free text, and in no other.
//
// Row C1 of docs/faults.md.
func TestReviewAsksForConsentWhereThereIsFreeText(t *testing.T) {
	consent := survey.Question{ID: "publish", Kind: survey.Consent, Text: "May we publish what you write?",
		Options: []survey.Option{{ID: survey.ConsentUnnamed, Text: "Yes"}, {ID: survey.ConsentRefused, Text: "No"}}}
	asked := func(d *Definition) (editions []string) {
		for _, f := range d.Review() {
			if edition, ok := strings.CutPrefix(f.Code, "questionnaire/consent-"); ok {
				editions = append(editions, edition)
			}
		}
		return editions
	}
	easy := busForm()
	easy.Edition = string(EasyRead)
	d := &Definition{Slug: "bus", Title: "Buses", Type: Survey, Forms: []survey.Form{*busForm(), *easy}}
	if got := asked(d); !slices.Equal(got, []string{"standard", "easy-read"}) {
		t.Errorf("without consent questions, the check asks for them in %q", got)
	}
	for i := range d.Forms {
		d.Forms[i].Pages[0].Questions = append(d.Forms[i].Pages[0].Questions, consent)
	}
	if got := asked(d); len(got) > 0 {
		t.Errorf("with consent questions, the check asks for them in %q", got)
	}
	short := busForm()
	short.Pages = short.Pages[:1] // no free text
	d.Forms = []survey.Form{*short}
	if got := asked(d); len(got) > 0 {
		t.Errorf("without free text, the check asks for consent in %q", got)
	}
}
