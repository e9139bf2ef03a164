package intake

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// known returns which responses of a batch were kept before.
func known(ctx context.Context, tx *db.Tx, batch []*waiting) (map[string]bool, error) {
	ids := make([]any, len(batch))
	for i, w := range batch {
		ids[i] = w.row.id
	}
	found, err := db.All(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE id IN (`+db.List(1, len(ids))+`)`, ids...)
	all := make(map[string]bool, len(batch))
	for _, id := range found {
		all[id] = true
	}
	return all, err
}

// insert writes kept responses, a statement a table however many there are.
func (rc *Receiver) insert(ctx context.Context, tx *db.Tx, kept []*waiting, now time.Time) error {
	var responses, monitoring, contacts [][]any
	var drafts []any
	for _, w := range kept {
		r, day := w.row.r, w.row.r.day
		if day == "" {
			day = now.UTC().Format(time.DateOnly)
		}
		var commitment []byte
		if m := w.row.monitoring; m != nil {
			commitment = m.commitment[:]
			monitoring = append(monitoring, []any{w.row.id, string(r.Monitoring), m.salt[:]})
		}
		responses = append(responses, []any{w.row.id, r.Consultation, r.Form, r.Edition, string(r.Channel), day,
			string(r.Answers), w.row.salt[:], commitment, w.row.commitment[:], w.row.withdrawal, string(Counted), "", r.enteredBy})
		for _, address := range r.Contacts {
			sealed, err := rc.seal(r.Consultation, notify.Addressed(r.Lang, address))
			if err != nil {
				return err
			}
			contacts = append(contacts, []any{db.NewID(), r.Consultation, sealed})
		}
		if r.Drafted {
			drafts = append(drafts, r.Key.draftID())
		}
	}
	for _, part := range []struct {
		into string
		rows [][]any
	}{
		{"intake_response (id, consultation, form, edition, channel, day, answers, salt, monitoring_commitment, commitment, withdrawal, state, reason, entered_by)", responses},
		{"intake_monitoring (response, answers, salt)", monitoring},
		{"intake_contact (id, consultation, sealed)", contacts},
	} {
		if _, err := tx.Insert(ctx, part.into, part.rows, ""); err != nil {
			return err
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `DELETE FROM intake_draft WHERE id IN (`+db.List(1, len(drafts))+`)`, drafts...)
	return err
}

// stored is a response as it is kept.
type stored struct {
	id, consultation, form, edition, channel, day, answers string
	salt, monitoringCommitment, commitment                 []byte
	withdrawal                                             string
	state                                                  State
	reason                                                 string
	monitoring                                             string
	monitoringSalt                                         []byte

	left                            []byte // commitment of what is left after words were taken out
	redactions, restored            int64
	lastLine, enteredBy             string
	monitoringDeleted, wordsDeleted bool
}

const columns = `r.id, r.consultation, r.form, r.edition, r.channel, r.day, r.answers, r.salt, r.monitoring_commitment,
	r.commitment, r.withdrawal, r.state, r.reason, COALESCE(m.answers, ''), m.salt,
	r.left_commitment, r.redactions, r.restored, r.last_line, r.entered_by, r.monitoring_deleted, r.words_deleted`

const fromBoth = ` FROM intake_response r LEFT JOIN intake_monitoring m ON m.response = r.id `

func scan(row db.Row) (s stored, err error) {
	return s, row.Scan(&s.id, &s.consultation, &s.form, &s.edition, &s.channel, &s.day, &s.answers, &s.salt,
		&s.monitoringCommitment, &s.commitment, &s.withdrawal, &s.state, &s.reason, &s.monitoring, &s.monitoringSalt,
		&s.left, &s.redactions, &s.restored, &s.lastLine, &s.enteredBy, &s.monitoringDeleted, &s.wordsDeleted)
}

// get returns response id of consultation, or fault.NotFound.
func get(ctx context.Context, tx *db.Tx, consultation, id string) (stored, error) {
	s, err := db.One(ctx, tx, scan, `SELECT `+columns+fromBoth+`WHERE r.id = $1 AND r.consultation = $2`, id, consultation)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We hold no response with that link or code. Check that you copied all of it.")
	}
	return s, err
}

func (s *stored) leaf(kind string) receipt.Leaf {
	return receipt.Leaf{Subject: s.consultation, Kind: kind, Commitment: [32]byte(s.commitment)}
}

func find(ctx context.Context, tx *db.Tx, log *record.Log, consultation, id string) (*receipt.Receipt, error) {
	s, err := get(ctx, tx, consultation, id)
	if err != nil {
		return nil, err
	}
	return log.Find(ctx, tx, s.leaf("response"))
}

// Count returns how many responses consultation has had, whatever became of them.
func Count(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_response WHERE consultation = $1`, consultation)
}
