package disclose

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Mark stands where a number cannot.
type Mark string

// The marks, as in the guidance on symbols in tables of the Government Analysis
// Function.
const (
	Confidential  Mark = "[c]"
	NotAvailable  Mark = "[x]"
	NotApplicable Mark = "[z]"
	Low           Mark = "[low]"
)

// Marks lists every mark, in the order in which a page explains them.
var Marks = []Mark{Confidential, NotAvailable, NotApplicable, Low}

// Description explains m in words.
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

// Cell is a number as the public may see it. The zero Cell is confidential: a
// number that nobody released is not a zero.
type Cell struct {
	shown bool
	n     int64
	mark  Mark
}

func newCell(n int64) Cell { return Cell{shown: true, n: n} }

func newMarkedCell(m Mark) Cell { return Cell{mark: m} }

// Number returns the number in c, and whether there is one.
func (c Cell) Number() (n int64, shown bool) { return c.n, c.shown }

// Mark returns what stands in c instead of a number, or "".
func (c Cell) Mark() Mark {
	if !c.shown && c.mark == "" {
		return Confidential
	}
	return c.mark
}

// String is the number in digits, or the mark.
func (c Cell) String() string {
	if c.shown {
		return strconv.FormatInt(c.n, 10)
	}
	return string(c.Mark())
}

// MarshalJSON writes a number as a number and a mark as a text.
func (c Cell) MarshalJSON() ([]byte, error) {
	if c.shown {
		return strconv.AppendInt(nil, c.n, 10), nil
	}
	return json.Marshal(c.Mark())
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Cell) UnmarshalJSON(data []byte) error {
	var n int64
	if err := json.Unmarshal(data, &n); err == nil && string(data) != "null" {
		*c = newCell(n)
		return nil
	}
	var m Mark
	if err := json.Unmarshal(data, &m); err != nil || m.Description() == "" {
		return fmt.Errorf("disclose: %s is neither a number nor a mark", data)
	}
	*c = newMarkedCell(m)
	return nil
}

// ReleasedMeasure is a measure as the public may see it: a decimal number in text, or a
// mark. The zero Value is confidential.
type ReleasedMeasure struct {
	text string
	mark Mark
}

// Text returns the number in v as text, and whether there is one.
func (v ReleasedMeasure) Text() (text string, shown bool) { return v.text, v.text != "" }

// String is the number, or the mark.
func (v ReleasedMeasure) String() string {
	switch {
	case v.text != "":
		return v.text
	case v.mark != "":
		return string(v.mark)
	}
	return string(Confidential)
}

// MarshalText writes what String says.
func (v ReleasedMeasure) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (v *ReleasedMeasure) UnmarshalText(text []byte) error {
	if m := Mark(text); m.Description() != "" {
		*v = ReleasedMeasure{mark: m}
		return nil
	}
	*v = ReleasedMeasure{text: string(text)}
	return nil
}
