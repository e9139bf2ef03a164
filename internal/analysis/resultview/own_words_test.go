package resultview

import (
	"testing"

	"github.com/folkmoot/folkmoot/survey"
)

// Only what people wrote is called their own words. Dates and postcodes, which have no figures either, are apart.
//
// Row A9 of docs/faults.md.
func TestOwnWordsAreWhatPeopleWrote(t *testing.T) {
	words, other := 0, 0
	for _, v := range []View{ExampleFull(), ExampleSmall()} {
		kinds := map[string]survey.QuestionKind{"idea": survey.ShortText, "last": survey.Date}
		for _, q := range v.TextQuestions {
			if words++; !kinds[q.ID].IsOwnWords() {
				t.Errorf("%s is listed as people's own words", q.ID)
			}
		}
		for _, q := range v.OtherQuestions {
			if other++; kinds[q.ID].IsOwnWords() {
				t.Errorf("%s is not listed as people's own words", q.ID)
			}
		}
	}
	if words == 0 || other == 0 {
		t.Errorf("%d questions in people's own words, %d others without figures", words, other)
	}
}
