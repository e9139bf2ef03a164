package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Checked is an upload of a type on the list of this package.
type Checked struct {
	Name    string // see CleanName
	Type    string // media type, determined from the content
	Size    int64  // bytes
	Digest  string // SHA-256 of the content, in hexadecimal
	Content io.ReadSeeker
}

// Spool returns a file for an upload in the folder temp, "" for that of the system. It has no name, so it disappears when
// it is closed, even by a crash.
func Spool(temp string) (*os.File, error) {
	spool, err := os.CreateTemp(temp, "folkmoot-upload-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(spool.Name()); err != nil {
		spool.Close()
		return nil, err
	}
	return spool, nil
}

// Check checks the size bytes of content, an upload with the given name. Photographs and other images are returned without
// the place, the time and other metadata. Errors for what is not accepted have messages for the user.
func Check(content io.ReaderAt, size int64, name string) (*Checked, error) {
	if size == 0 {
		return nil, fault.New(fault.Invalid, "The selected file is empty. Choose another file.")
	}
	kind, err := Sniff(content, size)
	if err != nil {
		return nil, err
	}
	whole := io.NewSectionReader(content, 0, size)
	c := &Checked{Name: CleanName(name, kind), Type: kind, Size: size, Content: whole}
	var stripped []byte
	switch kind {
	case JPEG:
		stripped, err = stripMetadata(whole)
	case PNG:
		stripped, err = stripPNG(whole, size)
	default:
		sum := sha256.New()
		_, err = io.Copy(sum, whole)
		c.Digest = hex.EncodeToString(sum.Sum(nil))
		return c, err
	}
	if err != nil {
		return nil, err
	}
	c.Size, c.Digest, c.Content = int64(len(stripped)), digest.Of(stripped).Hex(), bytes.NewReader(stripped)
	return c, nil
}

// Reason returns why a file is not of an accepted type, for sentences of other packages; false if err says something else.
func Reason(err error) (why locale.LazyMessage, ok bool) {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok || len(e.Args) != 1 {
		return why, false
	}
	why, ok = e.Args[0].(locale.LazyMessage)
	return why, ok
}

// maxScan is how long the command that scans a file may take.
const maxScan = 30 * time.Second

// ScanWith returns the scanner that runs a program, which is given the file as its standard input. Its exit code is 0 for a
// file in which it found nothing, and 1 for a file in which it found something. It must answer within 30 seconds.
func ScanWith(program string) Scan {
	return func(ctx context.Context, r io.Reader) (found string, err error) {
		ctx, cancel := context.WithTimeout(ctx, maxScan)
		defer cancel()
		run := exec.CommandContext(ctx, program)
		run.Stdin, run.Env = r, []string{}
		err = run.Run()
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 && ctx.Err() == nil {
			return "malware", nil
		}
		return "", err
	}
}
