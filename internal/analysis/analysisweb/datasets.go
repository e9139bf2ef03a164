package analysisweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/web"
)

// datasets are the releases, each in its files.
var datasets = web.DatasetList{Ref: "results", Title: locale.Lazy("Results of consultations"),
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[web.Dataset], error) {
		p, err := analysis.ListPublished(ctx, tx, at, web.DatasetsPageSize)
		return web.ReadDatasets(p, err, newDataset)
	}}

func newDataset(r analysis.PublishedRelease) (web.Dataset, error) {
	path := resultview.ReleasePath(r.Consultation, r.Number)
	d := web.Dataset{
		Title: r.Title, Language: r.Language, Release: r.Number, Page: path, Published: r.PublishedAt,
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
	if r.PublishedAt.Before(r.ReleasedAt) {
		d.Added = r.ReleasedAt
	}
	return d, nil
}

// releasesTable is the list of all releases.
var releasesTable = web.NewDataTable(web.DataTable{
	Ref: "releases", Order: 20, Title: locale.Lazy("Releases of results"), Page: web.DataPath + "/results",
	Description: locale.Lazy("One row for each release of results, with the reason for it and where its numbers are."),
	Changed:     analysis.LastReleasedAny,
}, web.DataRows[analysis.PublishedRelease]{
	Key:  []string{"consultation", "release"},
	Page: func(r analysis.PublishedRelease) string { return resultview.ReleasePath(r.Consultation, r.Number) },
	Columns: []csvw.Column[analysis.PublishedRelease]{
		csvw.Text("consultation", "Consultation", "The consultation’s name in its web address.",
			func(r analysis.PublishedRelease) string { return r.Consultation }),
		csvw.Whole("release", "Release", "The number of the release. A release never changes.",
			func(r analysis.PublishedRelease) int64 { return r.Number }),
		csvw.Text("title", "Title", "The title of the consultation.", func(r analysis.PublishedRelease) string { return r.Title }),
		csvw.Text("language", "Language", "The language of the title. Empty if it is the council’s.",
			func(r analysis.PublishedRelease) string { return r.Language }),
		csvw.Time("published", "Published", "When the results were first published, here or elsewhere.",
			func(r analysis.PublishedRelease) time.Time { return r.PublishedAt }),
		csvw.Time("released", "Released", "When they were published on this website.",
			func(r analysis.PublishedRelease) time.Time { return r.ReleasedAt }),
		csvw.Text("reason", "Reason", "Why it follows an earlier release. Empty for the first.",
			func(r analysis.PublishedRelease) string { return r.Reason }),
		csvw.Text("sha256", "SHA-256", "The digest of release.json, to which the public record commits.",
			func(r analysis.PublishedRelease) string { return r.Checksum }),
	},
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[analysis.PublishedRelease], error) {
		return analysis.ListPublished(ctx, tx, at, web.RowsAtOnce)
	},
})
