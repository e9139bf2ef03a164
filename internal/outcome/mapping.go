package outcome

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jsonstat"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Mapping says what the columns of a file of readings are, by their names in its first line. Readings are about From to To, or
// about Period.
type Mapping struct {
	Place      string `yaml:"place"`
	Period     string `yaml:"period"`
	From       string `yaml:"from"`
	To         string `yaml:"to"`
	Value      string `yaml:"value"`
	Lower      string `yaml:"lower"`
	Upper      string `yaml:"upper"`
	Boundaries string `yaml:"boundary-year"`
	Note       string `yaml:"note"`
	Only       string `yaml:"only"` // column by which rows are chosen; "" takes all rows
	Is         string `yaml:"is"`   // what the column Only says in the rows that are taken
}

// Part is a setting of a mapping that names a column.
type Part struct {
	Name   string
	Label  locale.LazyMessage
	Column func(*Mapping) *string
	names  []string // that sources use for such a column
}

// Parts lists the settings of a mapping that name a column.
var Parts = []Part{
	{"place", locale.Lazy("Column with the codes or names of places"), func(m *Mapping) *string { return &m.Place },
		[]string{"areacd", "areacode", "gsscode", "geographycode", "geography", "ladcode", "code", "place", "areaname",
			"areanm", "area", "name"}},
	{"period", locale.Lazy("Column with the period"), func(m *Mapping) *string { return &m.Period },
		[]string{"period", "timeperiod", "time", "year", "date", "financialyear"}},
	{"from", locale.Lazy("Column with the first day of the period"), func(m *Mapping) *string { return &m.From },
		[]string{"from", "start", "starts", "startdate", "periodstart"}},
	{"to", locale.Lazy("Column with the last day of the period"), func(m *Mapping) *string { return &m.To },
		[]string{"to", "end", "ends", "enddate", "periodend"}},
	{"value", locale.Lazy("Column with values"), func(m *Mapping) *string { return &m.Value },
		[]string{"value", "obsvalue", "observation", "estimate", "rate", "percentage", "percent", "mean", "v40"}},
	{"lower", locale.Lazy("Column with the lower end of the interval"), func(m *Mapping) *string { return &m.Lower },
		[]string{"lower", "lci", "lowerci", "lcl", "lowerconfidenceinterval", "lowercl", "lowerci950limit", "lowerci95"}},
	{"upper", locale.Lazy("Column with the upper end of the interval"), func(m *Mapping) *string { return &m.Upper },
		[]string{"upper", "uci", "upperci", "ucl", "upperconfidenceinterval", "uppercl", "upperci950limit", "upperci95"}},
	{"boundary-year", locale.Lazy("Column with the year of the boundaries"), func(m *Mapping) *string { return &m.Boundaries },
		[]string{"boundaryyear", "boundaries", "geographyyear"}},
	{"note", locale.Lazy("Column with notes"), func(m *Mapping) *string { return &m.Note }, []string{"note", "notes", "valuenote"}},
	{"only", locale.Lazy("Column for choosing rows"), func(m *Mapping) *string { return &m.Only }, nil},
}

// ReadFile reads a file of readings, in CSV or JSON-stat, as a table whose first row has the names of the columns.
func ReadFile(text []byte) ([][]string, error) {
	if len(text) > place.MaxFileBytes {
		return nil, fault.Newf(fault.TooLarge, "The file must be %d MB or smaller.", place.MaxFileBytes>>20)
	}
	if jsonstat.IsJSON(text) {
		return jsonstat.ReadTable(text)
	}
	return place.ReadCSV(text)
}

// plain returns the letters and digits of the name of a column, by which names are compared.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Guess is a column that was guessed.
type Guess struct {
	Part   Part
	Column string
	Why    locale.LazyMessage
}

// sampled is how many rows are looked at to guess what a column is.
const sampled = 50

// GuessMapping guesses what the columns of a table are: by their names, and places and periods also by what is in them.
func GuessMapping(rows [][]string, placeOf func(string) string) (m Mapping, guesses []Guess) {
	taken := map[int]bool{}
	take := func(p Part, column int, why locale.LazyMessage) {
		name := strings.TrimSpace(rows[0][column])
		*p.Column(&m), taken[column] = name, true
		guesses = append(guesses, Guess{p, name, why})
	}
	for _, p := range Parts {
		if p.Name == "period" {
			named := func(part string) bool { return columnNamed(rows[0], taken, partNamed(part).names) >= 0 }
			if named("from") && named("to") {
				continue
			}
		}
		if (p.Name == "from" || p.Name == "to") && m.Period != "" {
			continue
		}
		if at := columnNamed(rows[0], taken, p.names); at >= 0 {
			take(p, at, locale.Lazy("because of its name"))
			continue
		}
		fits := func(cell string) bool { return placeOf(cell) != "" }
		switch p.Name {
		case "place":
		case "period":
			fits = func(cell string) bool { _, _, err := ParsePeriod(cell); return err == nil }
		default:
			continue
		}
		if at, n, of := columnWhere(rows, taken, fits); at >= 0 {
			take(p, at, locale.LazyCount(int64(n), "because %d of its first %d rows fits", "because %d of its first %d rows fit", of))
		}
	}
	return m, guesses
}

func partNamed(name string) Part {
	return Parts[slices.IndexFunc(Parts, func(p Part) bool { return p.Name == name })]
}

// columnNamed returns the column with one of names, the first of which is preferred, or -1.
func columnNamed(head []string, taken map[int]bool, names []string) int {
	for _, name := range names {
		for i, h := range head {
			if !taken[i] && plain(h) == name {
				return i
			}
		}
	}
	return -1
}

