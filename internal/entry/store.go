package entry

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const batchColumns = `id, consultation, org, reference, channel, edition, form, day, forms, second, seed, state,
	opened_by, opened_at, version`

func scanBatch(row db.Row) (*Batch, error) {
	var b Batch
	return &b, row.Scan(
		&b.ID,
		&b.Consultation,
		&b.Org,
		&b.Reference,
		&b.Channel,
		&b.Edition,
		&b.FormVersion,
		&b.ReceivedOn,
		&b.FormCount,
		&b.SampleSize,
		&b.Seed,
		&b.State,
		&b.OpenedBy,
		db.ScanTime(&b.OpenedAt),
		&b.Version,
	)
}

// insertBatch inserts a new batch. It returns false if its id exists.
func insertBatch(ctx context.Context, tx *db.Tx, b *Batch) (bool, error) {
	n, err := tx.Insert(
		ctx,
		`entry_batch (`+batchColumns+`)`,
		[][]any{{b.ID, b.Consultation, b.Org, b.Reference, string(b.Channel), b.Edition,
			b.FormVersion, b.ReceivedOn, b.FormCount, b.SampleSize, b.Seed, string(b.State), b.OpenedBy, db.Time(b.OpenedAt), b.Version}},
		`ON CONFLICT (id) DO NOTHING`,
	)
	return n > 0, err
}

// getBatch returns batch id of consultation, or fault.NotFound.
func getBatch(ctx context.Context, tx *db.Tx, consultation, id string) (*Batch, error) {
	b, err := db.One(
		ctx,
		tx,
		scanBatch,
		`SELECT `+batchColumns+` FROM entry_batch WHERE id = $1 AND consultation = $2`,
		id,
		consultation,
	)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that batch. Look for it in the list of batches.")
	}
	return b, err
}

func listBatches(ctx context.Context, tx *db.Tx, consultation string) ([]*Batch, error) {
	return db.All(
		ctx,
		tx,
		scanBatch,
		`SELECT `+batchColumns+` FROM entry_batch WHERE consultation = $1 ORDER BY opened_at DESC, id`,
		consultation,
	)
}

// OpenBatches returns up to limit batches of consultation that are not closed, the oldest first.
// Forms of them may still be added or corrected.
func OpenBatches(ctx context.Context, tx *db.Tx, consultation string, limit int) ([]*Batch, error) {
	return db.All(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM entry_batch
		WHERE consultation = $1 AND state <> $2 ORDER BY opened_at, id LIMIT $3`,
		consultation, string(BatchClosed), limit)
}

// BatchCount is the number of batches in a state, and of the forms in them.
type BatchCount struct {
	State          BatchState
	Batches, Forms int64
}

// CountBatches counts the batches of consultation that are in each state, in the order of work.
func CountBatches(ctx context.Context, tx *db.Tx, consultation string) (all []BatchCount, err error) {
	found, err := db.All(ctx, tx, func(r db.Row) (c BatchCount, err error) {
		return c, r.Scan(&c.State, &c.Batches, &c.Forms)
	}, `SELECT state, COUNT(*), CAST(SUM(forms) AS BIGINT) FROM entry_batch WHERE consultation = $1 GROUP BY state`, consultation)
	for _, state := range []BatchState{BatchKeying, BatchChecking, BatchClosed} {
		for _, c := range found {
			if c.State == state {
				all = append(all, c)
			}
		}
	}
	return all, err
}

// setState updates the state of b. It returns fault.Conflict if b has changed
// since it was read.
func (b *Batch) setState(ctx context.Context, tx *db.Tx, to BatchState) error {
	n, err := tx.Exec(
		ctx,
		`UPDATE entry_batch SET state = $1, version = version + 1 WHERE id = $2 AND version = $3`,
		string(to),
		b.ID,
		b.Version,
	)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Someone else has changed this batch. Check it and try again.")
	}
	return err
}

func scanKeyedForm(row db.Row) (s KeyedForm, err error) {
	var unreadable string
	if err := row.Scan(&s.Number, &s.Attempt, &s.Response, &s.KeyedBy, &unreadable); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(unreadable), &s.Unreadable)
}

// listKeyedForms returns the latest attempt at each form of a batch.
func listKeyedForms(ctx context.Context, tx *db.Tx, batch string) ([]KeyedForm, error) {
	return db.All(ctx, tx, scanKeyedForm, `
		SELECT s.number, s.attempt, s.response, s.keyed_by, s.unreadable FROM entry_keyed_form s
		WHERE s.batch = $1 AND s.attempt = (SELECT MAX(t.attempt) FROM entry_keyed_form t WHERE t.batch = s.batch AND t.number = s.number)
		ORDER BY s.number`, batch)
}

func getKeyedForm(ctx context.Context, tx *db.Tx, batch string, number int64) (KeyedForm, error) {
	s, err := db.One(ctx, tx, scanKeyedForm, `
		SELECT number, attempt, response, keyed_by, unreadable FROM entry_keyed_form
		WHERE batch = $1 AND number = $2 ORDER BY attempt DESC LIMIT 1`, batch, number)
	if fault.Is(err, fault.NotFound) {
		return s, fault.Newf(fault.NotFound, "Form %d of this batch has not been entered yet.", number)
	}
	return s, err
}

// lastKeyedNumber returns the highest form number entered, or 0. Numbers start
// at 1 without gaps.
func lastKeyedNumber(ctx context.Context, tx *db.Tx, batch string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COALESCE(MAX(number), 0) FROM entry_keyed_form WHERE batch = $1`, batch)
}

