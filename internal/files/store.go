package files

import (
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
)

// chunkSize is the number of bytes in each row of files_chunk. Files are stored in
// the database so that every server has them and every backup contains them.
const chunkSize = 256 << 10

const columns = `id, org, name, type, size, digest, at, actor, subject, public`

func scan(row db.Row) (*File, error) {
	f := &File{}
	return f, row.Scan(&f.ID, &f.Org, &f.Name, &f.Type, &f.Size, &f.Digest, db.ScanTime(&f.At), &f.By, &f.Subject, &f.Public)
}

func get(ctx context.Context, tx *db.Tx, id string) (*File, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM files_file WHERE id = $1`, id)
}

// Sorts are the orders of the files of an organisation that pages can link to.
var Sorts = db.Sorts[*File]{
	{Name: "uploaded", Order: db.Order{Columns: []db.Column{{Name: "at"}, {Name: "id"}}, Descending: true},
		Position: func(f *File) []any { return []any{db.Time(f.At), f.ID} }},
	{Name: "name", Order: db.Order{Columns: []db.Column{{Name: "name"}, {Name: "id"}}},
		Position: func(f *File) []any { return []any{f.Name, f.ID} }},
	{Name: "size", Order: db.Order{Columns: []db.Column{{Name: "size", Number: true}, {Name: "id"}}, Descending: true},
		Position: func(f *File) []any { return []any{f.Size, f.ID} }},
}

// List returns the page of up to size files of an organisation that pages can link to, at
// the cursor at, sorted by one of Sorts.
func List(ctx context.Context, tx *db.Tx, org string, by db.Sort, at string, size int) (db.Page[*File], error) {
	order, position := Sorts.In(by)
	return db.ReadPage(ctx, tx, scan, position, db.PageQuery{Order: order, At: at, Size: size},
		`SELECT `+columns+` FROM files_file`, `org = $1 AND subject = ''`, org)
}

// ListPictures returns up to n PNG and JPEG pictures of an organisation that pages can show, of up to most bytes, the last
// uploaded first.
func ListPictures(ctx context.Context, tx *db.Tx, org string, most int64, n int) ([]*File, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM files_file
		WHERE org = $1 AND subject = '' AND type IN ($2, $3) AND size <= $4 ORDER BY at DESC, id LIMIT $5`, org, PNG, JPEG, most, n)
}

// UsedBytes returns the total size of the files of an organisation.
func UsedBytes(ctx context.Context, tx *db.Tx, org string) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files_file WHERE org = $1`, org)
}

// insert stores f and its content, which it reads to the end.
func insert(ctx context.Context, tx *db.Tx, f *File, content io.Reader) error {
	if _, err := tx.Exec(ctx, `INSERT INTO files_file (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Org, f.Name, f.Type, f.Size, f.Digest, db.Time(f.At), f.By, f.Subject, f.Public); err != nil {
		return err
	}
	for n := int64(0); ; n++ {
		chunk := make([]byte, chunkSize)
		size, err := io.ReadFull(content, chunk)
		if size > 0 {
			if _, err := tx.Exec(ctx, `INSERT INTO files_chunk (file, number, bytes) VALUES ($1, $2, $3)`,
				f.ID, n, chunk[:size]); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

func readChunk(ctx context.Context, tx *db.Tx, id string, n int64) ([]byte, error) {
	return db.One(ctx, tx, func(row db.Row) (b []byte, err error) { return b, row.Scan(&b) },
		`SELECT bytes FROM files_chunk WHERE file = $1 AND number = $2`, id, n)
}

func setPublic(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE files_file SET public = TRUE WHERE id = $1 AND subject = ''`, id)
	return err
}

func deleteFile(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM files_chunk WHERE file = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM files_file WHERE id = $1 AND NOT public`, id)
	return err
}

var pathPattern = regexp.MustCompile(`/files/[A-Z2-7]{26}\b`)

// FindPaths returns the paths of files in text, sorted and each once.
func FindPaths(text string) []string {
	all := pathPattern.FindAllString(text, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

// parsePath returns the ID in the path of a file; false if path is of another form.
func parsePath(path string) (string, bool) {
	id, ok := strings.CutPrefix(path, "/files/")
	return id, ok && isFileID(id)
}
