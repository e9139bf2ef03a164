package intake

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// Kept is a response as the analysis sees it: which one in the record, what
// became of it, and what it says.
type Kept struct {
	Index               int64  // of its leaf in the record
	State               string // counted, withdrawn or excluded
	Reason              string
	Channel             string
	Edition             string
	FormVersion         string
	Answers, Monitoring []byte // canonical; nil once withdrawn, and where nothing was asked
}

// Read hands every response to consultation to fn, in the order of the record.
func Read(ctx context.Context, tx *db.Tx, consultation string, fn func(Kept) error) error {
	leaves, err := record.Leaves(ctx, tx, consultation, "response")
	if err != nil {
		return err
	}
	all, err := load(ctx, tx, consultation)
	if err != nil {
		return err
	}
	byCommitment := make(map[[32]byte]*stored, len(all))
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
		k := Kept{Index: leaf.Index, State: string(s.state), Reason: s.reason, Channel: s.channel, Edition: s.edition, FormVersion: s.form}
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

func load(ctx context.Context, tx *db.Tx, consultation string) ([]stored, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+fromBoth+`WHERE r.consultation = $1 ORDER BY r.id`, consultation)
}

// Audit recomputes every commitment of consultation from what is stored, and
// holds the responses against the leaves of the record: none without the other,
// and each withdrawal and exclusion said there. It tells report every place
// that differs.
func Audit(ctx context.Context, tx *db.Tx, consultation string, report func(string)) error {
	all, err := load(ctx, tx, consultation)
	if err != nil {
		return err
	}
	want := map[string]map[[32]byte]bool{} // kind of leaf → commitments that call for one
	for _, kind := range []string{"response"} {
		want[kind] = map[[32]byte]bool{}
	}
	for i := range all {
		s := &all[i]
		if say := s.audit(); say != "" {
			report(fmt.Sprintf("table intake_response, response %s: %s", s.id, say))
		}
		commitment := [32]byte(s.commitment)
		want["response"][commitment] = true
		if s.state != Counted {
			kind := string(s.state)
			if s.state == Excluded {
				kind += ":" + s.reason
			}
			if want[kind] == nil {
				want[kind] = map[[32]byte]bool{}
			}
			want[kind][commitment] = true
		}
	}
	leaves, err := record.Leaves(ctx, tx, consultation, "")
	if err != nil {
		return err
	}
	for _, leaf := range leaves {
		if !aboutResponse(leaf.Leaf.Kind) {
			continue
		}
		if !want[leaf.Leaf.Kind][leaf.Leaf.Commitment] {
			report(fmt.Sprintf("table record_leaf, entry %d says %q of a response to %s that the database does not have so", leaf.Index, leaf.Leaf.Kind, consultation))
		}
		delete(want[leaf.Leaf.Kind], leaf.Leaf.Commitment)
	}
	for kind, missing := range want {
		if len(missing) > 0 {
			report(fmt.Sprintf("table intake_response: %d responses to %s call for a leaf %q that the record does not have", len(missing), consultation, kind))
		}
	}
	return nil
}

func aboutResponse(kind string) bool {
	return kind == "response" || kind == string(Withdrawn) || len(kind) > 9 && kind[:9] == "excluded:"
}

// audit says what is wrong with s by itself, or "".
func (s *stored) audit() string {
	if len(s.commitment) != sha256.Size {
		return "the commitment is not 32 bytes"
	}
	if s.state == Withdrawn {
		if s.answers != "" || s.salt != nil || s.monitoring != "" {
			return "it is withdrawn, and its answers are still there"
		}
		return ""
	}
	if len(s.salt) != 32 {
		return "the salt is not 32 bytes"
	}
	var monitoring [32]byte
	if s.monitoringCommitment != nil {
		if len(s.monitoringSalt) != 32 || len(s.monitoringCommitment) != 32 {
			return "the monitoring answers or their salt are missing"
		}
		monitoring = receipt.CommitMonitoring([32]byte(s.monitoringSalt), []byte(s.monitoring))
		if monitoring != [32]byte(s.monitoringCommitment) {
			return "the monitoring answers are not those that were committed to"
		}
	}
	if receipt.Commit(receipt.CommitAnswers([32]byte(s.salt), []byte(s.answers)), monitoring) != [32]byte(s.commitment) {
		return "the answers are not those that were committed to"
	}
	return ""
}

// Tally counts the responses to consultation by state. Its parts always add up
// to the receipts that were issued.
func Tally(ctx context.Context, tx *db.Tx, consultation string) (map[State]int64, error) {
	type part struct {
		state State
		n     int64
	}
	parts, err := db.All(ctx, tx, func(r db.Row) (p part, err error) { return p, r.Scan(&p.state, &p.n) },
		`SELECT state, COUNT(*) FROM intake_response WHERE consultation = $1 GROUP BY state`, consultation)
	all := map[State]int64{}
	for _, p := range parts {
		all[p.state] = p.n
	}
	return all, err
}

// IDs returns the id of every response to consultation.
func IDs(ctx context.Context, tx *db.Tx, consultation string) ([]string, error) {
	return db.All(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE consultation = $1`, consultation)
}
