package consult

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/survey"
)

// PaperForm returns the paper version of f, in which no answer is required,
// because paper cannot enforce it. Everything else is the same, including the
// IDs, so that answers to both are counted together.
func PaperForm(f *survey.Form) (*survey.Form, error) {
	paper := f.Source()
	for i := range paper.Pages {
		for j := range paper.Pages[i].Questions {
			q := &paper.Pages[i].Questions[j]
			q.Required, q.Options = false, slices.Clone(q.Options)
			for k := range q.Options {
				q.Options[k].RequireWriteIn = false
			}
		}
	}
	return survey.Parse(paper.JSON())
}

// SavePaperForm stores f, which PaperForm returned for a form of slug, for the
// responses to it. Forms does not list it, because it is not used on the
// website.
func SavePaperForm(ctx context.Context, tx *db.Tx, slug Slug, f *survey.Form) error {
	_, err := tx.Insert(ctx, `consult_form (version, form)`,
		[][]any{{f.Version(), string(f.JSON())}}, `ON CONFLICT (version) DO NOTHING`)
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, `consult_form_use (consultation, version, edition, lang, position, in_use)`,
		[][]any{{slug, f.Version(), f.Edition, f.Lang, paperPosition, false}}, `ON CONFLICT (consultation, version) DO NOTHING`)
	return err
}

// paperPosition is the position of paper forms, after all forms in use.
const paperPosition = 1000
