// Package files stores the documents and images that staff upload.
//
// Neither the name of an upload nor the type that the browser states is trusted.
// The name is cleaned and only displayed; the type is determined from the content.
// Only types on a short list are accepted, and only if the whole file is of that
// type: macros, scripts, embedded files and data after the end are refused.
package files

import (
	"context"
	"crypto/rand"
	"io"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Limits, in bytes.
const (
	MaxBytes = 20 << 20 // one file
	MaxQuota = 1 << 30  // all files of an organisation
)

// File describes an uploaded file. Service.Download returns its content.
type File struct {
	ID      string    // 26 random letters and digits
	Org     string    // the organisation that owns it
	Name    string    // for display only; see CleanName
	Type    string    // media type, determined from the content
	Size    int64     // bytes
	Digest  string    // SHA-256 of the content, in hexadecimal
	At      time.Time // when it was uploaded
	By      string    // id of the account that uploaded it
	Subject string    // what it is attached to, or ""; see Service.Attach
	Public  bool      // a published page links to it, so everyone may download it
}

// Path returns the path of the URL of f.
func (f *File) Path() string { return "/files/" + f.ID }

// Service uploads, finds and deletes files. Set its fields before use.
type Service struct {
	DB   *db.DB
	Temp string // folder for files during an upload; "" for that of the system
	Scan Scan   // virus scanner; nil for none
}

// Scan checks the content of a file for viruses. It returns the name of what it
// found, or "" for nothing. Without a scanner files are still safe to link to,
// because browsers are told to save them and never to display them.
type Scan func(ctx context.Context, r io.Reader) (found string, err error)

// Upload stores the file that is read from from, for the organisation of by.
// Its errors have messages for the user. A failed upload leaves nothing behind.
func (s *Service) Upload(ctx context.Context, by actor.Actor, name string, from io.Reader) (f *File, err error) {
	defer fault.Wrap(&err, "upload a file")
	if !by.May(actor.Draft) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to upload files.")
	}
	return s.receive(ctx, by, &File{Org: by.Org, By: by.ID}, name, from, func(tx *db.Tx, f *File) error {
		return audit.Append(ctx, tx, by, "upload-file", "file", f.ID, "")
	})
}

// receive checks the content that is read from from and stores it as file. finish is called in
// the transaction that stores it; its error refuses the file.
func (s *Service) receive(
	ctx context.Context, by actor.Actor, f *File, name string, from io.Reader, finish func(*db.Tx, *File) error,
) (*File, error) {
	spool, err := Spool(s.Temp)
	if err != nil {
		return nil, err
	}
	defer spool.Close()
	switch size, err := io.Copy(spool, io.LimitReader(from, MaxBytes+1)); {
	case err != nil:
		return nil, &fault.Error{Kind: fault.Invalid, Say: "The upload did not finish. Upload the file again.", Err: err}
	case size > MaxBytes:
		return nil, fault.Newf(
			fault.TooLarge,
			"The selected file must be %d MB or smaller. Reduce its size or split it into two files.",
			MaxBytes>>20,
		)
	default:
		c, err := Check(spool, size, name)
		if err != nil {
			return nil, err
		}
		f.Name, f.Type, f.Size, f.Digest = c.Name, c.Type, c.Size, c.Digest
		return f, s.store(ctx, f, c.Content, finish)
	}
}

// store checks content for viruses and inserts f with it. It sets f.ID and f.At.
func (s *Service) store(ctx context.Context, f *File, content io.ReadSeeker, finish func(*db.Tx, *File) error) error {
	if s.Scan != nil {
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		found, err := s.Scan(ctx, content)
		if err != nil {
			return &fault.Error{
				Kind: fault.Busy,
				Say:  "We could not check the file for viruses. Try again in a few minutes.",
				Err:  err,
			}
		}
		if found != "" {
			return fault.New(fault.Invalid,
				"The selected file contains a virus. Check your computer for viruses, then upload a different file.")
		}
	}
	f.ID = rand.Text()
	return s.DB.Update(ctx, func(tx *db.Tx) (err error) {
		if f.At, err = tx.Now(ctx); err != nil {
			return err
		}
		used, err := UsedBytes(ctx, tx, f.Org)
		if err != nil {
			return err
		}
		if used+f.Size > MaxQuota {
			return fault.Newf(
				fault.TooLarge,
				"Your organisation has used all its %d MB of file storage. Delete files you no longer need.",
				MaxQuota>>20,
			)
		}
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := insert(ctx, tx, f, content); err != nil {
			return err
		}
		return finish(tx, f)
	})
}

