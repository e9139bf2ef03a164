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
	form      *survey.Form
	responses int64
	editions  map[string]int64
	questions []*question
	byID      map[string]int
}

// question is a Question while it is being counted.
type question struct {
	Question
	asked   *survey.Question
	options map[string]int
	rows    map[string]int
	numbers []*big.Int // number: every answer, in units of the last decimal place
	ranks   []ranking  // ranking: by option
	amounts [][]int64  // budget: by option, every answer
	first   string     // ranking, budget: the first answer, to see if another differs
	differs bool
}

type ranking struct{ n, sum, points int64 }

// NewCounter returns a Counter of responses to the editions of master.
func NewCounter(master *survey.Form) *Counter {
	c := &Counter{form: master, editions: map[string]int64{}, byID: map[string]int{}}
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

func newQuestion(asked *survey.Question, monitoring bool) *question {
	q := &question{
		Question: Question{ID: asked.ID, Kind: asked.Kind, Monitoring: monitoring},
		asked:    asked, options: map[string]int{}, rows: map[string]int{},
	}
	for i, o := range asked.Options {
		q.options[o.ID] = i
	}
	for i, r := range asked.Rows {
		q.rows[r.ID] = i
		q.Rows = append(q.Rows, Row{ID: r.ID, Options: named(asked.Options)})
	}
	switch asked.Kind {
	case survey.Matrix:
	case survey.Ranking:
		q.ranks = make([]ranking, len(asked.Options))
		q.Options = named(asked.Options)
	case survey.Budget:
		q.amounts = make([][]int64, len(asked.Options))
		q.Options = named(asked.Options)
	default:
		q.Options = named(asked.Options)
	}
	return q
}

func named(options []survey.Option) []Option {
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
	given := make([]given, len(c.questions))
	for _, part := range parts {
		part.Each(func(asked *survey.Question, a survey.Answer) {
			i, ok := c.byID[asked.ID]
			switch {
			case !ok:
				err = cmp.Or(err, fmt.Errorf("tally: the form has no question %q", asked.ID))
			case given[i].asked == nil || a.State != survey.NotAsked:
				given[i].asked, given[i].answer = asked, a
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

// given is the answer to one question as an edition asked it; asked is nil if
// it did not.
type given struct {
	asked  *survey.Question
	answer survey.Answer
}

func (q *question) count(g given) error {
	q.States.add(g.answer.State)
	if q.Kind == survey.Matrix {
		return q.countRows(g)
	}
	if g.answer.State != survey.Answered {
		return nil
	}
	a := g.answer
	switch q.Kind {
	case survey.Number:
		n, err := scaled(a.Number, q.asked.Decimals)
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
			return q.unknown(id)
		}
		q.Options[i].Count++
		if a.WriteIns[id] != "" {
			q.Options[i].WriteIns++
		}
	}
	return nil
}

func (q *question) unknown(id string) error {
	return fmt.Errorf("tally: question %q has no option or row %q", q.ID, id)
}

// countRows counts every row of a matrix, also where the question as a whole
// was not answered: each row keeps the four states by itself.
func (q *question) countRows(g given) error {
	for i := range q.Rows {
		row := &q.Rows[i]
		state := g.answer.State
		if g.asked != nil && !slices.ContainsFunc(g.asked.Rows, func(r survey.Option) bool { return r.ID == row.ID }) {
			state = survey.NotAsked
		}
		if state != survey.Answered {
			row.States.add(state)
			continue
		}
		id, answered := g.answer.Rows[row.ID]
		switch at, known := q.options[id]; {
		case !answered:
			row.Skipped++
		case id == string(survey.PreferNotToSay):
			row.PreferNotToSay++
		case !known:
			return q.unknown(id)
		default:
			row.Answered++
			row.Options[at].Count++
		}
	}
	for id := range g.answer.Rows {
		if _, known := q.rows[id]; !known {
			return q.unknown(id)
		}
	}
	return nil
}

func (q *question) countRanking(order []string) error {
	for place, id := range order {
		i, ok := q.options[id]
		if !ok {
			return q.unknown(id)
		}
		if place == 0 {
			q.Options[i].Count++
		}
		r := &q.ranks[i]
		r.n, r.sum, r.points = r.n+1, r.sum+int64(place)+1, r.points+int64(len(q.Options)-place)
	}
	q.compare(fmt.Sprint(order))
	return nil
}

func (q *question) countAmounts(amounts map[string]int64) error {
	for id := range amounts {
		if _, ok := q.options[id]; !ok {
			return q.unknown(id)
		}
	}
	for i, o := range q.asked.Options { // an option that an edition does not have was given nothing
		n := amounts[o.ID]
		q.amounts[i] = append(q.amounts[i], n)
		if n != 0 {
			q.Options[i].Count++
		}
	}
	q.compare(fmt.Sprint(amounts)) // fmt sorts the keys of a map
	return nil
}

func (q *question) compare(answer string) {
	if q.Answered == 1 {
		q.first = answer
	}
	q.differs = q.differs || q.first != answer
}

// Tally returns what has been counted so far.
func (c *Counter) Tally() *Tally {
	t := &Tally{Form: c.form.Version(), Responses: c.responses}
	for name, n := range c.editions {
		t.Editions = append(t.Editions, Edition{name, n})
	}
	slices.SortFunc(t.Editions, func(a, b Edition) int { return cmp.Compare(a.Name, b.Name) })
	for _, q := range c.questions {
		t.Questions = append(t.Questions, q.sum())
	}
	return t
}

// sum returns a Question that shares nothing with q.
func (q *question) sum() Question {
	out := q.Question
	out.Options, out.Rows = slices.Clone(q.Options), slices.Clone(q.Rows)
	for i := range out.Rows {
		out.Rows[i].Options = slices.Clone(out.Rows[i].Options)
	}
	switch q.Kind {
	case survey.Number:
		out.Number, out.Same = describe(q.numbers, q.asked.Decimals)
	case survey.Ranking:
		for i := range out.Options {
			out.Options[i].Rank = q.ranks[i].rank()
		}
		out.Same = q.Answered > 0 && !q.differs
	case survey.Budget:
		means := split(q.amounts)
		for i := range out.Options {
			if q.Answered > 0 {
				out.Options[i].Amount = &Amount{Mean: means[i], Median: middle(q.amounts[i])}
			}
		}
		out.Same = q.Answered > 0 && !q.differs
	}
	return out
}

func (r ranking) rank() *Rank {
	out := &Rank{Ranked: r.n, Borda: r.points}
	if r.n > 0 {
		out.Mean = decimal(big.NewInt(r.sum), big.NewInt(r.n), 2)
	}
	return out
}
