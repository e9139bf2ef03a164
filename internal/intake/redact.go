package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// RedactionMark stands where words were taken out. It is one character, so that no text
// grows too long for its question. Pages show it as "[redacted]".
const RedactionMark = "▇"

// RedactionRequest is words that an officer takes out of a text.
type RedactionRequest struct {
	Question, Choice string // Choice is the option beside which it was written, or ""
	Text             string // exactly as they stand there
	Reason           string // a code of RedactionReasons
}

// Redaction is the history of one redaction. It does not hold the words.
type Redaction struct {
	DeletionID, ResponseID, Question, Choice, Reason string
	Characters                                       int64
	By                                               string // id of the account
	At                                               time.Time
	commitment                                       []byte
}

const redactionColumns = `c.deletion, c.response, c.question, c.choice, c.reason, c.characters, c.actor, c.at, c.commitment`

func scanRedaction(row db.Row) (c Redaction, err error) {
	return c, row.Scan(
		&c.DeletionID,
		&c.ResponseID,
		&c.Question,
		&c.Choice,
		&c.Reason,
		&c.Characters,
		&c.By,
		db.ScanTime(&c.At),
		&c.commitment,
	)
}

// redactionsByConsultation returns every redaction of a response to consultation.
func redactionsByConsultation(ctx context.Context, tx *db.Tx, consultation string) ([]Redaction, error) {
	return db.All(ctx, tx, scanRedaction, `SELECT `+redactionColumns+` FROM intake_redaction c JOIN intake_response r ON r.id = c.response
		WHERE r.consultation = $1 ORDER BY c.at, c.deletion`, consultation)
}

// ResponseRedactions returns the redactions of one response, the first one first.
func ResponseRedactions(ctx context.Context, tx *db.Tx, response string) ([]Redaction, error) {
	return db.All(
		ctx,
		tx,
		scanRedaction,
		`SELECT `+redactionColumns+` FROM intake_redaction c WHERE c.response = $1 ORDER BY c.at, c.deletion`,
		response,
	)
}

// linkCommitment is the commitment of the leaf that ties what is left of a response to
// what was committed to: without it, whoever has the database could put any
// words in the place of others and call it a redaction.
func linkCommitment(before, left []byte) [32]byte {
	return sha256.Sum256(slices.Concat([]byte("folkmoot/commit/redaction/v1\x00"), before, left))
}

// Redact takes words out of an answer, wherever they stand in it, and returns in
// how many places. What was there is in no row and no history afterwards.
func (s *Service) Redact(ctx context.Context, by actor.Actor, consultation, id string, cut RedactionRequest) (places int, err error) {
	defer fault.Wrap(&err, "redact a response to %s", consultation)
	if !by.May(actor.Moderate) {
		return 0, fault.New(fault.Forbidden, "You do not have permission to redact responses.")
	}
	if RedactionReasonLabel(cut.Reason) == "" {
		return 0, fault.New(fault.Invalid, "Select a reason for the redaction.")
	}
	s.redactionMu.Lock()
	defer s.redactionMu.Unlock()
	var deed Deletion
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, consultation); err != nil {
			return err
		}
		kept, err := getStored(ctx, tx, consultation, id)
		if err != nil {
			return err
		}
		deed, err = s.planRedaction(ctx, tx, kept, cut)
		return err
	}); err != nil {
		return 0, err
	}
	deed.By = by.ID
	if err := s.Deletions.append(deed); err != nil {
		return 0, err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, leaves *record.Writer) error {
		kept, err := getStored(ctx, tx, consultation, id)
		if err != nil {
			return err
		}
		if kept.lastDeletionID != deed.PreviousID {
			return fault.New(fault.Conflict, "Someone else has just redacted this response. Open it again to see the changes.")
		}
		if err := audit.Append(ctx, tx, by, "redact", "response", id, cut.Reason); err != nil {
			return err
		}
		return s.applyRedaction(ctx, tx, leaves, kept, deed)
	})
	if err != nil {
		return 0, err
	}
	return len(deed.Spans), s.DB.Checkpoint(ctx)
}

// planRedaction says which bytes of which text go.
func (s *Service) planRedaction(ctx context.Context, tx *db.Tx, kept storedResponse, cut RedactionRequest) (Deletion, error) {
	deed := Deletion{
		ID:           db.NewID(),
		Kind:         deletionRedaction,
		Consultation: kept.consultation,
		Subject:      kept.id,
		Commitment:   hex.EncodeToString(kept.commitment),
		PreviousID:   kept.lastDeletionID,
		Question:     cut.Question,
		Choice:       cut.Choice,
		Reason:       cut.Reason,
	}
	answers, err := s.parseStored(ctx, tx, kept)
	if err != nil {
		return deed, err
	}
	a := answers.Get(cut.Question)
	text := a.Text
	if cut.Choice != "" {
		text = a.WriteIns[cut.Choice]
	}
	deed.Spans, err = findSpans(text, cut.Text)
	return deed, err
}

