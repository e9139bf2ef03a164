package operation

import (
	"context"
	"errors"
	"io"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// chunkSize is the number of bytes of a file that are stored in one row and one
// transaction, so that others can write in between.
const chunkSize = 256 << 10

// SaveFile stores the file of an operation, which must be encrypted, in place of what an
// earlier attempt has stored.
func (s *Service) SaveFile(ctx context.Context, id string, from io.Reader) (err error) {
	defer fault.Wrap(&err, "store the file of operation %s", id)
	if err := s.DeleteFile(ctx, id); err != nil {
		return err
	}
	chunk := make([]byte, chunkSize)
	for number := 0; ; number++ {
		n, err := io.ReadFull(from, chunk)
		if n > 0 {
			if err := s.db.Update(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO operation_chunk (operation, number, bytes) VALUES ($1, $2, $3)`, id, number, chunk[:n])
				return err
			}); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// DeleteFile deletes the file of an operation, if it has one.
func (s *Service) DeleteFile(ctx context.Context, id string) error {
	return s.db.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM operation_chunk WHERE operation = $1`, id)
		return err
	})
}

// HasFile reports whether an operation has a file.
func (s *Service) HasFile(ctx context.Context, id string) (has bool, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		has, err = db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM operation_chunk WHERE operation = $1)`, id)
		return err
	})
	return has, err
}

// File reads the file of an operation, whose chunks it reads one by one. Without a file it
// is empty.
func (s *Service) File(ctx context.Context, id string) io.Reader {
	return &fileReader{s: s, ctx: ctx, id: id}
}

type fileReader struct {
	s    *Service
	ctx  context.Context
	id   string
	next int
	rest []byte // of the chunk before next
}

// Read implements io.Reader.
func (f *fileReader) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		err := f.s.db.View(f.ctx, func(tx *db.Tx) (err error) {
			f.rest, err = db.One(f.ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
				`SELECT bytes FROM operation_chunk WHERE operation = $1 AND number = $2`, f.id, f.next)
			return err
		})
		if fault.Is(err, fault.NotFound) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		f.next++
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}
