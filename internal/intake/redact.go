package intake

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// RedactionMark replaces redacted text. It is one character, so that no answer
// becomes longer than its question allows. Pages show it as "[redacted]".
const RedactionMark = "▇"

// Redaction is the history of one redaction. It does not hold the redacted text.
type Redaction struct {
	DeletionID, ResponseID, Question, Choice, Reason string
	Characters                                       int64
	By                                               string // id of the account
	At                                               time.Time
	commitment                                       []byte
}

const redactionColumns = `c.deletion, c.response, c.question, c.choice, c.reason, c.characters, c.actor, c.at,
	c.commitment`

func scanRedaction(row db.Row) (r Redaction, err error) {
	return r, row.Scan(&r.DeletionID, &r.ResponseID, &r.Question, &r.Choice, &r.Reason, &r.Characters, &r.By,
		db.ScanTime(&r.At), &r.commitment)
}

// redactionsOf returns the redactions of some responses, the earliest first. There must not
// be more of them than one statement can name.
func redactionsOf(ctx context.Context, tx *db.Tx, responses []storedResponse) ([]Redaction, error) {
	ids := make([]any, len(responses))
	for i := range responses {
		ids[i] = responses[i].id
	}
	list, args := db.In(1, ids)
	return db.All(ctx, tx, scanRedaction, `SELECT `+redactionColumns+`
		FROM intake_redaction c WHERE c.response IN `+list+` ORDER BY c.at, c.deletion`, args...)
}

// ResponseRedactions returns the redactions of one response, the earliest first.
func ResponseRedactions(ctx context.Context, tx *db.Tx, response string) ([]Redaction, error) {
	return db.All(ctx, tx, scanRedaction, `SELECT `+redactionColumns+`
		FROM intake_redaction c WHERE c.response = $1 ORDER BY c.at, c.deletion`, response)
}

// linkCommitment returns the commitment of the leaf that links the remaining
// answers to the original commitment. Without that leaf, anyone with access to the
// database could replace answers and call it a redaction.
func linkCommitment(before, left []byte) [32]byte {
	return digest.Labelled("folkmoot/commit/redaction/v1", string(before)+string(left))
}

// redactAnswers returns answers without the spans of c, and the number of
// characters that were removed.
func redactAnswers(answers survey.Answers, c Change) (left survey.Answers, characters int, err error) {
	left, err = answers.MapTexts(func(q *survey.Question, choice, text string) string {
		if q.ID != c.Question || choice != c.Choice {
			return text
		}
		var n int
		text, n = maskSpans(text, c.Spans)
		characters += n
		return text
	})
	return left, characters, err
}

// replaceAnswers replaces the answers of stored with left, under a new commitment,
// and adds a leaf of the given kind and the linking leaf to the record. It does
// nothing if the response was changed since stored was read.
func replaceAnswers(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	stored storedResponse,
	left survey.Answers,
	c Change,
	kind string,
	characters int,
) error {
	var salt, monitoring [32]byte
	rand.Read(salt[:])
	copy(monitoring[:], stored.monitoringCommitment)
	canonical := left.Canonical()
	commitment := receipt.Commit(receipt.CommitContent(receipt.CommitAnswers(salt, canonical), monitoring), stored.details())
	leaves.Add(stored.changeLeaf(kind))
	link := stored.leaf("redaction")
	link.Commitment = linkCommitment(stored.commitment, commitment[:])
	leaves.Add(link)
	count := `redactions = redactions + 1`
	if kind == "expired" {
		count = `texts_deleted = TRUE`
	}
	n, err := tx.Exec(ctx, `UPDATE intake_response
		SET answers = $3, salt = $4, redacted_commitment = $5, last_deletion = $6, content_commitment = $7,
			settled = FALSE, `+count+`
		WHERE id = $1 AND last_deletion = $2`,
		stored.id, stored.lastDeletionID, string(canonical), salt[:], commitment[:], c.DeletionID, stored.firstContent())
	if err != nil || n == 0 {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO intake_redaction
		(deletion, response, question, choice, reason, characters, actor, at, commitment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		c.DeletionID, stored.id, c.Question, c.Choice, c.Reason, characters, c.By, db.Time(now), commitment[:])
	return err
}

// maskSpans replaces each span of text with RedactionMark and counts the
// characters that were removed. It skips a span that is outside the text or would
// cut a character in two.
func maskSpans(text string, spans [][2]int) (string, int) {
	var b strings.Builder
	at, removed := 0, 0
	for _, span := range spans {
		from, to := span[0], span[1]
		if from < at || to <= from || to > len(text) ||
			!utf8.ValidString(text[from:to]) || !utf8.ValidString(text[at:from]) {
			continue
		}
		b.WriteString(text[at:from])
		b.WriteString(RedactionMark)
		removed += utf8.RuneCountInString(text[from:to])
		at = to
	}
	b.WriteString(text[at:])
	return b.String(), removed
}
