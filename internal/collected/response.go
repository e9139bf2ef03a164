package collected

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/survey"
)

// Response is a row of a table as answers.
type Response struct {
	Row      int // as a spreadsheet shows it
	Key      string
	Received string // day like 2016-05-27; "" if the table does not say
	Raw      survey.Raw

	// Kept has the values, by the letters of their columns, that are not word for word the answers that they became. It has
	// none of equality questions and of texts.
	Kept map[string]string
}

// Count is how often each answer to a question was given.
type Count struct {
	*Question
	Answered       int
	PreferNotToSay int
	Options        []int   // by option
	Rows           [][]int // of a grid: by row and option
}

// Result is what a table becomes.
type Result struct {
	Responses   int
	Empty       []int // rows without any answer, which are left out; the first of them
	EmptyCount  int
	Counts      []Count
	First, Last string // day on which responses were received; "" if the table does not say
	Problems    []Problem
}

// Each calls fn with the response of each row that has an answer, and returns what the table becomes. If there are problems, fn
// has not seen every row and nothing of what it did may be used. fn may be nil.
func (p *Plan) Each(fn func(Response) error) (*Result, error) {
	out := &Result{}
	for _, q := range p.Questions {
		c := Count{Question: q, Options: make([]int, len(q.Options))}
		for range q.Rows {
			c.Rows = append(c.Rows, make([]int, len(q.Options)))
		}
		out.Counts = append(out.Counts, c)
	}
	seen := map[string]int{}
	for i := range p.table.Rows {
		row := &p.table.Rows[i]
		r, problems := p.read(row)
		if r.Key != "" && seen[r.Key] > 0 {
			problems = append(problems, Problem{Fault: SameID, Row: row.Number, Column: p.id + 1, Limit: seen[r.Key]})
		}
		seen[r.Key] = row.Number
		if len(problems) > 0 {
			if out.Problems = append(out.Problems, problems...); len(out.Problems) >= maxProblems {
				out.Problems = out.Problems[:maxProblems]
				return out, nil
			}
			continue
		}
		if len(r.Raw) == 0 {
			if out.EmptyCount++; len(out.Empty) < maxProblems {
				out.Empty = append(out.Empty, row.Number)
			}
			continue
		}
		out.add(&r)
		if fn == nil || len(out.Problems) > 0 {
			continue
		}
		if err := fn(r); err != nil {
			return out, err
		}
	}
	return out, nil
}

// add counts a response.
func (out *Result) add(r *Response) {
	out.Responses++
	if r.Received != "" {
		if out.First == "" || r.Received < out.First {
			out.First = r.Received
		}
		out.Last = max(out.Last, r.Received)
	}
	for i := range out.Counts {
		c := &out.Counts[i]
		answered := false
		for k := range c.Question.Question.Rows {
			id := r.Raw[c.ID+"--"+c.Question.Question.Rows[k].ID]
			answered = c.Question.count(id, c.Rows[k], &c.PreferNotToSay) || answered
		}
		switch c.Use {
		case GridRow:
		case Single, Several, Option:
			answered = c.Question.count(r.Raw[c.ID], c.Options, &c.PreferNotToSay)
		default:
			for _, field := range fieldsOf(&c.Question.Question) {
				answered = answered || len(r.Raw[field]) > 0
			}
		}
		if answered {
			c.Answered++
		}
	}
}

// fieldsOf returns the fields of a question with a text, a number or a date.
func fieldsOf(q *survey.Question) []string {
	if q.Kind != survey.Date {
		return []string{q.ID}
	}
	fields := make([]string, 0, 3)
	for _, part := range q.Parts() {
		fields = append(fields, q.ID+"--"+part)
	}
	return fields
}

// count counts the options with these ids, and reports whether one of them is an answer.
func (q *Question) count(ids []string, options []int, preferNotToSay *int) (answered bool) {
	for _, id := range ids {
		if id == string(survey.PreferNotToSay) {
			*preferNotToSay++
			continue
		}
		for i := range q.Options {
			if q.Options[i].ID == id {
				options[i]++
				answered = true
			}
		}
	}
	return answered
}

// reading is a row that is being read.
type reading struct {
	p        *Plan
	row      *sheet.Row
	out      Response
	problems []Problem
}

func (r *reading) fail(what Fault, column int, value string, limit int) {
	if runes := []rune(value); len(runes) > 60 {
		value = string(runes[:60]) + "…"
	}
	r.problems = append(r.problems, Problem{Fault: what, Row: r.row.Number, Column: column + 1, Value: value, Limit: limit})
}

