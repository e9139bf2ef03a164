package place

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Import is a file of figures that an officer has uploaded for a table.
type Import struct {
	ID, Table string
	State     ImportState
	Name      string // of the file
	By        string // account
	At        time.Time

	content string // "" once it is imported
	undo    undo
	version int64 // of the table after the import
}

// undo is what an import has changed, as it is stored.
type undo struct {
	Changes    []Change
	Categories []string // before
}

// ImportState is how far an import is.
type ImportState string

// The states of imports.
const (
	Uploaded ImportState = "uploaded" // nothing has changed yet
	Imported ImportState = "imported"
	Undone   ImportState = "undone"
)

const importColumns = `id, table_ref, state, name, content, changes, version, made_by, made_at`

func scanImport(r db.Row) (i *Import, err error) {
	i = &Import{}
	var changes string
	err = r.Scan(&i.ID, &i.Table, &i.State, &i.Name, &i.content, &changes, &i.version, &i.By, db.ScanTime(&i.At))
	if err != nil {
		return nil, err
	}
	return i, json.Unmarshal([]byte(changes), &i.undo)
}

func getImport(ctx context.Context, tx *db.Tx, id string) (*Import, error) {
	return db.One(ctx, tx, scanImport, `SELECT `+importColumns+` FROM place_import WHERE id = $1`, id)
}

// ListImports returns a page of the files that were uploaded for a table, the newest first.
func ListImports(ctx context.Context, tx *db.Tx, table, at string, size int) (db.Page[*Import], error) {
	order := db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true}
	return db.ReadPage(ctx, tx, scanImport, func(i *Import) []any { return []any{db.Time(i.At), i.ID} },
		db.PageQuery{Order: order, At: at, Size: size}, `SELECT `+importColumns+` FROM place_import`, `table_ref = $1`, table)
}

// mayImport returns fault.Forbidden if by may not import figures, which is publishing them.
func mayImport(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) || !by.MayForAll(actor.ApproveRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import figures. Ask a colleague who approves records.")
	}
	return nil
}

// Upload stores a file of figures for a table. No figure changes yet.
func (s *Service) Upload(ctx context.Context, by actor.Actor, table, name string, from io.Reader) (id string, err error) {
	defer fault.Wrap(&err, "upload figures")
	if err := mayImport(by); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(from, MaxFileBytes+1))
	if err != nil {
		return "", err
	}
	if _, err := ReadCSV(text); err != nil {
		return "", err
	}
	id = db.NewID()
	return id, s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := GetTable(ctx, tx, table); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO place_import (`+importColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id, table, string(Uploaded), strings.ToValidUTF8(name, ""), string(text), db.JSON(undo{}), 0, by.ID, db.Time(now))
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "upload-figures", "figures", table, "")
	})
}

// Preview is what an import would change, or has changed.
type Preview struct {
	Import  *Import
	Table   *Table
	Head    []string // names of the columns of the file; nil if it was imported
	Samples [][]string
	Reading *Reading // nil without a mapping
	Changes []Change
	Same    int // figures that are the same already
	Names   map[string]string
	CanUndo bool
	Correct bool // published figures change, so that a reason is asked for

	before []Row
}

// sampleRows is how many rows of a file are shown.
const sampleRows = 3

// Preview returns what an import would change with a mapping, which may be zero. Figures that the file does not have are
// removed only if replace is set. It stores nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, id string, m Mapping, replace bool) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview figures")
	if err := mayImport(by); err != nil {
		return nil, err
	}
	var placeOf func(string) string
	err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
		p = &Preview{Names: map[string]string{}}
		if p.Import, err = getImport(ctx, tx, id); err != nil {
			return err
		}
		if p.Table, err = GetTable(ctx, tx, p.Import.Table); err != nil {
			return err
		}
		if p.before, err = readRows(ctx, tx, p.Table.Ref); err != nil {
			return err
		}
		placeOf, err = finder(ctx, tx)
		if err != nil {
			return err
		}
		return Each(ctx, tx, func(place Place) error {
			p.Names[place.Ref] = place.Name
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if p.Import.State != Uploaded {
		p.Changes = p.Import.undo.Changes
		p.CanUndo = p.Import.State == Imported && p.Import.version == p.Table.Version
		return p, nil
	}
	err = p.read(m, replace, placeOf)
	p.Correct = len(corrections(p.Changes)) > 0
	return p, err
}

// read applies a mapping to the file of p.
func (p *Preview) read(m Mapping, replace bool, placeOf func(string) string) error {
	rows, err := ReadCSV([]byte(p.Import.content))
	if err != nil {
		return err
	}
	for _, name := range rows[0] {
		p.Head = append(p.Head, strings.TrimSpace(name))
	}
	p.Samples = rows[1:min(len(rows), sampleRows+1)]
	if m.Place == "" && len(m.Values) == 0 {
		return nil
	}
	if p.Reading, err = m.read(rows, placeOf); err != nil {
		p.Reading = nil
		return err
	}
	p.Changes, p.Same = Compare(p.before, p.Reading.Rows, allCategories(p.Reading.Categories, p.Table.Categories))
	if !replace {
		p.Changes = slices.DeleteFunc(p.Changes, func(c Change) bool { return c.After == nil })
	}
	return nil
}

// Apply imports an uploaded file with a mapping. version is the version of the table that the officer has seen the changes of:
// if the figures have changed since, nothing is stored. why is asked for if published figures are corrected.
func (s *Service) Apply(
	ctx context.Context, by actor.Actor, id string, m Mapping, replace bool, version int64, why string,
) (err error) {
	defer fault.Wrap(&err, "import figures")
	p, err := s.Preview(ctx, by, id, m, replace)
	if err != nil {
		return err
	}
	switch {
	case p.Import.State != Uploaded:
		return fault.New(fault.Conflict, "This file has been imported already.")
	case p.Reading == nil:
		return fault.New(fault.Invalid, "Choose the column with places and the column with figures.")
	case len(p.Changes) == 0:
		return fault.New(fault.Invalid, "The file would change nothing.")
	}
	categories := allCategories(p.Reading.Categories, p.Table.Categories)
	if replace {
		categories = p.Reading.Categories
	}
	return s.change(ctx, by, p, "import-figures", changed{p.Changes, categories, version, Uploaded, Imported, why})
}

// Remove deletes a file that was uploaded and not imported, so that a wrong one cannot be imported by mistake.
func (s *Service) Remove(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "remove uploaded figures")
	if err := mayImport(by); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		i, err := getImport(ctx, tx, id)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM place_import WHERE id = $1 AND state = $2`, id, string(Uploaded))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "This file has been imported. Undo the import instead.")
		}
		return audit.Append(ctx, tx, by, RemoveAct, "figures", i.Table, i.Name)
	})
}

