package draftedit

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// FormRow has the fields of one row of a list in a form, such as an answer option. The field "text" of the third
// row of the kind "option" is submitted as "option-3-text".
type FormRow map[string][]string

// Get returns the value of a field of the row, or "".
func (row FormRow) Get(name string) string { return strings.Join(row[name], "") }

// ParseRows returns the submitted rows of a kind in the order of their numbers.
func ParseRows(typed url.Values, kind string) []FormRow {
	byNumber := map[int]FormRow{}
	for key, values := range typed {
		n, name, ok := cutRowField(key, kind)
		if !ok {
			continue
		}
		if byNumber[n] == nil {
			byNumber[n] = FormRow{}
		}
		byNumber[n][name] = values
	}
	var numbers []int
	for n := range byNumber {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var rows []FormRow
	for _, n := range numbers {
		rows = append(rows, byNumber[n])
	}
	return rows
}

// SetRows replaces the rows of a kind, numbered from 1.
func SetRows(typed url.Values, kind string, rows []FormRow) {
	for key := range typed {
		if _, _, ok := cutRowField(key, kind); ok {
			delete(typed, key)
		}
	}
	for i, row := range rows {
		for name, values := range row {
			typed[rowFieldName(kind, i+1, name)] = values
		}
	}
}

func rowFieldName(kind string, n int, name string) string {
	return fmt.Sprintf("%s-%d-%s", kind, n, name)
}

// cutRowField returns the number and the field of a name made by rowFieldName for the kind.
func cutRowField(key, kind string) (n int, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, kind+"-")
	number, name, named := strings.Cut(rest, "-")
	n, err := strconv.Atoi(number)
	return n, name, ok && named && err == nil
}

// applyRowAction changes the submitted rows as the button with the value action says, like "add-option" or
// "up-row-2" or "paste-option". It returns the id of the element to scroll to. ok is false if the button is for something else.
func applyRowAction(typed url.Values, action string) (anchor string, ok bool) {
	verb, rest, _ := strings.Cut(action, "-")
	kind, number, _ := strings.Cut(rest, "-")
	rows := ParseRows(typed, kind)
	i := -1
	if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(rows) {
		i = n - 1
	}
	switch {
	case kind == "":
		return "", false
	case verb == "add":
		fresh := FormRow{"text": {""}}
		if kind == "line" { // a clause of a condition
			fresh = FormRow{"question": {typed.Get("new-line")}, "test": {""}}
			typed.Del("new-line")
		}
		rows = append(rows, fresh)
		i = len(rows) - 1
	case verb == "paste": // the editor adds the pasted lines
		return (&OptionList{Kind: kind}).ID(), true
	case i < 0:
		return "", false
	case verb == "remove":
		rows = slices.Delete(rows, i, i+1)
		i = min(i, len(rows)-1)
	case verb == "up" && i > 0:
		rows[i-1], rows[i] = rows[i], rows[i-1]
		i--
	case verb == "down" && i+1 < len(rows):
		rows[i], rows[i+1] = rows[i+1], rows[i]
		i++
	case verb != "up" && verb != "down":
		return "", false
	}
	SetRows(typed, kind, rows)
	if i >= 0 && kind != "line" {
		return rowFieldName(kind, i+1, "text"), true
	}
	return kind + "s", true
}
