package draftedit

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// FormRow is one of several like ones in a form: an option, a row, a test. Its
// fields are named option-3-text and so on.
type FormRow map[string][]string

func (l FormRow) Get(name string) string { return strings.Join(l[name], "") }

// ParseRows returns the lines of a kind in the order of their numbers.
func ParseRows(typed url.Values, kind string) []FormRow {
	found := map[int]FormRow{}
	for key, values := range typed {
		rest, ok := strings.CutPrefix(key, kind+"-")
		number, name, named := strings.Cut(rest, "-")
		n, err := strconv.Atoi(number)
		if !ok || !named || err != nil {
			continue
		}
		if found[n] == nil {
			found[n] = FormRow{}
		}
		found[n][name] = values
	}
	var numbers []int
	for n := range found {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var all []FormRow
	for _, n := range numbers {
		all = append(all, found[n])
	}
	return all
}

// SetRows puts lines in the place of those of the kind, numbered from 1.
func SetRows(typed url.Values, kind string, all []FormRow) {
	for key := range typed {
		rest, ok := strings.CutPrefix(key, kind+"-")
		number, _, named := strings.Cut(rest, "-")
		if _, err := strconv.Atoi(number); ok && named && err == nil {
			delete(typed, key)
		}
	}
	for i, l := range all {
		for name, values := range l {
			typed[rowFieldName(kind, i+1, name)] = values
		}
	}
}

func rowFieldName(kind string, n int, name string) string {
	return fmt.Sprintf("%s-%d-%s", kind, n, name)
}

// applyRowAction does to the lines of typed what a button says: "add-option", "up-row-2".
// It returns the id of the line to go on with, and false if the button does
// something else.
func applyRowAction(typed url.Values, do string) (next string, ok bool) {
	verb, rest, _ := strings.Cut(do, "-")
	kind, number, _ := strings.Cut(rest, "-")
	all := ParseRows(typed, kind)
	i := -1
	if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(all) {
		i = n - 1
	}
	switch {
	case kind == "":
		return "", false
	case verb == "add":
		fresh := FormRow{"text": {""}}
		if kind == "line" {
			fresh = FormRow{"question": {typed.Get("new-line")}, "test": {""}}
			typed.Del("new-line")
		}
		all = append(all, fresh)
		i = len(all) - 1
	case i < 0:
		return "", false
	case verb == "remove":
		all = slices.Delete(all, i, i+1)
		i = min(i, len(all)-1)
	case verb == "up" && i > 0:
		all[i-1], all[i] = all[i], all[i-1]
		i--
	case verb == "down" && i+1 < len(all):
		all[i], all[i+1] = all[i+1], all[i]
		i++
	case verb != "up" && verb != "down":
		return "", false
	}
	SetRows(typed, kind, all)
	return cmp.Or(map[bool]string{true: rowFieldName(kind, i+1, "text")}[i >= 0 && kind != "line"], kind+"s"), true
}
