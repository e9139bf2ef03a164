package intake

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// Draft is a set of answers that have been saved but not sent.
type Draft struct {
	Key          Key
	Consultation string
	FormVersion  string // version of the form with which the draft was started; it never changes
	Edition      string
	Answers      survey.Raw
	Version      int64 // increases with every save; 0 for a draft that has not been saved yet
}

// GetDraft returns the draft of consultation with key, or fault.NotFound.
func GetDraft(ctx context.Context, tx *db.Tx, consultation string, key Key) (*Draft, error) {
	return db.One(ctx, tx, func(row db.Row) (*Draft, error) {
		d, answers := &Draft{Key: key, Consultation: consultation}, ""
		if err := row.Scan(&d.FormVersion, &d.Edition, &answers, &d.Version); err != nil {
			return nil, err
		}
		return d, json.Unmarshal([]byte(answers), &d.Answers)
	}, `SELECT form, edition, answers, version FROM intake_draft WHERE id = $1 AND consultation = $2`, key.DraftID(), consultation)
}

// SaveDraft saves d and increases d.Version. If the stored draft no longer has
// the version d.Version, for example because it was saved in another tab, SaveDraft
// returns fault.Conflict and saves nothing.
func (s *Service) SaveDraft(ctx context.Context, d *Draft) (err error) {
	defer fault.Wrap(&err, "save draft")
	text, err := json.Marshal(d.Answers)
	if err != nil {
		return err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := consult.Get(ctx, tx, d.Consultation)
		if err != nil {
			return err
		}
		if err := c.Accepts(now, s.Keys.StartedAt(d.Key, d.Consultation)); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			INSERT INTO intake_draft (id, consultation, form, edition, answers, version, response) VALUES ($1, $2, $3, $4, $5, $6 + 1, $7)
			ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, version = excluded.version, settled = FALSE
			WHERE intake_draft.version = $6 AND intake_draft.consultation = excluded.consultation`,
			d.Key.DraftID(), d.Consultation, d.FormVersion, d.Edition, string(text), d.Version, d.Key.ID())
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "These answers have been changed in another tab or window.")
		}
		return err
	}); err != nil {
		return err
	}
	d.Version++
	return nil
}
