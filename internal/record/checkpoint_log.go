package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// checkpointLog is the append-only file of checkpoints, one per line:
//
//	origin size root signature
//
// and of lines that name the database whose checkpoints follow:
//
//	database id
//
// It exists because a restore of the database does not roll it back. It is only
// ever appended to, so an operator can forbid every other write (chattr +a).
type checkpointLog struct {
	path      string
	mu        sync.Mutex
	f         *os.File // nil if there is no file and the record is open for reading only
	database  string   // guarded by mu; id of the database, "" if no line names one
	torn      bool     // guarded by mu; the file may end in an incomplete line
	unwritten [][]byte // guarded by mu; lines of committed checkpoints that could not be written yet
}

// tornMark is appended to a line that was cut off by a crash or a full disk. No
// signature ends like this.
const tornMark = " torn"

// encodeLine writes a signed checkpoint, which has six lines, as one line.
func encodeLine(signed []byte) []byte {
	parts := strings.Split(string(signed), "\n")
	_, signature, _ := strings.Cut(strings.TrimPrefix(parts[4], "— "), " ")
	return []byte(strings.Join([]string{parts[0], parts[1], parts[2], signature}, " ") + "\n")
}

// decodeLine is the inverse of encodeLine, without the newline.
func decodeLine(text string) ([]byte, bool) {
	parts := strings.Split(text, " ")
	if len(parts) != 4 {
		return nil, false
	}
	return fmt.Appendf(nil, "%s\n%s\n%s\n\n— %s %s\n", parts[0], parts[1], parts[2], parts[0], parts[3]), true
}

func openCheckpointLog(dir string) (*checkpointLog, error) {
	path := filepath.Join(dir, checkpointFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &checkpointLog{path: path, f: f}, nil
}

// readCheckpointLog opens the file in dir for reading only. A file that does not
// exist is an empty one.
func readCheckpointLog(dir string) (*checkpointLog, error) {
	path := filepath.Join(dir, checkpointFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &checkpointLog{path: path}, nil
	}
	if err != nil {
		return nil, err
	}
	return &checkpointLog{path: path, f: f}, nil
}

// databasePrefix begins a line that names the database.
const databasePrefix = "database "

// checkpointLine is one line of the file.
type checkpointLine struct {
	receipt.Checkpoint
	number int    // of the line, from 1
	note   []byte // the signed checkpoint
}

// read returns all checkpoints in the file. It checks their syntax but not their
// signatures; the caller verifies those it relies on.
func (f *checkpointLog) read() (lines []checkpointLine, err error) {
	defer fault.Wrap(&err, "read %s", f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.f == nil {
		return nil, nil
	}
	text, err := io.ReadAll(io.NewSectionReader(f.f, 0, 1<<40))
	if err != nil {
		return nil, err
	}
	f.torn = len(text) > 0 && text[len(text)-1] != '\n'
	number := 0
	for text := range bytes.Lines(text) {
		number++
		at, whole := strings.CutSuffix(string(text), "\n")
		if !whole || strings.HasSuffix(at, tornMark) {
			continue
		}
		if id, ok := strings.CutPrefix(at, databasePrefix); ok && idPattern.MatchString(id) {
			f.database = id
			continue
		}
		signed, ok := decodeLine(at)
		if ok {
			var c receipt.Checkpoint
			if c, err = receipt.ParseCheckpoint(signed); err == nil {
				lines = append(lines, checkpointLine{c, number, signed})
				continue
			}
		}
		return nil, fmt.Errorf(
			"line %d is not a checkpoint: the file has been changed; restore it from your copy, "+
				"or find out who changed it before you move it away",
			number,
		)
	}
	return lines, nil
}

// append writes checkpoints of committed transactions and returns when they are
// on disk. Checkpoints that cannot be written are written by the next append,
// before its own.
func (f *checkpointLog) append(notes ...[]byte) (err error) {
	if len(notes) == 0 {
		return nil
	}
	lines := make([][]byte, len(notes))
	for i, signed := range notes {
		lines[i] = encodeLine(signed)
	}
	return f.appendLines(lines...)
}

// join names id as the database whose checkpoints follow, unless the file does so
// already.
func (f *checkpointLog) join(id string) error {
	f.mu.Lock()
	joined := f.database == id
	f.database = id
	f.mu.Unlock()
	if joined {
		return nil
	}
	return f.appendLines([]byte(databasePrefix + id + "\n"))
}

func (f *checkpointLog) appendLines(lines ...[]byte) (err error) {
	defer fault.Wrap(&err, "append to %s", f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unwritten = append(f.unwritten, lines...)
	var b []byte
	if f.torn {
		b = append(b, tornMark+"\n"...)
	}
	b = append(b, bytes.Join(f.unwritten, nil)...)
	f.torn = true // in case Write fails part way
	if _, err := f.f.Write(b); err != nil {
		return err
	}
	f.torn = false
	if err := f.f.Sync(); err != nil {
		return errors.Join(err, errors.New("it is not known what is on the disk; restart the server"))
	}
	f.unwritten = nil
	return nil
}

func (f *checkpointLog) close() error {
	if f.f == nil {
		return nil
	}
	return f.f.Close()
}
