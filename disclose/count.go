package disclose

import (
	"errors"
	"fmt"
	"io"
)

// Count is a number of people that has not been released. Package fmt prints a
// placeholder, encoders return an error, and it cannot be compared. Only
// [Policy.Release] reveals it.
type Count struct {
	_ [0]func() // not comparable: c == NewCount(3) would reveal c
	n int64
}

// NewCount returns a Count of n people.
func NewCount(n int64) Count { return Count{n: n} }

// Measure is a figure computed from answers, such as a mean or a median, that has not
// been released. Like a [Count] it cannot be printed, encoded or compared; only
// [Policy.ReleaseMeasures] reveals it.
type Measure struct {
	_    [0]func()
	text string
}

// NewMeasure returns a Measure with the value text, a decimal number.
func NewMeasure(text string) Measure { return Measure{text: text} }

const notReleased = "[not released]"

var errNotReleased = errors.New("disclose: a number that has not been released cannot be encoded")

// Format writes a placeholder for every verb.
func (Count) Format(f fmt.State, _ rune) { io.WriteString(f, notReleased) }

// MarshalText returns an error.
func (Count) MarshalText() ([]byte, error) { return nil, errNotReleased }

// MarshalJSON returns an error.
func (Count) MarshalJSON() ([]byte, error) { return nil, errNotReleased }

// Format writes a placeholder for every verb.
func (Measure) Format(f fmt.State, _ rune) { io.WriteString(f, notReleased) }

// MarshalText returns an error.
func (Measure) MarshalText() ([]byte, error) { return nil, errNotReleased }

// MarshalJSON returns an error.
func (Measure) MarshalJSON() ([]byte, error) { return nil, errNotReleased }
