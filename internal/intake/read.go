package intake

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// StoredResponse is a response as the analysis sees it: which one in the record, what
// became of it, and what it says.
type StoredResponse struct {
	ID                  string   // of the response; not for anybody to see
	Commitment          [32]byte // that its leaf holds
	Epoch               int64    // of the record: after a restore there may be two entries with one index
	Index               int64    // of its leaf in that epoch
	State               string   // counted, withdrawn or excluded
	Reason              string
	Channel             string
	Edition             string
	FormVersion         string
	Answers, Monitoring []byte // canonical; nil once withdrawn, and where nothing was asked
}

// EachResponse hands every response to consultation to fn, in the order of the record.
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
		return fmt.Errorf("the record has %d responses to %s and the database %d", len(leaves), consultation, len(all))
	}
	for _, leaf := range leaves {
		s, ok := byCommitment[leaf.Leaf.Commitment]
		if !ok {
			return fmt.Errorf("entry %d of the record has no response in the database", leaf.Index)
		}
		k := StoredResponse{
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
			k.Answers = []byte(s.answers)
		}
		if s.monitoring != "" {
			k.Monitoring = []byte(s.monitoring)
		}
		if err := fn(k); err != nil {
			return err
		}
	}
	return nil
}

func loadResponses(ctx context.Context, tx *db.Tx, consultation string) ([]storedResponse, error) {
	return db.All(ctx, tx, scanStored, `SELECT `+responseColumns+fromResponses+`WHERE r.consultation = $1 ORDER BY r.id`, consultation)
}

// CountByState counts the responses to consultation by state. Its parts always add up
// to the receipts that were issued.
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

// ResponseIDs returns the id of every response to consultation.
func ResponseIDs(ctx context.Context, tx *db.Tx, consultation string) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE consultation = $1`, consultation)
}
