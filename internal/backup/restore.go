package backup

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Read restores a backup into the empty database d, completely or not at all,
// and then applies later migrations from files. It returns the number of rows.
// After that, it runs after in a second transaction.
//
// Data that was erased after the backup was taken is restored too. The server
// erases it again before it accepts requests.
func Read(
	ctx context.Context,
	d *db.DB,
	files fs.FS,
	from io.Reader,
	now time.Time,
	after ...AfterRestore,
) (rows int64, err error) {
	in, err := newLineReader(from)
	if err != nil {
		return 0, err
	}
	text, err := in.next()
	if err != nil {
		return 0, err
	}
	var h header
	if err := json.Unmarshal(text, &h); err != nil || h.Format != format {
		return 0, errors.New("this file is not a Folkmoot backup of a supported format")
	}
	in.addToDigest(text)
	then, err := migrationsOf(files, h.Migrations)
	if err != nil {
		return 0, err
	}
	if err := d.Migrate(ctx, then, now); err != nil {
		return 0, err
	}
	tables, err := schema.Tables(then)
	if err != nil {
		return 0, err
	}
	r := restorer{in: in, tables: tables}
	// One transaction without retries, because the file can be read only once.
	if err := d.Update(ctx, func(tx *db.Tx) error {
		if r.begun {
			return errors.New("the database was changed by another program during the restore; try again with an empty database")
		}
		r.begun = true
		return r.run(ctx, tx)
	}); err != nil {
		return 0, err
	}
	if err := d.Migrate(ctx, files, now); err != nil || len(after) == 0 {
		return r.rows, err
	}
	return r.rows, d.Update(ctx, func(tx *db.Tx) error {
		for _, do := range after {
			if err := do(ctx, tx, now); err != nil {
				return fmt.Errorf(
					"the rows were restored, but a later step failed; empty the database and restore again: %w", err)
			}
		}
		return nil
	})
}

// AfterRestore updates a database after it was restored.
type AfterRestore func(ctx context.Context, tx *db.Tx, now time.Time) error

// migrationsOf returns the files that were applied to the source of a backup.
// It returns an error if one is unknown or different here.
func migrationsOf(files fs.FS, applied map[string]string) (fs.FS, error) {
	then := fstest.MapFS{}
	for name, sum := range applied {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf(
				"the backup was made with a newer version of this program, with migration %s. Restore it with that version", name)
		}
		if digest.Of(text).Hex() != sum {
			return nil, fmt.Errorf("the backup was made with a different migration %s from the one in this program", name)
		}
		then[name] = &fstest.MapFile{Data: text}
	}
	return then, nil
}

// restorer is the state of a Read.
type restorer struct {
	in      *lineReader
	tables  []string
	begun   bool
	rows    int64
	target  string
	columns int
	batch   [][]any
}

// batchRows is the number of rows in one INSERT statement.
const batchRows = 200

func (r *restorer) run(ctx context.Context, tx *db.Tx) error {
	for _, table := range r.tables {
		if empty, err := tx.Empty(ctx, table); err != nil || !empty {
			return errors.Join(err, fmt.Errorf("the database is not empty: table %s has rows. Restore into a new database", table))
		}
	}
	seen := 0
	for {
		text, err := r.in.next()
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("the backup is incomplete: its last line is missing")
		}
		if err != nil {
			return err
		}
		var l line
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&l); err != nil {
			return fmt.Errorf("the backup has an invalid line: %w", err)
		}
		switch {
		case l.End != nil:
			if err := r.flush(ctx, tx); err != nil {
				return err
			}
			if l.End.Rows != r.rows || l.End.Digest != hex.EncodeToString(r.in.sum.Sum(nil)) {
				return errors.New("the backup was changed after it was made: its digest does not match")
			}
			if seen != len(r.tables) {
				return fmt.Errorf("the backup has %d tables instead of %d", seen, len(r.tables))
			}
			return nil
		case l.Table != "":
			if err := r.flush(ctx, tx); err != nil {
				return err
			}
			if !slices.Contains(r.tables, l.Table) || !validColumns(l.Columns) {
				return fmt.Errorf("the backup has an unknown table or column in table %q", l.Table)
			}
			seen++
			r.target, r.columns = l.Table+" ("+strings.Join(l.Columns, ", ")+")", len(l.Columns)
		default:
			if err := r.addRow(ctx, tx, l.Row); err != nil {
				return err
			}
		}
		r.in.addToDigest(text)
	}
}

// validColumns reports whether columns are plain names, because they become
// part of an SQL statement.
func validColumns(columns []string) bool {
	for _, c := range columns {
		if c == "" || strings.Trim(c, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
			return false
		}
	}
	return len(columns) > 0
}

func (r *restorer) addRow(ctx context.Context, tx *db.Tx, row []any) error {
	if r.columns == 0 || len(row) != r.columns {
		return errors.New("the backup has a row with the wrong number of columns")
	}
	for i, v := range row {
		switch v := v.(type) {
		case json.Number:
			whole, err := v.Int64()
			if err != nil {
				part, err := v.Float64()
				if err != nil {
					return err
				}
				row[i] = part
				continue
			}
			row[i] = whole
		case map[string]any:
			text, _ := v["base64"].(string)
			b, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return err
			}
			row[i] = b
		}
	}
	r.rows++
	r.batch = append(r.batch, row)
	if len(r.batch) == batchRows {
		return r.flush(ctx, tx)
	}
	return nil
}

func (r *restorer) flush(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Insert(ctx, r.target, r.batch, "")
	r.batch = nil
	return err
}
