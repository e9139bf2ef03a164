package intake

import (
	"context"
	"fmt"

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

// EachResponse calls fn for every response to consultation, in the order of the
// record. It returns an error if the record and the database do not have the same
// responses.
func EachResponse(ctx context.Context, tx *db.Tx, consultation string, fn func(StoredResponse) error) error {
	leaves, err := record.EntriesBySubject(ctx, tx, consultation, "response")
	if err != nil {
		return err
	}
	all, err := loadResponses(ctx, tx, consultation)
	if err != nil {
		return err
	}
	byCommitment := make(map[[32]byte]*storedResponse, len(all))
	for i := range all {
		byCommitment[[32]byte(all[i].commitment)] = &all[i]
	}
	if len(leaves) != len(all) {
		return fmt.Errorf("the record has %d responses to %s, but the database has %d", len(leaves), consultation, len(all))
	}
	for _, leaf := range leaves {
		s, ok := byCommitment[leaf.Leaf.Commitment]
		if !ok {
			return fmt.Errorf("the response of entry %d of the record is not in the database", leaf.Index)
		}
		r := StoredResponse{
			ID:          s.id,
			Commitment:  leaf.Leaf.Commitment,
			Epoch:       leaf.Epoch,
			Index:       leaf.Index,
			State:       string(s.state),
			Reason:      s.reason,
			Channel:     s.channel,
			Edition:     s.edition,
			FormVersion: s.formVersion,
		}
		if s.answers != "" {
			r.Answers = []byte(s.answers)
		}
		if s.monitoring != "" {
			r.Monitoring = []byte(s.monitoring)
		}
		if err := fn(r); err != nil {
			return err
		}
	}
	return nil
}

func loadResponses(ctx context.Context, tx *db.Tx, consultation string) ([]storedResponse, error) {
	return db.All(ctx, tx, scanStored, `SELECT `+responseColumns+fromResponses+`WHERE r.consultation = $1 ORDER BY r.id`, consultation)
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

// ResponseIDs returns the ids of all responses to consultation.
func ResponseIDs(ctx context.Context, tx *db.Tx, consultation string) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE consultation = $1`, consultation)
}

// FormVersions returns the versions of forms that responses to consultation answer, sorted.
func FormVersions(ctx context.Context, tx *db.Tx, consultation string) ([]string, error) {
	return db.All(ctx, tx, db.Text,
		`SELECT DISTINCT form FROM intake_response WHERE consultation = $1 ORDER BY form`, consultation)
}

// receiptCodes returns the receipt codes of all responses to consultation.
func receiptCodes(ctx context.Context, tx *db.Tx, consultation string) (map[string]bool, error) {
	codes := map[string]bool{}
	for after := ""; ; {
		rows, err := ListResponses(ctx, tx, consultation, Filter{}, after, 500)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			codes[rows[i].ReceiptCode] = true
		}
		if len(rows) < 500 {
			return codes, nil
		}
		after = rows[len(rows)-1].ID
	}
}
