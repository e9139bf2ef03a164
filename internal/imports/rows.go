package imports

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// DownloadRowsAct is the act in the audit log.
const DownloadRowsAct = "download-import-rows"

// ImportedRow is a row of a file that was imported, with the response that it became.
type ImportedRow struct {
	Number   int64  // as a spreadsheet shows it
	Response string // id of the response
	Kept     []Cell // the values that are not word for word the answers that they became
}

// Cell is a value in a row of a file.
type Cell struct {
	Column  string // letters
	Wording string // of the question that the column is; "" if it is none
	Value   string
}

func mayReadRows(by actor.Actor) error {
	if err := mayImport(by); err != nil {
		return err
	}
	if !by.May(actor.ReadResponses) {
		return fault.New(fault.Forbidden, "You do not have permission to read responses.")
	}
	return nil
}

const selectRows = `SELECT response, number, kept FROM imports_row`

// scanRow returns what reads a row of f.
func (f *File) scanRow(r db.Row) (out ImportedRow, err error) {
	var kept string
	if err := r.Scan(&out.Response, &out.Number, &kept); err != nil {
		return out, err
	}
	values := map[string]string{}
	if err := json.Unmarshal([]byte(kept), &values); err != nil {
		return out, err
	}
	for i := range f.Settings {
		name := sheet.ColumnName(i)
		if value, ok := values[name]; ok {
			out.Kept = append(out.Kept, Cell{name, f.Settings[i].Wording, value})
		}
	}
	return out, nil
}

func rowPosition(r ImportedRow) []any { return []any{r.Number, r.Response} }

var rowOrder = db.Order{Columns: []db.Column{{Name: "number", Number: true}, {Name: "response"}}}

// Rows returns a file that was imported and a page of its rows.
func (s *Service) Rows(
	ctx context.Context, by actor.Actor, id, at string, size int,
) (f *File, p db.Page[ImportedRow], err error) {
	defer fault.Wrap(&err, "list the rows of an import")
	if err := mayReadRows(by); err != nil {
		return nil, p, err
	}
	return f, p, s.DB.View(ctx, func(tx *db.Tx) error {
		if f, err = getFile(ctx, tx, by, id); err != nil {
			return err
		}
		p, err = db.ReadPage(ctx, tx, f.scanRow, rowPosition, db.PageQuery{Order: rowOrder, At: at, Size: size}, selectRows, `file = $1`, id)
		return err
	})
}

// WriteRows writes the rows of a file as CSV: a line for each value that is kept, and one for a row without any. The audit log has
// an entry for it.
func (s *Service) WriteRows(ctx context.Context, by actor.Actor, id string, w io.Writer) (err error) {
	defer fault.Wrap(&err, "download the rows of an import")
	if err := mayReadRows(by); err != nil {
		return err
	}
	var f *File
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if f, err = getFile(ctx, tx, by, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, DownloadRowsAct, SubjectKind, id, "")
	}); err != nil {
		return err
	}
	if _, err := io.WriteString(w, csvout.ByteOrderMark); err != nil {
		return err
	}
	out := csvout.NewWriter(w)
	out.Write([]string{"row", "response", "column", "question", "value"})
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		return db.ReadEach(ctx, tx, f.scanRow, rowPosition, rowOrder, func(r ImportedRow) error {
			for _, c := range slices.Concat(r.Kept, make([]Cell, max(0, 1-len(r.Kept)))) {
				out.Write([]string{
					strconv.FormatInt(r.Number, 10), csvout.EscapeCell(r.Response), c.Column, csvout.EscapeCell(strings.TrimSpace(c.Wording)),
					csvout.EscapeCell(c.Value),
				})
			}
			return nil
		}, selectRows, `file = $1`, id)
	}); err != nil {
		return err
	}
	return out.Flush()
}
