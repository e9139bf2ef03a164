package retention

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Deletion is an entry of the deletion log: something that was deleted on purpose
// and must be deleted again when an older copy of the database is restored. It
// holds no text that a person wrote.
type Deletion struct {
	ID           string `json:"id"`   // of the entry
	Kind         string `json:"kind"` // one of the constants below
	Consultation string `json:"consultation"`
	Subject      string `json:"subject,omitempty"`    // id of the response, the draft or the contact
	Commitment   string `json:"commitment,omitempty"` // of the response, hexadecimal

	// Of redactions only: see intake.Change.
	PreviousID string   `json:"previous,omitempty"`
	Question   string   `json:"question,omitempty"`
	Choice     string   `json:"choice,omitempty"`
	Spans      [][2]int `json:"spans,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	By         string   `json:"by,omitempty"` // id of the account

	Checksum string `json:"checksum"` // of the entry without it, so that a damaged entry is never applied
}

// The kinds of deletion.
const (
	kindWithdrawal          = "withdrawal"           // one response
	kindRedaction           = "redaction"            // part of a text of one response
	kindMonitoringRedaction = "monitoring-redaction" // part of a written monitoring answer; the subject is the tag of the answers
	kindDraft               = "draft"                // one draft
	kindContact             = "contact"              // one contact
	kindContacts            = "contacts"             // all contacts of a consultation
	kindMonitoring          = "monitoring"           // all monitoring answers to a consultation
	kindSubject             = "subject"              // something that a feature above holds; it chose the subject
	kindTexts               = "texts"                // all written answers to a consultation
)

// change returns the withdrawal or redaction that d records.
func (d Deletion) change() intake.Change {
	return intake.Change{
		DeletionID:   d.ID,
		Consultation: d.Consultation,
		Subject:      d.Subject,
		Commitment:   d.Commitment,
		PreviousID:   d.PreviousID,
		Question:     d.Question,
		Choice:       d.Choice,
		Spans:        d.Spans,
		Reason:       d.Reason,
		By:           d.By,
	}
}

// changeDeletion returns the entry for c, which has the given kind.
func changeDeletion(kind string, c intake.Change) Deletion {
	return Deletion{
		ID:           c.DeletionID,
		Kind:         kind,
		Consultation: c.Consultation,
		Subject:      c.Subject,
		Commitment:   c.Commitment,
		PreviousID:   c.PreviousID,
		Question:     c.Question,
		Choice:       c.Choice,
		Spans:        c.Spans,
		Reason:       c.Reason,
		By:           c.By,
	}
}

func (d Deletion) checksum() string {
	d.Checksum = ""
	text, err := json.Marshal(d)
	if err != nil {
		return "" // cannot happen: all fields are strings and numbers
	}
	return digest.Labelled("folkmoot/deletion-log/v1", string(text)).ShortHex(8)
}

// DeletionLog is an append-only file of deletions. It is stored next to the
// checkpoints of the record and, like them, not restored together with the
// database. An entry is on disk before the database is changed, so the log may
// have an entry that the database has not seen yet; Deleter.Replay applies it.
// Each server has a log of its own, to which SyncLog adds the entries of the others.
//
// Its methods may be called concurrently. A nil DeletionLog is always empty; only
// tests that restore nothing use one.
type DeletionLog struct {
	path string
	mu   sync.Mutex
	f    *os.File
	torn bool // guarded by mu; the file may end in an incomplete line
}

const (
	deletionLogFile = "deletions.jsonl"
	tornMark        = " torn" // ends a line that a crash cut off; no JSON ends like this
)

// OpenDeletionLog opens the deletion log in dir and creates it if there is none.
// It returns an error if an entry is damaged.
func OpenDeletionLog(dir string) (*DeletionLog, error) {
	l := &DeletionLog{path: filepath.Join(dir, deletionLogFile)}
	var err error
	if l.f, err = os.OpenFile(l.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	if _, err := l.List(); err != nil {
		return nil, errors.Join(err, l.f.Close())
	}
	return l, nil
}

// ReadDeletionLog opens the deletion log in dir for reading only. Without a file it
// returns nil, an empty log.
func ReadDeletionLog(dir string) (*DeletionLog, error) {
	l := &DeletionLog{path: filepath.Join(dir, deletionLogFile)}
	var err error
	if l.f, err = os.Open(l.path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return l, err
}

// Close closes the file.
func (l *DeletionLog) Close() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}

// List returns every complete entry. A changed entry is an error, because the
// deletion that it recorded must not be skipped silently.
func (l *DeletionLog) List() (all []Deletion, err error) {
	if l == nil {
		return nil, nil
	}
	defer fault.Wrap(&err, "read %s", l.path)
	l.mu.Lock()
	defer l.mu.Unlock()
	text, err := io.ReadAll(io.NewSectionReader(l.f, 0, 1<<40))
	if err != nil {
		return nil, err
	}
	l.torn = len(text) > 0 && text[len(text)-1] != '\n'
	number := 0
	for line := range bytes.Lines(text) {
		number++
		line, complete := bytes.CutSuffix(line, []byte("\n"))
		if !complete || bytes.HasSuffix(line, []byte(tornMark)) {
			continue // the server stopped while writing it, so the database was not changed
		}
		d, ok := parseLine(line)
		if !ok {
			return nil, fmt.Errorf("line %d is damaged: restore the file from your copy. "+
				"It lists what was deleted and must stay deleted", number)
		}
		all = append(all, d)
	}
	return all, nil
}

// line returns d as a line of the log, without its end.
func (d Deletion) line() string {
	d.Checksum = d.checksum()
	text, err := json.Marshal(d)
	if err != nil {
		return "" // cannot happen: see checksum
	}
	return string(text)
}

// parseLine is the inverse of line. A line that was changed is not ok.
func parseLine(text []byte) (d Deletion, ok bool) {
	err := json.Unmarshal(text, &d)
	return d, err == nil && d.Checksum == d.checksum()
}

// append appends all and returns when they are on disk.
func (l *DeletionLog) append(all ...Deletion) (err error) {
	if l == nil || len(all) == 0 {
		return nil
	}
	defer fault.Wrap(&err, "append to %s", l.path)
	var lines []byte
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.torn {
		lines = append(lines, tornMark+"\n"...)
	}
	for _, d := range all {
		lines = append(append(lines, d.line()...), '\n')
	}
	l.torn = true // until the write has succeeded
	if _, err := l.f.Write(lines); err != nil {
		return err
	}
	l.torn = false
	if err := l.f.Sync(); err != nil {
		return errors.Join(err, errors.New("it is not known what the disk holds; restart the server"))
	}
	return nil
}
