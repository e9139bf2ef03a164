package tally

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// Counter counts responses one by one. It is not for use by several goroutines
// at once.
type Counter struct {
	master    *survey.Form
	responses int64
	editions  map[string]int64
	questions []*questionCounter
	byID      map[string]int
}

// questionCounter is a Question while it is being counted.
type questionCounter struct {
	Question
	definition  *survey.Question
	options     map[string]int
	rows        map[string]int
	numbers     []*big.Int   // number: every answer, in units of the last decimal place
	ranks       []rankTotals // ranking: by option
	amounts     [][]int64    // budget: by option, every answer
	firstAnswer string       // ranking, budget: the first answer, to see if another differs
	differs     bool
}

type rankTotals struct{ count, sum, points int64 }

// NewCounter returns a Counter of responses to the editions of master.
func NewCounter(master *survey.Form) *Counter {
	c := &Counter{master: master, editions: map[string]int64{}, byID: map[string]int{}}
	for i := range master.Pages {
		page := &master.Pages[i]
		for j := range page.Questions {
			if asked := &page.Questions[j]; asked.Kind != survey.Panel {
				c.byID[asked.ID] = len(c.questions)
				c.questions = append(c.questions, newQuestion(asked, page.Monitoring))
			}
		}
	}
	return c
}

func newQuestion(asked *survey.Question, monitoring bool) *questionCounter {
	q := &questionCounter{
		Question:   Question{ID: asked.ID, Kind: asked.Kind, Monitoring: monitoring},
		definition: asked, options: map[string]int{}, rows: map[string]int{},
	}
	for i, o := range asked.Options {
		q.options[o.ID] = i
	}
	for i, r := range asked.Rows {
		q.rows[r.ID] = i
		q.Rows = append(q.Rows, Row{ID: r.ID, Options: emptyOptions(asked.Options)})
	}
	switch asked.Kind {
	case survey.Matrix:
	case survey.Ranking:
		q.ranks = make([]rankTotals, len(asked.Options))
		q.Options = emptyOptions(asked.Options)
	case survey.Budget:
		q.amounts = make([][]int64, len(asked.Options))
		q.Options = emptyOptions(asked.Options)
	default:
		q.Options = emptyOptions(asked.Options)
	}
	return q
}

func emptyOptions(options []survey.Option) []Option {
	var out []Option
	for _, o := range options {
		out = append(out, Option{ID: o.ID})
	}
	return out
}

// Add counts one response, given in an edition of the form. Its answers may
// come in parts, the views apart from the monitoring; a question that is in no
// part was not asked. An error means that the answers are not answers to an
// edition of the form, and that the Counter is of no more use.
func (c *Counter) Add(edition string, parts ...survey.Answers) (err error) {
	given := make([]givenAnswer, len(c.questions))
	for _, part := range parts {
		part.Each(func(asked *survey.Question, a survey.Answer) {
			i, ok := c.byID[asked.ID]
			switch {
			case !ok:
				err = cmp.Or(err, fmt.Errorf("tally: the form has no question %q", asked.ID))
			case given[i].question == nil || a.State != survey.NotAsked:
				given[i].question, given[i].answer = asked, a
			}
		})
	}
	for i, q := range c.questions {
		if err == nil {
			err = q.count(given[i])
		}
	}
	if err != nil {
		return err
	}
	c.responses++
	c.editions[edition]++
	return nil
}

// givenAnswer is the answer to one question as an edition asked it; asked is nil if
// it did not.
type givenAnswer struct {
	question *survey.Question
	answer   survey.Answer
}

func (q *questionCounter) count(g givenAnswer) error {
	q.StateCounts.add(g.answer.State)
	if q.Kind == survey.Matrix {
		return q.countRows(g)
	}
	if g.answer.State != survey.Answered {
		return nil
	}
	a := g.answer
	switch q.Kind {
	case survey.Number:
		n, err := parseScaled(a.Number, q.definition.Decimals)
		q.numbers = append(q.numbers, n)
		return err
	case survey.Ranking:
		return q.countRanking(a.Ranking)
	case survey.Budget:
		return q.countAmounts(a.Amounts)
	}
	for _, id := range a.Options {
		i, ok := q.options[id]
		if !ok {
			return q.unknownOption(id)
		}
		q.Options[i].Count++
		if a.WriteIns[id] != "" {
			q.Options[i].WriteIns++
		}
	}
	return nil
}

