package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestARefusalKeepsItsKindAndItsSentence(t *testing.T) {
	cause := errors.New("password is hunter2")
	for _, test := range []struct {
		name string
		err  error
		kind Kind
		say  string
	}{
		{"plain", New(Closed, "It has closed."), Closed, "It has closed."},
		{"wrapped twice", fmt.Errorf("a: %w", fmt.Errorf("b: %w", New(Busy, "Wait."))), Busy, "Wait."},
		{"the outermost speaks", &Error{Kind: Invalid, Say: "Outer.", Err: New(NotFound, "Inner.")}, Invalid, "Outer."},
		{"a stranger is internal and silent", cause, Internal, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			Wrap(&test.err, "do %s", "it")
			if KindOf(test.err) != test.kind || Said(test.err) != test.say {
				t.Errorf("%v, %q", KindOf(test.err), Said(test.err))
			}
		})
	}
}

func TestNoErrorIsNoRefusal(t *testing.T) {
	var err error
	Wrap(&err, "do it")
	if err != nil || Is(err, Internal) {
		t.Error("nil became a refusal")
	}
}
