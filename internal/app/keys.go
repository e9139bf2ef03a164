package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/secrets"
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

// openKeys opens the keys in the folder of cfg, and creates them at the first start.
// With cfg.ReadOnly it creates nothing, and a key that is missing stays so. It returns
// an error if the servers of the database use other keys.
func openKeys(ctx context.Context, cfg Config, d *db.DB) (k keys, err error) {
	if cfg.ReadOnly {
		return readKeys(cfg.Data)
	}
	file := filepath.Join(cfg.Data, secretFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) && cfg.NewKeys == "" {
		if err := refuseNewSecret(ctx, d); err != nil {
			return k, err
		}
	}
	if k.secret, err = openSecret(file); err != nil {
		return k, err
	}
	if k.contacts, err = openContactKeys(cfg.Data); err != nil {
		return k, err
	}
	if k.deletions, err = retention.OpenDeletionLog(filepath.Join(cfg.Data, "record")); err != nil {
		return k, err
	}
	held, err := k.fingerprints()
	if err != nil {
		return k, err
	}
	var replace func(context.Context, *db.Tx, []string) error
	if cfg.NewKeys != "" {
		replace = func(ctx context.Context, tx *db.Tx, names []string) error {
			return audit.Append(ctx, tx, actor.System, "replace-keys", "record", strings.Join(names, " "), cfg.NewKeys)
		}
	}
	return k, secrets.Prove(ctx, d, held, replace)
}

// secretFile is the file with the secret of an installation.
const secretFile = "intake.key"

// refuseNewSecret returns an error if another server has a secret already.
func refuseNewSecret(ctx context.Context, d *db.DB) error {
	return d.View(ctx, func(tx *db.Tx) error {
		known, err := secrets.Known(ctx, tx, secretFile)
		if err == nil && known != "" {
			err = secrets.DifferentError([]string{secretFile + " (missing)"})
		}
		return err
	})
}

// fingerprints returns the fingerprint of each secret that all servers must share.
func (k keys) fingerprints() (map[string]string, error) {
	held := map[string]string{}
	if k.secret != nil {
		held[secretFile] = secrets.Fingerprint(k.secret)
	}
	folder, err := k.contacts.FolderID()
	if err != nil {
		return nil, err
	}
	if folder != "" {
		held["contacts"] = secrets.Fingerprint([]byte(folder))
	}
	public, err := k.contacts.PublicKeys()
	for name, key := range public {
		held["contacts/"+name] = secrets.Fingerprint([]byte(key))
	}
	return held, err
}

// check returns an error if the keys are not those of the other servers of d.
func (k keys) check(ctx context.Context, tx *db.Tx) error {
	held, err := k.fingerprints()
	if err != nil {
		return err
	}
	differing, err := secrets.Differing(ctx, tx, held)
	if err == nil && len(differing) > 0 {
		err = secrets.DifferentError(differing)
	}
	return err
}

// readKeys opens the keys in data for a command that only looks.
func readKeys(data string) (k keys, err error) {
	file := filepath.Join(data, secretFile)
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
