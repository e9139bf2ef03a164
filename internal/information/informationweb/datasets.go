package informationweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

const datasetsAtOnce = 50

// datasets returns the latest release of every year as open data.
func datasets(ctx context.Context, tx *db.Tx) (all []web.Dataset, err error) {
	read := func(at string) (db.Page[information.Line], error) {
		return information.List(ctx, tx, at, datasetsAtOnce)
	}
	err = db.Each(read, func(line information.Line) error {
		r, err := information.Get(ctx, tx, line.Ref)
		if err != nil {
			return err
		}
		own := numbered(r.Ref, r.Number)
		all = append(all, web.Dataset{
			Title: r.Title, Page: own, Published: r.Published,
			Description: locale.Lazy("Figures about employees and service users, with small numbers hidden."),
			Files: []web.DataFile{
				{Format: locale.Lazy("CSV"), Path: own + "/figures.csv", Media: web.CSVMedia},
				{Format: locale.Lazy("JSON"), Path: own + "/release.json", Media: web.JSONMedia},
			},
		})
		return nil
	})
	return all, err
}
