package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/survey"
)

// answerTable is a table of answers for databases: a column for each question with one option, with 0 for blank
// and one more than the index of the option, and one for each option of a question with several, with 1 for those
// who chose it, after one with 1 for those who answered.
type answerTable struct {
	columns   []string
	patterns  [][]int8 // the row of each pattern
	questions []survey.Question
}

func newAnswerTable(f *survey.Form, patterns []survey.Answers) *answerTable {
	t := &answerTable{questions: f.Pages[0].Questions}
	for i := range t.questions {
		q := &t.questions[i]
		t.columns = append(t.columns, q.ID)
		if q.Kind == survey.Multiple {
			for o := range q.Options {
				t.columns = append(t.columns, optionColumn(q, o))
			}
		}
	}
	for _, a := range patterns {
		var row []int8
		for i := range t.questions {
			q := &t.questions[i]
			chosen := map[string]bool{}
			for _, id := range a.Get(q.ID).Options {
				chosen[id] = true
			}
			value := int8(0)
			var options []int8
			for o := range q.Options {
				is := int8(0)
				if chosen[q.Options[o].ID] {
					is, value = 1, int8(o+1)
				}
				options = append(options, is)
			}
			if q.Kind == survey.Multiple {
				row = append(append(row, min(1, value)), options...)
			} else {
				row = append(row, value)
			}
		}
		t.patterns = append(t.patterns, row)
	}
	return t
}

func optionColumn(q *survey.Question, option int) string { return fmt.Sprintf("%s_%d", q.ID, option) }

// tallyStatement is a statement that counts one question by the groups. Its rows are the group, then the code and
// the count of a question with one option, or the counts of blank and of each option of one with several.
type tallyStatement struct {
	question string
	multiple bool
	width    int // of a row
	sql      string
}

func (t *answerTable) statements() (all []tallyStatement) {
	var where []string
	for _, f := range tallyFilters {
		var codes []string
		for _, o := range f.options {
			codes = append(codes, strconv.Itoa(o+1))
		}
		where = append(where, fmt.Sprintf("%s IN (%s)", questionID(f.question), strings.Join(codes, ", ")))
	}
	filter, by := strings.Join(where, " AND "), questionID(tallyBy)
	for i := range t.questions {
		q := &t.questions[i]
		if q.Kind != survey.Multiple {
			all = append(all, tallyStatement{q.ID, false, 3,
				fmt.Sprintf("SELECT %s, %s, count(*) FROM answers WHERE %s GROUP BY 1, 2", by, q.ID, filter)})
			continue
		}
		sums := []string{fmt.Sprintf("sum(1 - %s)", q.ID)}
		for o := range q.Options {
			sums = append(sums, fmt.Sprintf("sum(%s)", optionColumn(q, o)))
		}
		all = append(all, tallyStatement{q.ID, true, len(sums) + 1,
			fmt.Sprintf("SELECT %s, %s FROM answers WHERE %s GROUP BY 1", by, strings.Join(sums, ", "), filter)})
	}
	return all
}

// scan reads one row of the answer.
func (s *tallyStatement) scan(r db.Row) ([]int64, error) {
	row := make([]int64, s.width)
	var to []any
	for i := range row {
		to = append(to, &row[i])
	}
	return row, r.Scan(to...)
}

// put enters a row of the answer to the statement in cells.
func (s *tallyStatement) put(cells map[string]int64, row []int64) {
	add := func(option, n int64) {
		if n > 0 {
			cells[fmt.Sprint(s.question, " ", option, " ", row[0])] += n
		}
	}
	if !s.multiple {
		add(row[1], row[2])
		return
	}
	for o, n := range row[1:] {
		add(int64(o), n)
	}
}

func sameCells(out io.Writer, name string, want, got map[string]int64) bool {
	same := len(want) == len(got)
	for cell, n := range want {
		if got[cell] != n {
			fmt.Fprintf(out, "%s counts %d in cell %s, not %d\n", name, got[cell], cell, n)
			same = false
		}
	}
	return same
}

