package intake

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/survey"
)

// partSize is the number of bytes of a file in each row of intake_file_part.
const partSize = 64 << 10

// AttachedFile is a file that a respondent attached to an answer.
type AttachedFile struct {
	ID       string // random
	Question string // of a response; "" before it was sent
	Response string // id of the response, only of ListFiles
	Name     string // for display only; see files.CleanName
	Type     string // media type, determined from the content
	Size     int64  // bytes
	Digest   string // SHA-256 of the content, in hexadecimal: the answer
	Scanned  bool   // the virus scanner has found nothing
	secret   []byte // the key with which it is encrypted
}

// fileAbout is the part of AttachedFile that is encrypted with the key of the file.
type fileAbout struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Digest string `json:"digest"`
}

// Value returns the value of the form field for f: its digest, which is the answer, and what is needed to find and to
// show the file. Only the pages and the encrypted draft of the respondent have it.
func (f *AttachedFile) Value() string {
	return strings.Join([]string{f.Digest, f.ID, encodeBase64(f.secret), strconv.FormatInt(f.Size, 10), encodeBase64([]byte(f.Name))}, ".")
}

// ParseFileValue is the inverse of Value, for display: what it returns is not checked. It returns false for other values,
// such as a digest without more.
func ParseFileValue(value string) (f *AttachedFile, ok bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 5 {
		return nil, false
	}
	secret, err := base64.RawURLEncoding.DecodeString(parts[2])
	name, err2 := base64.RawURLEncoding.DecodeString(parts[4])
	size, err3 := strconv.ParseInt(parts[3], 10, 64)
	if err != nil || err2 != nil || err3 != nil || len(secret) != 32 {
		return nil, false
	}
	return &AttachedFile{ID: parts[1], Name: string(name), Size: size, Digest: parts[0], secret: secret}, true
}

// acceptedTypes are the media types of each group that a question can accept.
var acceptedTypes = map[string][]string{
	survey.AcceptDocuments:    {files.PDF, files.DOCX, files.ODT, files.Text},
	survey.AcceptPictures:     {files.JPEG, files.PNG},
	survey.AcceptSpreadsheets: {files.XLSX, files.ODS},
}

// AcceptedNames returns the file name extensions, such as ".pdf", of the files that answer q.
func AcceptedNames(q *survey.Question) (all []string) {
	for _, group := range q.Accept {
		for _, kind := range acceptedTypes[group] {
			all = append(all, files.Extension(kind))
		}
	}
	return all
}

// AcceptedTypes names the types of AcceptedNames in a sentence, such as "PDF, DOCX".
func AcceptedTypes(q *survey.Question) string {
	return strings.ToUpper(strings.ReplaceAll(strings.Join(AcceptedNames(q), ", "), ".", ""))
}

