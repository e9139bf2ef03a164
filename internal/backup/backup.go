// Package backup writes the database of an installation to a file and restores
// it, on either engine.
//
// A backup is gzip-compressed text, one JSON value a line: a header, for each
// table a line with its columns and a line for each row, and a trailer with the
// number of rows and the digest of all lines before it. A truncated or changed
// file is refused as a whole. Encryption keys are not included, nor is the
// folder of the public record, which must not go back in time with the
// database.
package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/schema"
)

const format = "folkmoot/backup/v1"

// header is the first line of a backup.
type header struct {
	Format     string            `json:"format"`
	Taken      string            `json:"taken"`
	Engine     string            `json:"engine"` // engine of the source database; a backup can be restored on either
	Migrations map[string]string `json:"migrations"`
}

// line is any other line. Exactly one of its parts is set; Columns comes with
// Table.
type line struct {
	Table   string   `json:"table,omitempty"`
	Columns []string `json:"columns,omitempty"`
	Row     []any    `json:"row,omitempty"`
	End     *trailer `json:"end,omitempty"`
}

// trailer is the last line.
type trailer struct {
	Rows   int64  `json:"rows"`
	Digest string `json:"sha256"` // hexadecimal digest of all lines before
}

// encodedBytes is a BLOB value in a row.
type encodedBytes struct {
	Base64 string `json:"base64"`
}

// Write writes all tables of d, as of one moment, and returns the number of
// rows. The site can keep running.
func Write(ctx context.Context, d *db.DB, files fs.FS, to io.Writer) (rows int64, err error) {
	tables, err := schema.Tables(files)
	if err != nil {
		return 0, err
	}
	compressed := gzip.NewWriter(to)
	out := &writer{sum: sha256.New()}
	out.to = io.MultiWriter(compressed, out.sum)
	err = d.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		applied, err := db.AppliedMigrations(ctx, tx)
		if err != nil {
			return err
		}
		if err := out.line(header{format, now.UTC().Format(time.RFC3339), d.Engine(), applied}); err != nil {
			return err
		}
		for _, table := range tables {
			err := tx.Dump(ctx, table,
				func(columns []string) error { return out.line(line{Table: table, Columns: columns}) },
				func(row []any) error { out.rows++; return out.line(line{Row: encodeRow(row)}) })
			if err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	out.to = compressed
	if err := out.line(line{End: &trailer{out.rows, hex.EncodeToString(out.sum.Sum(nil))}}); err != nil {
		return 0, err
	}
	return out.rows, compressed.Close()
}

// writer writes lines and counts rows.
type writer struct {
	to   io.Writer
	sum  hash.Hash
	rows int64
}

func (w *writer) line(v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		_, err = w.to.Write(append(text, '\n'))
	}
	return err
}

func encodeRow(row []any) []any {
	out := make([]any, len(row))
	for i, v := range row {
		if b, ok := v.([]byte); ok {
			v = encodedBytes{base64.StdEncoding.EncodeToString(b)}
		}
		out[i] = v
	}
	return out
}

// maxLineBytes is the longest line accepted: a row with a long document.
const maxLineBytes = 64 << 20

// lineReader reads a backup line by line and computes its digest.
type lineReader struct {
	in  *bufio.Scanner
	sum hash.Hash
}

func newLineReader(from io.Reader) (*lineReader, error) {
	plain, err := gzip.NewReader(from)
	if err != nil {
		return nil, fmt.Errorf("this file is not a backup: %w", err)
	}
	in := bufio.NewScanner(plain)
	in.Buffer(make([]byte, 64<<10), maxLineBytes)
	return &lineReader{in, sha256.New()}, nil
}

// next returns the next line, valid until the next call. At the end of the file
// it returns io.ErrUnexpectedEOF, because a complete backup ends with a
// trailer.
func (l *lineReader) next() ([]byte, error) {
	if !l.in.Scan() {
		if err := l.in.Err(); err != nil {
			return nil, err
		}
		return nil, io.ErrUnexpectedEOF
	}
	return l.in.Bytes(), nil
}

func (l *lineReader) addToDigest(text []byte) {
	l.sum.Write(text)
	l.sum.Write([]byte{'\n'})
}
