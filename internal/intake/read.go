package intake

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// StoredResponse is a response with its answers, for analysis.
type StoredResponse struct {
	ID                  string   // must not be published
	Commitment          [32]byte // of its leaf
	Epoch               int64    // of its leaf; after a restore, two epochs can have leaves with the same index
	Index               int64    // of its leaf in that epoch
	State               string   // counted, withdrawn or excluded
	Reason              string   // for excluding it
	Channel             string
	Edition             string
	FormVersion         string
	Answers, Monitoring []byte // canonical; nil if withdrawn, deleted or not asked for
}

// responsesPerPage is how many responses EachResponse reads at once.
const responsesPerPage = 1000

// EachResponse calls fn for every response to consultation, in an order that means
// nothing. It has one page of responses in memory at a time, and the positions of all
// of them. fn may use tx. EachResponse returns an error if the record and the database do
// not have the same responses.
func EachResponse(ctx context.Context, tx *db.Tx, consultation string, fn func(StoredResponse) error) error {
	positions, err := responsePositions(ctx, tx, consultation)
	if err != nil {
		return err
	}
	found := 0
	for _, state := range []ResponseState{Counted, Withdrawn, Excluded} { // the order of the index
		for after := ""; ; {
			page, err := db.All(ctx, tx, scanForCount, `SELECT r.id, r.form, r.edition, r.channel, r.answers, r.commitment, r.state,
					r.reason, COALESCE(m.answers, '')`+fromResponses+`
				WHERE r.consultation = $1 AND r.state = $2 AND r.id > $3 ORDER BY r.id LIMIT $4`,
				consultation, string(state), after, responsesPerPage)
			if err != nil {
				return err
			}
			for _, r := range page {
				at, ok := findPosition(positions, r.Commitment)
				if !ok {
					return fmt.Errorf("a response to %s in the database is not in the record", consultation)
				}
				r.Epoch, r.Index = at.epoch, at.index
				if err := fn(r); err != nil {
					return err
				}
			}
			if found += len(page); len(page) < responsesPerPage {
				break
			}
			after = page[len(page)-1].ID
		}
	}
	if found != len(positions) {
		return fmt.Errorf("the record has %d responses to %s, but the database has %d", len(positions), consultation, found)
	}
	return nil
}

// leafPosition is the position of the leaf of a response.
type leafPosition struct {
	commitment   [32]byte
	epoch, index int64
}

// responsePositions returns the positions of all responses in the record, sorted by
// commitment.
func responsePositions(ctx context.Context, tx *db.Tx, consultation string) (all []leafPosition, err error) {
	err = record.EachBySubject(ctx, tx, consultation, "response", func(e record.Entry) error {
		all = append(all, leafPosition{e.Leaf.Commitment, e.Epoch, e.Index})
		return nil
	})
	slices.SortFunc(all, func(a, b leafPosition) int { return bytes.Compare(a.commitment[:], b.commitment[:]) })
	return all, err
}

func findPosition(sorted []leafPosition, commitment [32]byte) (leafPosition, bool) {
	i, ok := slices.BinarySearchFunc(sorted, commitment, func(p leafPosition, c [32]byte) int {
		return bytes.Compare(p.commitment[:], c[:])
	})
	if !ok {
		return leafPosition{}, false
	}
	return sorted[i], true
}

func scanForCount(row db.Row) (r StoredResponse, err error) {
	var commitment []byte
	err = row.Scan(&r.ID, &r.FormVersion, &r.Edition, &r.Channel, &r.Answers, &commitment, &r.State, &r.Reason, &r.Monitoring)
	if err != nil {
		return r, err
	}
	if len(commitment) != len(r.Commitment) {
		return r, fmt.Errorf("intake_response: a commitment has %d bytes", len(commitment))
	}
	copy(r.Commitment[:], commitment)
	if len(r.Answers) == 0 {
		r.Answers = nil
	}
	if len(r.Monitoring) == 0 {
		r.Monitoring = nil
	}
	return r, nil
}

// eachStored calls fn for every response to consultation, in the order of EachID.
func eachStored(ctx context.Context, tx *db.Tx, consultation string, fn func(storedResponse) error) error {
	position := func(s storedResponse) []any { return []any{string(s.state), s.id} }
	return db.ReadEach(ctx, tx, scanStored, position, byState, fn,
		`SELECT `+responseColumns+fromResponses, `r.consultation = $1`, consultation)
}

// CountByState returns the number of responses to consultation in each state. The
// sum is the number of receipts that were issued.
func CountByState(ctx context.Context, tx *db.Tx, consultation string) (map[ResponseState]int64, error) {
	type part struct {
		state ResponseState
		n     int64
	}
	parts, err := db.All(ctx, tx, func(r db.Row) (p part, err error) { return p, r.Scan(&p.state, &p.n) },
		`SELECT state, COUNT(*) FROM intake_response WHERE consultation = $1 GROUP BY state`, consultation)
	all := map[ResponseState]int64{}
	for _, p := range parts {
		all[p.state] = p.n
	}
	return all, err
}

// EachID calls fn with the id of every response to consultation, in an order that means
// nothing.
func EachID(ctx context.Context, tx *db.Tx, consultation string, fn func(id string) error) error {
	type row struct{ state, id string }
	return db.ReadEach(
		ctx, tx,
		func(r db.Row) (x row, err error) { return x, r.Scan(&x.state, &x.id) },
		func(x row) []any { return []any{x.state, x.id} },
		byState,
		func(x row) error { return fn(x.id) },
		`SELECT r.state, r.id FROM intake_response r`, `r.consultation = $1`, consultation)
}

// FormVersions returns the versions of forms that responses to consultation answer, sorted.
func FormVersions(ctx context.Context, tx *db.Tx, consultation string) ([]string, error) {
	return db.All(ctx, tx, db.Text,
		`SELECT DISTINCT form FROM intake_response WHERE consultation = $1 ORDER BY form`, consultation)
}

// knownResponses returns the IDs and the receipt codes of all responses to consultation: see
// importRow.isAmong.
func knownResponses(ctx context.Context, tx *db.Tx, consultation string) (map[string]bool, error) {
	known, err := receiptCodes(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	return known, EachID(ctx, tx, consultation, func(id string) error {
		known[id] = true
		return nil
	})
}

// receiptCodes returns the receipt codes of all responses to consultation.
func receiptCodes(ctx context.Context, tx *db.Tx, consultation string) (map[string]bool, error) {
	codes := map[string]bool{}
	return codes, EachRow(ctx, tx, consultation, Filter{}, func(r ResponseRow) error {
		codes[r.ReceiptCode] = true
		return nil
	})
}
