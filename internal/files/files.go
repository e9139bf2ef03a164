// Package files takes in files that people send, finds out what they really
// are, and gives them back as nothing more than that.
//
// What a file is called and what its sender says it is are words, and no more:
// the name is kept to be shown, and the type is read from the bytes. Whatever is
// not on the short list of types is refused, and so is whatever is one thing at
// its beginning and another further on.
package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// The limits of what is taken.
const (
	MaxBytes = 20 << 20 // of a file
	MaxQuota = 1 << 30  // of all files of an organisation
)

// File is what is known of a file. Its bytes are read with Open.
type File struct {
	ID     string // 26 letters and digits that nobody can guess
	Org    string
	Name   string // for people to read; see Clean
	Type   string // its media type, read from its bytes
	Size   int64
	Digest string // SHA-256, hexadecimal
	At     time.Time
	By     string // id of the account that sent it
	Public bool   // something that is published leads to it
}

// Path is the address of f.
func (f *File) Path() string { return "/files/" + f.ID }

// Service is what can be done with files.
type Service struct {
	DB   *db.DB
	Temp string // a folder for what is on its way in; "" is that of the machine
	Scan Scan   // nil: nobody looks for viruses
}

// Scan looks for what does harm, and says what it is, or "". Where nobody looks,
// files are still never shown in a page, only handed over to be kept.
type Scan func(ctx context.Context, r io.Reader) (found string, err error)

// Upload takes in a file that is called name. Its errors are for the person who
// sent it. What was sent in part is kept nowhere.
func (s *Service) Upload(ctx context.Context, by actor.Actor, name string, from io.Reader) (f *File, err error) {
	defer fault.Wrap(&err, "take in a file")
	if !by.May(actor.Draft) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to upload files.")
	}
	spool, err := os.CreateTemp(s.Temp, "folkmoot-upload-")
	if err != nil {
		return nil, err
	}
	defer spool.Close()
	// The file has no name from here on, so that nothing is left of it however
	// this ends, a power cut included.
	if err := os.Remove(spool.Name()); err != nil {
		return nil, err
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(spool, sum), io.LimitReader(from, MaxBytes+1))
	switch {
	case err != nil:
		return nil, &fault.Error{Kind: fault.Invalid, Say: "The upload did not finish. Upload the file again.", Err: err}
	case size > MaxBytes:
		return nil, fault.Newf(
			fault.TooLarge,
			"The selected file must be %d MB or smaller. Reduce its size or split it into two files.",
			MaxBytes>>20,
		)
	case size == 0:
		return nil, fault.New(fault.Invalid, "The selected file is empty. Choose another file.")
	}
	kind, err := Sniff(spool, size)
	if err != nil {
		return nil, err
	}
	f = &File{Org: by.Org, Name: CleanName(name, kind), Type: kind, Size: size, Digest: hex.EncodeToString(sum.Sum(nil)), By: by.ID}
	if kind != JPEG {
		return f, s.store(ctx, f, spool)
	}
	plain, err := stripMetadata(io.NewSectionReader(spool, 0, size)) // a photograph says where it was taken
	if err != nil {
		return nil, err
	}
	again := sha256.Sum256(plain)
	f.Size, f.Digest = int64(len(plain)), hex.EncodeToString(again[:])
	return f, s.store(ctx, f, bytes.NewReader(plain))
}

// store writes down f with what content holds.
func (s *Service) store(ctx context.Context, f *File, content io.ReadSeeker) error {
	if s.Scan != nil {
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		found, err := s.Scan(ctx, content)
		if err != nil {
			return &fault.Error{Kind: fault.Busy, Say: "We could not check the file for viruses. Try again in a few minutes.", Err: err}
		}
		if found != "" {
			return fault.New(fault.Invalid, "The selected file contains a virus. Check your computer for viruses, then upload a different file.")
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
		return insert(ctx, tx, f, content)
	})
}

// Get returns what is known of the file id if by may have it: everybody if it is
// public, and otherwise those whose business it is.
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
	if fault.Is(err, fault.NotFound) || err == nil && !f.Public && !by.ActsFor(f.Org) {
		return nil, missing
	}
	return f, err
}

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

// Download hands the bytes of f over, piece by piece.
func (s *Service) Download(ctx context.Context, f *File, to io.Writer) error {
	for n := int64(0); n*chunkSize < f.Size; n++ {
		var piece []byte
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			piece, err = readChunk(ctx, tx, f.ID, n)
			return err
		}); err != nil {
			return err
		}
		if _, err := to.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// Publish makes the files at those addresses public, because something that is
// published leads to them. Addresses of other places are left alone; a file of
// another organisation is refused.
func Publish(ctx context.Context, tx *db.Tx, by actor.Actor, paths []string) error {
	for _, path := range paths {
		id, ok := parsePath(path)
		if !ok {
			continue
		}
		f, err := get(ctx, tx, id)
		if fault.Is(err, fault.NotFound) || err == nil && !by.ActsFor(f.Org) {
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

// Delete takes away a file that nothing published leads to.
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
	return s.DB.Update(ctx, func(tx *db.Tx) error { return deleteFile(ctx, tx, id) })
}

// typeError is what is said of a file that is not of a type that we take.
func typeError(why locale.LazyMessage) error {
	return fault.Newf(
		fault.Invalid,
		"We cannot accept this file: %s. Upload a PDF, a Word, Excel or OpenDocument file without macros, a PNG or JPEG image, or a plain text file.",
		why,
	)
}
