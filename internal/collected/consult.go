package collected

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/sheet"
)

// The layout of i.AI Consult: respondents.jsonl beside a folder for each question, with question.json, responses.jsonl and
// multi_choice.jsonl. There are three dialects, which name the same things differently.
var (
	idKeys      = []string{"themefinder_id", "response_id", "supplied_respondent_id", "respondent_id"}
	aboutKeys   = []string{"demographic_data", "demographics"}
	textKeys    = []string{"text", "response", "free_text"}
	chosenKeys  = []string{"options", "multi_choice_options", "chosen_options"}
	optionKeys  = []string{"multi_choice_options", "question_multiple_choice_options"}
	wordingKeys = []string{"question_text"}

	questionFolder = regexp.MustCompile(`^question_part_(\d{1,4})$`)
)

// record is a JSON object of a line.
type record map[string]json.RawMessage

// first returns the value of the first of keys that the record has.
func (r record) first(keys []string) json.RawMessage {
	for _, key := range keys {
		if value, ok := r[key]; ok && string(value) != "null" {
			return value
		}
	}
	return nil
}

// text returns a text or a number; "" if the value is neither.
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(value, &n) == nil {
		return n.String()
	}
	return ""
}

// texts returns a list of texts, or one text as a list.
func texts(value json.RawMessage) (all []string, ok bool) {
	if len(value) == 0 {
		return nil, true
	}
	var list []json.RawMessage
	if json.Unmarshal(value, &list) != nil {
		s := text(value)
		return []string{s}, s != ""
	}
	for _, one := range list {
		s := text(one)
		if s == "" {
			return nil, false
		}
		all = append(all, s)
	}
	return all, true
}

// consultReader makes a table of an archive.
type consultReader struct {
	archive *sheet.Archive
	t       *Table
	rows    map[string]int // index in t.Rows by id
}

// readConsult returns the table of an archive of i.AI Consult, or nil if it is another one.
func readConsult(a *sheet.Archive) (*Table, error) {
	r := &consultReader{archive: a, t: &Table{System: Consult}, rows: map[string]int{}}
	inputs, found := "", false
	questions := map[int]string{}
	for _, name := range a.Names() {
		folder := path.Dir(name)
		m := questionFolder.FindStringSubmatch(path.Base(folder))
		if path.Base(name) == "question.json" && m != nil && !strings.Contains(name, "outputs/") {
			n, _ := strconv.Atoi(m[1]) // the pattern has only digits
			questions[n], inputs, found = folder, path.Dir(folder), true
		}
	}
	if !found {
		return nil, nil
	}
	if err := r.respondents(path.Join(inputs, "respondents.jsonl")); err != nil {
		return nil, err
	}
	for _, n := range slices.Sorted(maps.Keys(questions)) {
		if err := r.question(questions[n]); err != nil {
			return nil, err
		}
	}
	for _, name := range a.Names() {
		switch {
		case strings.HasSuffix(name, "/") || strings.HasPrefix(path.Base(name), "."):
		case strings.Contains("/"+name, "/outputs/"):
			r.t.Left = append(r.t.Left, Left{LeftThemes, name})
		case path.Base(name) == "respondents.jsonl" || questionFolder.MatchString(path.Base(path.Dir(name))):
		default:
			r.t.Left = append(r.t.Left, Left{LeftUnknown, name})
		}
	}
	return r.t, nil
}

// lines calls fn with each line of a part and its number, until fn does not accept one.
func (r *consultReader) lines(name string, fn func(number int, one record) bool) error {
	if !r.archive.Has(name) {
		return nil
	}
	data, err := r.archive.Read(name)
	if err != nil {
		return err
	}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		fail := func(what sheet.Fault, err error) error {
			return &sheet.Error{Fault: what, Sheet: name, Row: number, Err: err}
		}
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		switch {
		case len(line) == 0:
			continue
		case number > sheet.MaxRows:
			return &sheet.Error{Fault: sheet.TooManyRows, Sheet: name}
		case len(line) > 4*sheet.MaxCell:
			return fail(sheet.LongCell, nil)
		case bytes.ContainsRune(line, 0) || bytes.Contains(line, []byte(`\u0000`)):
			return fail(sheet.HasZero, nil)
		}
		var one record
		if err := json.Unmarshal(line, &one); err != nil {
			return fail(sheet.BadRecord, err)
		}
		if !fn(number, one) {
			return fail(sheet.BadRecord, nil)
		}
	}
	return nil
}

