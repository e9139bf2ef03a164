package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"time"

	"github.com/folkmoot/folkmoot/survey"
	"github.com/folkmoot/folkmoot/tally"
)

// tallyResult is the result of Tally. Times are in milliseconds, of the fastest of several runs. The databases
// count what all_by_one counts.
type tallyResult struct {
	Name             string  `json:"name"`
	Rows             int     `json:"rows"`
	Questions        int     `json:"questions"`
	AllByOne         float64 `json:"all_by_one_ms"`            // all questions by one, of the people in two filters
	Unfiltered       float64 `json:"all_by_one_unfiltered_ms"` // all questions by one, of everyone
	Single           float64 `json:"single_ms"`                // one question by another, of everyone
	SQLite           float64 `json:"sqlite_ms"`
	DuckDB           float64 `json:"duckdb_ms,omitempty"` // only with Options.DuckDB
	SQLiteRatio      float64 `json:"sqlite_ratio"`
	DuckDBRatio      float64 `json:"duckdb_ratio,omitempty"`
	Identical        bool    `json:"identical"` // every cell is the same in all of them
	BytesPerResponse float64 `json:"bytes_per_response"`
	Rebuild          float64 `json:"rebuild_s"` // to read the stored form of the answers and to add them, with one core
	Sizes            []int   `json:"sizes"`
	Exponent         float64 `json:"exponent"` // of all_by_one_unfiltered_ms over Sizes
}

// tallySizes are numbers of responses.
var tallySizes = []int{10_000, 100_000, 1_000_000, 10_000_000}

const (
	tallyRows      = 1_000_000 // the most that are also counted by the databases
	tallyPatterns  = 20_000    // different responses
	tallyQuestions = 30
	tallyRuns      = 15
)

// The question by whose answers all are counted, and the filters.
const tallyBy = 2

var tallyFilters = []struct {
	question int
	options  []int
}{{3, []int{0, 1}}, {4, []int{1, 2, 3}}}

// tallyForm returns the form of the benchmark: 26 questions with one option and 4 with several, and up to 19
// options.
func tallyForm() (*survey.Form, error) {
	type option struct {
		ID   string `json:"id"`
		Text string `json:"text"`
	}
	var questions []map[string]any
	for i := range tallyQuestions {
		n, kind := 2+i%6, survey.Single
		switch {
		case i%8 == 7:
			n, kind = 6, survey.Multiple
		case i == 1:
			n = 19 // as many as the ethnic groups of the 2021 Census
		case i == tallyBy:
			n = 8
		}
		var options []option
		for o := range n {
			options = append(options, option{fmt.Sprintf("o%d", o), fmt.Sprintf("Answer %d", o)})
		}
		questions = append(questions, map[string]any{"id": fmt.Sprintf("q%d", i), "kind": kind, "text": fmt.Sprintf("Question %d", i),
			"options": options})
	}
	form, err := json.Marshal(map[string]any{"id": "bench", "title": "Benchmark", "lang": "en", "edition": "standard",
		"pages": []any{map[string]any{"id": "p", "questions": questions}}})
	if err != nil {
		return nil, err
	}
	return survey.Parse(form)
}

// inventAnswers invents answers to f. One in twenty is left blank.
func inventAnswers(f *survey.Form, rng *rand.Rand) (survey.Answers, error) {
	raw := survey.Raw{}
	for i := range f.Pages[0].Questions {
		q := &f.Pages[0].Questions[i]
		if rng.IntN(20) == 0 {
			continue
		}
		raw[q.ID] = []string{q.Options[rng.IntN(len(q.Options))].ID}
		if q.Kind != survey.Multiple {
			continue
		}
		for _, o := range q.Options {
			if o.ID != raw[q.ID][0] && rng.IntN(4) == 0 {
				raw[q.ID] = append(raw[q.ID], o.ID)
			}
		}
	}
	a, problems := f.Check(raw)
	if len(problems) > 0 {
		return a, fmt.Errorf("an invented response has %d problems", len(problems))
	}
	return a, nil
}

