package tally

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/folkmoot/folkmoot/survey"
)

// Counter counts responses one by one. It must not be used by several goroutines at
// once.
type Counter struct {
	master    *survey.Form
	responses int64
	editions  map[string]int64
	questions []*questionCounter
	byID      map[string]int // index in questions
}

// questionCounter is a Question while it is being counted. The slices by option and row
// are in the order of the form.
type questionCounter struct {
	Question
	definition  *survey.Question
	bands       []survey.Band                       // of answers that are typed
	options     map[string]int                      // index by ID
	rows        map[string]int                      // index by ID
	numbers     map[string]int64                    // people by the number of their answer, in units of the last decimal place
	ranks       []rankTotals                        // ranking: by option
	amounts     []amountCounts                      // budget: by option
	answeredIn  map[*survey.Question]*answeredCount // by the question of each edition
	shorter     map[string]*questionCounter         // of editions that merge options; see counterFor
	edition     string                              // of a counter in shorter
	firstAnswer string                              // ranking, budget: the first answer
	differs     bool                                // ranking, budget: another answer was different
}

// answeredCount is how many people answered a question of one edition, and its rows in
// the order of the master form.
type answeredCount struct {
	question int64
	rows     []int64
}

// rankTotals are the sums from which a Rank is computed.
type rankTotals struct{ count, sum, points int64 }

// NewCounter returns a Counter for responses to master and to its editions.
func NewCounter(master *survey.Form) *Counter {
	c := &Counter{master: master, editions: map[string]int64{}, byID: map[string]int{}}
	for i := range master.Pages {
		page := &master.Pages[i]
		for j := range page.Questions {
			if definition := &page.Questions[j]; definition.Kind != survey.Panel && !definition.Kind.IsContact() {
				c.byID[definition.ID] = len(c.questions)
				c.questions = append(c.questions, newQuestion(definition, page.Monitoring))
			}
		}
	}
	return c
}

