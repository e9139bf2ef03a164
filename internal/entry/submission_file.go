package entry

import (
	"context"
	"io"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
)

// FilesOf returns the subject under which files are attached to submission id: scans of a
// letter, or what came with an email. They are never published.
func FilesOf(id string) string { return "submission/" + id }

// AttachFile stores the file that is read from from with submission id. A clerk can attach
// files and cannot download them: that needs permission to read responses.
func (s *Service) AttachFile(ctx context.Context, by actor.Actor, slug, id, name string, from io.Reader) (err error) {
	defer fault.Wrap(&err, "attach a file to a submission to %s", slug)
	check := func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		sub, err := GetSubmission(ctx, tx, slug, id)
		if err == nil && sub.Erased {
			err = fault.New(fault.Conflict, "The content of this was deleted, so you cannot add files to it.")
		}
		return err
	}
	if err := requireEnter(by); err != nil {
		return err
	}
	if err := s.DB.View(ctx, check); err != nil { // before a large file is read
		return err
	}
	_, err = s.Files.Attach(ctx, by, FilesOf(id), name, from, func(tx *db.Tx, f *files.File) error {
		if err := check(tx); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "attach-file", "submission", id, f.ID)
	})
	return err
}
