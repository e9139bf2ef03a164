package backup

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// WriteFile calls write with a new file that only its owner can read, and gives it
// the name path once it is complete and on disk. Until then it is path.part: an
// incomplete backup must not look complete. A part that a killed backup left is
// replaced; one that another backup is writing is an error.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	part := path + ".part"
	file, err := openPart(part)
	if err != nil {
		return err
	}
	// The part is locked until it has been renamed or removed.
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := errors.Join(file.Truncate(0), file.Chmod(0o600)); err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Sync()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// lockedFile is a file whose lock ends when it is closed.
type lockedFile struct {
	*os.File
	lock *flock.Flock
}

func (f *lockedFile) Close() error { return errors.Join(f.File.Close(), f.lock.Close()) }

// openPart opens and locks the file part. Between its opening and its lock, the
// backup that was writing it may have renamed it; then it is opened again.
func openPart(part string) (*lockedFile, error) {
	for range 10 {
		file, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, err
		}
		lock := flock.New(part, flock.SetFlag(os.O_RDONLY))
		switch locked, err := lock.TryLock(); {
		case errors.Is(err, os.ErrNotExist): // it has just been renamed
			if err := file.Close(); err != nil {
				return nil, err
			}
			continue
		case err != nil:
			return nil, errors.Join(err, file.Close())
		case !locked:
			return nil, errors.Join(fmt.Errorf("another backup is being written to %s; wait for it, or choose another name", part), file.Close())
		}
		f := &lockedFile{file, lock}
		ours, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if now, err := os.Stat(part); err == nil && os.SameFile(ours, now) && sameAsLocked(lock, ours) {
			return f, nil
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("other backups are being written to %s all the time; choose another name", part)
}

// sameAsLocked reports whether lock holds the file of info.
func sameAsLocked(lock *flock.Flock, info os.FileInfo) bool {
	locked, err := lock.Stat()
	return err == nil && os.SameFile(locked, info)
}
