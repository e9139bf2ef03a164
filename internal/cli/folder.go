package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// lockFolder locks the data folder of a server on SQLite until unlock is called. A
// second server on it is refused, because each would keep another head of the record
// in memory. Servers on PostgreSQL share a folder.
func lockFolder(s settings) (unlock func() error, err error) {
	if s.Database != "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(s.Data, "server.lock"), flock.SetPermissions(0o600))
	switch locked, err := lock.TryLock(); {
	case err != nil:
		return nil, err
	case !locked:
		return nil, fmt.Errorf("another server is using %s: stop it, use another folder with -data, "+
			"or use PostgreSQL for several servers", s.Data)
	}
	return lock.Close, nil
}

// versionFile is the file with the version of the demonstration in its data folder.
const versionFile = "demonstration.version"

// prepareDemo prepares the data folder for the demonstration in files. If the folder
// has an earlier one, its content is moved into a new folder beside it before
// anything is changed, and the demonstration begins anew. Data that is not known to
// be a demonstration is refused.
func prepareDemo(e *Env, s settings, files fs.FS) error {
	version, err := demoVersion(files, schema.Migrations)
	if err != nil {
		return err
	}
	earlier, err := os.ReadFile(filepath.Join(s.Data, versionFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	names, err := fs.Glob(os.DirFS(s.Data), "*")
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "server.lock" })
	file := filepath.Join(s.Data, versionFile)
	switch {
	case strings.TrimSpace(string(earlier)) == version:
		return nil
	case len(names) == 0:
		return writeVersion(file, version)
	case len(earlier) == 0 || s.Database != "":
		return fmt.Errorf("the data in %s is not of this version of the demonstration. Nothing has been changed. "+
			"Use another folder with -data, or delete this one with its database", s.Data)
	}
	aside := fmt.Sprintf("%s-before-%s", filepath.Clean(s.Data), e.Now().UTC().Format("20060102-150405"))
	if err := os.Mkdir(aside, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(s.Data, name), filepath.Join(aside, name)); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.Out, "The demonstration has changed since %s was made, so it begins anew. The earlier data is in %s.\n", s.Data, aside)
	return writeVersion(file, version)
}

func writeVersion(file, version string) error {
	return os.WriteFile(file, []byte(version+"\n"), 0o600)
}

// demoVersion returns a digest of the names and contents of all files.
func demoVersion(folders ...fs.FS) (string, error) {
	var all strings.Builder
	for _, folder := range folders {
		err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := fs.ReadFile(folder, name)
			fmt.Fprintf(&all, "%q %s\n", name, digest.Of(text).Hex())
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return digest.Of([]byte(all.String())).Hex(), nil
}
