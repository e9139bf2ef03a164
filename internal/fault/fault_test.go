package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestErrorsKeepTheirKindAndMessage(t *testing.T) {
	cause := errors.New("password is hunter2")
	for _, test := range []struct {
		name string
		err  error
		kind Kind
		say  string
	}{
		{"plain", New(Closed, "It has closed."), Closed, "It has closed."},
		{"wrapped twice", fmt.Errorf("a: %w", fmt.Errorf("b: %w", New(Busy, "Wait."))), Busy, "Wait."},
		{"the outermost error wins", &Error{Kind: Invalid, Say: "Outer.", Err: New(NotFound, "Inner.")}, Invalid, "Outer."},
		{"another error is internal and has no message", cause, Internal, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			Wrap(&test.err, "do %s", "it")
			if KindOf(test.err) != test.kind || Message(test.err) != test.say {
				t.Errorf("kind %v, message %q; want %v, %q", KindOf(test.err), Message(test.err), test.kind, test.say)
			}
		})
	}
}

// Pages translate a message by its format.
func TestErrorsKeepFormatAndArgs(t *testing.T) {
	for _, test := range []struct {
		err    error
		format string
		args   []any
	}{
		{New(Closed, "It has closed."), "It has closed.", nil},
		{New(Closed, "100 % closed."), "100 % closed.", nil},
		{Newf(Closed, "100 %% closed."), "100 % closed.", nil},
		{Newf(Closed, "This consultation closed on %s.", "1 May"), "This consultation closed on %s.", []any{"1 May"}},
		{fmt.Errorf("a: %w", Newf(Closed, "%d left.", 2)), "%d left.", []any{2}},
		{errors.New("x"), "", nil},
	} {
		format, args := MessageFormat(test.err)
		if format != test.format || fmt.Sprint(args) != fmt.Sprint(test.args) {
			t.Errorf("%v: format %q, args %v; want %q, %v", test.err, format, args, test.format, test.args)
		}
	}
}

func TestNilStaysNil(t *testing.T) {
	var err error
	Wrap(&err, "do it")
	if err != nil || Is(err, Internal) {
		t.Errorf("nil became %v", err)
	}
}
