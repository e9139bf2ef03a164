package imports

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// partSize is the number of encrypted bytes in one row.
const partSize = 1 << 20

// The acts in the audit log.
const (
	UploadAct = "upload-import"
	ChangeAct = "change-import"
	RemoveAct = "remove-import"
	ImportAct = "import-collected"

	SubjectKind = "import"
)

// Upload stores a file, encrypted. What its columns are is guessed by Look. A file that was imported before is not stored: again
// says so, and f is what was imported from it. A file that cannot be read is refused with a *sheet.Error.
func (s *Service) Upload(ctx context.Context, by actor.Actor, name string, from io.Reader) (f *File, again bool, err error) {
	defer fault.Wrap(&err, "upload responses")
	if err := mayImport(by); err != nil {
		return nil, false, err
	}
	data, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, false, err
	}
	if _, err := collected.Read(data); err != nil {
		return nil, false, err
	}
	f = &File{
		ID: db.NewID(), Org: by.OwnOrg(), State: Uploaded, Name: strings.ToValidUTF8(name, ""), Digest: digest.Of(data).Hex(),
		Size: int64(len(data)), Details: Details{Type: consult.Survey, Channel: intake.Web, Language: "en"}, MadeBy: by.ID,
	}
	sealed, err := s.Box.Seal(boxName(f.ID), string(data))
	if err != nil {
		return nil, false, err
	}
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		earlier, err := ImportedFrom(ctx, tx, f.Org, f.Digest)
		if earlier != nil || err != nil {
			f, again = earlier, true
			return err
		}
		return s.insert(ctx, tx, by, f, sealed)
	})
	if err != nil || again {
		err = errors.Join(err, s.Box.DestroyKey(boxName(f.ID)))
	}
	return f, again, err
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, by actor.Actor, f *File, sealed []byte) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	f.MadeAt = now
	if err := insertFile(ctx, tx, f); err != nil {
		return err
	}
	for number := 0; len(sealed) > 0; number++ {
		n := min(len(sealed), partSize)
		if _, err := tx.Exec(ctx, `INSERT INTO imports_part (file, number, sealed) VALUES ($1, $2, $3)`, f.ID, number, sealed[:n]); err != nil {
			return err
		}
		sealed = sealed[n:]
	}
	return audit.Append(ctx, tx, by, UploadAct, SubjectKind, f.ID, "")
}

func insertFile(ctx context.Context, tx *db.Tx, f *File) error {
	_, err := tx.Exec(ctx, `INSERT INTO imports_file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		f.ID, f.Org, string(f.State), f.Name, f.Digest, f.Size, db.JSON(f.Details), db.JSON(f.Settings), "", 0, 0, f.MadeBy, db.Time(f.MadeAt))
	return err
}

// Open returns a file that is not imported yet, and what it holds.
func (s *Service) Open(ctx context.Context, by actor.Actor, id string) (f *File, read *collected.File, err error) {
	defer fault.Wrap(&err, "open an import")
	if err := mayImport(by); err != nil {
		return nil, nil, err
	}
	var sealed []byte
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		sealed = nil
		if f, err = getFile(ctx, tx, by, id); err != nil {
			return err
		}
		parts, err := db.All(ctx, tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT sealed FROM imports_part WHERE file = $1 ORDER BY number`, id)
		for _, part := range parts {
			sealed = append(sealed, part...)
		}
		return err
	}); err != nil {
		return nil, nil, err
	}
	if f.State != Uploaded {
		return f, nil, errImported
	}
	data, err := s.Box.Open(boxName(id), sealed)
	if err != nil {
		return f, nil, err
	}
	read, err = collected.Read([]byte(data))
	return f, read, err
}

var errImported = fault.New(fault.Conflict, "This file has been imported already.")

// Save stores what an officer has chosen for the columns and said about the consultation. Without settings, Look guesses them.
// version is that of the page: if the file has changed since, nothing is stored.
func (s *Service) Save(
	ctx context.Context, by actor.Actor, id string, version int64, settings []collected.Setting, details Details,
) (err error) {
	defer fault.Wrap(&err, "save an import")
	if err := mayImport(by); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		f, err := getFile(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if f.State != Uploaded {
			return errImported
		}
		if db.JSON(settings) == db.JSON(f.Settings) && details == f.Details {
			return nil
		}
		n, err := tx.Exec(ctx, `UPDATE imports_file SET settings = $1, details = $2, version = version + 1 WHERE id = $3 AND version = $4`,
			db.JSON(settings), db.JSON(details), id, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return errChanged
		}
		return audit.Append(ctx, tx, by, ChangeAct, SubjectKind, id, "")
	})
}

var errChanged = fault.New(fault.Conflict, "Someone else has changed this import. Look at it again.")

// Remove deletes a file that is not imported.
func (s *Service) Remove(ctx context.Context, by actor.Actor, id string) (err error) {
	defer fault.Wrap(&err, "remove an import")
	if err := mayImport(by); err != nil {
		return err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		f, err := getFile(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if f.State != Uploaded {
			return errImported
		}
		if err := deleteFile(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, RemoveAct, SubjectKind, id, "")
	}); err != nil {
		return err
	}
	return s.Box.DestroyKey(boxName(id))
}

func deleteFile(ctx context.Context, tx *db.Tx, id string) error {
	if err := deleteContent(ctx, tx, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM imports_file WHERE id = $1`, id)
	return err
}

// deleteContent deletes the content of a file, and what was worked out from it.
func deleteContent(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM imports_look WHERE file = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM imports_part WHERE file = $1`, id)
	return err
}

// maxExpired is how many files DeleteExpired deletes at once.
const maxExpired = 100

// DeleteExpired deletes files that were uploaded a week ago and not imported.
func (s *Service) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "delete uploads that were not imported")
	var due []string
	if err := s.DB.View(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		due, err = db.All(ctx, tx, db.Text, `SELECT id FROM imports_file WHERE state = $1 AND made_at < $2 ORDER BY made_at, id LIMIT $3`,
			string(Uploaded), db.Time(now.Add(-keepFor)), maxExpired)
		return err
	}); err != nil {
		return err
	}
	for _, id := range due {
		if err := s.DB.Update(ctx, func(tx *db.Tx) error {
			if err := deleteFile(ctx, tx, id); err != nil {
				return err
			}
			return audit.Append(ctx, tx, actor.System, RemoveAct, SubjectKind, id, "")
		}); err != nil {
			return err
		}
		if err := s.Box.DestroyKey(boxName(id)); err != nil {
			return err
		}
	}
	return nil
}
