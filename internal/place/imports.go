package place

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// uploads are the files that officers have uploaded for tables.
var uploads = Uploads{Kind: "figures", Upload: "upload-figures", RemoveAct: RemoveAct,
	Check: func(text []byte) error {
		_, err := ReadCSV(text)
		return err
	}}

// undo is what an import has changed, as it is stored.
type undo struct {
	Changes    []Change
	Categories []string // before
}

// ListImports returns a page of the files that were uploaded for a table, the newest first.
func ListImports(ctx context.Context, tx *db.Tx, table, at string, size int) (db.Page[*Import], error) {
	return uploads.List(ctx, tx, table, at, size)
}

// Upload stores a file of figures for a table. No figure changes yet.
func (s *Service) Upload(ctx context.Context, by actor.Actor, table, name string, from io.Reader) (id string, err error) {
	defer fault.Wrap(&err, "upload figures")
	return uploads.Add(ctx, s.DB, by, table, name, from, func(tx *db.Tx) error {
		_, err := GetTable(ctx, tx, table)
		return err
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
	undo   undo
}

// sampleRows is how many rows of a file are shown.
const sampleRows = 3

// Preview returns what an import would change with a mapping, which may be zero. Figures that the file does not have are
// removed only if replace is set. It stores nothing.
func (s *Service) Preview(ctx context.Context, by actor.Actor, id string, m Mapping, replace bool) (p *Preview, err error) {
	defer fault.Wrap(&err, "preview figures")
	if err := MayImport(by); err != nil {
		return nil, err
	}
	var placeOf func(string) string
	err = s.DB.View(ctx, func(tx *db.Tx) (err error) {
		p = &Preview{Names: map[string]string{}}
		if p.Import, err = uploads.Get(ctx, tx, id); err != nil {
			return err
		}
		if p.Table, err = GetTable(ctx, tx, p.Import.Record); err != nil {
			return err
		}
		if err := p.Import.Changes(&p.undo); err != nil {
			return err
		}
		if p.before, err = readRows(ctx, tx, p.Table.Ref); err != nil {
			return err
		}
		placeOf, err = Finder(ctx, tx)
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
		p.Changes = p.undo.Changes
		p.CanUndo = p.Import.State == Imported && p.Import.Version == p.Table.Version
		return p, nil
	}
	err = p.read(m, replace, placeOf)
	p.Correct = len(corrections(p.Changes)) > 0
	return p, err
}

// read applies a mapping to the file of p.
func (p *Preview) read(m Mapping, replace bool, placeOf func(string) string) error {
	rows, err := ReadCSV([]byte(p.Import.Content))
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
	return uploads.Remove(ctx, s.DB, by, id)
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
		return ErrFiguresChanged
	}
	var back []Change
	for _, c := range p.undo.Changes {
		back = append(back, Change{c.Place, c.Category, c.After, c.Before})
	}
	return s.change(ctx, by, p, "undo-figures", changed{back, p.undo.Categories, p.Table.Version, Imported, Undone, why})
}

// ErrFiguresChanged is the error if figures have changed since an officer has seen what an import would change.
var ErrFiguresChanged = fault.New(fault.Conflict, "The figures have changed since. Look at the differences again.")

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
		return ErrFiguresChanged
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
			return ErrFiguresChanged
		}
		ok, err := uploads.Finish(ctx, tx, p.Import, c.from, c.to, undo{p.importedChanges(c), p.Table.Categories}, c.version+1)
		if err != nil {
			return err
		}
		if !ok {
			return ErrFiguresChanged
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
		return p.undo.Changes
	}
	return c.changes
}
