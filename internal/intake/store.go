package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/receipt"
)

// UnlinkableTables are the tables with rows of respondents, which must not be linked
// to each other by when they were written.
var UnlinkableTables = []unlink.Table{
	{Name: "intake_response", Key: []string{"id"}},
	{Name: "intake_monitoring", Key: []string{"response"}},
	{Name: "intake_monitoring_text", Key: []string{"handle"}},
	{Name: "intake_contact", Key: []string{"id"}},
	{Name: "intake_draft", Key: []string{"id"}},
	{Name: "intake_sent_form", Key: []string{"consultation", "id"}},
	{Name: "intake_file", Key: []string{"id"}},
	{Name: "intake_file_part", Key: []string{"file", "number"}},
}

// existingIDs returns the ids of the responses in batch that are already stored.
func existingIDs(ctx context.Context, tx *db.Tx, batch []*pending) (map[string]bool, error) {
	ids := make([]any, len(batch))
	for i, p := range batch {
		ids[i] = p.committed.id
	}
	list, args := db.In(1, ids)
	found, err := db.All(ctx, tx, db.Text, `SELECT id FROM intake_response WHERE id IN `+list, args...)
	all := make(map[string]bool, len(batch))
	for _, id := range found {
		all[id] = true
	}
	return all, err
}

// insertResponses inserts all responses with one statement per table, and deletes
// their drafts.
func (rc *Receiver) insertResponses(ctx context.Context, tx *db.Tx, all []*pending) error {
	var responses, monitoring, texts, contacts, forms [][]any
	var drafts []any
	for _, p := range all {
		c := &p.committed
		r := c.response
		var commitment []byte
		if m := c.monitoring; m != nil {
			commitment = m.commitment[:]
			monitoring = append(monitoring, []any{c.id, string(r.Monitoring), m.salt[:]})
			for _, t := range r.monitoringTexts {
				handle := monitoringHandle(monitoringTag(m.salt[:]), t.question, t.choice)
				texts = append(texts, []any{handle, r.Consultation, c.id, t.question, t.choice})
			}
		}
		responses = append(responses, []any{
			c.id, r.Consultation, r.FormVersion, r.Edition, string(r.Channel), c.day, string(r.Answers), c.salt[:],
			commitment, c.commitment[:], c.withdrawalDigest, string(Counted), "", r.enteredBy, r.Order,
		})
		rows, err := rc.contactRows(r)
		if err != nil {
			return err
		}
		contacts = append(contacts, rows...)
		if r.Address != (Address{}) {
			forms = append(forms, []any{r.Address.id(), r.Consultation, c.day})
		}
		if r.HasDraft {
			drafts = append(drafts, r.Key.DraftID())
		}
	}
	for _, table := range []struct {
		columns string
		rows    [][]any
	}{
		{`intake_response (id, consultation, form, edition, channel, day, answers, salt,
			monitoring_commitment, commitment, withdrawal_digest, state, reason, entered_by, shown_order)`, responses},
		{"intake_monitoring (response, answers, salt)", monitoring},
		{"intake_monitoring_text (handle, consultation, response, question, choice)", texts},
		{"intake_contact (id, consultation, kind, sealed)", contacts},
		{"intake_sent_form (id, consultation, day)", forms},
	} {
		// In the order of the random ids: it does not tell who came first, and neighbours in
		// the tables are written together, which is faster for many rows.
		slices.SortFunc(table.rows, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
		if err := tx.QueueInsert(ctx, table.columns, table.rows, "", nil); err != nil {
			return err
		}
	}
	for _, p := range all {
		if err := claimFiles(ctx, tx, p.committed.id, p.committed.response); err != nil {
			return err
		}
	}
	if len(drafts) == 0 {
		return nil
	}
	list, args := db.In(1, drafts)
	return tx.Queue(ctx, nil, `DELETE FROM intake_draft WHERE id IN `+list, args...)
}

// storedResponse is a row of intake_response joined with intake_monitoring.
type storedResponse struct {
	id, consultation, formVersion, edition, channel, receivedOn, answers string
	salt, monitoringCommitment, commitment                               []byte
	withdrawalDigest                                                     string
	state                                                                ResponseState
	reason                                                               string
	monitoring                                                           string
	monitoringSalt                                                       []byte

	contentCommitment               []byte // the part of commitment for the answers; nil while they are as they were received
	redactedCommitment              []byte // commitment to the remaining answers after the last redaction; nil if there was none
	redactionCount, restoreCount    int64
	lastDeletionID, enteredBy       string
	monitoringDeleted, textsDeleted bool // at the end of the retention period
	order                           int  // see Response.Order
}

const responseColumns = `r.id, r.consultation, r.form, r.edition, r.channel, r.day, r.answers, r.salt, r.monitoring_commitment,
	r.commitment, r.withdrawal_digest, r.state, r.reason, COALESCE(m.answers, ''), m.salt,
	r.content_commitment, r.redacted_commitment, r.redactions, r.restored, r.last_deletion, r.entered_by, r.monitoring_deleted,
	r.texts_deleted, r.shown_order`

const fromResponses = ` FROM intake_response r LEFT JOIN intake_monitoring m ON m.response = r.id `

func scanStored(row db.Row) (s storedResponse, err error) {
	return s, row.Scan(&s.id, &s.consultation, &s.formVersion, &s.edition, &s.channel, &s.receivedOn, &s.answers, &s.salt,
		&s.monitoringCommitment, &s.commitment, &s.withdrawalDigest, &s.state, &s.reason, &s.monitoring, &s.monitoringSalt,
		&s.contentCommitment, &s.redactedCommitment, &s.redactionCount, &s.restoreCount, &s.lastDeletionID, &s.enteredBy,
		&s.monitoringDeleted, &s.textsDeleted, &s.order)
}

// getStored returns response id of consultation, or fault.NotFound.
func getStored(ctx context.Context, tx *db.Tx, consultation, id string) (storedResponse, error) {
	s, err := db.One(ctx, tx, scanStored,
		`SELECT `+responseColumns+fromResponses+`WHERE r.id = $1 AND r.consultation = $2`, id, consultation)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "We cannot find a response with that link or code. Check that you copied all of it.")
	}
	return s, err
}

