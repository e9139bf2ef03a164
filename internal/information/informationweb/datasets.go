package informationweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets are the latest releases of every year.
var datasets = web.DatasetList{Ref: "equality-information", Title: locale.Lazy("Equality information"),
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[web.Dataset], error) {
		p, err := information.List(ctx, tx, at, web.DatasetsPageSize)
		return web.ReadDatasets(p, err, func(line information.Line) (web.Dataset, error) {
			r, err := information.Get(ctx, tx, line.Ref)
			if err != nil {
				return web.Dataset{}, err
			}
			own := numbered(r.Ref, r.Number)
			return web.Dataset{
				Title: r.Title, Page: own, Published: r.Published,
				Description: locale.Lazy("Figures about employees and service users, with small numbers hidden."),
				Files: []web.DataFile{
					{Format: locale.Lazy("CSV"), Path: own + "/figures.csv", Media: web.CSVMedia},
					{Format: locale.Lazy("JSON"), Path: own + "/release.json", Media: web.JSONMedia},
				},
			}, nil
		})
	}}
