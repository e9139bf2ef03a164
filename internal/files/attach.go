package files

import (
	"context"
	"io"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Attach stores the file that is read from from with subject, for example "submission/ID".
// Such a file has no address of its own and is not in the list of files: only who may read
// its subject can download it, and it never becomes public. attached is called in the
// transaction that stores the file: it checks that by may attach it and adds the audit entry.
func (s *Service) Attach(
	ctx context.Context, by actor.Actor, subject, name string, from io.Reader, attached func(*db.Tx, *File) error,
) (f *File, err error) {
	defer fault.Wrap(&err, "attach a file")
	return s.receive(ctx, by, &File{Org: by.Org, By: by.ID, Subject: subject}, name, from, attached)
}

// Attached returns the files that are attached to subject, sorted by their random ids. The
// caller checks who may read it.
func Attached(ctx context.Context, tx *db.Tx, subject string) ([]*File, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM files_file WHERE subject = $1 AND subject <> '' ORDER BY id`, subject)
}

// GetAttached returns the file id if it is attached to subject. The caller checks who may
// read it.
func GetAttached(ctx context.Context, tx *db.Tx, subject, id string) (*File, error) {
	f, err := db.One(ctx, tx, scan, `SELECT `+columns+` FROM files_file WHERE id = $1 AND subject = $2 AND subject <> ''`,
		id, subject)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We could not find that file. It may have been deleted.")
	}
	return f, err
}

// DeleteAttached deletes the files that are attached to subject.
func DeleteAttached(ctx context.Context, tx *db.Tx, subject string) error {
	all, err := Attached(ctx, tx, subject)
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := deleteFile(ctx, tx, f.ID); err != nil {
			return err
		}
	}
	return nil
}