// details returns what the commitment of s covers besides its answers.
func (s *storedResponse) details() receipt.Details {
	return details(s.id, s.formVersion, s.edition, s.channel, s.receivedOn, s.withdrawalDigest, s.enteredBy, s.order)
}

// firstContent returns the commitment to the answers as they were received.
func (s *storedResponse) firstContent() []byte {
	if s.contentCommitment != nil {
		return s.contentCommitment
	}
	var salt, monitoring [32]byte
	copy(salt[:], s.salt)
	copy(monitoring[:], s.monitoringCommitment)
	content := receipt.CommitContent(receipt.CommitAnswers(salt, []byte(s.answers)), monitoring)
	return content[:]
}

func (s *storedResponse) leaf(kind string) receipt.Leaf {
	return receipt.Leaf{Subject: s.consultation, Kind: kind, Commitment: [32]byte(s.commitment)}
}

// changeLeaf returns the leaf of a later change of s. Its commitment does not show which
// response it is about: it is a digest of the response's commitment and of its id, which
// is not public. So the public can count withdrawals and
// exclusions, and cannot look up what happened to one response.
func (s *storedResponse) changeLeaf(kind string) receipt.Leaf {
	blinded := digest.Labelled("folkmoot/response-change/v1", s.id, string(s.commitment))
	return receipt.Leaf{Subject: s.consultation, Kind: kind, Commitment: blinded}
}

// HasResponses reports whether anyone has responded to a consultation. Unlike Count it
// reads one row.
func HasResponses(ctx context.Context, tx *db.Tx, consultation string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM (SELECT id FROM intake_response WHERE consultation = $1 LIMIT 1) AS one`, consultation)
	return n > 0, err
}

// Count returns the number of responses to consultation in any state.
func Count(ctx context.Context, tx *db.Tx, consultation string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM intake_response WHERE consultation = $1`, consultation)
}
