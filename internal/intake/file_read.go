package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// FilesOf returns the files of a response, by question and in the random order of their ids. The caller checks who may
// read them.
func FilesOf(ctx context.Context, tx *db.Tx, response string) (all []*AttachedFile, err error) {
	if response == "" {
		return nil, nil
	}
	stored, err := db.All(ctx, tx, scanFile, `SELECT `+fileColumns+` FROM intake_file WHERE response = $1 ORDER BY day, id`, response)
	for i := range stored {
		f, err := stored[i].open(stored[i].secret)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b *AttachedFile) int { return strings.Compare(a.Question, b.Question) })
	return all, err
}

// MissingFiles returns the digests of the files that answers names and that are not among stored: they were imported
// without their files, or deleted.
func MissingFiles(answers survey.Answers, stored []*AttachedFile) (digests []string) {
	answers.Each(func(q *survey.Question, a survey.Answer) {
		for _, digest := range a.Files {
			is := func(f *AttachedFile) bool { return f.Question == q.ID && f.Digest == digest }
			if digest != survey.FileOnPaper && !slices.ContainsFunc(stored, is) {
				digests = append(digests, digest)
			}
		}
	})
	return digests
}

// GetFile returns a file of a response, or fault.NotFound.
func GetFile(ctx context.Context, tx *db.Tx, response, id string) (*AttachedFile, error) {
	all, err := FilesOf(ctx, tx, response)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(f *AttachedFile) bool { return f.ID == id })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "We could not find that file. It may have been deleted.")
	}
	return all[at], nil
}

// WriteFile writes the content of f to to, in parts. No transaction is open while it writes, so a slow client blocks nothing.
func WriteFile(ctx context.Context, d *db.DB, f *AttachedFile, to io.Writer) error {
	return writeFile(f, to, func(n int64) (sealed []byte, err error) {
		err = d.View(ctx, func(tx *db.Tx) error {
			sealed, err = readPart(ctx, tx, f.ID, n)
			return err
		})
		return sealed, err
	})
}

// WriteFileIn is WriteFile in a transaction.
func WriteFileIn(ctx context.Context, tx *db.Tx, f *AttachedFile, to io.Writer) error {
	return writeFile(f, to, func(n int64) ([]byte, error) { return readPart(ctx, tx, f.ID, n) })
}

func writeFile(f *AttachedFile, to io.Writer, read func(n int64) ([]byte, error)) error {
	for n := int64(0); n*partSize < f.Size; n++ {
		sealed, err := read(n)
		if err != nil {
			return err
		}
		part, err := fileCipher(f.secret).Open(nil, nil, sealed, []byte(partName(f.ID, n)))
		if err != nil {
			return fmt.Errorf("file %s, part %d: %w", f.ID, n, err)
		}
		if _, err := to.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func readPart(ctx context.Context, tx *db.Tx, id string, n int64) ([]byte, error) {
	return db.One(ctx, tx, func(row db.Row) (b []byte, err error) { return b, row.Scan(&b) },
		`SELECT sealed FROM intake_file_part WHERE file = $1 AND number = $2`, id, n)
}

// abandonedSince returns the first day on which files may have been attached that DeleteAbandonedFiles keeps: a form
// stays open overnight, and no longer.
func abandonedSince(now time.Time) string { return now.UTC().AddDate(0, 0, -1).Format(time.DateOnly) }

// abandoned is the condition of files whose draft was deleted, or never saved.
const abandoned = `response = '' AND day < $1 AND NOT EXISTS (SELECT 1 FROM intake_draft d WHERE d.id = draft)`

// HasAbandonedFiles reports whether DeleteAbandonedFiles would delete any.
func HasAbandonedFiles(ctx context.Context, tx *db.Tx, now time.Time) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT COUNT(*) > 0 FROM intake_file WHERE `+abandoned, abandonedSince(now))
}

// DeleteAbandonedFiles deletes up to limit of the files that were attached to a response that was not sent, and whose
// draft no longer exists. It returns how many.
func DeleteAbandonedFiles(ctx context.Context, tx *db.Tx, now time.Time, limit int) (int64, error) {
	return deleteFiles(ctx, tx, `id IN (SELECT id FROM intake_file WHERE `+abandoned+` ORDER BY id LIMIT $2)`, abandonedSince(now), limit)
}