// newQuestion returns a counter of answers to definition, with all counts 0.
func newQuestion(definition *survey.Question, monitoring bool) *questionCounter {
	q := &questionCounter{
		Question:   Question{ID: definition.ID, Kind: definition.Kind, Monitoring: monitoring},
		definition: definition, options: map[string]int{}, rows: map[string]int{},
		answeredIn: map[*survey.Question]*answeredCount{}, numbers: map[string]int64{},
	}
	for i, o := range definition.Options {
		q.options[o.ID] = i
	}
	for i, r := range definition.Rows {
		q.rows[r.ID] = i
		q.Rows = append(q.Rows, Row{ID: r.ID, Options: emptyOptions(definition.Options)})
	}
	if definition.Kind != survey.Matrix { // which has the options in its rows
		q.Options = emptyOptions(definition.Options)
	}
	q.bands = definition.Bands()
	for _, band := range q.bands {
		q.options[band.ID] = len(q.Options)
		q.Options = append(q.Options, Option{ID: band.ID})
	}
	switch definition.Kind {
	case survey.Ranking:
		q.ranks = make([]rankTotals, len(definition.Options))
	case survey.Budget:
		q.amounts = make([]amountCounts, len(definition.Options))
		for i := range q.amounts {
			q.amounts[i] = amountCounts{}
		}
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

// Add counts one response to the edition with this name. Its answers may be given in
// parts, as survey.Answers.Part returns them; questions in no part count as not asked.
//
// The error means that the answers are not to an edition of the master form (see
// survey.CheckEdition). The response may then be counted in part, so the Counter must
// not be used any more.
func (c *Counter) Add(edition string, parts ...survey.Answers) (err error) {
	given := make([]givenAnswer, len(c.questions))
	for _, part := range parts {
		part.Each(func(asked *survey.Question, a survey.Answer) {
			i, ok := c.byID[asked.ID]
			switch {
			case asked.Kind.IsContact():
			case !ok:
				err = cmp.Or(err, fmt.Errorf("tally: the form has no question %q", asked.ID))
			case given[i].question == nil || a.State != survey.NotAsked:
				given[i].question, given[i].answer = asked, a
			}
		})
	}
	for i, q := range c.questions {
		if err == nil {
			err = q.counterFor(edition, given[i].question).count(given[i])
		}
	}
	if err != nil {
		return err
	}
	c.responses++
	c.editions[edition]++
	return nil
}

// givenAnswer is the answer to a question, and the question in the edition of the
// response; nil if the edition does not have it.
type givenAnswer struct {
	question *survey.Question
	answer   survey.Answer
}

// count adds one answer to q.
func (q *questionCounter) count(g givenAnswer) error {
	q.StateCounts.add(g.answer.State)
	if g.answer.State == survey.Answered {
		q.countIn(g.question).question++
	}
	if q.Kind == survey.Matrix {
		return q.countRows(g)
	}
	if g.answer.State != survey.Answered {
		return nil
	}
	a := g.answer
	if at := a.Band(q.bands); at >= 0 && a.HasTyped(q.Kind) {
		q.Options[q.options[q.bands[at].ID]].Count++
	}
	switch {
	case q.Kind.IsMeasured() && a.HasTyped(q.Kind):
		number, _ := g.question.Measure(a)
		n, err := parseScaled(number, q.definition.Decimals)
		if err != nil {
			return err
		}
		q.numbers[n.String()]++
		return nil
	case q.Kind == survey.Ranking:
		return q.countRanking(a.Ranking)
	case q.Kind == survey.Budget:
		return q.countAmounts(g.question, a.Amounts)
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

// countIn returns the count of those who answered the question of an edition.
func (q *questionCounter) countIn(asked *survey.Question) *answeredCount {
	c := q.answeredIn[asked]
	if c == nil {
		c = &answeredCount{rows: make([]int64, len(q.Rows))}
		q.answeredIn[asked] = c
	}
	return c
}

// offered calls add with the index of every option that an edition offers, and how many
// people answered the question of that edition.
func (q *questionCounter) offered(add func(option int, answered *answeredCount)) {
	for asked, answered := range q.answeredIn {
		for _, band := range q.bands {
			add(q.options[band.ID], answered)
		}
		for _, o := range asked.Options {
			if i, ok := q.options[o.ID]; ok {
				add(i, answered)
			}
		}
	}
}

func (q *questionCounter) unknownOption(id string) error {
	return fmt.Errorf("tally: question %q has no option or row %q", q.ID, id)
}

// countRows adds one answer to each row of a matrix. If the question as a whole was not
// answered, its state is the state of every row.
func (q *questionCounter) countRows(g givenAnswer) error {
	for at := range q.Rows {
		row := &q.Rows[at]
		state := g.answer.State
		if g.question != nil && !slices.ContainsFunc(g.question.Rows, func(r survey.Option) bool { return r.ID == row.ID }) {
			state = survey.NotAsked
		}
		if state != survey.Answered {
			row.StateCounts.add(state)
			continue
		}
		id, answered := g.answer.Rows[row.ID]
		switch i, known := q.options[id]; {
		case !answered:
			row.Skipped++
		case id == string(survey.PreferNotToSay):
			row.PreferNotToSay++
		case id == string(survey.NotValid):
			row.NotValid++
		case !known:
			return q.unknownOption(id)
		default:
			row.Answered++
			row.Options[i].Count++
			q.countIn(g.question).rows[at]++
		}
	}
	for id := range g.answer.Rows {
		if _, known := q.rows[id]; !known {
			return q.unknownOption(id)
		}
	}
	return nil
}

// countRanking adds one ranking, with the first choice first.
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

// countAmounts adds the amounts of one answer to a budget, by ID of the option. asked is the
// question in the edition of the response.
func (q *questionCounter) countAmounts(asked *survey.Question, amounts map[string]int64) error {
	for id := range amounts {
		if _, ok := q.options[id]; !ok {
			return q.unknownOption(id)
		}
	}
	for _, o := range asked.Options {
		i, ok := q.options[o.ID]
		if !ok {
			return q.unknownOption(o.ID)
		}
		n := amounts[o.ID]
		q.amounts[i][n]++
		if n != 0 {
			q.Options[i].Count++
		}
	}
	q.trackDifference(fmt.Sprint(amounts)) // fmt sorts the keys of a map
	return nil
}

// trackDifference compares answer, which has just been counted, with the first one.
func (q *questionCounter) trackDifference(answer string) {
	if q.Answered == 1 {
		q.firstAnswer = answer
	}
	q.differs = q.differs || q.firstAnswer != answer
}

// Tally returns the result so far. Responses can still be added afterwards.
func (c *Counter) Tally() *Tally {
	t := &Tally{Form: c.master.Version(), Responses: c.responses}
	for name, n := range c.editions {
		t.Editions = append(t.Editions, Edition{name, n})
	}
	slices.SortFunc(t.Editions, func(a, b Edition) int { return cmp.Compare(a.Name, b.Name) })
	for _, q := range c.questions {
		t.Questions = append(t.Questions, q.combined())
	}
	return t
}

// result returns the Question with its statistics. It shares no memory with q.
func (q *questionCounter) result() Question {
	out := q.Question
	out.Options, out.Rows = slices.Clone(q.Options), slices.Clone(q.Rows)
	for i := range out.Rows {
		out.Rows[i].Options = slices.Clone(out.Rows[i].Options)
	}
	q.offered(func(i int, answered *answeredCount) {
		if len(out.Options) > 0 {
			out.Options[i].Offered += answered.question
		}
		for r := range out.Rows {
			out.Rows[r].Options[i].Offered += answered.rows[r]
		}
	})
	switch q.Kind {
	case survey.Number, survey.Duration, survey.Period:
		out.Number, out.AllSame = summarise(q.numbers, q.definition.Decimals)
	case survey.Ranking:
		for i := range out.Options {
			out.Options[i].Rank = q.ranks[i].rank()
		}
		out.AllSame = q.Answered > 0 && !q.differs
	case survey.Budget:
		means := roundMeans(q.amounts)
		for i := range out.Options {
			if len(q.amounts[i]) > 0 {
				out.Options[i].Amount = &Amount{means[i], q.amounts[i].median(), q.amounts[i].spread()}
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
