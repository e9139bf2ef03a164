package web

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Dataset is something that is published as data, in all its files.
type Dataset struct {
	Title       string             // of the consultation or the report
	Language    string             // of Title; "" for the council's
	Release     int64              // number of the release of results; 0 if it is something else
	Description locale.LazyMessage // of the content
	Page        string             // path of the page that shows the same
	Published   time.Time
	Files       []DataFile
}

// DataFile is a dataset in one format.
type DataFile struct {
	Format locale.LazyMessage // "CSV"
	Path   string
	Media  string // type, without parameters
}

// Media types of datasets. Those of workbooks are in package sheet.
const (
	CSVMedia  = "text/csv"
	CSVWMedia = "application/csvm+json"
	JSONMedia = "application/json"
)

// DatasetsFunc returns what a feature publishes as data.
type DatasetsFunc func(ctx context.Context, tx *db.Tx) ([]Dataset, error)

// AddDatasets adds what a feature publishes as data. datasets may be nil.
func (d *Deps) AddDatasets(datasets DatasetsFunc) {
	if datasets != nil {
		d.datasets = append(d.datasets, datasets)
	}
}

// Datasets returns what all features publish as data, the latest first.
func (d *Deps) Datasets(ctx context.Context) (all []Dataset, err error) {
	err = d.DB.View(ctx, func(tx *db.Tx) error {
		all = nil
		for _, datasets := range d.datasets {
			some, err := datasets(ctx, tx)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b Dataset) int {
		return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.Page, b.Page))
	})
	return all, err
}