// column adds a column and returns its index.
func (r *consultReader) column(c Column) (int, error) {
	if len(r.t.Columns) == sheet.MaxColumns {
		return 0, &sheet.Error{Fault: sheet.TooWide}
	}
	c.Heading, c.Part = line(c.Heading), line(c.Part)
	r.t.Columns = append(r.t.Columns, c)
	return len(r.t.Columns) - 1, nil
}

// set sets a cell of a row, and reports whether it was blank.
func (r *consultReader) set(row, column int, value string) bool {
	cells := r.t.Rows[row].Cells
	for len(cells) <= column {
		cells = append(cells, "")
	}
	r.t.Rows[row].Cells = cells
	if cells[column] != "" {
		return false
	}
	cells[column] = value
	return true
}

// respondents reads who responded, and what they said about themselves.
func (r *consultReader) respondents(name string) error {
	if !r.archive.Has(name) {
		return &sheet.Error{Fault: sheet.BadRecord, Sheet: name}
	}
	if _, err := r.column(Column{Heading: "themefinder_id", preset: &Setting{Use: ID}}); err != nil {
		return err
	}
	columns := map[string]int{}
	var wide error
	err := r.lines(name, func(number int, one record) bool {
		id := text(one.first(idKeys))
		if _, again := r.rows[id]; again || id == "" {
			return false
		}
		row := len(r.t.Rows)
		r.rows[id] = row
		r.t.Rows = append(r.t.Rows, sheet.Row{Number: number, Cells: []string{id}})
		var about map[string]json.RawMessage
		if value := one.first(aboutKeys); value != nil && json.Unmarshal(value, &about) != nil {
			return false
		}
		for _, field := range slices.Sorted(maps.Keys(about)) {
			values, ok := texts(about[field])
			if !ok {
				return false
			}
			at, known := columns[field]
			if !known {
				if at, wide = r.column(Column{Heading: field}); wide != nil {
					return false
				}
				columns[field] = at
			}
			if len(values) > 1 {
				r.t.Columns[at].preset = &Setting{Use: Several, Wording: line(field), Equality: equalityWords.MatchString(field)}
			}
			r.set(row, at, strings.Join(values, "; "))
		}
		return true
	})
	return cmp.Or(wide, err)
}

// question reads the answers to a question.
func (r *consultReader) question(folder string) error {
	name := path.Join(folder, "question.json")
	data, err := r.archive.Read(name)
	if err != nil {
		return err
	}
	var about record
	if err := json.Unmarshal(data, &about); err != nil {
		return &sheet.Error{Fault: sheet.BadRecord, Sheet: name, Row: 1, Err: err}
	}
	wording := line(text(about.first(wordingKeys)))
	options, ok := texts(about.first(optionKeys))
	if wording == "" || !ok {
		return &sheet.Error{Fault: sheet.BadRecord, Sheet: name, Row: 1}
	}
	if err := r.choices(path.Join(folder, "multi_choice.jsonl"), wording, options); err != nil {
		return err
	}
	responses := path.Join(folder, "responses.jsonl")
	if !r.archive.Has(responses) {
		return nil
	}
	if slices.ContainsFunc(r.t.Columns, func(c Column) bool { return c.Heading == wording }) {
		wording += " (comments)"
	}
	at, err := r.column(Column{Heading: wording, preset: &Setting{Use: LongText, Wording: wording}})
	if err != nil {
		return err
	}
	return r.lines(responses, func(_ int, one record) bool {
		row, known := r.rows[text(one.first(idKeys))]
		return known && r.set(row, at, text(one.first(textKeys)))
	})
}

// choices reads which options were chosen: a column for each, those that the question names first.
func (r *consultReader) choices(name, wording string, options []string) error {
	if !r.archive.Has(name) {
		return nil
	}
	columns := map[string]int{}
	add := func(option string) (err error) {
		if _, known := columns[fold(option)]; !known {
			columns[fold(option)], err = r.column(Column{
				Heading: wording, Part: option, preset: &Setting{Use: Option, Wording: wording, Part: line(option)}})
		}
		return err
	}
	for _, option := range options {
		if err := add(option); err != nil {
			return err
		}
	}
	var wide error
	err := r.lines(name, func(_ int, one record) bool {
		row, known := r.rows[text(one.first(idKeys))]
		chosen, ok := texts(one.first(chosenKeys))
		if !known || !ok {
			return false
		}
		for _, option := range chosen {
			if wide = add(option); wide != nil {
				return false
			}
			r.set(row, columns[fold(option)], "1")
		}
		return true
	})
	return cmp.Or(wide, err)
}
