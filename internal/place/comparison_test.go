package place

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/represent"
)

// A standard question is compared with figures about the population only if its census table asks the same: not whether
// people consider themselves disabled, nor gender identity in a small area.
func TestQuestionsThatTheCensusDidNotAskAreNotCompared(t *testing.T) {
	refused := map[string]bool{}
	for _, id := range append(equality.QuestionIDs(equality.MaxDay), string(represent.SelfDescribedDisability)) {
		table := exampleTable()
		table.Compare[0].Question = id
		err := table.validate()
		if err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Remove the comparison")) {
			t.Errorf("%s: %v", id, err)
		}
		refused[id] = err != nil
	}
	for id, want := range map[string]bool{
		"gender-identity": true, "health-condition": true, "self-described-disability": true,
		"national-identity": true, "sex": false, "activity-limitation": false, "age": false,
	} {
		if refused[id] != want {
			t.Errorf("the comparison with %s is refused: %v, want %v", id, refused[id], want)
		}
	}
}
