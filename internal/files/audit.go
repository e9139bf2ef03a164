package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Audit compares the content of every file with its size and digest. It calls report for
// each difference and returns in words what it looked at.
func Audit(ctx context.Context, tx *db.Tx, report func(string)) (checked string, err error) {
	all, err := db.All(ctx, tx, scan, `SELECT `+columns+` FROM files_file ORDER BY id`)
	if err != nil {
		return "", err
	}
	for _, f := range all {
		numbers, err := db.All(ctx, tx, db.Int, `SELECT number FROM files_chunk WHERE file = $1 ORDER BY number`, f.ID)
		if err != nil {
			return "", err
		}
		sum, size := sha256.New(), int64(0)
		for i, n := range numbers {
			if n != int64(i) {
				report(fmt.Sprintf("table files_chunk, file %s: chunk %d is missing", f.ID, i))
			}
			chunk, err := readChunk(ctx, tx, f.ID, n)
			if err != nil {
				return "", err
			}
			sum.Write(chunk)
			size += int64(len(chunk))
		}
		if size != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.Digest {
			report(fmt.Sprintf("table files_chunk, file %s: its content is not the one that was uploaded", f.ID))
		}
	}
	orphans, err := db.All(ctx, tx, db.Text,
		`SELECT DISTINCT file FROM files_chunk WHERE file NOT IN (SELECT id FROM files_file) ORDER BY file`)
	if err != nil {
		return "", err
	}
	for _, id := range orphans {
		report(fmt.Sprintf("table files_chunk, file %s: there is no such file", id))
	}
	return fmt.Sprintf("%d files", len(all)), nil
}
