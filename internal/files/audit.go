package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
)

var byID = db.Order{Columns: []db.Column{{Name: "id"}}}

// Audit compares the content of every file with its size and digest. It calls report for
// each difference and returns in words what it looked at.
func Audit(ctx context.Context, tx *db.Tx, report func(string)) (checked string, err error) {
	n := 0
	if err := db.ReadEach(ctx, tx, scan, func(f *File) []any { return []any{f.ID} }, byID, func(f *File) error {
		n++
		return auditFile(ctx, tx, f, report)
	}, `SELECT `+columns+` FROM files_file`, ""); err != nil {
		return "", err
	}
	type chunk struct {
		file   string
		number int64
	}
	last := ""
	if err := db.ReadEach(
		ctx, tx,
		func(r db.Row) (c chunk, err error) { return c, r.Scan(&c.file, &c.number) },
		func(c chunk) []any { return []any{c.file, c.number} },
		db.Order{Columns: []db.Column{{Name: "file"}, {Name: "number", Number: true}}},
		func(c chunk) error {
			if c.file != last {
				report(fmt.Sprintf("table files_chunk, file %s: there is no such file", c.file))
			}
			last = c.file
			return nil
		},
		`SELECT file, number FROM files_chunk`, `NOT EXISTS (SELECT 1 FROM files_file f WHERE f.id = file)`); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files", n), nil
}

// auditFile compares the content of a file with its size and digest.
func auditFile(ctx context.Context, tx *db.Tx, f *File, report func(string)) error {
	numbers, err := db.All(ctx, tx, db.Int, `SELECT number FROM files_chunk WHERE file = $1 ORDER BY number`, f.ID)
	if err != nil {
		return err
	}
	sum, size := sha256.New(), int64(0)
	for i, n := range numbers {
		if n != int64(i) {
			report(fmt.Sprintf("table files_chunk, file %s: chunk %d is missing", f.ID, i))
		}
		chunk, err := readChunk(ctx, tx, f.ID, n)
		if err != nil {
			return err
		}
		sum.Write(chunk)
		size += int64(len(chunk))
	}
	if size != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.Digest {
		report(fmt.Sprintf("table files_chunk, file %s: its content is not the one that was uploaded", f.ID))
	}
	return nil
}
