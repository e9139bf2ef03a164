package entry

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Agreement is the result of double entry.
type Agreement struct {
	Overall      Rate  // of answers on which the two entries differ
	Unresolved   int64 // number of unresolved differences
	Questions    []QuestionRate
	Clerks       []ClerkRate
	SelfResolved int64 // number of differences resolved by one of the two clerks who entered the form
}

// QuestionRate is how often two entries of a question differ.
type QuestionRate struct {
	Question string
	Rate
}

// ClerkRate is how often a clerk's answers were found wrong. Unresolved
// differences do not count.
type ClerkRate struct {
	Clerk string
	Rate
}

// readAgreement counts the results of comparing the two entries of the forms of a batch.
// Questions are listed in the order of the form.
func readAgreement(ctx context.Context, tx *db.Tx, batch string) (a Agreement, err error) {
	a.Questions, err = db.All(ctx, tx, func(row db.Row) (q QuestionRate, err error) {
		var wrong, total int64
		err = row.Scan(&q.Question, &wrong, &total)
		q.Rate = newRate(wrong, total)
		return q, err
	}, `SELECT question, COUNT(*) FILTER (WHERE differs), COUNT(*) FROM entry_comparison
		WHERE batch = $1 GROUP BY question, position ORDER BY position`, batch)
	if err != nil {
		return a, err
	}
	var wrong, total int64
	for _, q := range a.Questions {
		wrong, total = wrong+q.Wrong, total+q.Total
	}
	a.Overall = newRate(wrong, total)
	a.Clerks, err = db.All(ctx, tx, func(row db.Row) (c ClerkRate, err error) {
		var wrong, total int64
		err = row.Scan(&c.Clerk, &wrong, &total)
		c.Rate = newRate(wrong, total)
		return c, err
	}, `SELECT clerk, COUNT(*) FILTER (WHERE wrong), COUNT(*) FROM (
			SELECT first_by AS clerk, resolution IN ($2, $4) AS wrong FROM entry_comparison WHERE batch = $1
			UNION ALL SELECT second_by, resolution IN ($3, $4) FROM entry_comparison WHERE batch = $1
		) AS entries GROUP BY clerk ORDER BY clerk`,
		batch, string(SecondCorrect), string(FirstCorrect), string(NeitherCorrect))
	if err != nil {
		return a, err
	}
	if a.Unresolved, err = countUnresolved(ctx, tx, batch); err != nil {
		return a, err
	}
	a.SelfResolved, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM entry_comparison
		WHERE batch = $1 AND differs AND resolution IN ($2, $3, $4) AND resolved_by IN (first_by, second_by)`,
		batch, string(FirstCorrect), string(SecondCorrect), string(NeitherCorrect))
	return a, err
}

// countUnresolved counts the differences of a batch that are not resolved.
func countUnresolved(ctx context.Context, tx *db.Tx, batch string) (int64, error) {
	return db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM entry_comparison WHERE batch = $1 AND differs AND resolution = ''`, batch)
}
