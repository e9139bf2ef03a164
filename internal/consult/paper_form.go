package consult

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/survey"
)

// PaperForm is f as it is answered on paper. Paper cannot insist, so no answer
// in it is required; all else is the same, and so are the ids by which answers
// are counted together.
func PaperForm(f *survey.Form) (*survey.Form, error) {
	paper := *f
	paper.Pages = make([]survey.Page, len(f.Pages))
	for i := range f.Pages {
		paper.Pages[i] = f.Pages[i]
		paper.Pages[i].Questions = append([]survey.Question(nil), f.Pages[i].Questions...)
		for j := range paper.Pages[i].Questions {
			paper.Pages[i].Questions[j].Required = false
		}
	}
	return survey.Parse(paper.JSON())
}

// SavePaperForm keeps f, a PaperForm of slug, for the responses that are given
// on it. It is not put into use: nobody answers it on the web.
func SavePaperForm(ctx context.Context, tx *db.Tx, slug Slug, f *survey.Form) error {
	if _, err := tx.Insert(ctx, `consult_form (version, form)`, [][]any{{f.Version(), string(f.JSON())}}, `ON CONFLICT (version) DO NOTHING`); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, `consult_form_use (consultation, version, edition, lang, position, in_use)`,
		[][]any{{slug, f.Version(), f.Edition, f.Lang, paperPosition, false}}, `ON CONFLICT (consultation, version) DO NOTHING`)
	return err
}

// paperPosition puts what is kept for paper after every form that is in use.
const paperPosition = 1000
