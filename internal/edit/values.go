package edit

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Values are the values of a record, by the name of the field. A field has one value, or several for
// Lines, Choices and Rows; a blank field has none. They may be incomplete and wrong, because a draft
// keeps everything that was typed.
type Values map[string][]string

// Text returns the value of a field, or "".
func (v Values) Text(name string) string {
	if len(v[name]) == 0 {
		return ""
	}
	return v[name][0]
}

// Number returns the number in a field, or 0.
func (v Values) Number(name string) int64 {
	n, _ := strconv.ParseInt(strings.ReplaceAll(v.Text(name), ",", ""), 10, 64)
	return n
}

// Decimal returns the number in a field, or nil.
func (v Values) Decimal(name string) *float64 {
	f, err := strconv.ParseFloat(strings.ReplaceAll(v.Text(name), ",", ""), 64)
	if err != nil {
		return nil
	}
	return &f
}

// SetDecimal sets a field to f, or to nothing if f is nil.
func (v Values) SetDecimal(name string, f *float64) {
	v.Set(name)
	if f != nil {
		v.Set(name, strconv.FormatFloat(*f, 'f', -1, 64))
	}
}

// Date returns the day in a field, or zero.
func (v Values) Date(name string) time.Time {
	day, _ := parseDate(v.Text(name))
	return day
}

// Rows returns the rows in a field.
func (v Values) Rows(name string) (rows []Values) {
	for _, text := range v[name] {
		row := Values{}
		if json.Unmarshal([]byte(text), &row) == nil {
			rows = append(rows, row)
		}
	}
	return rows
}

// Set sets a field to the values that are not blank, each as it can be stored and without space around it.
func (v Values) Set(name string, values ...string) {
	values = slices.Clone(values)
	for i := range values {
		values[i] = strings.TrimSpace(survey.CleanText(values[i]))
	}
	values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
	if len(values) == 0 {
		delete(v, name)
		return
	}
	v[name] = values
}

// SetNumber sets a field to n, or to nothing if n is 0.
func (v Values) SetNumber(name string, n int64) {
	v.Set(name)
	if n != 0 {
		v.Set(name, strconv.FormatInt(n, 10))
	}
}

// SetDate sets a field to a day, or to nothing if it is zero.
func (v Values) SetDate(name string, day time.Time) {
	v.Set(name)
	if !day.IsZero() {
		v.Set(name, day.Format(time.DateOnly))
	}
}

// SetRows sets a field to the rows that are not blank.
func (v Values) SetRows(name string, rows []Values) {
	var texts []string
	for _, row := range rows {
		if len(row) > 0 {
			texts = append(texts, db.JSON(row))
		}
	}
	v.Set(name, texts...)
}

// Clone returns a copy of v.
func (v Values) Clone() Values {
	out := Values{}
	for name, values := range v {
		out.Set(name, values...)
	}
	return out
}

// same reports whether a field has the same values in v and w.
func (v Values) same(w Values, name string) bool { return slices.Equal(v[name], w[name]) }

// Equal reports whether v and w are the same.
func (v Values) Equal(w Values) bool { return maps.EqualFunc(v, w, slices.Equal[[]string]) }

// text returns v as it is stored: JSON with the names in order.
func (v Values) text() string { return db.JSON(v) }

func parseValues(text string) (Values, error) {
	v := Values{}
	if text == "" {
		return nil, nil
	}
	return v, json.Unmarshal([]byte(text), &v)
}

// parseDate parses a day as a field has it: year, month and day, with hyphens between.
func parseDate(text string) (time.Time, error) { return time.Parse(time.DateOnly, text) }

// Labels are the labels of options by field and value.
type Labels map[string]map[string]locale.Message

// shortRow is the number of characters up to which a row is shown on one line.
const shortRow = 120

