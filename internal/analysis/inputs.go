package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/record"
)

// inputs is the state of everything that a release counts, at the time of one
// transaction. It is cheap to compare, so that a short transaction can check that
// nothing has changed since the responses were counted.
type inputs struct {
	epoch, end int64  // of the public record: every change to a response has an entry
	rest       string // digest of what is counted besides responses
}

// readInputs returns the state of what a release of c counts.
func readInputs(ctx context.Context, tx *db.Tx, c *consult.Consultation) (in inputs, err error) {
	if in.epoch, in.end, err = record.End(ctx, tx); err != nil {
		return in, err
	}
	in.rest, err = restOfInputs(ctx, tx, c)
	return in, err
}

// changed reports whether something that was counted has changed.
func (in inputs) changed(ctx context.Context, tx *db.Tx, c *consult.Consultation) (bool, error) {
	if changed, err := record.ChangedSince(ctx, tx, c.Slug, in.epoch, in.end); err != nil || changed {
		return changed, err
	}
	epoch, _, err := record.End(ctx, tx)
	if err != nil || epoch != in.epoch {
		return true, err
	}
	rest, err := restOfInputs(ctx, tx, c)
	return rest != in.rest, err
}

// restOfInputs returns a digest of what is counted besides responses: the forms, the
// changes to them, letters and petitions, decisions about similar responses,
// earlier releases, and what respondents are compared with.
func restOfInputs(ctx context.Context, tx *db.Tx, c *consult.Consultation) (string, error) {
	forms, err := consult.Forms(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	changes, err := consult.ListQuestionChanges(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	submissions, err := countSubmissions(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	decisions, err := moderation.ListClusterDecisions(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	heads, err := Heads(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	compared, err := benchmarks(ctx, tx, c)
	if err != nil {
		return "", err
	}
	done, err := reach.Published(ctx, tx, c.Slug)
	if err != nil {
		return "", err
	}
	return digest.Of(db.JSON([]any{c.Title, c.Area, forms, changes, submissions, decisions, heads, compared, done})).Hex(), nil
}
