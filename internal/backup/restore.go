package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
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
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Read fills the empty database d with what from holds, all of it or nothing,
// and brings it up to date with files. It returns how many rows there were.
//
// What was erased after the backup was taken comes back with it. The server
// erases it again before it serves anybody: see package custody. What else is to
// be known of it, after, writes down when all is there.
func Read(ctx context.Context, d *db.DB, files fs.FS, from io.Reader, now time.Time, after ...AfterRestore) (rows int64, err error) {
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
		return 0, errors.New("this is not a backup that this program knows")
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
	// One transaction, and no second try: the file can be read only once.
	if err := d.Update(ctx, func(tx *db.Tx) error {
		if r.begun {
			return errors.New("the database was not left alone while it was filled; try again")
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
				return fmt.Errorf("the rows are there, but not what follows from their being restored; empty the database and restore again: %w", err)
			}
		}
		return nil
	})
}

// AfterRestore does in a database what follows from its having been restored.
type AfterRestore func(ctx context.Context, tx *db.Tx, now time.Time) error

// migrationsOf returns those of files that a backup was taken after, and refuses one
// that has had others.
func migrationsOf(files fs.FS, applied map[string]string) (fs.FS, error) {
	then := fstest.MapFS{}
	for name, sum := range applied {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("the backup was taken by a newer version of this program: it has had %s. Restore it with that version", name)
		}
		if fmt.Sprintf("%x", sha256.Sum256(text)) != sum {
			return nil, fmt.Errorf("the backup has had another %s than this program has", name)
		}
		then[name] = &fstest.MapFile{Data: text}
	}
	return then, nil
}

// restorer is one Read on its way.
type restorer struct {
	in      *lineReader
	tables  []string
	begun   bool
	rows    int64
	target  string
	columns int
	batch   [][]any
}

const batchRows = 200

func (r *restorer) run(ctx context.Context, tx *db.Tx) error {
	for _, table := range r.tables {
		if empty, err := tx.Empty(ctx, table); err != nil || !empty {
			return errors.Join(err, fmt.Errorf("the database is not empty: table %s has rows. Restore into a new one", table))
		}
	}
	seen := 0
	for {
		text, err := r.in.next()
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("the backup is cut short: its last line is missing")
		}
		if err != nil {
			return err
		}
		var l line
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&l); err != nil {
			return fmt.Errorf("the backup has a line that cannot be read: %w", err)
		}
		switch {
		case l.End != nil:
			if err := r.flush(ctx, tx); err != nil {
				return err
			}
			if l.End.Rows != r.rows || l.End.Digest != hex.EncodeToString(r.in.sum.Sum(nil)) {
				return errors.New("the backup was changed since it was taken: its digest is another")
			}
			if seen != len(r.tables) {
				return fmt.Errorf("the backup has %d tables and should have %d", seen, len(r.tables))
			}
			return nil
		case l.Table != "":
			if err := r.flush(ctx, tx); err != nil {
				return err
			}
			if !slices.Contains(r.tables, l.Table) || !validColumns(l.Columns) {
				return fmt.Errorf("the backup has a table %q that this program does not know", l.Table)
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

// validColumns reports whether all are names of columns and nothing else: they become
// part of a statement.
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
		return errors.New("the backup has a row that fits no table")
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