// Get returns the file id if by may download it: anyone may if it is public, and
// otherwise only people of its organisation. For everyone else, and for a file that is
// attached to something, the error is fault.NotFound, as for a file that does not exist.
func (s *Service) Get(ctx context.Context, by actor.Actor, id string) (f *File, err error) {
	missing := fault.New(
		fault.NotFound,
		"We could not find that file. It may have been replaced. Check the page you came from for a newer version.",
	)
	if !isFileID(id) {
		return nil, missing
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		f, err = get(ctx, tx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (f.Subject != "" || !f.Public && !by.ActsFor(f.Org)) {
		return nil, missing
	}
	return f, err
}

// isFileID reports whether id has the form of an ID: 26 characters of base32.
func isFileID(id string) bool {
	if len(id) != 26 {
		return false
	}
	for _, c := range id {
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// Download writes the content of f to to, in chunks. No transaction is open while
// it writes, so a slow client blocks nothing.
func (s *Service) Download(ctx context.Context, f *File, to io.Writer) error {
	for n := int64(0); n*chunkSize < f.Size; n++ {
		var chunk []byte
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			chunk, err = readChunk(ctx, tx, f.ID, n)
			return err
		}); err != nil {
			return err
		}
		if _, err := to.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

// Publish makes the files with these paths public, because a page that is being
// published links to them. It ignores paths that are not of files. A file that does
// not exist or belongs to another organisation is fault.Invalid. The caller writes
// the audit entry for what it publishes.
func Publish(ctx context.Context, tx *db.Tx, by actor.Actor, paths []string) error {
	for _, path := range paths {
		id, ok := parsePath(path)
		if !ok {
			continue
		}
		f, err := get(ctx, tx, id)
		if fault.Is(err, fault.NotFound) || err == nil && (f.Subject != "" || !by.ActsFor(f.Org)) {
			return fault.Newf(fault.Invalid, "The file %s does not exist. Upload it again or remove the link to it.", path)
		}
		if err != nil {
			return err
		}
		if err := setPublic(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// PublishPicture is Publish for one path, which has to be that of a PNG or JPEG picture of up to most bytes.
func PublishPicture(ctx context.Context, tx *db.Tx, by actor.Actor, path string, most int64) error {
	if err := Publish(ctx, tx, by, []string{path}); err != nil {
		return err
	}
	id, ok := parsePath(path)
	if !ok {
		return fault.Newf(fault.Invalid, "The file %s does not exist. Upload it again or remove the link to it.", path)
	}
	f, err := get(ctx, tx, id)
	if err == nil && (f.Type != PNG && f.Type != JPEG || f.Size > most) {
		return fault.Newf(fault.Invalid, "The picture has to be a PNG or JPEG file of up to %d KB. Choose another file.", most>>10)
	}
	return err
}

// Delete deletes a file that is not public.
func (s *Service) Delete(ctx context.Context, by actor.Actor, id string) error {
	f, err := s.Get(ctx, by, id)
	if err != nil {
		return err
	}
	if !by.May(actor.Draft) || !by.ActsFor(f.Org) {
		return fault.New(fault.Forbidden, "You do not have permission to delete files.")
	}
	if f.Public {
		return fault.New(fault.Conflict, "You cannot delete this file because a published page links to it.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if err := deleteFile(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "delete-file", "file", id, "")
	})
}

// typeError returns the error for a file that is not accepted. why completes the
// sentence "We cannot accept this file: ….".
func typeError(why locale.LazyMessage) error {
	return fault.Newf(
		fault.Invalid,
		"We cannot accept this file: %s. Upload a PDF, a Word, Excel, PowerPoint or OpenDocument file "+
			"without macros, a PNG or JPEG image, or a plain text file.",
		why,
	)
}