// RemoveAct is the entry in the audit log of a removed upload.
const RemoveAct = "remove-figures"

// Undo takes back an import if the figures have not changed since. It corrects figures that the import published, so why is
// asked for.
func (s *Service) Undo(ctx context.Context, by actor.Actor, id, why string) (err error) {
	defer fault.Wrap(&err, "undo an import of figures")
	p, err := s.Preview(ctx, by, id, Mapping{}, false)
	if err != nil {
		return err
	}
	if !p.CanUndo {
		return errFiguresChanged
	}
	var back []Change
	for _, c := range p.Import.undo.Changes {
		back = append(back, Change{c.Place, c.Category, c.After, c.Before})
	}
	return s.change(ctx, by, p, "undo-figures", changed{back, p.Import.undo.Categories, p.Table.Version, Imported, Undone, why})
}

var errFiguresChanged = fault.New(fault.Conflict, "The figures have changed since. Look at the differences again.")

// changed is a change of the figures of a table.
type changed struct {
	changes    []Change
	categories []string // afterwards
	version    int64    // of the table before
	from, to   ImportState
	why        string // published figures are corrected
}

// change stores c, if the table still has the version and the import the state before it.
func (s *Service) change(ctx context.Context, by actor.Actor, p *Preview, act string, c changed) error {
	if p.Table.Version != c.version {
		return errFiguresChanged
	}
	if err := checkWhy(c.changes, c.why); err != nil {
		return err
	}
	table, rows := p.Table.Ref, apply(p.before, c.changes)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE place_table SET version = version + 1, categories = $1 WHERE ref = $2 AND version = $3`,
			db.JSON(append([]string{}, c.categories...)), table, c.version)
		if err != nil {
			return err
		}
		if n == 0 {
			return errFiguresChanged
		}
		n, err = tx.Exec(ctx, `UPDATE place_import SET state = $1, content = '', changes = $2, version = $3 WHERE id = $4 AND state = $5`,
			string(c.to), db.JSON(undo{p.importedChanges(c), p.Table.Categories}), c.version+1, p.Import.ID, string(c.from))
		if err != nil {
			return err
		}
		if n == 0 {
			return errFiguresChanged
		}
		if err := saveRows(ctx, tx, table, rows); err != nil {
			return err
		}
		if err := saveCorrections(ctx, tx, table, c.version+1, c.changes, c.why); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, act, "figures", table, p.Import.Name)
	})
}

// importedChanges returns what the import changed, also after it is undone.
func (p *Preview) importedChanges(c changed) []Change {
	if c.to == Undone {
		return p.Import.undo.Changes
	}
	return c.changes
}
