package archtest

import (
	"slices"
	"strings"
)

// table is what a migration says about a table.
type table struct {
	columns []string
	keys    [][]string        // columns that are unique together
	refers  map[string]string // column → the table whose row it names
}

// constraintWords begin a part of CREATE TABLE that is not a column.
var constraintWords = set("primary unique foreign check constraint")

// readTables adds the tables that a migration creates to into.
func readTables(words []string, into map[string]*table) {
	for i := 0; i < len(words); i++ {
		rest := words[i:]
		switch {
		case beginsWith(rest, "create", "table"):
			if rest = rest[2:]; beginsWith(rest, "if", "not", "exists") {
				rest = rest[3:]
			}
			if len(rest) > 1 && rest[1] == "(" {
				into[rest[0]] = readTable(split(inner(rest[1:]), ","))
			}
		case beginsWith(rest, "create", "unique", "index"):
			on := slices.Index(rest, "on")
			if on < 0 || on+2 >= len(rest) || rest[on+2] != "(" || into[rest[on+1]] == nil {
				continue
			}
			columns := inner(rest[on+2:])
			if after := rest[on+2+len(columns)+2:]; beginsWith(after, ";") { // not WHERE, which leaves rows out
				into[rest[on+1]].addKey(columns)
			}
		}
	}
}

// readTable reads the parts of a CREATE TABLE.
func readTable(parts [][]string) *table {
	t := &table{refers: map[string]string{}}
	for _, part := range parts {
		if len(part) < 2 {
			continue
		}
		if constraintWords[part[0]] {
			if at := slices.Index(part, "("); at >= 0 && (part[0] == "primary" || part[0] == "unique") {
				t.addKey(inner(part[at:]))
			}
			continue
		}
		column := part[0]
		t.columns = append(t.columns, column)
		if slices.Contains(part, "primary") || slices.Contains(part, "unique") {
			t.keys = append(t.keys, []string{column})
		}
		if at := slices.Index(part, "references"); at >= 0 && at+1 < len(part) {
			t.refers[column] = part[at+1]
		}
	}
	return t
}

// addKey notes the columns of a list as unique together.
func (t *table) addKey(list []string) {
	var key []string
	for _, column := range split(list, ",") {
		if len(column) != 1 { // an expression
			return
		}
		key = append(key, column[0])
	}
	t.keys = append(t.keys, key)
}

func beginsWith(words []string, first ...string) bool {
	return len(words) >= len(first) && slices.Equal(words[:len(first)], first)
}

// inner returns the words between the parenthesis that words begins with and its partner.
func inner(words []string) []string {
	depth := 0
	for i, word := range words {
		if depth += nesting(word); depth == 0 && i > 0 {
			return words[1:i]
		}
	}
	return words[1:]
}

// nesting is by how much the words behind word are nested deeper.
func nesting(word string) int {
	switch word {
	case "(", "case":
		return 1
	case ")", "end":
		return -1
	}
	return 0
}

// split returns the parts of words between the separators that are not nested.
func split(words []string, separators ...string) (parts [][]string) {
	depth, from := 0, 0
	for i, word := range words {
		depth += nesting(word)
		if depth == 0 && slices.Contains(separators, word) {
			parts = append(parts, words[from:i])
			from = i + 1
		}
	}
	return append(parts, words[from:])
}

// indexTop returns the index of the first of the words that is not nested, or -1.
func indexTop(words []string, wanted ...string) int {
	depth := 0
	for i, word := range words {
		depth += nesting(word)
		if depth == 0 && slices.Contains(wanted, word) && (i == 0 || word != "from" || words[i-1] != "distinct") {
			return i
		}
	}
	return -1
}

// isName reports whether word can be a name.
func isName(word string) bool {
	return word != "" && (word[0] == '_' || strings.IndexFunc(word[:1], func(r rune) bool { return r >= 'a' && r <= 'z' }) == 0)
}
