package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// makePrivate takes the access of other users of the machine away from the folder
// data and everything in it: the database, keys, checkpoints and the deletion log. It
// is an error if a file of another user is open to others, or the file system has no
// modes. Links are left alone.
func makePrivate(data string) error {
	if runtime.GOOS == "windows" { // which has no modes
		return nil
	}
	return filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted meanwhile
		}
		if errors.Is(err, fs.ErrPermission) {
			return fs.SkipDir // a folder of the system, such as lost+found
		}
		if err != nil {
			return err
		}
		if !entry.IsDir() && !entry.Type().IsRegular() {
			return nil
		}
		return closeToOthers(path)
	})
}

// closeToOthers removes the permissions of group and others from a file or folder.
func closeToOthers(path string) error {
	isOpen := func() (bool, os.FileMode, error) {
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return false, 0, nil
		}
		if err != nil {
			return false, 0, err
		}
		return info.Mode().Perm()&0o077 != 0, info.Mode().Perm(), nil
	}
	open, mode, err := isOpen()
	if err != nil || !open {
		return err
	}
	failed := os.Chmod(path, mode&^0o077)
	if open, _, err = isOpen(); err != nil || !open {
		return err
	}
	return errors.Join(
		fmt.Errorf("%s can be read or changed by other users of this machine, and its mode cannot be changed; "+
			"give it to the user who runs Folkmoot and run: chmod go-rwx %[1]s", path), failed)
}
