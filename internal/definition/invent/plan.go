// Package invent makes up responses for a demonstration: the same ones every
// time, from people who resemble a population on the whole and nobody in
// particular.
//
// It writes the file that responses on paper are entered from, so what is
// invented goes the way of what is real and passes the same checks.
package invent

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Plan says what to invent. All numbers are whole: fractions would come out
// differently on another kind of machine.
type Plan struct {
	Seed     uint64            `yaml:"seed"`
	Number   int               `yaml:"number"`    // of responses, those withdrawn and excluded too
	Census   string            `yaml:"census"`    // the file of figures
	Area     string            `yaml:"area"`      // the area-code whose figures are used
	FirstDay string            `yaml:"first-day"` // 2016-04-25
	LastDay  string            `yaml:"last-day"`
	Channels map[string]uint64 `yaml:"channels"` // weights
	Editions map[string]uint64 `yaml:"editions"` // weights, by the name of the edition
	// Withdrawn and Excluded are numbers, not weights. What is excluded as
	// "duplicate" repeats an earlier response word for word.
	Withdrawn int            `yaml:"withdrawn"`
	Excluded  map[string]int `yaml:"excluded"` // by reason

	Profile []Trait                  `yaml:"profile"`
	Answers map[string]AnswerPattern `yaml:"answers"` // by the id of the question
}

// Trait is something about a person. Each is drawn by itself, as the census
// counts it, so that the shares are true and no combination is.
type Trait struct {
	ID         string            `yaml:"id"`
	Topic      string            `yaml:"topic"`      // of the figures
	Categories map[string]string `yaml:"categories"` // category of the figures: value of the trait
	Weights    map[string]uint64 `yaml:"weights"`    // of the values, where no figures say: instead of topic and categories
	// Turnout says how likely people with a value are to take part, in percent
	// of the others. Consultations do not reach everybody alike.
	Turnout map[string]uint64 `yaml:"turnout"`
}

// AnswerPattern says how a question tends to be answered. A question without one
// gets every answer equally often, and a text only where texts are given: what
// could be somebody's address is never made up.
type AnswerPattern struct {
	Trait        string `yaml:"trait"`  // the answer is the value of this trait
	Skip         uint64 `yaml:"skip"`   // of 100 people leave it blank, where they may
	Refuse       uint64 `yaml:"refuse"` // of 100 people would rather not say
	Distribution `yaml:",inline"`
	// WriteIns are what is written beside an option, by half of those who
	// choose it.
	WriteIns map[string][]string `yaml:"write-ins"`
	Least    int64               `yaml:"least"` // for a number
	Most     int64               `yaml:"most"`
	Cases    []Case              `yaml:"cases"`
}

// Distribution is which way answers go.
type Distribution struct {
	// Weights of the options: how often one is chosen, how early it is ranked,
	// or its part of a budget. Where several can be chosen, of 100 people so
	// many choose it.
	Weights map[string]uint64            `yaml:"weights"`
	Rows    map[string]map[string]uint64 `yaml:"rows"`  // weights in each row of a matrix
	Texts   []string                     `yaml:"texts"` // one of which is written
}

// Case is another lean for people with certain values of a trait. The first
// that fits is used, as far as it goes.
type Case struct {
	Trait        string   `yaml:"trait"`
	Is           []string `yaml:"is"`
	Distribution `yaml:",inline"`
}

// CensusCount is one figure of a census.
type CensusCount struct {
	Area, Topic, Category string
	People                uint64
}

// ReadCounts reads figures from CSV with the columns area-code, area, topic,
// category, base, count and table. Lines that begin with # are remarks.
func ReadCounts(r io.Reader) (all []CensusCount, err error) {
	in := csv.NewReader(r)
	in.Comment = '#'
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
