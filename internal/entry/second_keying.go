package entry

import (
	"cmp"
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// insertSample stores which forms of a batch are to be entered a second time.
func insertSample(ctx context.Context, tx *db.Tx, batch string, numbers []int64) error {
	rows := make([][]any, len(numbers))
	for i, n := range numbers {
		rows[i] = []any{batch, n, "", ""}
	}
	_, err := tx.Insert(ctx, `entry_second_keying (batch, number, keyed_by, answers)`, rows, "")
	return err
}

// sampleCount is how many forms of a batch were selected for a second entry, and for
// how many it was made.
type sampleCount struct{ selected, keyed int64 }

func countSample(ctx context.Context, tx *db.Tx, batch string) (sampleCount, error) {
	return db.One(ctx, tx, func(row db.Row) (c sampleCount, err error) { return c, row.Scan(&c.selected, &c.keyed) },
		`SELECT COUNT(*), COUNT(*) FILTER (WHERE keyed_by <> '') FROM entry_second_keying WHERE batch = $1`, batch)
}

// nextSecondKeying returns the lowest number of a form of a batch that is to be entered a
// second time and whose first entry is not by the account clerk, or 0.
func nextSecondKeying(ctx context.Context, tx *db.Tx, batch, clerk string) (int64, error) {
	n, err := db.One(ctx, tx, db.Int, `
		SELECT k.number FROM entry_second_keying k JOIN entry_keyed_form s ON s.batch = k.batch AND s.number = k.number
		WHERE k.batch = $1 AND k.keyed_by = '' AND s.keyed_by <> $2 AND `+latestAttempt+`
		ORDER BY k.number LIMIT 1`, batch, clerk)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return n, err
}

// secondAnswers returns the answers of the second entry of a form, as canonical JSON. It
// is fault.NotFound if there is none, or if its differences are resolved.
func secondAnswers(ctx context.Context, tx *db.Tx, batch string, number int64) (string, error) {
	answers, err := db.One(ctx, tx, db.Text,
		`SELECT answers FROM entry_second_keying WHERE batch = $1 AND number = $2 AND answers <> ''`, batch, number)
	if fault.Is(err, fault.NotFound) {
		err = fault.Newf(fault.NotFound, "Form %d has no differences to resolve.", number)
	}
	return answers, err
}

// saveSecondKeying saves the second entry of a selected form with its comparison with the
// first. answers is "" if there are no differences.
func saveSecondKeying(ctx context.Context, tx *db.Tx, batch string, number int64, clerk, answers string, fields []FieldComparison) error {
	n, err := tx.Exec(ctx, `UPDATE entry_second_keying SET keyed_by = $3, answers = $4 WHERE batch = $1 AND number = $2 AND keyed_by = ''`,
		batch, number, clerk, answers)
	if err == nil && n == 0 {
		return fault.Newf(fault.Conflict, "A colleague has just done the second entry of form %d.", number)
	}
	if err != nil {
		return err
	}
	var rows [][]any
	for _, f := range fields {
		rows = append(rows, []any{batch, f.Number, f.Question, f.Position, f.FirstBy, f.SecondBy, f.Differs, "", "", ""})
	}
	_, err = tx.Insert(
		ctx,
		`entry_comparison (batch, number, question, position, first_by, second_by, differs, resolution, reason, resolved_by)`,
		rows,
		"",
	)
	return err
}

// deleteSecondAnswers deletes the answers of the second entry of a form, whose differences
// are resolved. The results of the comparison stay.
func deleteSecondAnswers(ctx context.Context, tx *db.Tx, batch string, number int64) error {
	n, err := tx.Exec(ctx,
		`UPDATE entry_second_keying SET answers = '' WHERE batch = $1 AND number = $2 AND answers <> ''`, batch, number)
	if err == nil && n == 0 {
		err = errAlreadyResolved
	}
	return err
}

const comparisonColumns = `number, question, position, first_by, second_by, differs, resolution, reason, resolved_by`

func scanComparison(row db.Row) (f FieldComparison, err error) {
	return f, row.Scan(&f.Number, &f.Question, &f.Position, &f.FirstBy, &f.SecondBy, &f.Differs, &f.Resolution, &f.Reason, &f.ResolvedBy)
}

// formDifferences returns the differences of a form, in the order of its questions. Their
// number is limited by that of the questions.
func formDifferences(ctx context.Context, tx *db.Tx, batch string, number int64) ([]FieldComparison, error) {
	return db.All(ctx, tx, scanComparison, `SELECT `+comparisonColumns+` FROM entry_comparison
		WHERE batch = $1 AND number = $2 AND differs ORDER BY position`, batch, number)
}

// hasOpenDifferences reports whether form number of a batch, or with 0 any form, has a
// difference that is not resolved.
func hasOpenDifferences(ctx context.Context, tx *db.Tx, batch string, number int64) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM entry_comparison
		WHERE batch = $1 AND differs AND resolution = '' AND number >= $2 AND number <= $3)`,
		batch, number, cmp.Or(number, maxForms))
}

func saveResolution(ctx context.Context, tx *db.Tx, batch string, f FieldComparison) error {
	n, err := tx.Exec(
		ctx,
		`UPDATE entry_comparison SET resolution = $1, reason = $2, resolved_by = $3
		WHERE batch = $4 AND number = $5 AND question = $6 AND differs AND resolution = ''`,
		string(f.Resolution),
		f.Reason,
		f.ResolvedBy,
		batch,
		f.Number,
		f.Question,
	)
	if err == nil && n == 0 {
		err = errAlreadyResolved
	}
	return err
}

var errAlreadyResolved = fault.New(fault.Conflict, "A colleague has already resolved this form.")