func (q *questionCounter) unknownOption(id string) error {
	return fmt.Errorf("tally: question %q has no option or row %q", q.ID, id)
}

// countRows counts every row of a matrix, also where the question as a whole
// was not answered: each row keeps the four states by itself.
func (q *questionCounter) countRows(g givenAnswer) error {
	for i := range q.Rows {
		row := &q.Rows[i]
		state := g.answer.State
		if g.question != nil && !slices.ContainsFunc(g.question.Rows, func(r survey.Option) bool { return r.ID == row.ID }) {
			state = survey.NotAsked
		}
		if state != survey.Answered {
			row.StateCounts.add(state)
			continue
		}
		id, answered := g.answer.Rows[row.ID]
		switch at, known := q.options[id]; {
		case !answered:
			row.Skipped++
		case id == string(survey.PreferNotToSay):
			row.PreferNotToSay++
		case !known:
			return q.unknownOption(id)
		default:
			row.Answered++
			row.Options[at].Count++
		}
	}
	for id := range g.answer.Rows {
		if _, known := q.rows[id]; !known {
			return q.unknownOption(id)
		}
	}
	return nil
}

func (q *questionCounter) countRanking(order []string) error {
	for place, id := range order {
		i, ok := q.options[id]
		if !ok {
			return q.unknownOption(id)
		}
		if place == 0 {
			q.Options[i].Count++
		}
		r := &q.ranks[i]
		r.count, r.sum, r.points = r.count+1, r.sum+int64(place)+1, r.points+int64(len(q.Options)-place)
	}
	q.trackDifference(fmt.Sprint(order))
	return nil
}

func (q *questionCounter) countAmounts(amounts map[string]int64) error {
	for id := range amounts {
		if _, ok := q.options[id]; !ok {
			return q.unknownOption(id)
		}
	}
	for i, o := range q.definition.Options { // an option that an edition does not have was given nothing
		n := amounts[o.ID]
		q.amounts[i] = append(q.amounts[i], n)
		if n != 0 {
			q.Options[i].Count++
		}
	}
	q.trackDifference(fmt.Sprint(amounts)) // fmt sorts the keys of a map
	return nil
}

func (q *questionCounter) trackDifference(answer string) {
	if q.Answered == 1 {
		q.firstAnswer = answer
	}
	q.differs = q.differs || q.firstAnswer != answer
}

// Tally returns what has been counted so far.
func (c *Counter) Tally() *Tally {
	t := &Tally{Form: c.master.Version(), Responses: c.responses}
	for name, n := range c.editions {
		t.Editions = append(t.Editions, Edition{name, n})
	}
	slices.SortFunc(t.Editions, func(a, b Edition) int { return cmp.Compare(a.Name, b.Name) })
	for _, q := range c.questions {
		t.Questions = append(t.Questions, q.result())
	}
	return t
}

// result returns a Question that shares nothing with q.
func (q *questionCounter) result() Question {
	out := q.Question
	out.Options, out.Rows = slices.Clone(q.Options), slices.Clone(q.Rows)
	for i := range out.Rows {
		out.Rows[i].Options = slices.Clone(out.Rows[i].Options)
	}
	switch q.Kind {
	case survey.Number:
		out.Number, out.AllSame = summarise(q.numbers, q.definition.Decimals)
	case survey.Ranking:
		for i := range out.Options {
			out.Options[i].Rank = q.ranks[i].rank()
		}
		out.AllSame = q.Answered > 0 && !q.differs
	case survey.Budget:
		means := roundMeans(q.amounts)
		for i := range out.Options {
			if q.Answered > 0 {
				out.Options[i].Amount = &Amount{Mean: means[i], Median: median(q.amounts[i])}
			}
		}
		out.AllSame = q.Answered > 0 && !q.differs
	}
	return out
}

func (r rankTotals) rank() *Rank {
	out := &Rank{Ranked: r.count, Borda: r.points}
	if r.count > 0 {
		out.Mean = formatDecimal(big.NewInt(r.sum), big.NewInt(r.count), 2)
	}
	return out
}
