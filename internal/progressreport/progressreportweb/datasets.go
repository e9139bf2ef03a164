package progressreportweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets are the latest editions of every report.
var datasets = web.DatasetList{Ref: "progress-reports", Title: locale.Lazy("Progress reports"),
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[web.Dataset], error) {
		p, err := progressreport.ListHeads(ctx, tx, at)
		return web.ReadDatasets(p, err, func(r *progressreport.Report) (web.Dataset, error) {
			path := progressreport.Path(r.Ref)
			return web.Dataset{
				Title: r.Title, Page: path, Published: r.RecordedAt,
				Description: locale.Lazy("The objectives and actions of the report, with their progress."),
				Files: []web.DataFile{
					{Format: locale.Lazy("CSV"), Path: path + "/data.csv", Media: web.CSVMedia},
					{Format: locale.Lazy("JSON"), Path: path + "/data.json", Media: web.JSONMedia},
				},
			}, nil
		})
	}}
