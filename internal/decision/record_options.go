package decision

import (
	"context"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// releaseOptions returns the published results of these consultations, in the same order, the latest release first.
func releaseOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	numbers := map[string][]int64{}
	err = analysis.EachReleaseRef(ctx, tx, func(r analysis.ReleaseRef) error {
		numbers[r.Consultation] = append(numbers[r.Consultation], r.Number)
		return nil
	})
	if err != nil {
		return nil, err
	}
	consultations, err := consult.Options(ctx, tx)
	for _, c := range consultations {
		for _, n := range slices.Backward(numbers[c.Value]) {
			all = append(all, edit.Option{Value: fmt.Sprintf("%s#%d", c.Value, n),
				Label: locale.Lazy("%s: results, release %d", c.Label, n)})
		}
	}
	return all, err
}

// documentOptions returns the versions of strategies, as Issue.Document names them.
func documentOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	versions, err := strategy.VersionNames(ctx, tx)
	for _, v := range versions {
		all = append(all, edit.Option{Value: "/strategies/" + v.Strategy + "#" + v.ID,
			Label: locale.Lazy("%s: %s, %s", edit.Name(v.Title), locale.Inside(v.Kind.Label()), locale.LazyDate(v.Date))})
	}
	return all, err
}

// Lookup finds decisions, for fields that name one.
var Lookup = edit.NewLookup(db.Names{Select: `SELECT ref, title FROM decision_decision`, Ref: "ref", Name: "title", Where: "latest"})
