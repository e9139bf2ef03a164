package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
)

// checkpointLog is the append-only file of checkpoints, one a line:
//
//	origin size root signature
//
// A restore of the database does not roll it back, which is its whole use. It
// is only ever appended to, so an operator may forbid everything else
// (chattr +a).
type checkpointLog struct {
	path      string
	mu        sync.Mutex
	f         *os.File
	torn      bool     // guarded by mu; the file may end in half a line
	unwritten [][]byte // guarded by mu; lines that are committed and could not be written yet
}

// tornMark ends a line that was cut off by a crash or a full disk. No signature
// ends so.
const tornMark = " torn"

// encodeLine writes a signed checkpoint, which is six lines, as one.
func encodeLine(signed []byte) []byte {
	parts := strings.Split(string(signed), "\n")
	_, signature, _ := strings.Cut(strings.TrimPrefix(parts[4], "— "), " ")
	return []byte(strings.Join([]string{parts[0], parts[1], parts[2], signature}, " ") + "\n")
}

// decodeLine is the reverse of line.
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

// checkpointLine is one checkpoint of the file.
type checkpointLine struct {
	receipt.Checkpoint
	number int
	note   []byte
}

// read returns all checkpoints of the file, with the shape of each checked and
// the signature of none: verify those that matter.
func (f *checkpointLog) read() (lines []checkpointLine, err error) {
	defer fault.Wrap(&err, "read %s", f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
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
		signed, ok := decodeLine(at)
		if ok {
			var c receipt.Checkpoint
			if c, err = receipt.ParseCheckpoint(signed); err == nil {
				lines = append(lines, checkpointLine{c, number, signed})
				continue
			}
		}
		return nil, fmt.Errorf(
			"line %d is not a checkpoint: the file was changed; put it back from your copy, or ask who changed it before you move it away",
			number,
		)
	}
	return lines, nil
}

// append writes checkpoints that are committed and returns when they are on
// disk. What cannot be written now is written before anything that comes later.
func (f *checkpointLog) append(notes ...[]byte) (err error) {
	if len(notes) == 0 {
		return nil
	}
	defer fault.Wrap(&err, "append to %s", f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, signed := range notes {
		f.unwritten = append(f.unwritten, encodeLine(signed))
	}
	var b []byte
	if f.torn {
		b = append(b, tornMark+"\n"...)
	}
	b = append(b, bytes.Join(f.unwritten, nil)...)
	f.torn = true // until we know better
	if _, err := f.f.Write(b); err != nil {
		return err
	}
	f.torn = false
	if err := f.f.Sync(); err != nil {
		return errors.Join(err, errors.New("what the disk holds is not known; restart the server"))
	}
	f.unwritten = nil
	return nil
}

func (f *checkpointLog) close() error { return f.f.Close() }
