package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// FormRef names a form that is in use.
type FormRef struct {
	Edition, Lang string
	Version       string
	Master        bool
}

// Forms returns the forms on which slug is answered now, the master first.
func Forms(ctx context.Context, tx *db.Tx, slug Slug) ([]FormRef, error) {
	return db.All(ctx, tx, func(row db.Row) (f FormRef, err error) {
		return f, row.Scan(&f.Edition, &f.Lang, &f.Version, &f.Master)
	}, `SELECT edition, lang, version, position = 0 FROM consult_form_use
		WHERE consultation = $1 AND in_use ORDER BY position`, slug)
}

// FormByVersion returns the form with that version, with the pages of equality
// questions at its end. What a version names never changes.
func FormByVersion(ctx context.Context, tx *db.Tx, version string) (*survey.Form, error) {
	text, err := db.One(ctx, tx, db.Text, `SELECT form FROM consult_form WHERE version = $1`, version)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that questionnaire. Start again from the consultation page.")
	}
	if err != nil {
		return nil, err
	}
	return survey.Parse([]byte(text))
}

// replaceForms puts forms into use, the master first. The ones in use before
// are kept out of use if keep says that somebody may have answered on them, and
// forgotten otherwise.
func replaceForms(ctx context.Context, tx *db.Tx, slug Slug, forms []*survey.Form, keep bool) error {
	before := `DELETE FROM consult_form_use WHERE consultation = $1`
	if keep {
		before = `UPDATE consult_form_use SET in_use = FALSE WHERE consultation = $1`
	}
	if _, err := tx.Exec(ctx, before, slug); err != nil {
		return err
	}
	var texts, uses [][]any
	for i, f := range forms {
		texts = append(texts, []any{f.Version(), string(f.JSON())})
		uses = append(uses, []any{slug, f.Version(), f.Edition, f.Lang, i, true})
	}
	if _, err := tx.Insert(ctx, `consult_form (version, form)`, texts, `ON CONFLICT (version) DO NOTHING`); err != nil {
		return err
	}
	if _, err := tx.Insert(ctx, `consult_form_use (consultation, version, edition, lang, position, in_use)`, uses,
		`ON CONFLICT (consultation, version) DO UPDATE SET in_use = TRUE, position = excluded.position`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM consult_form WHERE version NOT IN (SELECT version FROM consult_form_use)`)
	return err
}