// findSpans says where words stand in text.
func findSpans(text, words string) (all [][2]int, err error) {
	words = strings.TrimSpace(survey.CleanText(words))
	if words == "" || strings.Trim(words, RedactionMark) == "" {
		return nil, fault.New(fault.Invalid, "Enter the text to redact, exactly as it appears in the answer.")
	}
	for at := 0; ; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			break
		}
		all = append(all, [2]int{at + i, at + i + len(words)})
		at += i + len(words)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "This text is not in the answer. Copy the text exactly, including capitals, spaces and line breaks.")
	}
	return all, nil
}

// parseStored returns the answers of kept.
func (s *Service) parseStored(ctx context.Context, tx *db.Tx, kept storedResponse) (survey.Answers, error) {
	if kept.state == Withdrawn {
		return survey.Answers{}, fault.New(fault.Closed, "This response has been withdrawn and its answers have been deleted.")
	}
	form, err := s.Form(ctx, tx, kept.formVersion)
	if err != nil {
		return survey.Answers{}, err
	}
	return survey.ParseAnswers(form, []byte(kept.answers))
}

// applyRedaction carries a deed out.
func (s *Service) applyRedaction(ctx context.Context, tx *db.Tx, leaves *record.Writer, kept storedResponse, deed Deletion) error {
	answers, err := s.parseStored(ctx, tx, kept)
	if err != nil {
		return err
	}
	left, characters, err := redactAnswers(answers, deed)
	if err != nil {
		return err
	}
	kind := numberedKind("redacted", kept.redactionCount+1)
	return s.replaceAnswers(ctx, tx, leaves, kept, left, deed, kind, characters)
}

// redactAnswers returns what is left of answers without the words of deed, and how many
// characters went.
func redactAnswers(answers survey.Answers, deed Deletion) (left survey.Answers, characters int, err error) {
	left, err = answers.MapTexts(func(q *survey.Question, choice, text string) string {
		if q.ID != deed.Question || choice != deed.Choice {
			return text
		}
		var n int
		text, n = maskSpans(text, deed.Spans)
		characters += n
		return text
	})
	return left, characters, err
}

// replaceAnswers writes what is left of kept under a new commitment, with the leaves that
// say so.
func (s *Service) replaceAnswers(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	kept storedResponse,
	left survey.Answers,
	deed Deletion,
	kind string,
	characters int,
) error {
	var salt, monitoring [32]byte
	rand.Read(salt[:])
	copy(monitoring[:], kept.monitoringCommitment)
	canonical := left.Canonical()
	commitment := receipt.Commit(receipt.CommitAnswers(salt, canonical), monitoring)
	leaves.Add(kept.leaf(kind))
	binding := kept.leaf("redaction")
	binding.Commitment = linkCommitment(kept.commitment, commitment[:])
	leaves.Add(binding)
	count := `redactions = redactions + 1`
	if kind == "expired" {
		count = `texts_deleted = TRUE`
	}
	n, err := tx.Exec(ctx, `UPDATE intake_response SET answers = $3, salt = $4, redacted_commitment = $5, last_deletion = $6, `+count+`
		WHERE id = $1 AND last_deletion = $2`, kept.id, kept.lastDeletionID, string(canonical), salt[:], commitment[:], deed.ID)
	if err != nil || n == 0 {
		return err
	}
	if s.OnErase != nil {
		if err := s.OnErase(ctx, tx, kept.id, false); err != nil {
			return err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_redaction (deletion, response, question, choice, reason, characters, actor, at, commitment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, deed.ID, kept.id, deed.Question, deed.Choice, deed.Reason, characters, deed.By, db.Time(now), commitment[:])
	return err
}

// maskSpans puts a Mark in the place of each span of text, and says how many
// characters went. A span that the text does not have, or that would cut a
// character in two, is left alone.
func maskSpans(text string, spans [][2]int) (string, int) {
	var b strings.Builder
	at, gone := 0, 0
	for _, span := range spans {
		from, to := span[0], span[1]
		if from < at || to <= from || to > len(text) || !utf8.ValidString(text[from:to]) || !utf8.ValidString(text[at:from]) {
			continue
		}
		b.WriteString(text[at:from])
		b.WriteString(RedactionMark)
		gone += utf8.RuneCountInString(text[from:to])
		at = to
	}
	b.WriteString(text[at:])
	return b.String(), gone
}
