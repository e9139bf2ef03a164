package place

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A standard question is compared with figures about the population only if its census table asks the same: not whether
// people consider themselves disabled, nor gender identity in a small area.
func TestQuestionsThatTheCensusDidNotAskAreNotCompared(t *testing.T) {
	refused := map[string]bool{}
	for _, id := range equality.QuestionIDs(equality.MaxDay) {
		table := exampleTable()
		table.Compare[0].Question = id
		err := table.validate()
		if err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Remove the comparison")) {
			t.Errorf("%s: %v", id, err)
		}
		refused[id] = err != nil
	}
	for id, want := range map[string]bool{
		"gender-identity": true, "health-condition": true, "national-identity": true, "sex": false, "activity-limitation": false, "age": false,
	} {
		if refused[id] != want {
			t.Errorf("the comparison with %s is refused: %v, want %v", id, refused[id], want)
		}
	}
}
