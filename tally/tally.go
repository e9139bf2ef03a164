// Package tally counts the answers to a form and computes summary statistics.
//
// Add each response to a [Counter], then call [Counter.Tally]. All editions of a form
// (standard, Easy Read, other languages) are counted together under the IDs of the
// master form, and the responses in each edition are counted too.
//
// Each question has separate counts of the states of package survey: answered, preferred
// not to say, skipped, not asked and not valid. They add up to the number of responses.
// Answers that are not valid are in no other count and no statistic.
// Percentages should be of those who answered and were offered the option: an edition may
// offer fewer options than the master form, and who was not offered an option did not
// decide against it.
//
// A Tally contains no free text, only how many people wrote something, and no
// cross-tabulation, only counts for one question at a time.
//
// [Columns] keep the answers of each response in memory, so that any question can be counted by any other
// with [Columns.Cross], of the people in any filters, with and without weights. The base of a cell is the
// people of its group who answered the question and were offered the option.
//
// A Tally and a Table contain exact counts and must not be published: package disclose decides
// which of them may be. Do not publish a digest of it either, because small counts can
// be found by trying all possibilities.
//
// The package is deterministic: the order in which responses are added makes no
// difference, not even in the last digit. Statistics are computed with integers of
// arbitrary size and rounded once, at the end.
//
// # Methods
//
//   - Number: all figures are of the people who gave a number, without those who ticked a
//     box such as “Don’t know” instead. Quartiles are values that were given. Of n sorted
//     values numbered from 0, the quartile k (1 to 3) is value number k(n−1)/4 rounded down, so the median
//     of an even number of values is the lower of the two in the middle. This is the
//     position of definition 7 in Hyndman and Fan, "Sample Quantiles in Statistical
//     Packages", The American Statistician 50(4), 1996, rounded down instead of
//     interpolated. The mean is rounded half away from zero.
//   - Duration, period: as a number, of the shortest unit of a duration, and of the days, months
//     or years of a period, with the first and the last.
//   - Ranking: the mean rank of an option is over those who ranked it. Its Borda score
//     is the sum of n points for each first place of n options, n−1 for each second
//     place and so on, and none from those who did not rank it (J.-C. de Borda,
//     "Mémoire sur les élections au scrutin", 1781).
//   - Budget: mean amounts are rounded to whole units by the largest remainder method
//     (Hamilton's method of apportionment), so that they still add up to the total. If an
//     edition lacks an option, each mean is over those who were offered the option, and is
//     rounded half up on its own.
package tally

import (
	"encoding/json"

	"github.com/folkmoot/folkmoot/survey"
)

// Tally is the result of counting.
type Tally struct {
	Form      string     `json:"form"` // survey.Form.Version of the master form
	Responses int64      `json:"responses"`
	Editions  []Edition  `json:"editions"`  // sorted by name
	Questions []Question `json:"questions"` // in the order of the master form, without panels
}

// Edition is the number of responses in one edition of the form.
type Edition struct {
	Name      string `json:"name"`
	Responses int64  `json:"responses"`
}

// StateCounts counts the responses by the state of a question.
type StateCounts struct {
	Answered       int64 `json:"answered"` // the base of percentages
	PreferNotToSay int64 `json:"prefer-not-to-say"`
	Skipped        int64 `json:"skipped"`
	NotAsked       int64 `json:"not-asked"`
	NotValid       int64 `json:"not-valid"` // kept as written on paper; see survey.Form.CheckAsWritten
}

// Responses returns the sum of the counts: the number of responses.
func (s StateCounts) Responses() int64 {
	return s.Answered + s.PreferNotToSay + s.Skipped + s.NotAsked + s.NotValid
}

// Of returns the number of responses in which the question has this state.
func (s StateCounts) Of(state survey.AnswerState) int64 {
	switch state {
	case survey.Answered:
		return s.Answered
	case survey.PreferNotToSay:
		return s.PreferNotToSay
	case survey.Skipped:
		return s.Skipped
	case survey.NotValid:
		return s.NotValid
	}
	return s.NotAsked
}

func (s *StateCounts) add(state survey.AnswerState) {
	switch state {
	case survey.Answered:
		s.Answered++
	case survey.PreferNotToSay:
		s.PreferNotToSay++
	case survey.Skipped:
		s.Skipped++
	case survey.NotValid:
		s.NotValid++
	default:
		s.NotAsked++
	}
}

