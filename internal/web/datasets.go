package web

import (
	"context"
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
	Published   time.Time          // zero if that is not known
	Added       time.Time          // to this website, if it was first published elsewhere; else zero
	Files       []DataFile
	Rights      Rights
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

// DatasetList is what a feature publishes in files of their own for each record, such as the results of each consultation.
type DatasetList struct {
	Ref   string             // in the address of its page: "results"
	Title locale.LazyMessage // "Results of consultations"
	// Read returns a page of about DatasetsPageSize datasets, the latest first.
	Read func(ctx context.Context, tx *db.Tx, at string) (db.Page[Dataset], error)
}

// DatasetsPageSize is the number of datasets on a page.
const DatasetsPageSize = 10

// ReadDatasets returns a page of records as datasets.
func ReadDatasets[T any](p db.Page[T], err error, dataset func(T) (Dataset, error)) (db.Page[Dataset], error) {
	items := make([]Dataset, len(p.Items))
	for i := 0; err == nil && i < len(items); i++ {
		items[i], err = dataset(p.Items[i])
	}
	return db.Paged(p, items), err
}

// AddDatasets adds what a feature publishes in files of their own. A list without Ref is none.
func (d *Deps) AddDatasets(list DatasetList) {
	if list.Ref != "" {
		d.datasets = append(d.datasets, list)
	}
}

// DatasetLists returns what all features publish in files of their own.
func (d *Deps) DatasetLists() []DatasetList { return d.datasets }