// read returns the response of a row, or its problems.
func (p *Plan) read(row *sheet.Row) (Response, []Problem) {
	r := &reading{p: p, row: row, out: Response{Row: row.Number, Raw: survey.Raw{}, Kept: map[string]string{}}}
	if p.headings(row) {
		r.fail(HeadingsAgain, -1, "", 0)
		return r.out, r.problems
	}
	for i := len(p.table.Columns); i < len(row.Cells); i++ {
		if strings.TrimSpace(row.Cells[i]) != "" {
			r.fail(LongRow, i, "", 0)
			return r.out, r.problems
		}
	}
	r.readKey()
	r.readDay()
	for _, q := range p.Questions {
		r.readQuestion(q)
	}
	if len(r.problems) == 0 && len(r.out.Raw) > 0 {
		if _, wrong := p.Form.Check(r.out.Raw); len(wrong) > 0 {
			r.fail(Refused, -1, wrong[0].Say, 0)
		}
	}
	return r.out, r.problems
}

func (r *reading) readKey() {
	r.out.Key = "row " + strconv.Itoa(r.row.Number)
	if r.p.id < 0 {
		return
	}
	id := strings.TrimSpace(r.row.Cell(r.p.id))
	if id == "" {
		r.fail(NoID, r.p.id, "", 0)
	}
	r.out.Key = "id " + id
}

func (r *reading) readDay() {
	if r.p.received < 0 {
		return
	}
	value := strings.TrimSpace(r.row.Cell(r.p.received))
	if value == "" {
		return
	}
	day, ok := parseDate(value)
	o := &r.p.options
	switch {
	case !ok:
		r.fail(NotDate, r.p.received, value, 0)
	case o.From != "" && day < o.From || o.To != "" && day > o.To:
		r.fail(OutOfTime, r.p.received, day, 0)
	}
	r.out.Received = day
}

func (r *reading) readQuestion(q *Question) {
	for _, i := range q.Columns {
		cell := r.row.Cell(i)
		value := strings.TrimSpace(cell)
		if value == "" {
			continue
		}
		switch q.Use {
		case Single:
			r.out.Raw[q.ID] = []string{q.byValue[fold(value)]}
			r.keep(q, i, value, q.textOf(q.byValue[fold(value)]))
		case GridRow:
			id := q.byValue[fold(value)]
			r.out.Raw[q.ID+"--"+q.rowID(r.p.settings[i].Part)] = []string{id}
			r.keep(q, i, value, q.textOf(id))
		case Several:
			r.readSeveral(q, i, value)
		case Option:
			r.readOption(q, i, value)
		case Number:
			number, ok := parseNumber(value)
			if !ok {
				r.fail(NotNumber, i, value, 0)
			}
			r.out.Raw[q.ID] = []string{number}
			r.keep(q, i, value, number)
		case Date:
			day, ok := parseDate(value)
			if !ok {
				r.fail(NotDate, i, value, 0)
			}
			q.SetCell(r.out.Raw, day)
			r.keep(q, i, value, day)
		default:
			text := survey.CleanText(cell)
			if n := utf8.RuneCountInString(text); n > q.MaxLength {
				r.fail(LongAnswer, i, "", q.MaxLength)
			}
			r.out.Raw[q.ID] = []string{text}
		}
	}
}

// readSeveral reads a cell with several answers.
func (r *reading) readSeveral(q *Question, column int, value string) {
	var chosen, texts []string
	for _, part := range separate(value) {
		id := q.byValue[fold(part)]
		if slices.Contains(chosen, id) {
			continue
		}
		chosen, texts = append(chosen, id), append(texts, q.textOf(id))
	}
	r.out.Raw[q.ID] = chosen
	r.keep(q, column, value, strings.Join(texts, "; "))
}

// readOption reads a cell that says whether an answer was chosen.
func (r *reading) readOption(q *Question, column int, value string) {
	part := r.p.settings[column].Part
	chosen, ok := ticked(value, part)
	if !ok {
		r.fail(NotTicked, column, value, 0)
	}
	id := q.byValue[fold(line(part))]
	if chosen && !slices.Contains(r.out.Raw[q.ID], id) {
		r.out.Raw[q.ID] = append(r.out.Raw[q.ID], id)
	}
	r.keep(q, column, value, part)
}

// keep keeps a value that is not the text of its answer.
func (r *reading) keep(q *Question, column int, value, text string) {
	if !q.Equality && value != text {
		r.out.Kept[sheet.ColumnName(column)] = value
	}
}

// textOf returns the text of an option.
func (q *Question) textOf(id string) string {
	for i := range q.Options {
		if q.Options[i].ID == id {
			return q.Options[i].Text
		}
	}
	return ""
}

// rowID returns the id of a row of a grid.
func (q *Question) rowID(part string) string {
	for i := range q.Question.Rows {
		if q.Question.Rows[i].Text == line(part) {
			return q.Question.Rows[i].ID
		}
	}
	return ""
}
