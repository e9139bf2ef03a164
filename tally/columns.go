package tally

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/survey"
)

// Columns keeps the answers of many responses by question, so that any question can be counted by
// any other at once: see [Columns.Cross]. It keeps no text that a person wrote, only whether they
// wrote one.
//
// Each answer to a question with one option takes one byte, each option of a question with several
// takes one bit more, and each number takes four bytes: see [Columns.Bytes].
//
// A response cannot be taken out again. If one is withdrawn, redacted or excluded, make new Columns
// from what is stored.
//
// Columns can be used by several goroutines at once. Adding waits for counting.
type Columns struct {
	mu         sync.RWMutex
	master     *survey.Form
	attributes []Attribute
	variables  []*column
	byID       map[string]int            // index in variables
	byQuestion map[string][]int          // indexes of the variables of a question
	editions   map[*survey.Form]*edition // of the responses
	forms      []*edition                // in the order of their codes
	blocks     []*block
	n          int
}

// Attribute is something that is known of each response besides its answers, such as its channel.
type Attribute struct {
	ID     string // no question may have it
	Values []string
}

// Response is what Columns keep of one response.
type Response struct {
	// Form is the edition that was answered. Its master must be that of the Columns. Use the same pointer for the
	// same edition: each further one takes memory.
	Form       *survey.Form
	Parts      []survey.Answers // as for Counter.Add
	Attributes []int            // by Attribute: the index in its Values
	Weight     int64            // in millionths; 0 is 1,000,000. See Query.Weighted
}

// Variable is a question, a part of one, or an attribute, by which people can be counted.
type Variable struct {
	// ID is that of the question or the attribute. A row of a matrix has Q/row, and each option of a
	// ranking or budget has Q/option, beside Q for the first place or for which options were given
	// something.
	ID         string
	Question   *survey.Question // of the master form; nil for an attribute
	Part       string           // ID of the row or option; "" for the whole question
	Monitoring bool
	// Multiple says that one person can be in several categories.
	Multiple bool
	// Number says that people gave numbers, of which [Table.Numbers] has statistics.
	Number bool
	// Categories are those of the original form. Those of a scale that an edition has shortened are
	// joined: see Category.
	Categories []Category
}

// Category is an option, a band of typed answers (survey.Question.Bands) or a place in a ranking.
type Category struct {
	ID string
	// Merges lists the options of the original that are counted together, if there are several
	// because an edition merges them. ID is then theirs, joined by "--".
	Merges []string
}

// Unranked is the category of options of a ranking that a person did not rank.
const Unranked = "unranked"

// Codes of the answer to one question. The code of a category is firstCategory and its index.
const (
	codeNotAsked uint8 = iota
	codeSkipped
	codePreferNotToSay
	codeNotValid
	codeAnswered // without a category, or with those in the bits
	firstCategory
	codeDropped   = 255 // of groups: the person is not counted
	maxCategories = int(codeDropped - firstCategory)
)

var states = [firstCategory]survey.AnswerState{
	survey.NotAsked, survey.Skipped, survey.PreferNotToSay, survey.NotValid, survey.Answered,
}

func stateCode(s survey.AnswerState) uint8 {
	return uint8(max(0, slices.Index(states[:], s)))
}

// blockSize is the number of responses in a block: its columns fit in the cache of one core.
const blockSize = 1 << 16

// block is up to blockSize responses.
type block struct {
	n       int
	forms   []uint8 // codes of the editions
	columns []blockColumn
	weights []uint32 // in millionths; nil if all are 1
}

// blockColumn is the answers to one variable in a block.
type blockColumn struct {
	codes  []uint8
	bits   [][]uint64 // Multiple: for each category, a bit for each response
	values []uint32   // Number: 0, or one more than the index in column.numbers
}

// column is a Variable with what is needed to add and count answers.
type column struct {
	Variable
	all     []Category     // Categories, then those of shorter scales
	index   map[string]int // in all, by ID
	numbers []string       // in units of the last decimal place, in the order in which they were first given
	number  map[string]uint32
	joined  []bool // by index in Categories: counted together with the one before
	bands   []survey.Band
	uneven  bool // an edition leaves out a category
}

// edition is one edition of the form: what it offers of each variable.
type edition struct {
	code  []map[string]int // by variable: the category of each option; nil for as in the original
	offer [][]bool         // by variable and index in Categories
	used  []bool           // by variable: a person has answered on a scale that merges options
}

