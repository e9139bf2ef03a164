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

// BatchLine is a batch in a list, with the number of forms entered.
type BatchLine struct {
	*Batch
	KeyedCount int64
}

// BatchSorts are the orders of the batches of a consultation.
var BatchSorts = db.Sorts[*Batch]{
	{Name: "opened", Order: db.Order{Columns: []db.Column{{Name: "opened_at"}, {Name: "id"}}, Descending: true},
		Position: func(b *Batch) []any { return []any{db.Time(b.OpenedAt), b.ID} }},
	{Name: "batch", Order: db.Order{Columns: []db.Column{{Name: "reference"}, {Name: "id"}}},
		Position: func(b *Batch) []any { return []any{b.Reference, b.ID} }},
	{Name: "received", Order: db.Order{Columns: []db.Column{{Name: "day"}, {Name: "id"}}, Descending: true},
		Position: func(b *Batch) []any { return []any{b.ReceivedOn, b.ID} }},
}

// batchesPerPage is the number of batches on a page of the list.
const batchesPerPage = 50

// batchPage returns the page of the batches of consultation at the cursor at, sorted by one of BatchSorts.
func batchPage(ctx context.Context, tx *db.Tx, consultation string, by db.Sort, at string) (db.Page[BatchLine], error) {
	order, position := BatchSorts.In(by)
	found, err := db.ReadPage(ctx, tx, scanBatch, position, db.PageQuery{Order: order, At: at, Size: batchesPerPage},
		`SELECT `+batchColumns+` FROM entry_batch`, `consultation = $1`, consultation)
	lines := make([]BatchLine, len(found.Items))
	for i, b := range found.Items {
		lines[i].Batch = b
		if err == nil {
			lines[i].KeyedCount, err = lastKeyedNumber(ctx, tx, b.ID)
		}
	}
	return db.Paged(found, lines), err
}

// OpenBatches returns up to limit batches of consultation that are not closed, the oldest first.
// Forms of them may still be added or corrected.
func OpenBatches(ctx context.Context, tx *db.Tx, consultation string, limit int) ([]*Batch, error) {
	return db.All(ctx, tx, scanBatch, `SELECT `+batchColumns+` FROM entry_batch
		WHERE consultation = $1 AND state <> $2 ORDER BY opened_at, reference, id LIMIT $3`,
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
		err = errBatchChanged
	}
	return err
}

var errBatchChanged = fault.New(fault.Conflict, "Someone else has changed this batch. Check it and try again.")

func scanKeyedForm(row db.Row) (s KeyedForm, err error) {
	var unreadable string
	if err := row.Scan(&s.Number, &s.Attempt, &s.Response, &s.KeyedBy, &unreadable, &s.Sampled); err != nil {
		return s, err
	}
	return s, json.Unmarshal([]byte(unreadable), &s.Unreadable)
}

const selectKeyedForms = `SELECT s.number, s.attempt, s.response, s.keyed_by, s.unreadable,
	EXISTS (SELECT 1 FROM entry_second_keying k WHERE k.batch = s.batch AND k.number = s.number)
	FROM entry_keyed_form s`

// latestAttempt is the condition for the latest attempt at a form.
const latestAttempt = `s.attempt = (SELECT MAX(t.attempt) FROM entry_keyed_form t WHERE t.batch = s.batch AND t.number = s.number)`

// formNumber is the order of the forms of a batch.
var formNumber = db.Order{Columns: []db.Column{{Name: "s.number", Number: true}}}

// formsPerPage is the number of forms on a page of a batch.
const formsPerPage = 100

// keyedFormPage returns the page of the latest attempts at the forms of a batch at the
// cursor at.
func keyedFormPage(ctx context.Context, tx *db.Tx, batch, at string) (db.Page[KeyedForm], error) {
	return db.ReadPage(ctx, tx, scanKeyedForm, func(f KeyedForm) []any { return []any{f.Number} },
		db.PageQuery{Order: formNumber, At: at, Size: formsPerPage}, selectKeyedForms, `s.batch = $1 AND `+latestAttempt, batch)
}

// getKeyedForm returns the latest attempt at a form, or fault.NotFound.
func getKeyedForm(ctx context.Context, tx *db.Tx, batch string, number int64) (KeyedForm, error) {
	s, err := db.One(ctx, tx, scanKeyedForm,
		selectKeyedForms+` WHERE s.batch = $1 AND s.number = $2 ORDER BY s.attempt DESC LIMIT 1`, batch, number)
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
