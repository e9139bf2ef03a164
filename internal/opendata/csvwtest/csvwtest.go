// Package csvwtest checks CSV files against their descriptions (W3C, Metadata Vocabulary for Tabular Data).
package csvwtest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// description is the part of a description that is checked.
type description struct {
	Context     any    `json:"@context"`
	URL         string `json:"url"`
	TableSchema struct {
		Columns    []column `json:"columns"`
		PrimaryKey []string `json:"primaryKey"`
	} `json:"tableSchema"`
}

type column struct {
	Name     string   `json:"name"`
	Titles   string   `json:"titles"`
	Datatype string   `json:"datatype"`
	Null     []string `json:"null"`
	Required bool     `json:"required"`
}

// datatypes are the values of each datatype that is used (XML Schema Part 2).
var datatypes = map[string]*regexp.Regexp{
	"string":   regexp.MustCompile(`(?s)^.*$`),
	"integer":  regexp.MustCompile(`^[-+]?[0-9]+$`),
	"boolean":  regexp.MustCompile(`^(true|false)$`),
	"date":     regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]$`),
	"dateTime": regexp.MustCompile(`^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$`),
	"decimal":  regexp.MustCompile(`^[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$`),
}

// Check returns what is wrong with a CSV file named name according to its description, line by line. Rows is the number of rows
// below the heads.
func Check(name string, file, metadata []byte) (rows int, wrong []string) {
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var d description
	if err := json.Unmarshal(metadata, &d); err != nil {
		return 0, []string{err.Error()}
	}
	if context, ok := d.Context.([]any); !ok || len(context) == 0 || context[0] != "http://www.w3.org/ns/csvw" {
		fail("the context is %v", d.Context)
	}
	if d.URL != name {
		fail("it describes %s", d.URL)
	}
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil || len(lines) == 0 {
		return 0, append(wrong, fmt.Sprintf("%d lines: %v", len(lines), err))
	}
	columns := d.TableSchema.Columns
	for i, c := range columns {
		if datatypes[c.Datatype] == nil {
			return 0, append(wrong, fmt.Sprintf("column %s has the unknown datatype %q", c.Name, c.Datatype))
		}
		if i >= len(lines[0]) || lines[0][i] != c.Name && lines[0][i] != c.Titles {
			fail("column %d is not %s", i+1, c.Name)
		}
		if c.Null == nil {
			columns[i].Null = []string{""} // the default
		}
	}
	if len(lines[0]) != len(columns) {
		fail("%d heads for %d columns", len(lines[0]), len(columns))
	}
	keys := map[string]int{}
	for n, cells := range lines[1:] {
		var key []string
		for i, c := range columns {
			if i >= len(cells) {
				break // said above
			}
			isNull := slices.Contains(c.Null, cells[i])
			switch {
			case isNull && c.Required:
				fail("line %d: %s is required and %q", n+2, c.Name, cells[i])
			case !isNull && !datatypes[c.Datatype].MatchString(cells[i]):
				fail("line %d: %s is %q and no %s", n+2, c.Name, cells[i], c.Datatype)
			}
			if slices.Contains(d.TableSchema.PrimaryKey, c.Name) {
				key = append(key, cells[i])
			}
		}
		if len(key) != len(d.TableSchema.PrimaryKey) {
			fail("the key has columns that do not exist: %v", d.TableSchema.PrimaryKey)
		}
		if at := strings.Join(key, "\x00"); keys[at] > 0 {
			fail("lines %d and %d have the key %q", keys[at], n+2, key)
		} else {
			keys[at] = n + 2
		}
	}
	return len(lines) - 1, wrong
}