// columnWhere returns the first column in which most of the sampled cells fit, and how many do, or -1.
func columnWhere(rows [][]string, taken map[int]bool, fits func(string) bool) (at, n, of int) {
	some := rows[1:min(len(rows), sampled+1)]
	for i := range rows[0] {
		n = 0
		for _, r := range some {
			if i < len(r) && fits(strings.TrimSpace(r[i])) {
				n++
			}
		}
		if !taken[i] && 2*n > len(some) {
			return i, n, len(some)
		}
	}
	return -1, 0, 0
}

// WrongRow is a row of a file that cannot be imported.
type WrongRow struct {
	Row int // counted from 1 with the row of names, without comments
	Say error
}

// File is what a mapping makes of a table.
type File struct {
	Readings []Reading
	Wrong    []WrongRow // at most maxWrong
	WrongN   int        // how many there are
	Unknown  []string   // what the column for places says where it is no place that we have, each once
	UnknownN int        // rows about them
	Withheld int        // readings that the source does not publish
	Periods  []string   // periods as the file has them, each once
}

// Limits of what is kept of a file.
const (
	maxWrong    = 100
	maxUnknown  = 1000
	maxReadings = 20_000
	maxPeriods  = 50
)

// columns returns the positions of the columns that m names.
func (m *Mapping) columns(head []string) (at map[string]int, err error) {
	at = map[string]int{}
	for i, name := range head {
		if _, twice := at[strings.TrimSpace(name)]; !twice {
			at[strings.TrimSpace(name)] = i
		}
	}
	switch {
	case m.Place == "" || m.Value == "":
		return nil, fault.New(fault.Invalid, "Choose the column with places and the column with values.")
	case (m.Period == "") == (m.From == "" && m.To == "") || (m.From == "") != (m.To == ""):
		return nil, fault.New(fault.Invalid, "Choose the column with the period, or those with its first and its last day.")
	case (m.Lower == "") != (m.Upper == ""):
		return nil, fault.New(fault.Invalid, "Choose the columns with both ends of the interval, or neither.")
	}
	for _, p := range Parts {
		if name := *p.Column(m); name != "" {
			if _, ok := at[name]; !ok {
				return nil, fault.Newf(fault.Invalid, "The file has no column “%s”.", name)
			}
		}
	}
	return at, nil
}

// Read applies m to the rows of a file. placeOf returns the reference of the place with a code, name or reference, or "".
func (m *Mapping) Read(rows [][]string, placeOf func(string) string) (*File, error) {
	at, err := m.columns(rows[0])
	if err != nil {
		return nil, err
	}
	out, seen, periods := &File{}, map[key]int{}, map[string]bool{}
	for n, row := range rows[1:] {
		cell := func(column string) string {
			if i, ok := at[column]; column != "" && ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if m.Only != "" && cell(m.Only) != m.Is {
			continue
		}
		if name := cell(m.Place); placeOf(name) == "" {
			if out.UnknownN++; len(out.Unknown) < maxUnknown && !slices.Contains(out.Unknown, name) {
				out.Unknown = append(out.Unknown, name)
			}
			continue
		}
		if place.IsWithheld(cell(m.Value)) {
			out.Withheld++
			continue
		}
		r, err := m.reading(cell)
		if err == nil {
			r.Place = placeOf(cell(m.Place))
			if first, twice := seen[r.key()]; twice {
				err = fault.Newf(fault.Invalid, "Row %d is about the same place and period.", first)
			}
		}
		if err != nil {
			if out.WrongN++; len(out.Wrong) < maxWrong {
				out.Wrong = append(out.Wrong, WrongRow{n + 2, err})
			}
			continue
		}
		seen[r.key()] = n + 2
		if text := cell(m.Period); text != "" && !periods[text] && len(out.Periods) < maxPeriods {
			periods[text] = true
			out.Periods = append(out.Periods, text)
		}
		if out.Readings = append(out.Readings, r); len(out.Readings) > maxReadings {
			return nil, fault.Newf(fault.TooLarge, "A file must have at most %d readings about our places.", maxReadings)
		}
	}
	if len(out.Readings) == 0 && out.WrongN == 0 {
		return nil, fault.New(fault.Invalid, "No row of the file is about a place that we have. Check the columns, or add the places first.")
	}
	return out, nil
}

// reading returns the reading of a row, without its place.
func (m *Mapping) reading(cell func(string) string) (r Reading, err error) {
	if r.From, r.To, err = m.period(cell); err != nil {
		return r, err
	}
	number := func(text string) (float64, error) {
		f, ok := place.ParseNumber(text)
		if !ok {
			return 0, fault.Newf(fault.Invalid, "“%s” is not a number.", text)
		}
		return f, nil
	}
	if r.Value, err = number(cell(m.Value)); err != nil {
		return r, err
	}
	for _, end := range []struct {
		column string
		to     **float64
	}{{m.Lower, &r.Lower}, {m.Upper, &r.Upper}} {
		if text := cell(end.column); !place.IsWithheld(text) {
			f, err := number(text)
			if err != nil {
				return r, err
			}
			*end.to = &f
		}
	}
	if text := cell(m.Boundaries); text != "" {
		if r.Boundaries, err = strconv.Atoi(text); err != nil {
			return r, fault.Newf(fault.Invalid, "“%s” is not a year.", text)
		}
	}
	r.Note = cell(m.Note)
	return r, r.check()
}

func (m *Mapping) period(cell func(string) string) (from, to time.Time, err error) {
	if m.Period != "" {
		return ParsePeriod(cell(m.Period))
	}
	if from, _, err = ParsePeriod(cell(m.From)); err != nil {
		return from, to, err
	}
	_, to, err = ParsePeriod(cell(m.To))
	return from, to, err
}