// InWords returns the value of a field for people to read, each value and row on a line of its own. Each part of a long row
// has a line too, and then there are blank lines between the rows.
func (f *Field) InWords(words *locale.Printer, labels Labels, v Values) string {
	var lines []string
	if f.Kind == Kept {
		return ""
	}
	if f.Kind == Rows {
		between := "\n"
		for _, row := range f.RowsInWords(words, labels, v) {
			var cells []string
			for _, c := range row {
				cells = append(cells, c.in(words))
			}
			line := strings.Join(cells, " · ")
			if utf8.RuneCountInString(line) > shortRow {
				line, between = strings.Join(cells, "\n"), "\n\n"
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, between)
	}
	for _, value := range v[f.Name] {
		lines = append(lines, f.valueInWords(words, labels, value))
	}
	return strings.Join(lines, "\n")
}

// Phrase is a column of a row in words. Label is "" for the one by which people recognise the row.
type Phrase struct{ Label, Text string }

func (c Phrase) in(words *locale.Printer) string {
	if c.Label == "" {
		return c.Text
	}
	return words.Say("%s: %s", strings.TrimRight(c.Label, "?؟"), c.Text)
}

// RowsInWords returns the rows of f for people to read: of each, the columns that say something. Given rows of which only the
// name is there are left out.
func (f *Field) RowsInWords(words *locale.Printer, labels Labels, v Values) (all [][]Phrase) {
	for _, row := range v.Rows(f.Name) {
		if !f.says(row) {
			continue
		}
		var cells []Phrase
		named := false // the first column that is shown is what the row is recognised by
		for i := range f.Columns {
			column := &f.Columns[i]
			text, label := column.InWords(words, labels, row), words.Say(column.Label)
			if !named && column.Kind != Kept {
				named = true
				if text != "" {
					label = ""
				}
			}
			if text != "" {
				cells = append(cells, Phrase{label, text})
			}
		}
		all = append(all, cells)
	}
	return all
}

// Table is the rows of a field for people to read. Columns that are blank in all rows are left out.
type Table struct {
	Heads []string
	Rows  [][]Cell // the cells of a row are in the order of Heads
}

// Cell is a text in a Table.
type Cell struct {
	Field string // name of the column
	Value string // as it is stored; of several, the first
	Text  string
	Typed bool // by people, or the name of a record: it is in the language of the council
}

// InTable returns the rows of a field that keep accepts. A nil keep accepts all.
func (f *Field) InTable(words *locale.Printer, labels Labels, v Values, keep func(row Values) bool) (t Table) {
	var rows []Values
	for _, row := range v.Rows(f.Name) {
		if keep == nil || keep(row) {
			rows = append(rows, row)
		}
	}
	t.Rows = make([][]Cell, len(rows))
	for i := range f.Columns {
		column := &f.Columns[i]
		cells, said := make([]Cell, len(rows)), false
		for at, row := range rows {
			cells[at] = Cell{Field: column.Name, Value: row.Text(column.Name), Text: column.InWords(words, labels, row),
				Typed: column.typed(labels, row)}
			if column.Kind == Date {
				cells[at].Text = strings.ReplaceAll(cells[at].Text, " ", "\u00a0") // on one line
			}
			said = said || cells[at].Text != ""
		}
		if !said {
			continue
		}
		t.Heads = append(t.Heads, words.Say(column.Label))
		for at := range rows {
			t.Rows[at] = append(t.Rows[at], cells[at])
		}
	}
	return t
}

// typed reports whether what v has in a field was typed or is the name of a record, and not a label of the interface.
func (f *Field) typed(labels Labels, v Values) bool {
	if f.Kind == Line || f.Kind == Text || f.Kind == Lines {
		return true
	}
	_, name := labels[f.Name][v.Text(f.Name)].(Name)
	return name
}

// RowInWords returns the beginning of what a row says, by which people recognise it.
func (f *Field) RowInWords(words *locale.Printer, labels Labels, row Values) string {
	var cells []string
	for i := range f.Columns {
		if text := strings.Join(strings.Fields(f.Columns[i].InWords(words, labels, row)), " "); text != "" {
			cells = append(cells, text)
		}
	}
	return shorten(strings.Join(cells, " · "))
}

// Tell returns what say says of each mistake in v. What is said of several rows is preceded by what each row is
// recognised by.
func (k *Kind) Tell(words *locale.Printer, labels Labels, v Values, mistakes []Mistake, say func(error) string) (all []string) {
	count := map[string]int{}
	for _, m := range mistakes {
		all = append(all, say(m.Err))
		count[all[len(all)-1]]++
	}
	for i, m := range mistakes {
		f := k.Field(m.Field)
		if count[all[i]] < 2 || f == nil || f.Kind != Rows || m.Row < 0 || m.Row >= len(v.Rows(f.Name)) {
			continue
		}
		name := words.Say("Row %d", m.Row+1)
		for j := range f.Columns {
			if text := f.Columns[j].InWords(words, labels, v.Rows(f.Name)[m.Row]); text != "" {
				name = shorten(text)
				break
			}
		}
		all[i] = words.Say("%s: %s", name, all[i])
	}
	return all
}

// shorten cuts a text after some 80 characters, between two words.
func shorten(text string) string {
	const most = 80
	short := ""
	for word := range strings.SplitSeq(text, " ") {
		if short != "" && utf8.RuneCountInString(short)+utf8.RuneCountInString(word) > most {
			return strings.TrimRight(short, " ·.,;:") + "…"
		}
		short = strings.TrimSpace(short + " " + word)
	}
	return short
}

func (f *Field) valueInWords(words *locale.Printer, labels Labels, value string) string {
	switch f.Kind {
	case Date, DateTime:
		return f.dateInWords(words, value)
	case Language:
		return words.LanguageName(value)
	case YesNo:
		return words.Say("Yes")
	case Number, Decimal:
		if _, err := strconv.ParseFloat(value, 64); err == nil && !f.Ungrouped {
			return words.DecimalText(value)
		}
	}
	if label := labels[f.Name][value]; label != nil {
		return label.In(words)
	}
	return value
}
