package place

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Mapping says what the columns of a CSV file of figures are, by their names in its first line.
type Mapping struct {
	Place    string   `yaml:"place"`     // column with the code, name or reference of a place
	Category string   `yaml:"category"`  // column with the category; "" if each column of Values is one
	Values   []string `yaml:"values"`    // columns with figures
	Only     string   `yaml:"only"`      // column by which rows are chosen; "" takes all rows
	Is       string   `yaml:"is"`        // what the column Only says in the rows that are taken
	LeaveOut []string `yaml:"leave-out"` // categories that are not taken
}

// ownColumns is the mapping of files that Folkmoot writes itself.
var ownColumns = Mapping{Place: "place", Category: "category", Values: []string{"value"}}

// Limits of a file of figures.
const (
	MaxFileBytes  = 4 << 20
	maxRows       = 50_000
	maxColumns    = 200
	maxCategories = 200
	maxFigures    = 20_000
	maxName       = 200 // characters of a category
)

// ReadCSV reads a file of figures. The first line has the names of the columns. Lines that begin with # are comments.
func ReadCSV(text []byte) (rows [][]string, err error) {
	if len(text) > MaxFileBytes {
		return nil, fault.Newf(fault.TooLarge, "The file must be %d MB or smaller.", MaxFileBytes>>20)
	}
	text = bytes.TrimPrefix(text, []byte(csvout.ByteOrderMark))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil, fault.New(fault.Invalid, "The file is not a CSV file in UTF-8. In your spreadsheet program, save it as “CSV UTF-8”.")
	}
	in := csv.NewReader(csvout.LimitReader(bytes.NewReader(text)))
	in.Comment, in.FieldsPerRecord, in.TrimLeadingSpace = '#', -1, true
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			return nil, fault.Newf(fault.Invalid, "Line %d of the file has a quotation mark that does not belong there.", bad.Line)
		}
		if err != nil {
			return nil, &fault.Error{Kind: fault.Invalid, Say: "The file is too large or has too many columns.", Err: err}
		}
		rows = append(rows, row)
		if len(rows) > maxRows+1 || len(row) > maxColumns {
			return nil, fault.Newf(fault.TooLarge, "The file must have at most %d rows and %d columns.", maxRows, maxColumns)
		}
	}
	if len(rows) < 2 {
		return nil, fault.New(fault.Invalid, "The file must have a first line with the names of its columns, and figures below it.")
	}
	return rows, nil
}

// Reading is what a mapping makes of a file.
type Reading struct {
	Rows       []Row // by place, in the order of the file
	Categories []string
	Figures    int
	Unknown    []string // what the column for places says where it is no place that we have, each once
	Withheld   int      // figures that the source does not publish
}

// columns returns the positions of the columns that m names.
func (m *Mapping) columns(head []string) (at map[string]int, err error) {
	at = map[string]int{}
	for i, name := range head {
		if _, twice := at[strings.TrimSpace(name)]; !twice {
			at[strings.TrimSpace(name)] = i
		}
	}
	if m.Place == "" || len(m.Values) == 0 {
		return nil, fault.New(fault.Invalid, "Choose the column with places and the column with figures.")
	}
	if m.Category != "" && len(m.Values) > 1 {
		return nil, fault.New(fault.Invalid, "Choose one column with figures, because another column has the category.")
	}
	for _, name := range append([]string{m.Place, m.Category, m.Only}, m.Values...) {
		if _, ok := at[name]; !ok && name != "" {
			return nil, fault.Newf(fault.Invalid, "The file has no column “%s”.", name)
		}
	}
	return at, nil
}

// read applies m to the rows of a file. placeOf returns the reference of the place with a code, name or reference, or "".
func (m *Mapping) read(rows [][]string, placeOf func(string) string) (*Reading, error) {
	at, err := m.columns(rows[0])
	if err != nil {
		return nil, err
	}
	out, index := &Reading{}, map[string]int{}
	for n, row := range rows[1:] {
		cell := func(column string) string {
			if i := at[column]; i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if m.Only != "" && cell(m.Only) != m.Is {
			continue
		}
		ref := placeOf(cell(m.Place))
		if ref == "" {
			if name := cell(m.Place); !slices.Contains(out.Unknown, name) && len(out.Unknown) < maxUnknown {
				out.Unknown = append(out.Unknown, name)
			}
			continue
		}
		if _, ok := index[ref]; !ok {
			index[ref] = len(out.Rows)
			out.Rows = append(out.Rows, Row{ref, Figures{}})
		}
		for _, column := range m.Values {
			category := column
			if m.Category != "" {
				category = cell(m.Category)
			}
			if slices.Contains(m.LeaveOut, category) {
				continue
			}
			if err := out.add(out.Rows[index[ref]].Figures, category, cell(column), n+2); err != nil {
				return nil, err
			}
		}
	}
	if out.Figures == 0 {
		return nil, fault.New(fault.Invalid, "No row of the file is about a place that we have. Check the columns, or add the places first.")
	}
	return out, nil
}

// maxUnknown is how many unknown places are remembered.
const maxUnknown = 1000

// add adds the figure that text is, of a line counted without comments.
func (r *Reading) add(to Figures, category, text string, line int) error {
	if category == "" || utf8.RuneCountInString(category) > maxName {
		return fault.Newf(fault.Invalid, "Row %d: the category must have 1 to %d characters.", line, maxName)
	}
	if IsWithheld(text) {
		r.Withheld++
		return nil
	}
	value, ok := ParseNumber(text)
	if !ok {
		return fault.Newf(fault.Invalid, "Row %d: “%s” is not a number.", line, text)
	}
	if _, twice := to[category]; twice {
		return fault.Newf(fault.Invalid,
			"Row %d: there is a second figure for “%s” in the same place. Choose rows by another column.", line, category)
	}
	to[category] = value
	r.Figures++
	if !slices.Contains(r.Categories, category) {
		r.Categories = append(r.Categories, category)
	}
	if len(r.Categories) > maxCategories || r.Figures > maxFigures {
		return fault.Newf(fault.TooLarge, "A table must have at most %d categories and %d figures.", maxCategories, maxFigures)
	}
	return nil
}

// withheld are the signs for figures that a source does not publish: those of the Government Statistical Service, and others
// in use.
var withheld = []string{"", "-", "–", "..", "…", ":", "*", "c", "x", "z", "[c]", "[x]", "[z]", "[u]", "[w]", "n/a"}

// IsWithheld reports whether a cell says that the source does not publish the figure.
func IsWithheld(text string) bool {
	return slices.Contains(withheld, strings.ToLower(strings.TrimSpace(text)))
}

// ParseNumber returns the number that a cell has, which may have thousands separators and a sign for per cent.
func ParseNumber(text string) (value float64, ok bool) {
	value, err := strconv.ParseFloat(strings.NewReplacer(",", "", " ", "", "%", "", "\u00a0", "").Replace(text), 64)
	return value, err == nil && value-value == 0
}
