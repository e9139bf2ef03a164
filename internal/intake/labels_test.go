package intake_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/internal/intake"
)

func TestChannelAndStateLabels(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range intake.Channels {
		seen[c.Label().String()] = true
	}
	for _, s := range []intake.ResponseState{intake.Counted, intake.Withdrawn, intake.Excluded} {
		seen[s.Label().String()] = true
	}
	if len(seen) != len(intake.Channels)+3 || seen[""] {
		t.Errorf("a label is empty or used twice: %v", seen)
	}
}
