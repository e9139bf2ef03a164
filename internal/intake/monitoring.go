package intake

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// MonitoringText is what somebody wrote in their own words about themselves. Handle
// leads to it for whoever has the database, and tells nobody else to which
// response it belongs, nor whether another one is by the same person.
type MonitoringText struct {
	FreeText
	Handle string
}

// monitoringRow is the monitoring answers of one response.
type monitoringRow struct {
	response, formVersion, answers string
	salt, commitment               []byte // committed: to the answers as they were given
}

func scanMonitoring(row db.Row) (a monitoringRow, err error) {
	return a, row.Scan(&a.response, &a.formVersion, &a.answers, &a.salt, &a.commitment)
}

const selectMonitoring = `SELECT m.response, r.form, m.answers, m.salt, r.monitoring_commitment
	FROM intake_monitoring m JOIN intake_response r ON r.id = m.response WHERE r.consultation = $1 AND r.monitoring_commitment IS NOT NULL`

// tag names the answers in the ledger as they are now. The salt is random, so
// nobody finds out whose they are without the database; and once words are taken
// out there is another.
func (a *monitoringRow) tag() string { return digest("folkmoot/monitoring/v1", string(a.salt)) }

func (a *monitoringRow) handle(t FreeText) string {
	return digest("folkmoot/write-in/v1", string(a.salt)+"\x00"+t.Question+"\x00"+t.Choice)
}

func (s *Service) parseMonitoring(ctx context.Context, tx *db.Tx, a monitoringRow) (survey.Answers, error) {
	_, answers, err := s.ParseAnswers(ctx, tx, a.formVersion, []byte(a.answers))
	return answers, err
}

// MonitoringTexts returns what people wrote about themselves in their own words, in an
// order that says nothing. Whoever shows it to staff writes down first who looks.
func (s *Service) MonitoringTexts(ctx context.Context, tx *db.Tx, consultation string) (all []MonitoringText, err error) {
	rows, err := db.All(ctx, tx, scanMonitoring, selectMonitoring, consultation)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		answers, err := s.parseMonitoring(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		for _, t := range FreeTexts(answers) {
			all = append(all, MonitoringText{t, a.handle(t)})
		}
	}
	slices.SortFunc(all, func(a, b MonitoringText) int { return strings.Compare(a.Handle, b.Handle) })
	return all, nil
}

// MonitoringRedactions returns the redactions of what people wrote about themselves, the
// first one first. None names a response.
func MonitoringRedactions(ctx context.Context, tx *db.Tx, consultation string) ([]Redaction, error) {
	return db.All(ctx, tx, scanRedaction, `SELECT c.deletion, '', c.question, c.choice, c.reason, c.characters, c.actor, c.at, c.commitment
		FROM intake_monitoring_redaction c WHERE c.consultation = $1 ORDER BY c.at, c.deletion`, consultation)
}

// RedactMonitoringText takes words out of what somebody wrote about themselves, wherever
// they stand in it, and returns in how many places. Nothing that is kept of it,
// here or in the record, says to which response it belongs.
func (s *Service) RedactMonitoringText(
	ctx context.Context,
	by actor.Actor,
	consultation, handle, words, reason string,
) (places int, err error) {
	defer fault.Wrap(&err, "redact what somebody said of themselves to %s", consultation)
	if !by.May(actor.ReadMonitoring) {
		return 0, fault.New(fault.Forbidden, "You do not have permission to view equality monitoring answers.")
	}
	if RedactionReasonLabel(reason) == "" {
		return 0, fault.New(fault.Invalid, "Select a reason for the redaction.")
	}
	s.redactionMu.Lock()
	defer s.redactionMu.Unlock()
	var kept monitoringRow
	var deed Deletion
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, consultation); err != nil {
			return err
		}
		var text FreeText
		if kept, text, err = s.findMonitoringText(ctx, tx, consultation, handle); err != nil {
			return err
		}
		deed = Deletion{ID: db.NewID(), Kind: deletionMonitoringRedaction, Consultation: consultation, Subject: kept.tag(), Question: text.Question, Choice: text.Choice, Reason: reason, By: by.ID}
		deed.Spans, err = findSpans(text.Text, words)
		return err
	}); err != nil {
		return 0, err
	}
	if err := s.Deletions.append(deed); err != nil {
		return 0, err
	}
	if _, err := s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if err := audit.Append(ctx, tx, by, "redact-write-in", "consultation", consultation, reason); err != nil {
			return err
		}
		return s.applyMonitoringRedaction(ctx, tx, leaves, kept, deed)
	}); err != nil {
		return 0, err
	}
	return len(deed.Spans), s.DB.Checkpoint(ctx)
}

