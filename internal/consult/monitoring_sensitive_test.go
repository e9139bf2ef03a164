package consult

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/equality"
)

// Row D7 of docs/faults.md. Answers that are special category data, such as ethnic group,
// have the higher threshold in releases; so have questions that the bank does not know.
func TestSensitiveQuestionsAreThoseHandledAsSpecialCategoryData(t *testing.T) {
	for id, want := range map[string]bool{
		"ethnic-group": true, "religion": true, "health-condition": true, "sexual-orientation": true, "gender-identity": true,
		"pregnancy": true, "national-identity": true, "age": false, "sex": false, "unpaid-care": false, equalityOptInID: false,
		"a question of our own": true,
	} {
		if got := IsSensitive(id); got != want {
			t.Errorf("%s: %v", id, got)
		}
	}
	for _, id := range equality.QuestionIDs(equality.MaxDay) {
		q, _ := equality.QuestionAt(id, equality.MaxDay)
		if c, ok := equality.Get(q.Characteristic, equality.MaxDay); ok && (c.Special || c.TreatAsSpecial) && !IsSensitive(id) {
			t.Errorf("%s is about %s", id, c.Name)
		}
	}
}
