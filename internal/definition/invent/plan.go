// Package invent generates responses for a demonstration: deterministic, and distributed like a population without
// being based on any real person.
//
// It writes the CSV file that paper responses are imported from, so that invented responses pass the same checks as
// real ones.
package invent

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/csvout"
)

// Plan says what to generate. All numbers are integers, because floating-point results can differ between machines.
type Plan struct {
	Seed     uint64            `yaml:"seed"`
	Number   int               `yaml:"number"`    // of responses, including withdrawn and excluded ones
	Census   string            `yaml:"census"`    // name of the file of census counts
	Area     string            `yaml:"area"`      // area-code of the counts to use
	FirstDay string            `yaml:"first-day"` // like 2016-04-25
	LastDay  string            `yaml:"last-day"`
	Channels map[string]uint64 `yaml:"channels"` // weights
	Editions map[string]uint64 `yaml:"editions"` // weights by name of the edition
	// Withdrawn and Excluded are numbers of responses, not weights. Responses excluded as "duplicate" repeat an
	// earlier response exactly.
	Withdrawn int            `yaml:"withdrawn"`
	Excluded  map[string]int `yaml:"excluded"` // by reason

	Profile []Trait                  `yaml:"profile"`
	Answers map[string]AnswerPattern `yaml:"answers"` // by question id
}

// Trait is a characteristic of people. Each is drawn independently from the census counts, so that shares are
// realistic but combinations are not.
type Trait struct {
	ID         string            `yaml:"id"`
	Topic      string            `yaml:"topic"`      // of the census counts
	Categories map[string]string `yaml:"categories"` // category of the census counts: value of the trait
	Weights    map[string]uint64 `yaml:"weights"`    // of the values, instead of Topic and Categories if there are no census counts
	// Turnout is how likely people with a value are to respond, in percent of the others, because consultations do not
	// reach all groups equally.
	Turnout map[string]uint64 `yaml:"turnout"`
}

// AnswerPattern says how a question is answered. Without one, every option is equally likely, and text questions are
// left blank, because generated text could happen to be a real address.
type AnswerPattern struct {
	Trait        string `yaml:"trait"`  // the answer is the value of this trait
	Skip         uint64 `yaml:"skip"`   // percentage that leave an optional question blank
	Refuse       uint64 `yaml:"refuse"` // percentage that prefer not to say
	Distribution `yaml:",inline"`
	// WriteIns are texts by option, used by half of the people who choose it.
	WriteIns map[string][]string `yaml:"write-ins"`
	Least    int64               `yaml:"least"` // bounds for a number, or for a duration in its shortest unit
	Most     int64               `yaml:"most"`
	Cases    []Case              `yaml:"cases"`
}

// Distribution is how answers are distributed.
type Distribution struct {
	// Weights of the options: how often an option is chosen, how high it is ranked, or its share of a budget. For
	// questions with several answers, the percentage of people who choose it. For questions with boxes, how often each
	// box is ticked and, as survey.Typed, how often an answer is typed.
	Weights map[string]uint64            `yaml:"weights"`
	Rows    map[string]map[string]uint64 `yaml:"rows"`  // weights for each row of a grid
	Texts   []string                     `yaml:"texts"` // one of these is the answer to a text question
}

// Case is a different distribution for people with certain values of a trait. The first case that matches is used;
// what it does not set comes from the pattern.
type Case struct {
	Trait        string   `yaml:"trait"`
	Is           []string `yaml:"is"`
	Distribution `yaml:",inline"`
}

// CensusCount is a row of census counts.
type CensusCount struct {
	Area, Topic, Category string
	People                uint64
}

// ReadCounts reads census counts from CSV with the columns area-code, area, topic, category, base, count and table.
// Lines that begin with # are comments.
func ReadCounts(r io.Reader) (all []CensusCount, err error) {
	in := csv.NewReader(csvout.LimitReader(r))
	in.Comment, in.FieldsPerRecord = '#', 7
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	want := []string{"area-code", "area", "topic", "category", "base", "count", "table"}
	if len(rows) == 0 || !slices.Equal(rows[0], want) {
		return nil, fmt.Errorf("the first line should be %q", want)
	}
	for _, row := range rows[1:] {
		n, err := strconv.ParseUint(row[5], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number of people in %q, %q", row[5], row[2], row[3])
		}
		all = append(all, CensusCount{row[0], row[2], row[3], n})
	}
	if len(all) == 0 {
		return nil, errors.New("there are no figures")
	}
	return all, nil
}
