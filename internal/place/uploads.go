package place

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Import is a file of figures that an officer has uploaded for a record, such as a table.
type Import struct {
	ID, Record string
	State      ImportState
	Name       string // of the file
	By         string // account
	At         time.Time
	Content    string // "" once it is imported
	Version    int64  // of the record after the import

	kind, changes string
}

// ImportState is how far an import is.
type ImportState string

// The states of imports.
const (
	Uploaded ImportState = "uploaded" // nothing has changed yet
	Imported ImportState = "imported"
	Undone   ImportState = "undone"
)

var stateLabels = map[ImportState]locale.LazyMessage{
	Uploaded: locale.Lazy("Not imported yet"),
	Imported: locale.Lazy("Imported"),
	Undone:   locale.Lazy("Undone"),
}

// Label says how far the import is.
func (s ImportState) Label() locale.LazyMessage { return stateLabels[s] }

// Uploads are the files that officers have uploaded for records of a kind.
type Uploads struct {
	Kind              string // of the records, as in the audit log
	Upload, RemoveAct string // acts of the audit log
	// Check returns fault.Invalid or fault.TooLarge if a file cannot be read.
	Check func(text []byte) error
}

const importColumns = `id, kind, record, state, name, content, changes, version, made_by, made_at`

func scanImport(r db.Row) (i *Import, err error) {
	i = &Import{}
	return i, r.Scan(&i.ID, &i.kind, &i.Record, &i.State, &i.Name, &i.Content, &i.changes, &i.Version, &i.By, db.ScanTime(&i.At))
}

// Changes decodes what the import has changed.
func (i *Import) Changes(to any) error { return json.Unmarshal([]byte(i.changes), to) }

// Get returns the import id, or fault.NotFound.
func (u Uploads) Get(ctx context.Context, tx *db.Tx, id string) (*Import, error) {
	return db.One(ctx, tx, scanImport, `SELECT `+importColumns+` FROM place_import WHERE id = $1 AND kind = $2`, id, u.Kind)
}

// List returns a page of the files that were uploaded for a record, the newest first.
func (u Uploads) List(ctx context.Context, tx *db.Tx, record, at string, size int) (db.Page[*Import], error) {
	order := db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true}
	return db.ReadPage(ctx, tx, scanImport, func(i *Import) []any { return []any{db.Time(i.At), i.ID} },
		db.PageQuery{Order: order, At: at, Size: size}, `SELECT `+importColumns+` FROM place_import`, `kind = $1 AND record = $2`, u.Kind, record)
}

// MayImport returns fault.Forbidden if by may not import figures, which is publishing them.
func MayImport(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) || !by.MayForAll(actor.ApproveRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import figures. Ask a colleague who approves records.")
	}
	return nil
}

// Add stores a file for a record, if exists finds that. No figure changes yet.
func (u Uploads) Add(
	ctx context.Context, d *db.DB, by actor.Actor, record, name string, from io.Reader, exists func(tx *db.Tx) error,
) (id string, err error) {
	if err := MayImport(by); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(from, MaxFileBytes+1))
	if err != nil {
		return "", err
	}
	if err := u.Check(text); err != nil {
		return "", err
	}
	id = db.NewID()
	return id, d.Update(ctx, func(tx *db.Tx) error {
		if err := exists(tx); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO place_import (`+importColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			id, u.Kind, record, string(Uploaded), strings.ToValidUTF8(name, ""), string(text), `{}`, 0, by.ID, db.Time(now))
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, u.Upload, u.Kind, record, "")
	})
}

// Finish stores that the import i has gone from one state to another, what that has changed and the version of its record. It
// returns false if i was not in the first state.
func (u Uploads) Finish(ctx context.Context, tx *db.Tx, i *Import, from, to ImportState, changes any, version int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE place_import SET state = $1, content = '', changes = $2, version = $3 WHERE id = $4 AND state = $5`,
		string(to), db.JSON(changes), version, i.ID, string(from))
	return n > 0, err
}

// Remove deletes a file that was uploaded and not imported, so that a wrong one cannot be imported by mistake.
func (u Uploads) Remove(ctx context.Context, d *db.DB, by actor.Actor, id string) error {
	if err := MayImport(by); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *db.Tx) error {
		i, err := u.Get(ctx, tx, id)
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
		return audit.Append(ctx, tx, by, u.RemoveAct, u.Kind, i.Record, i.Name)
	})
}
