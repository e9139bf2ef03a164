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

// WriteIn is what somebody wrote in their own words about themselves. Handle
// leads to it for whoever has the database, and tells nobody else to which
// response it belongs, nor whether another one is by the same person.
type WriteIn struct {
	Text
	Handle string
}

// aside is the monitoring answers of one response.
type aside struct {
	response, form, answers string
	salt, committed         []byte // committed: to the answers as they were given
}

func scanAside(row db.Row) (a aside, err error) {
	return a, row.Scan(&a.response, &a.form, &a.answers, &a.salt, &a.committed)
}

const asides = `SELECT m.response, r.form, m.answers, m.salt, r.monitoring_commitment
	FROM intake_monitoring m JOIN intake_response r ON r.id = m.response WHERE r.consultation = $1 AND r.monitoring_commitment IS NOT NULL`

// tag names the answers in the ledger as they are now. The salt is random, so
// nobody finds out whose they are without the database; and once words are taken
// out there is another.
func (a *aside) tag() string { return digest("folkmoot/monitoring/v1", string(a.salt)) }

func (a *aside) handle(t Text) string {
	return digest("folkmoot/write-in/v1", string(a.salt)+"\x00"+t.Question+"\x00"+t.Choice)
}

func (s *Service) parseAside(ctx context.Context, tx *db.Tx, a aside) (survey.Answers, error) {
	_, answers, err := s.Parsed(ctx, tx, a.form, []byte(a.answers))
	return answers, err
}

// WriteIns returns what people wrote about themselves in their own words, in an
// order that says nothing. Whoever shows it to staff writes down first who looks.
func (s *Service) WriteIns(ctx context.Context, tx *db.Tx, consultation string) (all []WriteIn, err error) {
	rows, err := db.All(ctx, tx, scanAside, asides, consultation)
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		answers, err := s.parseAside(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		for _, t := range Texts(answers) {
			all = append(all, WriteIn{t, a.handle(t)})
		}
	}
	slices.SortFunc(all, func(a, b WriteIn) int { return strings.Compare(a.Handle, b.Handle) })
	return all, nil
}

// WriteInCuts returns the redactions of what people wrote about themselves, the
// first one first. None names a response.
func WriteInCuts(ctx context.Context, tx *db.Tx, consultation string) ([]Cut, error) {
	return db.All(ctx, tx, scanCut, `SELECT c.line, '', c.question, c.choice, c.reason, c.characters, c.actor, c.at, c.commitment
		FROM intake_monitoring_redaction c WHERE c.consultation = $1 ORDER BY c.at, c.line`, consultation)
}

// RedactWriteIn takes words out of what somebody wrote about themselves, wherever
// they stand in it, and returns in how many places. Nothing that is kept of it,
// here or in the record, says to which response it belongs.
func (s *Service) RedactWriteIn(ctx context.Context, by actor.Actor, consultation, handle, words, reason string) (places int, err error) {
	defer fault.Wrap(&err, "redact what somebody said of themselves to %s", consultation)
	if !by.May(actor.ReadMonitoring) {
		return 0, fault.New(fault.Forbidden, "You may not read what people said of themselves.")
	}
	if RedactionWords(reason) == "" {
		return 0, fault.New(fault.Invalid, "Choose why the words are taken out.")
	}
	s.cutting.Lock()
	defer s.cutting.Unlock()
	var kept aside
	var deed Deed
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.Own(ctx, tx, by, consultation); err != nil {
			return err
		}
		var text Text
		if kept, text, err = s.findWriteIn(ctx, tx, consultation, handle); err != nil {
			return err
		}
		deed = Deed{ID: db.NewID(), Kind: deedAside, Consultation: consultation, Subject: kept.tag(), Question: text.Question, Choice: text.Choice, Reason: reason, By: by.ID}
		deed.Spans, err = spans(text.Text, words)
		return err
	}); err != nil {
		return 0, err
	}
	if err := s.Ledger.write(deed); err != nil {
		return 0, err
	}
	if _, err := s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		if err := audit.Note(ctx, tx, by, "redact-write-in", "consultation", consultation, reason); err != nil {
			return err
		}
		return s.redactAside(ctx, tx, leaves, kept, deed)
	}); err != nil {
		return 0, err
	}
	return len(deed.Spans), s.DB.Checkpoint(ctx)
}

func (s *Service) findWriteIn(ctx context.Context, tx *db.Tx, consultation, handle string) (aside, Text, error) {
	rows, err := db.All(ctx, tx, scanAside, asides, consultation)
	if err != nil {
		return aside{}, Text{}, err
	}
	for _, a := range rows {
		answers, err := s.parseAside(ctx, tx, a)
		if err != nil {
			return aside{}, Text{}, err
		}
		for _, t := range Texts(answers) {
			if a.handle(t) == handle {
				return a, t, nil
			}
		}
	}
	return aside{}, Text{}, errWriteIn
}

var errWriteIn = fault.New(fault.Conflict, "This answer is not there any more, or somebody has just taken words out of it. Look at the list again.")

// redactAside carries deed out. The new salt follows from the old one and the
// line, so that lines that came after it find what they are about when they are
// carried out again; the old one does not follow from the new, so that nobody can
// try out what was there.
func (s *Service) redactAside(ctx context.Context, tx *db.Tx, leaves *record.Writer, kept aside, deed Deed) error {
	answers, err := s.parseAside(ctx, tx, kept)
	if err != nil {
		return err
	}
	left, characters, err := cutOut(answers, deed)
	if err != nil {
		return err
	}
	salt := sha256.Sum256(slices.Concat([]byte("folkmoot/monitoring-salt/v1\x00"+deed.ID+"\x00"), kept.salt))
	canonical := left.Canonical()
	commitment := receipt.CommitMonitoring(salt, canonical)
	to := tie(kept.committed, commitment[:])
	n, err := tx.Exec(ctx, `UPDATE intake_monitoring SET answers = $3, salt = $4 WHERE response = $1 AND salt = $2`, kept.response, kept.salt, string(canonical), salt[:])
	if err != nil {
		return err
	}
	if n == 0 {
		return errWriteIn
	}
	leaves.Add(receipt.Leaf{Subject: deed.Consultation, Kind: "redaction:monitoring", Commitment: to})
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_monitoring_redaction (line, consultation, question, choice, reason, characters, actor, at, commitment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, deed.ID, deed.Consultation, deed.Question, deed.Choice, deed.Reason, characters, deed.By, db.Time(now), to[:])
	return err
}

// againAside carries a deed about monitoring answers out, unless that is done or
// the answers are gone.
func (s *Service) againAside(ctx context.Context, deed Deed) (n int64, err error) {
	var kept *aside
	find := func(tx *db.Tx) error {
		kept = nil
		done, err := db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM intake_monitoring_redaction WHERE line = $1`, deed.ID)
		if err != nil || done {
			return err
		}
		rows, err := db.All(ctx, tx, scanAside, asides, deed.Consultation)
		if i := slices.IndexFunc(rows, func(a aside) bool { return a.tag() == deed.Subject }); i >= 0 {
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
		return s.redactAside(ctx, tx, leaves, *kept, deed)
	})
	return n, err
}
