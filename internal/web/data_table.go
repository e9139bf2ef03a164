package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/opendata"
	"github.com/folkmoot/folkmoot/internal/site"
)

// DataPath is the address of the list of open data, and the beginning of those of its parts.
const DataPath = "/data"

// DataTable is everything of a kind that is published, in one table: all actions, all decisions. It is made by NewDataTable.
type DataTable struct {
	Ref         string             // in the address of its files: "actions"
	Order       int                // tables are sorted by it
	Title       locale.LazyMessage // "Actions"
	Description locale.LazyMessage // what a row is
	Page        string             // path of the page that shows the same
	Rights      Rights

	// Changed returns when the last row was published or changed. It is nil if that is not known.
	Changed func(ctx context.Context, tx *db.Tx) (time.Time, error)

	csv, json func(ctx context.Context, d *db.DB, site string, w io.Writer) error
	describe  func(t csvw.Table) ([]byte, error)
}

// DataRows says how the rows of a table are read. What they contain is public.
type DataRows[T any] struct {
	Columns []csvw.Column[T]
	Key     []string                                                            // the columns by which rows are told apart
	Page    func(T) string                                                      // path of the page of a row
	Read    func(ctx context.Context, tx *db.Tx, at string) (db.Page[T], error) // a page of them
}

// NewDataTable returns t with its rows. Each page of rows is read in a transaction of its own, because a reader can be slow.
func NewDataTable[T any](t DataTable, rows DataRows[T]) DataTable {
	columns := func(site string) []csvw.Column[T] {
		return append(slices.Clip(rows.Columns), csvw.Column[T]{
			Name: "url", Title: "URL", Datatype: "string", Description: "The page on this website.",
			Value: func(row T) string { return site + rows.Page(row) },
		})
	}
	read := func(ctx context.Context, d *db.DB) csvw.Rows[T] {
		return func(fn func(T) error) error {
			return db.Each(func(at string) (p db.Page[T], err error) {
				err = d.View(ctx, func(tx *db.Tx) error {
					p, err = rows.Read(ctx, tx, at)
					return err
				})
				return p, err
			}, fn)
		}
	}
	t.csv = func(ctx context.Context, d *db.DB, site string, w io.Writer) error {
		return csvw.WriteCSV(w, columns(site), read(ctx, d))
	}
	t.json = func(ctx context.Context, d *db.DB, site string, w io.Writer) error {
		return csvw.WriteJSON(w, columns(site), read(ctx, d))
	}
	t.describe = func(about csvw.Table) ([]byte, error) {
		about.Key, about.Required = rows.Key, append(slices.Clip(rows.Key), "url")
		return csvw.Describe(about, columns(""))
	}
	return t
}

// Files returns the files of t.
func (t *DataTable) Files() []DataFile {
	file := DataPath + "/" + t.Ref
	return []DataFile{
		{Format: locale.Lazy("CSV"), Path: file + ".csv", Media: CSVMedia},
		{Format: locale.Lazy("CSVW metadata"), Path: file + ".csv-metadata.json", Media: CSVWMedia},
		{Format: locale.Lazy("JSON"), Path: file + ".json", Media: JSONMedia},
	}
}

// RowsAtOnce is how many rows of a table are read at once.
const RowsAtOnce = 200

// AddDataTables adds the tables of a feature, with the routes of their files.
func (d *Deps) AddDataTables(tables ...DataTable) {
	for _, t := range tables {
		d.dataTables = append(d.dataTables, t)
		file := DataPath + "/" + t.Ref
		d.Site.Add(
			site.Route{Method: http.MethodGet, Pattern: file + ".csv", Needs: actor.Public,
				Handler: d.sendTable(t.Ref+".csv", CSVMedia+"; charset=utf-8; header=present", t.csv)},
			site.Route{Method: http.MethodGet, Pattern: file + ".json", Needs: actor.Public,
				Handler: d.sendTable(t.Ref+".json", JSONMedia, t.json)},
			site.Route{Method: http.MethodGet, Pattern: file + ".csv-metadata.json", Needs: actor.Public, Handler: d.describeTable(t)},
		)
	}
	slices.SortStableFunc(d.dataTables, func(a, b DataTable) int { return cmp.Compare(a.Order, b.Order) })
}

// DataTables returns the tables of all features in their order.
func (d *Deps) DataTables() []DataTable { return slices.Clone(d.dataTables) }

// sendTable returns the handler of a file that is sent while it is read.
func (d *Deps) sendTable(
	name, media string, write func(ctx context.Context, d *db.DB, site string, w io.Writer) error,
) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		to := &Download{To: w, Name: name, Media: media}
		if strings.HasPrefix(media, CSVMedia) {
			DescribeCSV(w, name)
		}
		if r.Method == http.MethodHead {
			_, err := to.Write(nil)
			return err
		}
		return write(r.Context(), d.DB, d.SiteURL(r), to)
	}
}

// DescribeCSV leads programs from a CSV file to its description (W3C, Model for Tabular Data and Metadata on the Web, 5.2).
func DescribeCSV(w http.ResponseWriter, name string) {
	w.Header().Set("Link", fmt.Sprintf(`<%s-metadata.json>; rel="describedby"; type="%s"`, name, CSVWMedia))
}

// describeTable returns the handler of the description of a CSV file.
func (d *Deps) describeTable(t DataTable) site.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		english := locale.For("en")
		about := csvw.Table{
			URL: t.Ref + ".csv", Title: fmt.Sprintf("%s: %s", d.CouncilName(r), t.Title.In(english)), Description: t.Description.In(english),
			Licence: opendata.LicencePath, Others: []string{t.Ref + ".json"},
		}
		if !t.Rights.OfCouncil() {
			about.Licence, about.Rights = t.Rights.Licence.Address(), t.Rights.Message().In(english)
		}
		described, err := t.describe(about)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", CSVWMedia)
		_, err = w.Write(described)
		return err
	}
}
