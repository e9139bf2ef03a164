package progressreportweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets returns the latest edition of every report as open data.
func datasets(ctx context.Context, tx *db.Tx) (all []web.Dataset, err error) {
	read := func(at string) (db.Page[*progressreport.Report], error) { return progressreport.List(ctx, tx, at) }
	err = db.Each(read, func(r *progressreport.Report) error {
		path := progressreport.Path(r.Ref)
		all = append(all, web.Dataset{
			Title: r.Title, Page: path, Published: r.RecordedAt,
			Description: locale.Lazy("The objectives and actions of the report, with their progress."),
			Files: []web.DataFile{
				{Format: locale.Lazy("CSV"), Path: path + "/data.csv", Media: web.CSVMedia},
				{Format: locale.Lazy("JSON"), Path: path + "/data.json", Media: web.JSONMedia},
			},
		})
		return nil
	})
	return all, err
}
