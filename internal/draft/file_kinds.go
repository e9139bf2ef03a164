package draft

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// FileKinds returns the fields of consultations that refer to other records, by the definition files that have them, for
// edit.FileOptions. Consultations are edited as drafts and not as records of these kinds.
func FileKinds() []edit.Kind {
	fields := slices.DeleteFunc(aboutFields("", ""), func(f edit.Field) bool { return f.Kind != edit.Pick && f.Kind != edit.Picks })
	for i := range fields {
		if fields[i].Name == "follows" { // in files it may also be a draft, or the consultation of another organisation
			fields[i].Options = everyConsultation
		}
	}
	return []edit.Kind{
		{Files: "consultations/*/consultation.yaml", Fields: fields},
		{Files: "register.yaml", Within: "consultations/*", Fields: fields},
	}
}

func everyConsultation(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return all, consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
		all = append(all, edit.Option{Value: slug})
		return nil
	})
}
