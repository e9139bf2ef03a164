package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/memo"
	"github.com/folkmoot/folkmoot/survey"
)

// parsedForms keeps the forms that were parsed last, by their text: parsing takes longer than reading.
var parsedForms memo.Cache[*survey.Form]

// FormRef refers to the form of an edition of a questionnaire.
type FormRef struct {
	Edition, Lang string
	Version       string // digest of the form
	Master        bool   // the form that defines questions and options; the others are translations or formats of it
}

// Forms returns the forms in use for slug, the master first.
func Forms(ctx context.Context, tx *db.Tx, slug Slug) ([]FormRef, error) {
	return db.All(ctx, tx, func(row db.Row) (f FormRef, err error) {
		return f, row.Scan(&f.Edition, &f.Lang, &f.Version, &f.Master)
	}, `SELECT edition, lang, version, position = 0 FROM consult_form_use
		WHERE consultation = $1 AND in_use ORDER BY position`, slug)
}

// FindForm returns the form in use for an edition of slug, or fault.NotFound.
func FindForm(ctx context.Context, tx *db.Tx, slug Slug, edition string) (FormRef, error) {
	refs, err := Forms(ctx, tx, slug)
	if err != nil {
		return FormRef{}, err
	}
	for _, ref := range refs {
		if ref.Edition == edition {
			return ref, nil
		}
	}
	return FormRef{}, fault.New(fault.NotFound,
		"We cannot find that questionnaire. Check the consultation page for the versions available.")
}

// FormOf returns the form in use for an edition of slug, or fault.NotFound. It
// decodes only that form.
func FormOf(ctx context.Context, tx *db.Tx, slug Slug, edition string) (*survey.Form, error) {
	ref, err := FindForm(ctx, tx, slug, edition)
	if err != nil {
		return nil, err
	}
	return FormByVersion(ctx, tx, ref.Version)
}

// FormByVersion returns the form with this version, including its equality
// questions, or fault.NotFound. The form of a version never changes, and callers
// share it, so they must not change it either.
func FormByVersion(ctx context.Context, tx *db.Tx, version string) (*survey.Form, error) {
	text, err := db.One(ctx, tx, db.Text, `SELECT form FROM consult_form WHERE version = $1`, version)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that questionnaire. Start again from the consultation page.")
	}
	if err != nil {
		return nil, err
	}
	return parsedForms.Get(text, func() (*survey.Form, error) { return survey.Parse([]byte(text)) })
}

// replaceForms puts forms into use, the master first. If keep is true, because
// there may be responses to the forms used before, those stay stored; otherwise
// they are deleted.
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

// QuestionIDs returns the ids of the questions that the forms in use for slug ask.
func QuestionIDs(ctx context.Context, tx *db.Tx, slug Slug) (ids map[string]bool, err error) {
	refs, err := Forms(ctx, tx, slug)
	if err != nil {
		return nil, err
	}
	ids = map[string]bool{}
	for _, ref := range refs {
		form, err := FormByVersion(ctx, tx, ref.Version)
		if err != nil {
			return nil, err
		}
		for i := range form.Pages {
			for _, q := range form.Pages[i].Questions {
				ids[q.ID] = true
			}
		}
	}
	return ids, nil
}
