package analysisweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets returns every release as open data.
func datasets(ctx context.Context, tx *db.Tx) (all []web.Dataset, err error) {
	err = consult.EachSlug(ctx, tx, func(slug consult.Slug) error {
		releases, err := analysis.Heads(ctx, tx, slug)
		if err != nil || len(releases) == 0 {
			return err
		}
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		for _, r := range releases {
			all = append(all, newDataset(c, &r))
		}
		return nil
	})
	return all, err
}

func newDataset(c *consult.Consultation, r *analysis.Head) web.Dataset {
	path := resultview.ReleasePath(c.Slug, r.Number)
	return web.Dataset{
		Title: c.Title, Language: c.Language, Release: r.Number, Page: path, Published: r.ReleasedAt,
		Description: locale.Lazy("Counts for every question, with the number of people who answered and who did not."),
		Files: []web.DataFile{
			{Format: locale.Lazy("Spreadsheet (OpenDocument)"), Path: path + opendata.WorkbookODS, Media: sheet.ODS.MediaType()},
			{Format: locale.Lazy("Spreadsheet (Excel)"), Path: path + opendata.WorkbookXLSX, Media: sheet.XLSX.MediaType()},
			{Format: locale.Lazy("CSV"), Path: path + "/results.csv", Media: web.CSVMedia},
			{Format: locale.Lazy("CSVW metadata"), Path: path + "/results.csv-metadata.json", Media: web.CSVWMedia},
			{Format: locale.Lazy("Who answered (CSV)"), Path: path + "/who-answered.csv", Media: web.CSVMedia},
			{Format: locale.Lazy("Who answered (CSVW metadata)"), Path: path + "/who-answered.csv-metadata.json", Media: web.CSVWMedia},
			{Format: locale.Lazy("JSON"), Path: path + "/release.json", Media: web.JSONMedia},
		},
	}
}
