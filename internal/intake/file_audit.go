package intake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// AuditFiles compares the content of every file that was sent with its digest, the digest with the answers, and whether it
// was scanned with its code, and looks for files that answers name and that are not there. It calls report for each
// difference and returns in words what it looked at.
func (s *Service) AuditFiles(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	n := 0
	scan := func(row db.Row) (f auditedFile, err error) {
		return f, row.Scan(&f.id, &f.response, &f.question, &f.secret, &f.sealed, &f.scanned, &f.mac)
	}
	if err := db.ReadEach(ctx, tx, scan, func(f auditedFile) []any { return []any{f.id} },
		db.Order{Columns: []db.Column{{Name: "id"}}}, func(f auditedFile) error {
			n++
			if !hmac.Equal(f.mac, s.Keys.scanMAC(f.id, f.scanned)) {
				report(fmt.Sprintf("table intake_file, file %s: whether it was checked for viruses has been changed", f.id))
			}
			return auditFile(ctx, tx, f.storedFile, report)
		}, `SELECT `+fileColumns+`, scan_mac FROM intake_file`, `response <> ''`); err != nil {
		return "", err
	}
	if err := consult.EachSlug(ctx, tx, func(slug consult.Slug) error { return auditMissing(ctx, tx, slug, report) }); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files of respondents", n), db.EachText(ctx, tx, "file", func(id string) error {
		report(fmt.Sprintf("table intake_file_part, file %s: there is no such file", id))
		return nil
	}, `SELECT file FROM intake_file_part`, `NOT EXISTS (SELECT 1 FROM intake_file f WHERE f.id = file)`)
}

// auditFile compares the content of a file with its digest, and the digest with the answers.
func auditFile(ctx context.Context, tx *db.Tx, stored storedFile, report func(problem string)) error {
	wrong := func(say string) { report(fmt.Sprintf("table intake_file, file %s: %s", stored.id, say)) }
	f, err := stored.open(stored.secret)
	if err != nil {
		wrong("it cannot be decrypted with its key")
		return nil
	}
	sum := sha256.New()
	if err := WriteFileIn(ctx, tx, f, sum); err != nil || hex.EncodeToString(sum.Sum(nil)) != f.Digest {
		wrong("its content is not the one that was attached")
	}
	answers, err := db.One(ctx, tx, db.Text, `SELECT r.answers || COALESCE(m.answers, '')`+fromResponses+`WHERE r.id = $1`, stored.response)
	switch {
	case fault.Is(err, fault.NotFound):
		wrong("there is no response to which it belongs")
	case err != nil:
		return err
	case !strings.Contains(answers, `"`+f.Digest+`"`):
		wrong("the answers of its response do not name it")
	}
	return nil
}

// auditedFile is a row of intake_file with the code for whether it was scanned.
type auditedFile struct {
	storedFile
	mac []byte
}

// auditMissing reports the files that the answers to a consultation name and that are not stored. Files are missing rightly if
// responses were imported without them, or if their texts were deleted at the end of the retention period.
func auditMissing(ctx context.Context, tx *db.Tx, slug consult.Slug, report func(problem string)) error {
	imported, err := audit.List(ctx, tx, actor.System, audit.Filter{Act: "import-responses", SubjectKind: "consultation", Subject: slug})
	if err != nil || len(imported.Items) > 0 {
		return err
	}
	return EachRow(ctx, tx, slug, Filter{}, func(r ResponseRow) error {
		if r.TextsDeleted || !bytes.Contains(r.Answers, []byte(`"files":[`)) {
			return nil
		}
		var response struct{ Answers map[string]json.RawMessage }
		if err := json.Unmarshal(r.Answers, &response); err != nil {
			return nil // the audit of responses reports it
		}
		stored, err := db.All(ctx, tx, db.Text, `SELECT question FROM intake_file WHERE response = $1 ORDER BY day, id`, r.ID)
		if err != nil {
			return err
		}
		for question, text := range response.Answers {
			var a struct {
				Files []string `json:"files"`
			}
			if json.Unmarshal(text, &a) != nil { // answers of other kinds have other fields, or none
				continue
			}
			wanted, have := 0, 0
			for _, digest := range a.Files {
				if digest != survey.FileOnPaper {
					wanted++
				}
			}
			for _, of := range stored {
				if of == question {
					have++
				}
			}
			if have < wanted {
				report(fmt.Sprintf("table intake_file, response %s: %d of its files are missing", r.ID, wanted-have))
			}
		}
		return nil
	})
}
