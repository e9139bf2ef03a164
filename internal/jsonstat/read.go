// Package jsonstat reads and writes datasets in JSON-stat 2.0 (https://json-stat.org/full/), the format in which statistics offices
// publish cubes of figures: dimensions with their categories, and one value for each combination of them.
package jsonstat

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Limits of a file.
const (
	maxDepth      = 16
	maxTokens     = 500_000
	maxDimensions = 10
	maxCategories = 20_000 // of a dimension
	maxCells      = 200_000
	maxMeasures   = 40     // columns of figures
	MaxRows       = 50_000 // of the table
)

// IsJSON reports whether a file begins as one in JSON does.
func IsJSON(text []byte) bool {
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

func invalid(say string) error { return &fault.Error{Kind: fault.Invalid, Say: say} }

// checkSyntax returns fault.Invalid or fault.TooLarge for text that is not JSON, that is nested too deeply or has too many parts,
// and for an object with one name twice: programs differ in which they take.
func checkSyntax(text []byte) error {
	if !utf8.Valid(text) {
		return fault.New(fault.Invalid, "The file is not JSON in UTF-8.")
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var names []map[string]bool // of the objects around the token; nil is a list
	isName := false             // the next text is a name of an object
	for n := 0; ; n++ {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fault.New(fault.Invalid, "The file is not valid JSON. In JSON, a number cannot be NaN or Infinity: use null.")
		}
		if n > maxTokens {
			return fault.Newf(fault.TooLarge, "The file must have at most %d values and names.", maxTokens)
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{':
				names, isName = append(names, map[string]bool{}), true
			case '[':
				names, isName = append(names, nil), false
			default:
				names = names[:len(names)-1]
				isName = len(names) > 0 && names[len(names)-1] != nil
			}
			if len(names) > maxDepth {
				return fault.Newf(fault.Invalid, "The file is nested too deeply: more than %d levels.", maxDepth)
			}
			continue
		case string:
			if isName {
				inside := names[len(names)-1]
				if inside[t] {
					return fault.Newf(fault.Invalid, "The file has the name “%s” twice in one object.", shorten(t))
				}
				inside[t] = true
				isName = false
				continue
			}
		}
		isName = len(names) > 0 && names[len(names)-1] != nil
	}
	return nil
}

// shorten returns the beginning of a text of a file, for a message.
func shorten(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// object are the members of an object by their exact names.
type object map[string]json.RawMessage

func (o object) text(name string) (s string) {
	_ = json.Unmarshal(o[name], &s) // which stays blank if it is no text
	return s
}

// dimension is one side of a cube.
type dimension struct {
	id     string
	codes  []string
	labels map[string]string
}

// cube is a dataset.
type cube struct {
	dimensions []dimension
	values     []string // "" is none
	measure    int      // position of the dimension whose categories are measures; -1 if there is none
}

// ReadTable returns the dataset of a file as a table: a first row with the names of the columns, and a row for each combination
// of categories that has a value. If a dimension has the role of a metric or is called “measure”, there is a column for each of
// its categories, such as a value and the ends of its interval.
func ReadTable(text []byte) ([][]string, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if err := checkSyntax(text); err != nil {
		return nil, err
	}
	var o object
	if json.Unmarshal(text, &o) != nil {
		return nil, fault.New(fault.Invalid, "The file is JSON but not a JSON-stat dataset.")
	}
	switch class := o.text("class"); class {
	case "dataset":
	case "collection", "dimension":
		return nil, fault.Newf(fault.Invalid, "The file is a JSON-stat %s. Upload one dataset.", class)
	default:
		return nil, fault.New(fault.Invalid, "The file is JSON but not a JSON-stat dataset: it has no class “dataset”.")
	}
	if version := o.text("version"); version != "2.0" {
		return nil, fault.New(fault.Invalid, "The file must be JSON-stat version 2.0.")
	}
	c, err := readCube(o)
	if err != nil {
		return nil, err
	}
	return c.table()
}

func readCube(o object) (*cube, error) {
	var ids []string
	var sizes []int
	var dimensions map[string]object
	if json.Unmarshal(o["id"], &ids) != nil || json.Unmarshal(o["size"], &sizes) != nil || len(ids) == 0 || len(ids) != len(sizes) {
		return nil, fault.New(fault.Invalid, "The dataset needs an “id” and a “size” of the same length.")
	}
	if len(ids) > maxDimensions {
		return nil, fault.Newf(fault.TooLarge, "The dataset must have at most %d dimensions.", maxDimensions)
	}
	if json.Unmarshal(o["dimension"], &dimensions) != nil {
		return nil, fault.New(fault.Invalid, "The dataset has no “dimension” that can be read.")
	}
	cells := 1
	for i, id := range ids {
		if sizes[i] < 1 || sizes[i] > maxCategories || cells > maxCells/sizes[i] {
			return nil, fault.Newf(fault.TooLarge, "The sizes of the dataset must be at least 1, and make at most %d values.", maxCells)
		}
		cells *= sizes[i]
		if slices.Contains(ids[:i], id) || id == "" {
			return nil, fault.Newf(fault.Invalid, "The dataset has the dimension “%s” twice, or one without a name.", shorten(id))
		}
	}
	c := &cube{measure: measureOf(o, ids)}
	for i, id := range ids {
		d, err := readDimension(id, dimensions[id], sizes[i])
		if err != nil {
			return nil, err
		}
		c.dimensions = append(c.dimensions, d)
	}
	var err error
	c.values, err = readValues(o["value"], cells)
	return c, err
}

// measureOf returns the position of the dimension whose categories are measures, or -1.
func measureOf(o object, ids []string) int {
	var role struct {
		Metric []string `json:"metric"`
	}
	_ = json.Unmarshal(o["role"], &role) // which is optional
	if len(role.Metric) == 1 && slices.Contains(ids, role.Metric[0]) {
		return slices.Index(ids, role.Metric[0])
	}
	return slices.IndexFunc(ids, func(id string) bool { return strings.EqualFold(id, "measure") })
}

// readDimension reads a dimension, whose categories are in the order of its index.
func readDimension(id string, o object, size int) (dimension, error) {
	d := dimension{id: id}
	wrong := fault.Newf(fault.Invalid, "The categories of dimension “%s” cannot be read, or are not as many as its size.", shorten(id))
	var category object
	if json.Unmarshal(o["category"], &category) != nil {
		return d, wrong
	}
	if category["label"] != nil && json.Unmarshal(category["label"], &d.labels) != nil {
		return d, wrong
	}
	var at map[string]int
	switch {
	case category["index"] == nil && size == 1 && len(d.labels) == 1: // a constant dimension needs no index
		for code := range d.labels {
			d.codes = []string{code}
		}
	case json.Unmarshal(category["index"], &d.codes) == nil:
	case json.Unmarshal(category["index"], &at) == nil && len(at) == size:
		d.codes = make([]string, size)
		seen := make([]bool, size)
		for code, i := range at {
			if i < 0 || i >= size || seen[i] {
				return d, wrong
			}
			d.codes[i], seen[i] = code, true
		}
	default:
		return d, wrong
	}
	sorted := slices.Sorted(slices.Values(d.codes))
	if len(d.codes) != size || len(slices.Compact(sorted)) != size {
		return d, wrong
	}
	return d, nil
}

// readValues reads the values: a list with one for each cell, or an object by the number of the cell.
func readValues(text json.RawMessage, cells int) ([]string, error) {
	var list []json.RawMessage
	var some map[string]json.RawMessage
	values := make([]string, cells)
	set := func(i int, raw json.RawMessage) bool {
		switch text := string(raw); {
		case text == "null":
		case text[0] == '"':
			return json.Unmarshal(raw, &values[i]) == nil
		case text[0] == '-' || text[0] >= '0' && text[0] <= '9':
			values[i] = text
		default:
			return false
		}
		return true
	}
	wrong := invalid("Each value of the dataset must be a number or null.")
	switch {
	case json.Unmarshal(text, &list) == nil && list != nil:
		if len(list) != cells {
			return nil, fault.Newf(fault.Invalid, "The dataset has %d values, but its sizes make %d.", len(list), cells)
		}
		for i, raw := range list {
			if !set(i, raw) {
				return nil, wrong
			}
		}
	case json.Unmarshal(text, &some) == nil && some != nil:
		for name, raw := range some {
			i, ok := cellNumber(name, cells)
			if !ok {
				return nil, fault.Newf(fault.Invalid, "The dataset has a value for cell “%s”, but its sizes make %d.", shorten(name), cells)
			}
			if !set(i, raw) {
				return nil, wrong
			}
		}
	default:
		return nil, fault.New(fault.Invalid, "The dataset has no “value” that can be read.")
	}
	return values, nil
}

// cellNumber returns the number of a cell, as an object of values has it.
func cellNumber(name string, cells int) (n int, ok bool) {
	if name == "" || len(name) > 7 || len(name) > 1 && name[0] == '0' {
		return 0, false
	}
	for _, digit := range []byte(name) {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		n = 10*n + int(digit-'0')
	}
	return n, n < cells
}

// table returns c as a table.
func (c *cube) table() ([][]string, error) {
	var head []string
	for i, d := range c.dimensions {
		if i != c.measure {
			if head = append(head, d.id); d.hasLabels() {
				head = append(head, d.id+" label")
			}
		}
	}
	measures := []string{"value"}
	if c.measure >= 0 {
		measures = c.dimensions[c.measure].codes
	}
	if len(measures) > maxMeasures {
		return nil, fault.Newf(fault.TooLarge, "The dataset must have at most %d measures.", maxMeasures)
	}
	rows := [][]string{append(head, measures...)}
	at := make([]int, len(c.dimensions)) // the categories of the row
	for {
		row, some := c.row(at, len(measures))
		if some {
			rows = append(rows, row)
		}
		if len(rows) > MaxRows+1 {
			return nil, fault.Newf(fault.TooLarge, "The dataset must make at most %d rows.", MaxRows)
		}
		if !c.next(at) {
			break
		}
	}
	if len(rows) < 2 {
		return nil, fault.New(fault.Invalid, "The dataset has no values.")
	}
	return rows, nil
}

func (d *dimension) hasLabels() bool {
	for code, label := range d.labels {
		if label != code {
			return true
		}
	}
	return false
}

// next moves at to the next row, and returns false after the last.
func (c *cube) next(at []int) bool {
	for i := len(at) - 1; i >= 0; i-- {
		if i == c.measure {
			continue
		}
		if at[i]++; at[i] < len(c.dimensions[i].codes) {
			return true
		}
		at[i] = 0
	}
	return false
}

// row returns the row of the categories at, and whether it has a value.
func (c *cube) row(at []int, measures int) (row []string, some bool) {
	for i, d := range c.dimensions {
		if i != c.measure {
			code := d.codes[at[i]]
			if row = append(row, code); d.hasLabels() {
				row = append(row, d.labels[code])
			}
		}
	}
	for m := range measures {
		cell := 0
		for i, d := range c.dimensions {
			n := at[i]
			if i == c.measure {
				n = m
			}
			cell = cell*len(d.codes) + n
		}
		value := c.values[cell]
		row, some = append(row, value), some || value != ""
	}
	return row, some
}