// Question counts the answers to one question of the master form. Which fields are set
// besides the counts of states depends on its kind; texts, postcodes and dates without
// boxes and fixed limits have none.
type Question struct {
	ID         string              `json:"id"`
	Kind       survey.QuestionKind `json:"kind"`
	Monitoring bool                `json:"monitoring,omitempty"`
	StateCounts
	// Options are those of a single, multiple, dropdown, ranking or budget question. Of a question
	// that is typed they are its boxes, such as “Don’t know”, and then its survey.Question.Bands for
	// the people who typed an answer.
	Options []Option `json:"options,omitempty"`
	Rows    []Row    `json:"rows,omitempty"` // matrix
	// Number is set for a number, a duration or a period, if anyone answered: see
	// survey.Question.Measure.
	Number *NumberSummary `json:"number,omitempty"`
	// AllSame means that all answers to a number, ranking or budget question were the
	// same.
	AllSame bool `json:"all-same,omitempty"`
	// Editions is set if a shorter scale was answered too, whose options merge several of
	// the original: see [survey.CheckEdition]. Options and Rows then count all on the
	// shorter scale, with the merged IDs in Option.Merges: no answer is counted as finer than
	// it was given. Editions counts the same people by the scale that they were offered: the
	// original one, if anyone answered it, and the scale of each edition that merges options.
	Editions []EditionQuestion `json:"editions,omitempty"`
}

// EditionQuestion counts the answers to one scale of a question.
type EditionQuestion struct {
	Edition string `json:"edition"` // "" for the original scale, which several editions can have
	Question
}

// Option counts the people who chose an option. In a ranking, Count is how many put it
// first; in a budget, how many gave it more than 0.
type Option struct {
	ID string `json:"id"`
	// Merges lists the IDs of the options of the original that are counted together, if
	// there are several. ID is then theirs, joined by "--".
	Merges   []string `json:"merges,omitempty"`
	Count    int64    `json:"count"`
	Offered  int64    `json:"offered"`             // how many of those who answered the question were offered it
	WriteIns int64    `json:"write-ins,omitempty"` // how many of them wrote something beside it
	Rank     *Rank    `json:"rank,omitempty"`
	Amount   *Amount  `json:"amount,omitempty"`
}

// Row counts the answers to one row of a matrix. A row left blank counts as skipped,
// also if other rows were answered; a row that an edition does not have counts as not
// asked.
type Row struct {
	ID string `json:"id"`
	StateCounts
	Options []Option `json:"options"`
}

// Rank summarises the ranks of an option.
type Rank struct {
	Ranked int64  `json:"ranked"` // how many people ranked it
	Mean   string `json:"mean"`   // mean of their ranks, to two decimal places; "" if no one ranked it
	Borda  int64  `json:"borda"`  // Borda score; see the package comment
}

// Amount summarises the amounts given to an option of a budget, in units of the form,
// over everyone who answered the question and was offered it.
type Amount struct {
	Mean   int64 `json:"mean"`   // rounded so that the means of a question add up to its total
	Median int64 `json:"median"` // of an even number of amounts, the lower of the two in the middle
	Spread `json:"-"`
}

// Spread says how numbers that people gave are divided among them, as far as that decides whether figures about them
// tell what single people gave.
type Spread struct {
	People  int64 // who gave a number
	MostSay int64 // how many of them gave the most frequent one
	// Rest is what all numbers but the two largest add up to, in percent of the largest, without their signs: at most
	// 1,000, and that if all are 0. If it is low, the one with the second largest can work out the largest from the sum.
	Rest int64
}

// NumberSummary summarises the answers to a number question as decimal numbers. Mean has
// one decimal place more than answers can have; the others are answers that were given.
type NumberSummary struct {
	Min           string `json:"min"`
	LowerQuartile string `json:"lower-quartile"`
	Median        string `json:"median"`
	UpperQuartile string `json:"upper-quartile"`
	Max           string `json:"max"`
	Mean          string `json:"mean"`
	Spread        `json:"-"`
}

// JSON returns t as JSON. Equal tallies have equal bytes.
func (t *Tally) JSON() []byte {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // impossible: every field of a Tally can be encoded
	}
	return b
}

// Question returns the question with this ID, or nil.
func (t *Tally) Question(id string) *Question {
	for i := range t.Questions {
		if t.Questions[i].ID == id {
			return &t.Questions[i]
		}
	}
	return nil
}
