package export

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// FilesZIP are the files that respondents attached, with a list of them. It is written with WriteFiles.
const FilesZIP Format = "files-zip"

// ErrNotScanned is the error for an export of files by an officer who has not confirmed to know that viruses may not have
// been found.
var ErrNotScanned = fault.New(fault.Invalid, "Confirm that you know that files can contain viruses.")

// manifestColumns are the columns of the list of files.
var manifestColumns = []string{
	"file", intake.ColRow, intake.ColStatus, "question", "question_text", "name", "type", "bytes", "sha256", "checked_for_viruses", "included",
}

// filesAtOnce is how many files are looked up at a time.
const filesAtOnce = 100

// PrepareFiles checks that by may export the files of the responses to a consultation, logs the export and returns a
// function that writes them as a ZIP archive, with the list manifest.csv at its end. knows reports that the officer has
// confirmed to know that files can contain viruses. The function has one file at a time on disk and none in memory, and
// reads in short transactions, so that a slow client blocks nothing. A file that was deleted meanwhile is listed as not
// included.
func (s *Service) PrepareFiles(
	ctx context.Context, by actor.Actor, slug string, r Request, knows bool,
) (write func(context.Context, io.Writer) error, err error) {
	defer fault.Wrap(&err, "export the files of responses to %s", slug)
	if err := r.Check(by); err != nil {
		return nil, err
	}
	if !knows {
		return nil, ErrNotScanned
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := consult.GetOwned(ctx, tx, by, slug); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "export-response-files", "consultation", slug, r.Why)
	}); err != nil {
		return nil, err
	}
	return func(ctx context.Context, to io.Writer) error { return s.writeFiles(ctx, slug, to) }, nil
}

func (s *Service) writeFiles(ctx context.Context, slug string, to io.Writer) error {
	list, err := files.Spool("")
	if err != nil {
		return err
	}
	defer list.Close()
	manifest := csvout.NewWriter(list)
	manifest.Write(manifestColumns)
	archive := zip.NewWriter(to)
	n := 0
	if err := db.Each(func(at string) (page db.Page[*intake.AttachedFile], err error) {
		err = s.DB.View(ctx, func(tx *db.Tx) error {
			page, err = intake.ListFiles(ctx, tx, slug, at, filesAtOnce)
			return err
		})
		return page, err
	}, func(f *intake.AttachedFile) error {
		n++
		path := fmt.Sprintf("files/%05d %s", n, f.Name)
		row, err := s.manifestRow(ctx, slug, f)
		if err != nil {
			return err
		}
		included, err := s.addFile(ctx, archive, path, f)
		if err != nil {
			return err
		}
		if !included {
			path = ""
		}
		manifest.Write(append(append([]string{path}, row...), strconv.FormatBool(included)))
		return nil
	}); err != nil {
		return err
	}
	if err := manifest.Flush(); err != nil {
		return err
	}
	if _, err := list.Seek(0, io.SeekStart); err != nil {
		return err
	}
	entry, err := archive.Create("manifest.csv")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(entry, csvout.ByteOrderMark); err != nil {
		return err
	}
	if _, err := io.Copy(entry, list); err != nil {
		return err
	}
	return archive.Close()
}

// manifestRow returns the line of f in the list, without its path and whether it is included.
func (s *Service) manifestRow(ctx context.Context, slug string, f *intake.AttachedFile) (row []string, err error) {
	code, status, text := "", "", ""
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		r, err := intake.GetResponse(ctx, tx, slug, f.Response)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		code, status = r.ReceiptCode, statusOf(&r)
		form, err := s.Intake.Form(ctx, tx, r.FormVersion)
		if err != nil {
			return err
		}
		if q, _ := form.Question(f.Question); q != nil {
			text = q.Text
		}
		return nil
	})
	return []string{code, status, f.Question, csvout.EscapeCell(text), csvout.EscapeCell(f.Name), f.Type, strconv.FormatInt(f.Size, 10),
		f.Digest, strconv.FormatBool(f.Scanned)}, err
}

// addFile adds f to the archive. It reports false if its content is not there any more.
func (s *Service) addFile(ctx context.Context, archive *zip.Writer, path string, f *intake.AttachedFile) (included bool, err error) {
	var content *os.File
	if content, err = files.Spool(""); err != nil {
		return false, err
	}
	defer content.Close()
	sum := sha256.New()
	if err := intake.WriteFile(ctx, s.DB, f, io.MultiWriter(content, sum)); fault.Is(err, fault.NotFound) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.Digest {
		return false, fmt.Errorf("file %s is not the one that was attached", f.ID)
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Store}) // most types are compressed already
	if err != nil {
		return false, err
	}
	_, err = io.Copy(entry, content)
	return err == nil, err
}
