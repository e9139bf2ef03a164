package app

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council/councilweb"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// catalogue lists every release as open data, the latest of a consultation first.
func catalogue(d *db.DB) councilweb.Catalogue {
	return func(ctx context.Context) (all []councilweb.Dataset, err error) {
		err = d.View(ctx, func(tx *db.Tx) error {
			all = nil
			return consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
				releases, err := analysis.Heads(ctx, tx, slug)
				if err != nil || len(releases) == 0 {
					return err
				}
				c, err := consult.Get(ctx, tx, slug)
				if err != nil {
					return err
				}
				for _, r := range releases {
					page := fmt.Sprintf("/consultations/%s/results/%d", slug, r.Number)
					all = append(all, councilweb.Dataset{
						Title: c.Title, Language: c.Language, Release: r.Number, Page: page, Released: r.ReleasedAt,
						Description: locale.Lazy(
							"Counts for every question, with the number of people who answered and who did not."),
						Files: []councilweb.File{
							{Format: locale.Lazy("CSV"), Path: page + "/results.csv"},
							{Format: locale.Lazy("CSVW metadata"), Path: page + "/results.csv-metadata.json"},
							{Format: locale.Lazy("Who answered (CSV)"), Path: page + "/who-answered.csv"},
							{Format: locale.Lazy("Who answered (CSVW metadata)"), Path: page + "/who-answered.csv-metadata.json"},
						},
					})
				}
				return nil
			})
		})
		return all, err
	}
}