// tallyInSQLite stores the responses in SQLite, and has them counted once.
func (run *Options) tallyInSQLite(
	ctx context.Context, dir string, t *answerTable, picked []uint16,
) (ms float64, _ map[string]int64, err error) {
	d, err := db.Open(ctx, filepath.Join(dir, "answers.db"))
	if err != nil {
		return 0, nil, err
	}
	defer d.Close()
	const batch = 500
	err = d.Update(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "CREATE TABLE answers ("+strings.Join(t.columns, " INTEGER, ")+" INTEGER)"); err != nil {
			return err
		}
		for len(picked) > 0 {
			var rows [][]any
			for _, p := range picked[:min(batch, len(picked))] {
				row := make([]any, len(t.columns))
				for i, value := range t.patterns[p] {
					row[i] = int64(value)
				}
				rows = append(rows, row)
			}
			picked = picked[len(rows):]
			if _, err := tx.Insert(ctx, "answers ("+strings.Join(t.columns, ", ")+")", rows, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	cells := map[string]int64{}
	begun := run.Now()
	err = d.View(ctx, func(tx *db.Tx) error {
		for _, s := range t.statements() {
			rows, err := db.All(ctx, tx, s.scan, s.sql)
			if err != nil {
				return err
			}
			for _, row := range rows {
				s.put(cells, row)
			}
		}
		return nil
	})
	return milliseconds(run.Now().Sub(begun)), cells, err
}

// duckRequest is what the command for DuckDB reads as JSON: statements to prepare, and those that are timed.
type duckRequest struct {
	Prepare []string `json:"prepare"`
	Count   []string `json:"count"`
	Runs    int      `json:"runs"`
}

// duckAnswer is what it writes: the shortest time, and the rows of each of Count.
type duckAnswer struct {
	Milliseconds float64     `json:"ms"`
	Rows         [][][]int64 `json:"rows"`
}

// tallyInDuckDB has DuckDB count the responses, from a table in its memory.
func (run *Options) tallyInDuckDB(ctx context.Context, dir string, t *answerTable, picked []uint16) (float64, map[string]int64, error) {
	file, err := os.Create(filepath.Join(dir, "answers.csv"))
	if err != nil {
		return 0, nil, err
	}
	defer file.Close()
	lines := make([][]byte, len(t.patterns))
	for i, row := range t.patterns {
		for _, value := range row {
			lines[i] = append(strconv.AppendInt(lines[i], int64(value), 10), ',')
		}
		lines[i][len(lines[i])-1] = '\n'
	}
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(w, strings.Join(t.columns, ","))
	for _, p := range picked {
		w.Write(lines[p])
	}
	if err := w.Flush(); err != nil {
		return 0, nil, err
	}
	request := duckRequest{Runs: tallyRuns, Prepare: []string{
		"CREATE TABLE answers (" + strings.Join(t.columns, " UTINYINT, ") + " UTINYINT)",
		"COPY answers FROM '" + strings.ReplaceAll(file.Name(), "'", "''") + "' (HEADER)",
	}}
	statements := t.statements()
	for _, s := range statements {
		request.Count = append(request.Count, s.sql)
	}
	input, err := json.Marshal(request)
	if err != nil {
		return 0, nil, err
	}
	words := strings.Fields(run.DuckDB)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), run.Err
	out, err := cmd.Output()
	if err != nil {
		return 0, nil, fmt.Errorf("the command in FOLKMOOT_BENCH_DUCKDB failed: %w", err)
	}
	var answer duckAnswer
	if err := json.Unmarshal(out, &answer); err != nil || len(answer.Rows) != len(statements) {
		return 0, nil, fmt.Errorf("the command in FOLKMOOT_BENCH_DUCKDB wrote something else than results: %w", err)
	}
	cells := map[string]int64{}
	for i, s := range statements {
		for _, row := range answer.Rows[i] {
			s.put(cells, row)
		}
	}
	return round(answer.Milliseconds), cells, nil
}
