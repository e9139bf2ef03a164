package placeweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets are the tables of figures about places. They are of others, such as the Office for National Statistics, and it is not
// known when they were first published.
var datasets = web.DatasetList{Ref: "figures", Title: locale.Lazy("Figures about places"),
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[web.Dataset], error) {
		p, err := place.ListTables(ctx, tx, at, web.DatasetsPageSize)
		return web.ReadDatasets(p, err, func(t *place.Table) (web.Dataset, error) {
			path := figuresPath + "/" + t.Ref
			return web.Dataset{Title: t.Title, Page: path, Description: locale.Lazy("Figures of each place, from the source that the page names."),
				Files:  []web.DataFile{{Format: locale.Lazy("CSV"), Path: path + "/figures.csv", Media: web.CSVMedia}},
				Rights: web.Rights{Source: t.Source, Licence: t.Licence}}, nil
		})
	}}
