// Package tally counts the answers to one form, exactly and always the same.
//
// A Counter is given the checked answers of one response after another and then
// makes a Tally. All editions of a form (standard, Easy Read, another language)
// are counted together, under the ids of the master form; how many came in each
// edition is counted too.
//
// Every question keeps four states apart: answered, preferred not to say,
// skipped, and not asked. They add up to the responses, for every question, and
// whoever computes a share computes it over those who answered.
//
// What people wrote in their own words is never in a Tally, only how many wrote
// something. Nothing in a Tally is crossed with anything: it is a list of
// one-way counts, from which nobody's answers can be put together again.
//
// A Tally is exact and therefore not for publication: package disclose decides
// what may be released of it. Not even its hash may be published, for small
// counts can be found by trying.
package tally

import (
	"encoding/json"

	"github.com/folkmoot/folkmoot/survey"
)

// Tally is what was counted.
type Tally struct {
	Form      string     `json:"form"` // version of the master
	Responses int64      `json:"responses"`
	Editions  []Edition  `json:"editions"` // in the order of their names
	Questions []Question `json:"questions"`
}

// Edition says how many responses came in one edition of the form.
type Edition struct {
	Name      string `json:"name"`
	Responses int64  `json:"responses"`
}

// StateCounts is what became of a question with everybody who responded.
type StateCounts struct {
	Answered       int64 `json:"answered"` // the base of every share
	PreferNotToSay int64 `json:"prefer-not-to-say"`
	Skipped        int64 `json:"skipped"`
	NotAsked       int64 `json:"not-asked"`
}

// Responses is the sum of s.
func (s StateCounts) Responses() int64 { return s.Answered + s.PreferNotToSay + s.Skipped + s.NotAsked }

func (s *StateCounts) add(state survey.AnswerState) {
	switch state {
	case survey.Answered:
		s.Answered++
	case survey.PreferNotToSay:
		s.PreferNotToSay++
	case survey.Skipped:
		s.Skipped++
	default:
		s.NotAsked++
	}
}

// Question counts the answers to one question of the master form. What else it
// has than States depends on its Kind: texts, addresses and dates have nothing.
type Question struct {
	ID         string              `json:"id"`
	Kind       survey.QuestionKind `json:"kind"`
	Monitoring bool                `json:"monitoring,omitempty"`
	StateCounts
	Options []Option       `json:"options,omitempty"` // single, multiple, dropdown, ranking, budget
	Rows    []Row          `json:"rows,omitempty"`    // matrix
	Number  *NumberSummary `json:"number,omitempty"`
	// AllSame says that everybody who answered a number, ranking or budget gave
	// the same answer.
	AllSame bool `json:"same,omitempty"`
}

// Option counts the people who gave one answer.
type Option struct {
	ID       string  `json:"id"`
	Count    int64   `json:"count"`               // chose it; ranking: put it first; budget: gave it something
	WriteIns int64   `json:"write-ins,omitempty"` // chose it and wrote something
	Rank     *Rank   `json:"rank,omitempty"`
	Amount   *Amount `json:"amount,omitempty"`
}

// Row counts the answers to one row of a matrix. A row left blank in a question
// that was answered is skipped; one that an edition does not have is not asked.
type Row struct {
	ID string `json:"id"`
	StateCounts
	Options []Option `json:"options"`
}

// Rank says how an option was ranked.
type Rank struct {
	Ranked int64  `json:"ranked"` // how many gave it a rank
	Mean   string `json:"mean"`   // of those, to two decimal places; "" if none did
	// Borda is the sum of the points that its ranks are worth: of n options the
	// first is worth n points, the last 1, and one without a rank none.
	Borda int64 `json:"borda"`
}

// Amount says what was given to an option of a budget, in the form's whole
// units, over everybody who answered.
type Amount struct {
	Mean   int64 `json:"mean"`   // the means of a question add up to what the answers add up to
	Median int64 `json:"median"` // an amount that somebody gave: of an even number, the lower of the two in the middle
}

// NumberSummary describes the numbers that were given. The quartiles are numbers that
// somebody gave (the lower of two where it falls between them), so that they
// are exact.
type NumberSummary struct {
	Min           string `json:"least"`
	LowerQuartile string `json:"lower"` // quartile
	Median        string `json:"median"`
	UpperQuartile string `json:"upper"` // quartile
	Max           string `json:"most"`
	Mean          string `json:"mean"` // to one decimal place more than the answers have
}

// JSON returns the one sequence of bytes that t is.
func (t *Tally) JSON() []byte {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // there is nothing in a Tally that JSON cannot say
	}
	return b
}

// Question returns the question with this id, or nil.
func (t *Tally) Question(id string) *Question {
	for i := range t.Questions {
		if t.Questions[i].ID == id {
			return &t.Questions[i]
		}
	}
	return nil
}
