package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Deletion is one line of the ledger: something that was deleted on purpose and must
// stay so when an older database is put back. It holds no word of anybody's.
type Deletion struct {
	ID           string `json:"id"`   // of this line
	Kind         string `json:"kind"` // see the constants
	Consultation string `json:"consultation"`
	Subject      string `json:"subject,omitempty"`    // id of the response, the draft or the contact
	Commitment   string `json:"commitment,omitempty"` // of the response, hexadecimal

	// of a redaction
	PreviousID string   `json:"after,omitempty"` // the line about the same response that came before
	Question   string   `json:"question,omitempty"`
	Choice     string   `json:"choice,omitempty"`
	Spans      [][2]int `json:"spans,omitempty"` // bytes of the text as it then was: from, and up to but without
	Reason     string   `json:"reason,omitempty"`
	By         string   `json:"by,omitempty"` // id of the account

	Checksum string `json:"sum"` // over the line without it, so that a damaged line is not carried out
}

// The kinds of deed.
const (
	deletionWithdrawal          = "withdrawn"           // a response
	deletionRedaction           = "redacted"            // words of a response
	deletionMonitoringRedaction = "redacted-monitoring" // words of monitoring answers; the subject is a tag of these and no response
	deletionDraft               = "draft"               // one draft
	deletionContact             = "contact"             // one contact
	deletionContacts            = "contacts"            // all contacts of a consultation
	deletionMonitoring          = "monitoring"          // all monitoring answers of a consultation
	deletionSubject             = "elsewhere"           // what a feature above keeps; the subject is its own
	deletionTexts               = "words"               // every free text of a consultation
)

func (d Deletion) checksum() string {
	d.Checksum = ""
	text, err := json.Marshal(d)
	if err != nil {
		return "" // cannot be: it is texts and numbers
	}
	sum := sha256.Sum256(append([]byte("folkmoot/ledger/v1\x00"), text...))
	return hex.EncodeToString(sum[:8])
}

// DeletionLog is an append-only file of deeds. It stands beside the checkpoints of
// the record and, like them, is not put back together with the database. A line
// is on disk before the database is changed, so there may be a deed in it that
// the database has not seen yet; Replay carries that out.
type DeletionLog struct {
	path string
	mu   sync.Mutex
	f    *os.File
	torn bool // guarded by mu; the file may end in half a line
}

const (
	deletionLogFile = "ledger"
	tornMark        = " torn" // ends a line that a crash cut off; no JSON ends so
)

// OpenDeletionLog opens the ledger in dir, and makes it at the first start.
func OpenDeletionLog(dir string) (*DeletionLog, error) {
	l := &DeletionLog{path: filepath.Join(dir, deletionLogFile)}
	var err error
	if l.f, err = os.OpenFile(l.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, err
	}
	if _, err := l.List(); err != nil { // a damaged line stops the start
		return nil, errors.Join(err, l.f.Close())
	}
	return l, nil
}

// Close closes the file.
func (l *DeletionLog) Close() error {
	if l == nil {
		return nil
	}
	return l.f.Close()
}

// List returns every whole line. A line that was changed is an error: what it
// said must not be left undone in silence.
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
		line, whole := bytes.CutSuffix(line, []byte("\n"))
		if !whole || bytes.HasSuffix(line, []byte(tornMark)) {
			continue // the deed was never begun
		}
		var d Deletion
		if err := json.Unmarshal(line, &d); err != nil || d.Checksum != d.checksum() {
			return nil, fmt.Errorf("line %d is damaged: put the file back from your copy. It says what was deleted and must stay deleted", number)
		}
		all = append(all, d)
	}
	return all, nil
}

// append appends d and returns when it is on disk. Without a ledger, which only
// tests are, it does nothing.
func (l *DeletionLog) append(d Deletion) (err error) {
	if l == nil {
		return nil
	}
	defer fault.Wrap(&err, "append to %s", l.path)
	d.Checksum = d.checksum()
	line, err := json.Marshal(d)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.torn {
		line = append([]byte(tornMark+"\n"), line...)
	}
	l.torn = true // until we know better
	if _, err := l.f.Write(append(line, '\n')); err != nil {
		return err
	}
	l.torn = false
	if err := l.f.Sync(); err != nil {
		return errors.Join(err, errors.New("what the disk holds is not known; restart the server"))
	}
	return nil
}