// SaveFile checks the size bytes of content, which were uploaded under name for question q, and stores them encrypted
// until the response of d is sent. Errors for what is not accepted have messages for the respondent.
func (s *Service) SaveFile(
	ctx context.Context, d *Draft, q *survey.Question, name string, content io.ReaderAt, size int64,
) (f *AttachedFile, err error) {
	defer fault.Wrap(&err, "attach a file")
	shown := files.ShownName(name)
	switch limit := q.MegabyteLimit(); {
	case size > int64(limit)<<20:
		return nil, fault.Newf(fault.TooLarge, "“%s” must be %d MB or smaller. Choose a smaller file, or split it into several.", shown, limit)
	case size == 0:
		return nil, fault.Newf(fault.Invalid, "“%s” is empty. Choose another file.", shown)
	}
	c, err := files.Check(content, size, name)
	if why, ok := files.Reason(err); ok {
		return nil, fault.Newf(fault.Invalid, "We cannot accept “%s”: %s. Choose a file of one of these types: %s.", shown, why, AcceptedTypes(q))
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(q.Accept, func(group string) bool { return slices.Contains(acceptedTypes[group], c.Type) }) {
		return nil, fault.Newf(fault.Invalid, "“%s” is of another type. Choose a file of one of these types: %s.", shown, AcceptedTypes(q))
	}
	f = &AttachedFile{ID: rand.Text(), Name: c.Name, Type: c.Type, Size: c.Size, Digest: c.Digest, secret: make([]byte, 32)}
	rand.Read(f.secret) // never returns an error: it ends the program instead
	if f.Scanned, err = s.scan(ctx, shown, c.Content); err != nil {
		return nil, err
	}
	if err := s.allowFile(ctx, d, c.Size); err != nil {
		return nil, err
	}
	return f, s.storeFile(ctx, d, f, c.Content)
}

// scan reports whether the virus scanner has found nothing in content. Without an answer of the scanner the file is kept
// as one that was not scanned.
func (s *Service) scan(ctx context.Context, name string, content io.ReadSeeker) (bool, error) {
	if s.Scan == nil {
		return false, nil
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	found, err := s.Scan(ctx, content)
	if err == nil && found != "" {
		return false, fault.Newf(fault.Invalid,
			"“%s” contains a virus. Check your computer for viruses, then choose another file.", name)
	}
	return err == nil, nil
}

// storeFile inserts f and its content. Each part is a transaction of its own, so that others can write in between.
func (s *Service) storeFile(ctx context.Context, d *Draft, f *AttachedFile, content io.ReadSeeker) error {
	about, err := json.Marshal(fileAbout{f.Name, f.Type, f.Size, f.Digest})
	if err != nil {
		return err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := d.accepted(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO intake_file (id, consultation, draft, day, response, question, size, sealed, scanned, scan_mac)
			VALUES ($1, $2, $3, $4, '', '', $5, $6, $7, $8)`, f.ID, d.Consultation, d.Key.DraftID(), now.UTC().Format(time.DateOnly),
			f.Size, sealWith(f.secret, f.ID, about), f.Scanned, s.Keys.scanMAC(f.ID, f.Scanned))
		return err
	}); err != nil {
		return err
	}
	part := make([]byte, partSize)
	for n := int64(0); n*partSize < f.Size; n++ {
		size, err := io.ReadFull(content, part)
		if err != nil && err != io.ErrUnexpectedEOF {
			return err
		}
		sealed := sealWith(f.secret, partName(f.ID, n), part[:size])
		if err := s.DB.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO intake_file_part (file, number, sealed) VALUES ($1, $2, $3)`, f.ID, n, sealed)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func partName(file string, n int64) string { return file + "/" + strconv.FormatInt(n, 10) }

// sealWith encrypts text by AES-256-GCM with the key of a file. about names what the text is.
func sealWith(secret []byte, about string, text []byte) []byte {
	return fileCipher(secret).Seal(nil, nil, text, []byte(about))
}

func fileCipher(secret []byte) cipher.AEAD {
	block, err := aes.NewCipher(secret)
	if err != nil {
		panic(err) // cannot happen: every key has 32 bytes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // cannot happen: AES has blocks of 16 bytes
	}
	return aead
}

// storedFile is a row of intake_file.
type storedFile struct {
	id, response, question string
	secret, sealed         []byte
	scanned                bool
}

const fileColumns = `id, response, question, secret, sealed, scanned`

func scanFile(row db.Row) (f storedFile, err error) {
	return f, row.Scan(&f.id, &f.response, &f.question, &f.secret, &f.sealed, &f.scanned)
}

// open decrypts what is known about f with its key.
func (f *storedFile) open(secret []byte) (*AttachedFile, error) {
	if len(secret) != 32 {
		return nil, fmt.Errorf("file %s: its key has %d bytes", f.id, len(secret))
	}
	text, err := fileCipher(secret).Open(nil, nil, f.sealed, []byte(f.id))
	if err != nil {
		return nil, fmt.Errorf("file %s: %w", f.id, err)
	}
	var about fileAbout
	if err := json.Unmarshal(text, &about); err != nil {
		return nil, err
	}
	return &AttachedFile{ID: f.id, Question: f.question, Name: about.Name, Type: about.Type, Size: about.Size, Digest: about.Digest,
		Scanned: f.scanned, secret: secret}, nil
}

// KeptFiles returns those of the values of a form field whose files are stored for the draft d, as Value gives them. It
// leaves out all others: of files that were deleted, of another respondent, or invented.
func (s *Service) KeptFiles(ctx context.Context, d *Draft, values []string) (kept []string, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		kept = nil
		for _, value := range values {
			claimed, ok := ParseFileValue(value)
			if !ok {
				continue
			}
			stored, err := db.One(ctx, tx, scanFile, `SELECT `+fileColumns+` FROM intake_file WHERE draft = $1 AND id = $2`,
				d.Key.DraftID(), claimed.ID)
			if fault.Is(err, fault.NotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if f, err := stored.open(claimed.secret); err == nil && f.Digest == claimed.Digest {
				kept = append(kept, f.Value())
			}
		}
		return nil
	})
	return kept, err
}

// RemoveFile deletes the file with the value of a form field from the draft d, if it is stored for it.
func (s *Service) RemoveFile(ctx context.Context, d *Draft, value string) error {
	f, ok := ParseFileValue(value)
	if !ok {
		return nil
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		_, err := deleteFiles(ctx, tx, `draft = $1 AND id = $2`, d.Key.DraftID(), f.ID)
		return err
	})
}

// deleteFiles deletes the files that meet condition, and returns how many.
func deleteFiles(ctx context.Context, tx *db.Tx, condition string, args ...any) (int64, error) {
	if _, err := tx.Exec(ctx,
		`DELETE FROM intake_file_part WHERE file IN (SELECT id FROM intake_file WHERE `+condition+`)`, args...); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `DELETE FROM intake_file WHERE `+condition, args...)
}

// sentFiles returns the files of the answers in raw, which are those that answers has.
func sentFiles(answers survey.Answers, raw survey.Raw) (all []*AttachedFile) {
	answers.Each(func(q *survey.Question, a survey.Answer) {
		for _, digest := range a.Files {
			for _, value := range raw[q.ID] {
				if f, ok := ParseFileValue(value); ok && f.Digest == digest {
					f.Question = q.ID
					all = append(all, f)
					break
				}
			}
		}
	})
	return all
}

// AttachFiles sets the files that are sent with r: those of the answers in raw, the fields that were checked.
func (r *Response) AttachFiles(answers survey.Answers, raw survey.Raw) {
	r.files = sentFiles(answers, raw)
}

// errFileGone is the error for a response with a file that is no longer stored.
var errFileGone = fault.New(
	fault.Invalid, "A file that you attached is no longer stored. Remove it, attach it again and send your answers.")

// checkFiles returns errFileGone unless all files of r are stored for its draft.
func checkFiles(ctx context.Context, tx *db.Tx, r *Response) error {
	if len(r.files) == 0 {
		return nil
	}
	ids := make([]any, len(r.files))
	for i, f := range r.files {
		ids[i] = f.ID
	}
	list, args := db.In(2, ids)
	n, err := db.One(ctx, tx, db.Int,
		`SELECT COUNT(*) FROM intake_file WHERE draft = $1 AND id IN `+list, append([]any{r.Key.DraftID()}, args...)...)
	if err == nil && n != int64(len(r.files)) {
		return errFileGone
	}
	return err
}

// claimFiles makes the files of a response its own, and deletes those that its respondent attached and did not send.
func claimFiles(ctx context.Context, tx *db.Tx, id string, r *Response) error {
	if !r.takesFiles {
		return nil
	}
	for _, f := range r.files {
		if _, err := tx.Exec(ctx, `UPDATE intake_file
			SET response = $3, question = $4, secret = $5, draft = '', day = '', settled = FALSE
			WHERE id = $1 AND draft = $2`, f.ID, r.Key.DraftID(), id, f.Question, f.secret); err != nil {
			return err
		}
	}
	_, err := deleteFiles(ctx, tx, `draft = $1`, r.Key.DraftID())
	return err
}