// NewColumns returns Columns without responses to the editions of master. It panics if two variables have
// the same ID.
func NewColumns(master *survey.Form, attributes ...Attribute) *Columns {
	c := &Columns{master: master, attributes: attributes, byID: map[string]int{}, byQuestion: map[string][]int{},
		editions: map[*survey.Form]*edition{}}
	for _, a := range attributes {
		v := Variable{ID: a.ID}
		for _, value := range a.Values {
			v.Categories = append(v.Categories, Category{ID: value})
		}
		c.addVariable(v)
	}
	for i := range master.Pages {
		for j := range master.Pages[i].Questions {
			if q := &master.Pages[i].Questions[j]; q.Kind != survey.Panel && !q.Kind.IsContact() {
				for _, v := range variablesOf(q) {
					v.Monitoring = master.Pages[i].Monitoring
					c.addVariable(v)
				}
			}
		}
	}
	return c
}

// variablesOf returns the variables of a question.
func variablesOf(q *survey.Question) (all []Variable) {
	options := categories(q.Options)
	whole := Variable{ID: q.ID, Question: q, Categories: options}
	for _, band := range q.Bands() {
		whole.Categories = append(whole.Categories, Category{ID: band.ID})
	}
	whole.Multiple = !q.Kind.OneOption() && len(q.Options) > 0 || len(whole.Categories) > maxCategories
	whole.Number = q.Kind.IsMeasured()
	part := func(id string, v Variable) {
		v.ID, v.Question, v.Part = q.ID+"/"+id, q, id
		all = append(all, v)
	}
	switch q.Kind {
	case survey.Matrix:
		for _, row := range q.Rows {
			part(row.ID, Variable{Categories: options, Multiple: len(options) > maxCategories})
		}
		return all
	case survey.Ranking:
		whole.Multiple = len(options) > maxCategories
		var places []Category
		for i := range q.Options {
			places = append(places, Category{ID: fmt.Sprint(i + 1)})
		}
		places = append(places, Category{ID: Unranked})
		for _, o := range q.Options {
			part(o.ID, Variable{Categories: places, Multiple: len(places) > maxCategories})
		}
	case survey.Budget:
		for _, o := range q.Options {
			part(o.ID, Variable{Number: true})
		}
	}
	return append([]Variable{whole}, all...)
}

func categories(options []survey.Option) (all []Category) {
	for _, o := range options {
		all = append(all, Category{ID: o.ID})
	}
	return all
}

func (c *Columns) addVariable(v Variable) {
	if _, known := c.byID[v.ID]; known {
		panic("tally: two variables are called " + v.ID)
	}
	col := &column{Variable: v, all: slices.Clone(v.Categories), index: map[string]int{}, number: map[string]uint32{},
		joined: make([]bool, len(v.Categories))}
	for i, category := range v.Categories {
		col.index[category.ID] = i
	}
	if v.Question != nil {
		col.bands = v.Question.Bands()
		c.byQuestion[v.Question.ID] = append(c.byQuestion[v.Question.ID], len(c.variables))
	}
	c.byID[v.ID] = len(c.variables)
	c.variables = append(c.variables, col)
}

// Len returns the number of responses.
func (c *Columns) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n
}

// Bytes returns how many bytes of memory the responses take. What is kept once for all of them, such
// as the form, is not in it.
func (c *Columns) Bytes() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	size := int64(0)
	for _, b := range c.blocks {
		size += int64(cap(b.forms) + 4*cap(b.weights))
		for _, col := range b.columns {
			size += int64(cap(col.codes) + 4*cap(col.values))
			for _, bits := range col.bits {
				size += 8 * int64(cap(bits))
			}
		}
	}
	for _, v := range c.variables {
		for _, n := range v.numbers {
			size += 2 * int64(len(n)+24)
		}
	}
	return size
}

// Variables returns the variables, in the order of the form, with the attributes first. Categories are
// joined as [Columns.Cross] joins them.
func (c *Columns) Variables() (all []Variable) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, v := range c.variables {
		all = append(all, v.folded())
	}
	return all
}

// folded returns the variable with its categories joined.
func (v *column) folded() Variable {
	out := v.Variable
	out.Categories = nil
	for i, category := range v.Categories {
		if i > 0 && v.joined[i] {
			last := &out.Categories[len(out.Categories)-1]
			if last.Merges == nil {
				last.Merges = []string{last.ID}
			}
			last.Merges = append(slices.Clip(last.Merges), category.ID)
			last.ID = strings.Join(last.Merges, "--")
			continue
		}
		out.Categories = append(out.Categories, category)
	}
	return out
}

// fold returns for each category in all the index of the joined category that contains it.
func (v *column) fold() []int {
	to := make([]int, len(v.all))
	at := -1
	for i := range v.Categories {
		if i == 0 || !v.joined[i] {
			at++
		}
		to[i] = at
	}
	for i := len(v.Categories); i < len(v.all); i++ {
		to[i] = to[v.index[v.all[i].Merges[0]]]
	}
	return to
}

// members returns for each category, as joined, the indexes in all of those that it consists of.
func (v *column) members() (all [][]int) {
	for i, to := range v.fold() {
		for len(all) <= to {
			all = append(all, nil)
		}
		all[to] = append(all[to], i)
	}
	return all
}
