package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// recordOrigin returns the name of a new public record that has none in the
// settings: the URL of its page without the scheme, or "" without a URL.
func recordOrigin(baseURL string) string {
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		return strings.ToLower(u.Host) + "/record"
	}
	return ""
}

// openSecret reads the secret of an installation, and makes it at the first
// start.
func openSecret(file string) ([]byte, error) {
	const size = 32
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret = make([]byte, size)
		rand.Read(secret)
		return secret, writePrivate(file, secret)
	}
	if err != nil {
		return nil, err
	}
	if len(secret) != size {
		return nil, fmt.Errorf(
			"%s has %d bytes and should have %d; put back the file that was there, or delete it to have a new one made",
			file,
			len(secret),
			size,
		)
	}
	return secret, checkPrivate(file)
}

// openContactKeys opens the keys to which contacts are sealed. An installation that had
// one key for all of them keeps it to open what it sealed.
func openContactKeys(data string) (*seal.Keyring, error) {
	dir := filepath.Join(data, "contacts")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	err := os.Rename(filepath.Join(data, "contacts.key"), filepath.Join(dir, seal.LegacyKeyFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return seal.Open(dir)
}

// writePrivate makes a file that only its owner may read, whole or not at all.
func writePrivate(file string, data []byte) error {
	temp := file + ".new"
	if err := os.WriteFile(temp, data, 0o400); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Clean(file))
}

// checkPrivate refuses a secret that others may read.
func checkPrivate(file string) error {
	info, err := os.Stat(file)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others; run: chmod 400 %[1]s", file)
	}
	return err
}

// keys are the secrets of an installation and the files that outlive its database.
type keys struct {
	secret    []byte
	contacts  *seal.Keyring
	deletions *retention.DeletionLog
}

// openKeys opens the keys in the folder data, and creates them at the first start.
// With readOnly it creates nothing, and a key that is missing stays so.
func openKeys(data string, readOnly bool) (k keys, err error) {
	if readOnly {
		return readKeys(data)
	}
	if k.secret, err = openSecret(filepath.Join(data, "intake.key")); err != nil {
		return k, err
	}
	if k.contacts, err = openContactKeys(data); err != nil {
		return k, err
	}
	k.deletions, err = retention.OpenDeletionLog(filepath.Join(data, "record"))
	return k, err
}

// readKeys opens the keys in data for a command that only looks.
func readKeys(data string) (k keys, err error) {
	file := filepath.Join(data, "intake.key")
	if _, err := os.Stat(file); err == nil {
		if k.secret, err = openSecret(file); err != nil {
			return k, err
		}
	}
	if k.contacts, err = seal.OpenReadOnly(filepath.Join(data, "contacts")); err != nil {
		return k, err
	}
	k.deletions, err = retention.ReadDeletionLog(filepath.Join(data, "record"))
	return k, err
}
