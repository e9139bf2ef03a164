package intake_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
)

func TestEveryChannelAndEveryStateHasWords(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range intake.Channels {
		seen[c.Words().String()] = true
	}
	for _, s := range []intake.State{intake.Counted, intake.Withdrawn, intake.Excluded} {
		seen[s.Words().String()] = true
	}
	if len(seen) != len(intake.Channels)+3 || seen[""] {
		t.Errorf("two are called the same, or one is called nothing: %v", seen)
	}
}
