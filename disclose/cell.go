package disclose

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Mark is shown in place of a number that is not published.
type Mark string

// The marks, as in "Symbols in tables" by the Government Analysis Function. See the
// package comment for their meaning.
const (
	Confidential  Mark = "[c]"
	NotAvailable  Mark = "[x]"
	NotApplicable Mark = "[z]"
	Low           Mark = "[low]"
)

// Marks lists all marks in the order in which pages explain them.
var Marks = []Mark{Confidential, NotAvailable, NotApplicable, Low}

// Description explains m in English, or returns "" for an unknown mark.
func (m Mark) Description() string {
	switch m {
	case Confidential:
		return "hidden to protect people’s identities"
	case NotAvailable:
		return "not available because too few people answered"
	case NotApplicable:
		return "not applicable"
	case Low:
		return "more than 0, but rounds to 0"
	}
	return ""
}

// Cell is a released number or a mark. The zero Cell is [Confidential], so that a number
// that was not released is never taken for 0.
type Cell struct {
	shown bool
	n     int64
	mark  Mark
}

// newCell returns a Cell with the number n.
func newCell(n int64) Cell { return Cell{shown: true, n: n} }

// newMarkedCell returns a Cell with the mark m.
func newMarkedCell(m Mark) Cell { return Cell{mark: m} }

// Number returns the number in c; shown is false if c is a mark.
func (c Cell) Number() (n int64, shown bool) { return c.n, c.shown }

// Mark returns the mark in c, or "" if c is a number.
func (c Cell) Mark() Mark {
	if !c.shown && c.mark == "" {
		return Confidential
	}
	return c.mark
}

// String returns the number in digits, or the mark.
func (c Cell) String() string {
	if c.shown {
		return strconv.FormatInt(c.n, 10)
	}
	return string(c.Mark())
}

// MarshalJSON encodes a number as a JSON number and a mark as a string.
func (c Cell) MarshalJSON() ([]byte, error) {
	if c.shown {
		return strconv.AppendInt(nil, c.n, 10), nil
	}
	return json.Marshal(c.Mark())
}

// UnmarshalJSON decodes what MarshalJSON returns.
func (c *Cell) UnmarshalJSON(data []byte) error {
	var n int64
	if err := json.Unmarshal(data, &n); err == nil && string(data) != "null" {
		*c = newCell(n)
		return nil
	}
	var m Mark
	if err := json.Unmarshal(data, &m); err != nil || m.Description() == "" {
		return fmt.Errorf("disclose: %s is not a number or a mark", data)
	}
	*c = newMarkedCell(m)
	return nil
}

// ReleasedMeasure is a released measure: a decimal number as text, or a mark. The zero
// value is [Confidential].
type ReleasedMeasure struct {
	text string
	mark Mark
}

// Text returns the number in v; shown is false if v is a mark.
func (v ReleasedMeasure) Text() (text string, shown bool) { return v.text, v.text != "" }

// String returns the number or the mark.
func (v ReleasedMeasure) String() string {
	switch {
	case v.text != "":
		return v.text
	case v.mark != "":
		return string(v.mark)
	}
	return string(Confidential)
}

// MarshalText returns the number or the mark.
func (v ReleasedMeasure) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText decodes what MarshalText returns.
func (v *ReleasedMeasure) UnmarshalText(text []byte) error {
	if m := Mark(text); m.Description() != "" {
		*v = ReleasedMeasure{mark: m}
		return nil
	}
	*v = ReleasedMeasure{text: string(text)}
	return nil
}