func (s *Service) findMonitoringText(ctx context.Context, tx *db.Tx, consultation, handle string) (monitoringRow, FreeText, error) {
	rows, err := db.All(ctx, tx, scanMonitoring, selectMonitoring, consultation)
	if err != nil {
		return monitoringRow{}, FreeText{}, err
	}
	for _, a := range rows {
		answers, err := s.parseMonitoring(ctx, tx, a)
		if err != nil {
			return monitoringRow{}, FreeText{}, err
		}
		for _, t := range FreeTexts(answers) {
			if a.handle(t) == handle {
				return a, t, nil
			}
		}
	}
	return monitoringRow{}, FreeText{}, errMonitoringTextChanged
}

var errMonitoringTextChanged = fault.New(
	fault.Conflict,
	"This answer has been deleted, or a colleague has just redacted it. Reload the list.",
)

// applyMonitoringRedaction carries deed out. The new salt follows from the old one and the
// line, so that lines that came after it find what they are about when they are
// carried out again; the old one does not follow from the new, so that nobody can
// try out what was there.
func (s *Service) applyMonitoringRedaction(ctx context.Context, tx *db.Tx, leaves *record.Writer, kept monitoringRow, deed Deletion) error {
	answers, err := s.parseMonitoring(ctx, tx, kept)
	if err != nil {
		return err
	}
	left, characters, err := redactAnswers(answers, deed)
	if err != nil {
		return err
	}
	salt := sha256.Sum256(slices.Concat([]byte("folkmoot/monitoring-salt/v1\x00"+deed.ID+"\x00"), kept.salt))
	canonical := left.Canonical()
	commitment := receipt.CommitMonitoring(salt, canonical)
	to := linkCommitment(kept.commitment, commitment[:])
	n, err := tx.Exec(
		ctx,
		`UPDATE intake_monitoring SET answers = $3, salt = $4 WHERE response = $1 AND salt = $2`,
		kept.response,
		kept.salt,
		string(canonical),
		salt[:],
	)
	if err != nil {
		return err
	}
	if n == 0 {
		return errMonitoringTextChanged
	}
	leaves.Add(receipt.Leaf{Subject: deed.Consultation, Kind: "redaction:monitoring", Commitment: to})
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(
		ctx,
		`INSERT INTO intake_monitoring_redaction (deletion, consultation, question, choice, reason, characters, actor, at, commitment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		deed.ID,
		deed.Consultation,
		deed.Question,
		deed.Choice,
		deed.Reason,
		characters,
		deed.By,
		db.Time(now),
		to[:],
	)
	return err
}

// replayMonitoringRedaction carries a deed about monitoring answers out, unless that is done or
// the answers are gone.
func (s *Service) replayMonitoringRedaction(ctx context.Context, deed Deletion) (n int64, err error) {
	var kept *monitoringRow
	find := func(tx *db.Tx) error {
		kept = nil
		done, err := db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM intake_monitoring_redaction WHERE deletion = $1`, deed.ID)
		if err != nil || done {
			return err
		}
		rows, err := db.All(ctx, tx, scanMonitoring, selectMonitoring, deed.Consultation)
		if i := slices.IndexFunc(rows, func(a monitoringRow) bool { return a.tag() == deed.Subject }); i >= 0 {
			kept = &rows[i]
		}
		return err
	}
	if err := s.DB.View(ctx, find); err != nil || kept == nil {
		return 0, err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		n = 0
		if err := find(tx); err != nil || kept == nil {
			return err
		}
		n = 1
		return s.applyMonitoringRedaction(ctx, tx, leaves, *kept, deed)
	})
	return n, err
}
