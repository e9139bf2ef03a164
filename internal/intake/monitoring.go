package intake

import (
	"context"
	"slices"

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

// textRef is the place of a written answer; see survey.Answers.EachText.
type textRef struct{ question, choice string }

func textRefs(answers survey.Answers) (all []textRef) {
	answers.EachText(func(q *survey.Question, choice, _ string) { all = append(all, textRef{q.ID, choice}) })
	return all
}

// monitoringTag identifies the monitoring answers of one response, as they are now, in
// the deletion log. It is a digest of their random salt, so it leads to a response only
// with the database. A redaction changes the salt and with it the tag.
func monitoringTag(salt []byte) string {
	return digest.Labelled("folkmoot/monitoring/v1", string(salt)).ID()
}

// monitoringHandle returns the handle of a written answer among those with the given tag.
func monitoringHandle(tag, question, choice string) string {
	return digest.Labelled("folkmoot/write-in/v2", tag, question, choice).ID()
}

// monitoringRow is the monitoring answers of one response, with the place of one of the
// written ones.
type monitoringRow struct {
	response, formVersion, answers string
	salt, commitment               []byte // commitment is to the answers as they were given
	handle                         string
	place                          textRef
}

func scanMonitoring(row db.Row) (m monitoringRow, err error) {
	return m, row.Scan(&m.response, &m.formVersion, &m.answers, &m.salt, &m.commitment, &m.handle, &m.place.question, &m.place.choice)
}

const selectMonitoring = `SELECT m.response, r.form, m.answers, m.salt, r.monitoring_commitment, t.handle, t.question, t.choice
	FROM intake_monitoring_text t JOIN intake_monitoring m ON m.response = t.response JOIN intake_response r ON r.id = t.response`

// findMonitoring returns the row of the written answer with the given handle, or nil.
func findMonitoring(ctx context.Context, tx *db.Tx, consultation, handle string) (*monitoringRow, error) {
	rows, err := db.All(ctx, tx, scanMonitoring, selectMonitoring+` WHERE t.handle = $1 AND t.consultation = $2`, handle, consultation)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func (s *Service) parseMonitoring(ctx context.Context, tx *db.Tx, m monitoringRow) (survey.Answers, error) {
	_, answers, err := s.ParseAnswers(ctx, tx, m.formVersion, []byte(m.answers))
	return answers, err
}

// monitoringText returns the written answer at the place of m.
func (s *Service) monitoringText(ctx context.Context, tx *db.Tx, m monitoringRow) (t MonitoringText, err error) {
	answers, err := s.parseMonitoring(ctx, tx, m)
	for _, text := range FreeTexts(answers) {
		if (textRef{text.Question, text.Choice}) == m.place {
			t = MonitoringText{text, m.handle}
		}
	}
	return t, err
}

// byHandle is the order of the written monitoring answers to a consultation. Handles are
// random, so that neighbours have nothing to do with each other.
var byHandle = db.Order{Columns: []db.Column{{Name: "t.handle"}}}

// ListMonitoringTexts returns the page of up to size written monitoring answers to a
// consultation at the cursor at: those that officers have checked, or the others. Callers
// that show them to staff must log the access first.
func (s *Service) ListMonitoringTexts(
	ctx context.Context, tx *db.Tx, consultation string, checked bool, at string, size int,
) (all db.Page[MonitoringText], err error) {
	rows, err := db.ReadPage(ctx, tx, scanMonitoring, func(m monitoringRow) []any { return []any{m.handle} },
		db.PageQuery{Order: byHandle, At: at, Size: size}, selectMonitoring, `t.consultation = $1 AND t.checked = $2`, consultation, checked)
	if err != nil {
		return all, err
	}
	texts := make([]MonitoringText, len(rows.Items))
	for i, m := range rows.Items {
		if texts[i], err = s.monitoringText(ctx, tx, m); err != nil {
			return all, err
		}
	}
	return db.Paged(rows, texts), nil
}

// CountMonitoringTexts counts the written monitoring answers to a consultation that
// officers have checked, or the others.
func CountMonitoringTexts(ctx context.Context, tx *db.Tx, consultation string, checked bool) (int64, error) {
	return db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM intake_monitoring_text WHERE consultation = $1 AND checked = $2`, consultation, checked)
}

// SetMonitoringTextsChecked marks written monitoring answers as checked by an officer, or
// as not checked, and returns how many of them were not so marked before. Those that no
// longer exist are left out.
func SetMonitoringTextsChecked(
	ctx context.Context, tx *db.Tx, consultation string, handles []string, checked bool,
) (int64, error) {
	list, args := db.In(3, db.Args(handles))
	return tx.Exec(ctx, `UPDATE intake_monitoring_text SET checked = $1, settled = FALSE
		WHERE consultation = $2 AND checked <> $1 AND handle IN `+list, append([]any{checked, consultation}, args...)...)
}

const selectMonitoringRedactions = `SELECT c.deletion, '', c.question, c.choice, c.reason, c.characters, c.actor, c.at, c.commitment
	FROM intake_monitoring_redaction c`

// latestRedactions is the order of the redactions of written monitoring answers to a
// consultation.
var latestRedactions = db.Order{Columns: []db.Column{{Name: "c.at"}, {Name: "c.deletion"}}, Descending: true}

// ListMonitoringRedactions returns the page of up to size redactions of written monitoring
// answers at the cursor at, the latest first. Their ResponseID is "".
func ListMonitoringRedactions(
	ctx context.Context, tx *db.Tx, consultation, at string, size int,
) (db.Page[Redaction], error) {
	return db.ReadPage(ctx, tx, scanRedaction, func(r Redaction) []any { return []any{db.Time(r.At), r.DeletionID} },
		db.PageQuery{Order: latestRedactions, At: at, Size: size}, selectMonitoringRedactions, `c.consultation = $1`, consultation)
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
	m, err := findMonitoring(ctx, tx, consultation, handle)
	if err != nil {
		return c, "", err
	}
	if m == nil {
		return c, "", ErrMonitoringTextChanged
	}
	t, err := s.monitoringText(ctx, tx, *m)
	c = Change{Consultation: consultation, Subject: monitoringTag(m.salt), Question: m.place.question, Choice: m.place.choice}
	return c, t.Text, err
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
	return findMonitoring(ctx, tx, c.Consultation, monitoringHandle(c.Subject, c.Question, c.Choice))
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
	if err := renameMonitoringTexts(ctx, tx, m.response, monitoringTag(salt[:]), textRefs(left)); err != nil {
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

// renameMonitoringTexts gives the written monitoring answers of a response, of which those
// in left are still texts, the handles that belong to a new tag.
func renameMonitoringTexts(ctx context.Context, tx *db.Tx, response, tag string, left []textRef) error {
	places, err := db.All(ctx, tx, func(r db.Row) (p [3]string, err error) { return p, r.Scan(&p[0], &p[1], &p[2]) },
		`SELECT handle, question, choice FROM intake_monitoring_text WHERE response = $1 ORDER BY handle`, response)
	if err != nil {
		return err
	}
	for _, p := range places {
		if slices.Contains(left, textRef{p[1], p[2]}) {
			_, err = tx.Exec(ctx, `UPDATE intake_monitoring_text SET handle = $2, settled = FALSE WHERE handle = $1`,
				p[0], monitoringHandle(tag, p[1], p[2]))
		} else {
			_, err = tx.Exec(ctx, `DELETE FROM intake_monitoring_text WHERE handle = $1`, p[0])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
