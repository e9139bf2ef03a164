package reach

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// referred returns the consultation that a definition is about.
func referred(ctx context.Context, l *definition.Loading, slug string) (*consult.Consultation, error) {
	c, err := consult.GetOwned(ctx, l.Tx, l.By, slug)
	if fault.Is(err, fault.NotFound) {
		var wrong definition.SettingErrors
		wrong.Add(definition.Missing("consultation", slug,
			fault.Newf(fault.Invalid, "There is no consultation %q. Add it first, or correct the reference.", slug)), "consultation")
		err = wrong.Err()
	}
	return c, err
}

// Definitions returns the kinds of definition files of this feature.
func Definitions() []definition.Kind {
	profiles := definition.FileKind[Profile]{
		One: "profile of affected users", Many: "profiles of affected users", Pattern: "affected-users/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Profile) error {
			def.Groups = slices.Clone(def.Groups) // Define runs more than once
			return defineProfile(ctx, l, &def)
		},
		Count:  func(Profile) int { return 1 },
		Export: export("affected-users/", profileKind, GetProfile),
	}
	engagement := definition.FileKind[Engagement]{
		One: "engagement record", Many: "engagement records", Pattern: "engagement/*.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Engagement) error {
			def.Acts = slices.Clone(def.Acts)
			return defineEngagement(ctx, l, &def)
		},
		Count:  func(Engagement) int { return 1 },
		Export: export("engagement/", engagementKind, GetEngagement),
	}
	return []definition.Kind{profiles.Kind(), engagement.Kind()}
}

// export returns the Export of a kind of records, each in a file of a folder.
func export[T any](
	folder, kind string, get func(context.Context, *db.Tx, string) (*T, error),
) func(context.Context, *db.Tx, map[string]any) error {
	return func(ctx context.Context, tx *db.Tx, files map[string]any) error {
		return eachConsultation(ctx, tx, kind, func(slug string) (err error) {
			files[folder+slug+".yaml"], err = get(ctx, tx, slug)
			return err
		})
	}
}
