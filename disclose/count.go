package disclose

import (
	"errors"
	"fmt"
	"io"
)

// Count is a number of people that has not been released. It cannot be printed,
// compared, written as JSON or put on a page: the way out is Policy.Release.
type Count struct {
	_ [0]func() // not comparable: c == Of(3) would be a question about people
	n int64
}

// NewCount returns the Count of n people.
func NewCount(n int64) Count { return Count{n: n} }

// Measure is a figure computed from answers, a mean or a median, that has not
// been released. It keeps in what it holds as a Count does.
type Measure struct {
	_    [0]func()
	text string
}

// NewMeasure returns the Measure written as text, a decimal number.
func NewMeasure(text string) Measure { return Measure{text: text} }

const notReleased = "[not released]"

var errNotReleased = errors.New("disclose: a number that was not released cannot be written down")

// Format keeps the number in, whatever the verb.
func (Count) Format(f fmt.State, _ rune) { io.WriteString(f, notReleased) }

// MarshalText refuses, and with it everything that encodes by way of text.
func (Count) MarshalText() ([]byte, error) { return nil, errNotReleased }

// MarshalJSON refuses.
func (Count) MarshalJSON() ([]byte, error) { return nil, errNotReleased }

// Format keeps the figure in, whatever the verb.
func (Measure) Format(f fmt.State, _ rune) { io.WriteString(f, notReleased) }

// MarshalText refuses, and with it everything that encodes by way of text.
func (Measure) MarshalText() ([]byte, error) { return nil, errNotReleased }

// MarshalJSON refuses.
func (Measure) MarshalJSON() ([]byte, error) { return nil, errNotReleased }
