package intake

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// MonitoringText is a written answer to an equality monitoring question. Without
// the database, its handle does not reveal to which response it belongs or whether
// two texts are from the same person.
type MonitoringText struct {
	FreeText
	Handle string
}

// monitoringRow is the monitoring answers of one response.
type monitoringRow struct {
	response, formVersion, answers string
	salt, commitment               []byte // commitment is to the answers as they were given
}

func scanMonitoring(row db.Row) (m monitoringRow, err error) {
	return m, row.Scan(&m.response, &m.formVersion, &m.answers, &m.salt, &m.commitment)
}

func monitoringRows(ctx context.Context, tx *db.Tx, consultation string) ([]monitoringRow, error) {
	return db.All(ctx, tx, scanMonitoring, `SELECT m.response, r.form, m.answers, m.salt, r.monitoring_commitment
		FROM intake_monitoring m JOIN intake_response r ON r.id = m.response
		WHERE r.consultation = $1 AND r.monitoring_commitment IS NOT NULL`, consultation)
}

// tag identifies the answers, as they are now, in the deletion log. It is a digest
// of the random salt, so it leads to a response only with the database. A
// redaction changes the salt and with it the tag.
func (m *monitoringRow) tag() string {
	return digest.Labelled("folkmoot/monitoring/v1", string(m.salt)).ID()
}

func (m *monitoringRow) handle(t FreeText) string {
	return digest.Labelled("folkmoot/write-in/v1", string(m.salt), t.Question, t.Choice).ID()
}

func (s *Service) parseMonitoring(ctx context.Context, tx *db.Tx, m monitoringRow) (survey.Answers, error) {
	_, answers, err := s.ParseAnswers(ctx, tx, m.formVersion, []byte(m.answers))
	return answers, err
}

// MonitoringTexts returns the written monitoring answers to a consultation, ordered
// by their random handles. Callers that show them to staff must log the access
// first.
func (s *Service) MonitoringTexts(ctx context.Context, tx *db.Tx, consultation string) (all []MonitoringText, err error) {
	rows, err := monitoringRows(ctx, tx, consultation)
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		answers, err := s.parseMonitoring(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		for _, t := range FreeTexts(answers) {
			all = append(all, MonitoringText{t, m.handle(t)})
		}
	}
	slices.SortFunc(all, func(a, b MonitoringText) int { return strings.Compare(a.Handle, b.Handle) })
	return all, nil
}

// MonitoringRedactions returns the redactions of written monitoring answers, the
// earliest first. Their ResponseID is "".
func MonitoringRedactions(ctx context.Context, tx *db.Tx, consultation string) ([]Redaction, error) {
	return db.All(ctx, tx, scanRedaction, `SELECT c.deletion, '', c.question, c.choice, c.reason, c.characters,
			c.actor, c.at, c.commitment
		FROM intake_monitoring_redaction c WHERE c.consultation = $1 ORDER BY c.at, c.deletion`, consultation)
}

// ErrMonitoringTextChanged is the error for a written monitoring answer that no
// longer exists as it was shown.
var ErrMonitoringTextChanged = fault.New(
	fault.Conflict,
	"This answer has been deleted, or a colleague has just redacted it. Reload the list.",
)

// PlanMonitoringRedaction returns a change of the written monitoring answer with
// the given handle, without spans, and the text as it is now.
func (s *Service) PlanMonitoringRedaction(
	ctx context.Context,
	tx *db.Tx,
	consultation, handle string,
) (c Change, text string, err error) {
	rows, err := monitoringRows(ctx, tx, consultation)
	if err != nil {
		return c, "", err
	}
	for _, m := range rows {
		answers, err := s.parseMonitoring(ctx, tx, m)
		if err != nil {
			return c, "", err
		}
		for _, t := range FreeTexts(answers) {
			if m.handle(t) == handle {
				c = Change{Consultation: consultation, Subject: m.tag(), Question: t.Question, Choice: t.Choice}
				return c, t.Text, nil
			}
		}
	}
	return c, "", ErrMonitoringTextChanged
}

// MonitoringRedactionDue reports whether c has yet to be made in this database.
func MonitoringRedactionDue(ctx context.Context, tx *db.Tx, c Change) (bool, error) {
	m, err := redactableMonitoring(ctx, tx, c)
	return m != nil, err
}

// redactableMonitoring returns the monitoring answers that c is about, or nil if c
// was made before or the answers no longer exist.
func redactableMonitoring(ctx context.Context, tx *db.Tx, c Change) (*monitoringRow, error) {
	done, err := db.One(ctx, tx, db.Bool,
		`SELECT COUNT(*) > 0 FROM intake_monitoring_redaction WHERE deletion = $1`, c.DeletionID)
	if err != nil || done {
		return nil, err
	}
	rows, err := monitoringRows(ctx, tx, c.Consultation)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if rows[i].tag() == c.Subject {
			return &rows[i], nil
		}
	}
	return nil, nil
}

// RedactMonitoring makes the redaction c of written monitoring answers if it is
// due, and adds the leaf for it to the record. It reports whether it was.
//
// The new salt is derived from the old one and the id of the deletion, so that
// replaying later redactions finds the tags that they name. The old salt cannot be
// derived from the new one, so the redacted text cannot be guessed and verified.
func (s *Service) RedactMonitoring(ctx context.Context, tx *db.Tx, leaves *record.Writer, c Change) (bool, error) {
	m, err := redactableMonitoring(ctx, tx, c)
	if err != nil || m == nil {
		return false, err
	}
	answers, err := s.parseMonitoring(ctx, tx, *m)
	if err != nil {
		return false, err
	}
	left, characters, err := redactAnswers(answers, c)
	if err != nil {
		return false, err
	}
	salt := digest.Labelled("folkmoot/monitoring-salt/v1", c.DeletionID, string(m.salt))
	canonical := left.Canonical()
	commitment := receipt.CommitMonitoring(salt, canonical)
	link := linkCommitment(m.commitment, commitment[:])
	if _, err := tx.Exec(ctx, `UPDATE intake_monitoring SET answers = $2, salt = $3, settled = FALSE WHERE response = $1`,
		m.response, string(canonical), salt[:]); err != nil {
		return false, err
	}
	leaves.Add(receipt.Leaf{Subject: c.Consultation, Kind: "redaction:monitoring", Commitment: link})
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_monitoring_redaction
		(deletion, consultation, question, choice, reason, characters, actor, at, commitment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.DeletionID, c.Consultation, c.Question, c.Choice, c.Reason, characters, c.By, db.Time(now), link[:])
	return true, err
}