// Tally measures how fast answers to a form of 30 questions are counted by groups, beside SQLite and, with
// Options.DuckDB, beside DuckDB.
func Tally(ctx context.Context, run Options, seed uint64) error {
	f, err := tallyForm()
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	patterns := make([]survey.Answers, tallyPatterns)
	for i := range patterns {
		if patterns[i], err = inventAnswers(f, rng); err != nil {
			return err
		}
	}
	got := tallyResult{Name: "tally", Questions: tallyQuestions, Sizes: run.sizes(tallySizes)}
	for _, n := range got.Sizes {
		if n > got.Rows && n <= tallyRows || got.Rows == 0 {
			got.Rows = n
		}
	}
	var seconds []float64
	for _, n := range got.Sizes {
		picked := make([]uint16, n) // which pattern each response has
		for i := range picked {
			picked[i] = uint16(rng.IntN(len(patterns)))
		}
		c := tally.NewColumns(f)
		for _, p := range picked {
			if err := c.Add(tally.Response{Form: f, Parts: []survey.Answers{patterns[p]}}); err != nil {
				return err
			}
		}
		unfiltered, _, err := run.fastestCross(c, tally.Query{By: questionID(tallyBy)})
		if err != nil {
			return err
		}
		seconds = append(seconds, unfiltered/1000)
		fmt.Fprintf(run.Err, "%d responses: all questions by one in %.2f ms\n", n, unfiltered)
		if n != got.Rows {
			continue
		}
		got.Unfiltered, got.BytesPerResponse = unfiltered, round(float64(c.Bytes())/float64(n))
		if err := run.compareTally(ctx, f, c, patterns, picked, &got); err != nil {
			return err
		}
	}
	got.Exponent = exponent(got.Sizes, seconds)
	return json.NewEncoder(run.Out).Encode(got)
}

func questionID(i int) string { return fmt.Sprintf("q%d", i) }

// fastestCross counts several times, and returns the shortest time in milliseconds.
func (run *Options) fastestCross(c *tally.Columns, q tally.Query) (best float64, tables []tally.Table, err error) {
	q.Workers = runtime.GOMAXPROCS(0)
	for i := range tallyRuns {
		begun := run.Now()
		if tables, err = c.Cross(q); err != nil {
			return 0, nil, err
		}
		if took := milliseconds(run.Now().Sub(begun)); i == 0 || took < best {
			best = took
		}
	}
	return best, tables, nil
}

func milliseconds(d time.Duration) float64 { return round(float64(d.Microseconds()) / 1000) }

// compareTally measures the other queries, and has the same counted by the databases.
func (run *Options) compareTally(
	ctx context.Context, f *survey.Form, c *tally.Columns, patterns []survey.Answers, picked []uint16, got *tallyResult,
) (err error) {
	q := tally.Query{By: questionID(tallyBy)}
	if got.Single, _, err = run.fastestCross(c, tally.Query{Variables: []string{"q1"}, By: q.By}); err != nil {
		return err
	}
	for _, filter := range tallyFilters {
		var any []tally.Group
		for _, o := range filter.options {
			any = append(any, tally.Group{Category: fmt.Sprintf("o%d", o)})
		}
		q.Filters = append(q.Filters, tally.Filter{Variable: questionID(filter.question), Any: any})
	}
	var tables []tally.Table
	if got.AllByOne, tables, err = run.fastestCross(c, q); err != nil {
		return err
	}
	cells := tallyCells(tables)
	dir, err := os.MkdirTemp("", "folkmoot-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	table := newAnswerTable(f, patterns)
	var inSQLite, inDuckDB map[string]int64
	if got.SQLite, inSQLite, err = run.tallyInSQLite(ctx, dir, table, picked); err != nil {
		return err
	}
	got.Identical, got.SQLiteRatio = sameCells(run.Err, "SQLite", cells, inSQLite), round(got.SQLite/got.AllByOne)
	if run.DuckDB != "" {
		if got.DuckDB, inDuckDB, err = run.tallyInDuckDB(ctx, dir, table, picked); err != nil {
			return err
		}
		got.Identical = sameCells(run.Err, "DuckDB", cells, inDuckDB) && got.Identical
		got.DuckDBRatio = round(got.DuckDB / got.AllByOne)
	}
	begun := run.Now()
	again := tally.NewColumns(f)
	stored := make([][]byte, len(patterns))
	for i := range patterns {
		stored[i] = patterns[i].Canonical()
	}
	for _, p := range picked {
		a, err := survey.ParseAnswers(f, stored[p])
		if err != nil {
			return err
		}
		if err := again.Add(tally.Response{Form: f, Parts: []survey.Answers{a}}); err != nil {
			return err
		}
	}
	got.Rebuild = round(run.Now().Sub(begun).Seconds())
	return nil
}

// tallyCells returns the counts in tables that are not 0, by question, option and group. The groups are numbered
// as the databases number them: 0 for those who left the question blank, and one more than the index of the option.
func tallyCells(tables []tally.Table) map[string]int64 {
	cells := map[string]int64{}
	put := func(id string, option int, group tally.Group, n int64) {
		by := 0
		if group.Category != "" {
			fmt.Sscanf(group.Category, "o%d", &by)
			by++
		}
		if n > 0 {
			cells[fmt.Sprint(id, " ", option, " ", by)] += n
		}
	}
	for i := range tables {
		t := &tables[i]
		for g, group := range t.Groups[1:] {
			put(t.Variable.ID, 0, group, t.States[g+1].Skipped)
			for o := range t.Cells {
				put(t.Variable.ID, o+1, group, t.Cells[o][g+1].Count)
			}
		}
	}
	return cells
}