func insertKeyedForm(ctx context.Context, tx *db.Tx, batch string, s KeyedForm) error {
	if s.Unreadable == nil {
		s.Unreadable = []string{}
	}
	n, err := tx.Insert(
		ctx,
		`entry_keyed_form (batch, number, attempt, response, keyed_by, unreadable)`,
		[][]any{
			{batch, s.Number, s.Attempt, s.Response, s.KeyedBy, db.JSON(s.Unreadable)},
		},
		`ON CONFLICT (batch, number, attempt) DO NOTHING`,
	)
	if err == nil && n == 0 {
		err = fault.Newf(fault.Conflict, "A colleague has just entered form %d of this batch.", s.Number)
	}
	return err
}

// SecondKeying is the second entry of a form.
type SecondKeying struct {
	Number  int64
	KeyedBy string
	Answers string // canonical JSON; "" once resolved
}

func scanSecondKeying(row db.Row) (s SecondKeying, err error) {
	return s, row.Scan(&s.Number, &s.KeyedBy, &s.Answers)
}

func listSecondKeyings(ctx context.Context, tx *db.Tx, batch string) ([]SecondKeying, error) {
	return db.All(
		ctx,
		tx,
		scanSecondKeying,
		`SELECT number, keyed_by, answers FROM entry_second_keying WHERE batch = $1 ORDER BY number`,
		batch,
	)
}

func insertSecondKeying(ctx context.Context, tx *db.Tx, batch string, s SecondKeying, fields []FieldComparison) error {
	n, err := tx.Insert(
		ctx,
		`entry_second_keying (batch, number, keyed_by, answers)`,
		[][]any{{batch, s.Number, s.KeyedBy, s.Answers}},
		`ON CONFLICT (batch, number) DO NOTHING`,
	)
	if err == nil && n == 0 {
		return fault.Newf(fault.Conflict, "A colleague has just done the second entry of form %d.", s.Number)
	}
	if err != nil {
		return err
	}
	var rows [][]any
	for _, f := range fields {
		rows = append(rows, []any{batch, f.Number, f.Question, f.FirstBy, f.SecondBy, f.Differs, "", "", ""})
	}
	_, err = tx.Insert(
		ctx,
		`entry_comparison (batch, number, question, first_by, second_by, differs, resolution, reason, resolved_by)`,
		rows,
		"",
	)
	return err
}

func scanComparison(row db.Row) (f FieldComparison, err error) {
	return f, row.Scan(&f.Number, &f.Question, &f.FirstBy, &f.SecondBy, &f.Differs, &f.Resolution, &f.Reason, &f.ResolvedBy)
}

func listComparisons(ctx context.Context, tx *db.Tx, batch string) ([]FieldComparison, error) {
	return db.All(ctx, tx, scanComparison, `
		SELECT number, question, first_by, second_by, differs, resolution, reason, resolved_by
		FROM entry_comparison WHERE batch = $1 ORDER BY number, question`, batch)
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
		err = fault.New(fault.Conflict, "A colleague has already resolved this form.")
	}
	return err
}

// deleteSecondAnswers deletes the answers of second entries: of one form or,
// with number 0, of all forms. The comparison results stay.
func deleteSecondAnswers(ctx context.Context, tx *db.Tx, batch string, number int64) error {
	_, err := tx.Exec(
		ctx,
		`UPDATE entry_second_keying SET answers = '' WHERE batch = $1 AND (number = $2 OR $2 = 0)`,
		batch,
		number,
	)
	return err
}
