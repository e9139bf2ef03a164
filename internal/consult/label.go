package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// labelKind is what a label says about a consultation.
type labelKind string

const (
	strategyLabel labelKind = "strategy"
	followsLabel  labelKind = "follows"
)

// saveLabels replaces the labels of c.
func saveLabels(ctx context.Context, tx *db.Tx, c *Consultation) error {
	if _, err := tx.Exec(ctx, `DELETE FROM consult_label WHERE consultation = $1`, c.Slug); err != nil {
		return err
	}
	var rows [][]any
	if c.Strategy != "" {
		rows = append(rows, []any{c.Slug, strategyLabel, c.Strategy})
	}
	if c.Follows != "" {
		rows = append(rows, []any{c.Slug, followsLabel, c.Follows})
	}
	_, err := tx.Insert(ctx, `consult_label (consultation, kind, value)`, rows, `ON CONFLICT DO NOTHING`)
	return err
}

// ForStrategy returns the consultations about a strategy that are not drafts, newest first.
func ForStrategy(ctx context.Context, tx *db.Tx, strategy string) ([]*Consultation, error) {
	return listLabelled(ctx, tx, strategyLabel, strategy)
}

// FollowedBy returns the consultations that follow slug and are not drafts, newest first.
func FollowedBy(ctx context.Context, tx *db.Tx, slug Slug) ([]*Consultation, error) {
	return listLabelled(ctx, tx, followsLabel, slug)
}

func listLabelled(ctx context.Context, tx *db.Tx, kind labelKind, value string) ([]*Consultation, error) {
	return db.All(ctx, tx, scanConsultation, `SELECT `+selected+` FROM consult_consultation WHERE stage <> 'draft'
		AND slug IN (SELECT consultation FROM consult_label WHERE kind = $1 AND value = $2)
		ORDER BY sorted_at DESC, slug`, string(kind), value)
}
