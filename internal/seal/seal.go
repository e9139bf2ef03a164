// Package seal encrypts contact details with a key for each consultation, so that
// deleting the key makes them unreadable in every copy of the database.
//
// Keys are files outside the database and are not in its backups: back them up
// separately or not at all. Encryption is age (https://age-encryption.org/v1) with
// X25519 keys.
package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"sync"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// LegacyKeyFile is the file, in the folder of keys, with the key that all
// consultations shared before each had its own. It is used to decrypt only.
const LegacyKeyFile = "_former.key"

// staffKey is the name of the key for email to staff, which belongs to no
// consultation. It cannot be the slug of one.
const staffKey = "_staff"

// Followers is the name under which the addresses of people who follow something are
// encrypted: they belong to no consultation and never meet the contacts of one. It cannot
// be the slug of one.
const Followers = "_followers"

// Keyring encrypts and decrypts with the keys of a folder. It may be used by
// several goroutines, and several processes may use one folder: every call reads
// the key file again, so that a key deleted by one is unavailable to all.
type Keyring struct {
	root     *os.Root // nil if there is no folder and the keyring is read-only
	readOnly bool
	cache    sync.Map // content of a key file → *key
}

// key is a key file, parsed.
type key struct {
	id     *age.X25519Identity
	tagKey []byte // derived from id, for Tag
}

// Open returns a Keyring with the keys in the folder dir, which it creates if it
// does not exist.
func Open(dir string) (*Keyring, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	r := &Keyring{root: root}
	if _, err := r.loadKey(LegacyKeyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(err, root.Close())
	}
	return r, nil
}

// OpenReadOnly returns a Keyring that decrypts and tags with the keys in dir and
// creates none. Without the folder it has no keys.
func OpenReadOnly(dir string) (*Keyring, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return &Keyring{readOnly: true}, nil
	}
	return &Keyring{root: root, readOnly: true}, err
}

// Close releases the folder.
func (r *Keyring) Close() error {
	if r.root == nil {
		return nil
	}
	return r.root.Close()
}

var errReadOnly = errors.New("the encryption keys are open for reading only")

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// keyName returns the name of the key file of a consultation, without extension. It
// refuses anything but a slug, because other names could be a path outside the
// folder or the name of another key.
func keyName(consultation string) (string, error) {
	switch {
	case consultation == "":
		return staffKey, nil
	case consultation == Followers:
		return Followers, nil
	case len(consultation) <= 200 && slugPattern.MatchString(consultation):
		return consultation, nil
	}
	return "", fmt.Errorf("%q is not a valid consultation slug", consultation)
}

// Seal encrypts plain with the key of consultation, which it creates if there is
// none; "" means the key for email to staff. Sealing the same text again gives
// different bytes.
func (r *Keyring) Seal(consultation, plain string) ([]byte, error) {
	k, err := r.ensureKey(consultation)
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, k.id.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

var errKeyDestroyed = fault.New(fault.Closed, "We can no longer read this because its encryption key has been deleted.")

// Open decrypts what Seal returned for consultation. If the key has been deleted,
// the error is fault.Closed.
func (r *Keyring) Open(consultation string, sealed []byte) (string, error) {
	file, err := keyName(consultation)
	if err != nil {
		return "", err
	}
	var ids []age.Identity
	for _, file := range r.candidateKeys(file) {
		k, err := r.loadKey(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		ids = append(ids, k.id)
	}
	if len(ids) == 0 {
		return "", errKeyDestroyed
	}
	decrypted, err := age.Decrypt(bytes.NewReader(sealed), ids...)
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return "", errKeyDestroyed
	}
	if err != nil {
		return "", fmt.Errorf("the encrypted data of %q is damaged: %w", consultation, err)
	}
	plain, err := io.ReadAll(decrypted)
	if err != nil {
		return "", fmt.Errorf("the encrypted data of %q is damaged: %w", consultation, err)
	}
	return string(plain), nil
}

// candidateKeys returns the key files that may decrypt what was sealed for the key
// name: its own, and the legacy key unless the key of this name was destroyed.
func (r *Keyring) candidateKeys(name string) []string {
	all := []string{name + ".key"}
	if r.root == nil {
		return all
	}
	if _, err := r.root.Stat(name + ".destroyed"); errors.Is(err, fs.ErrNotExist) {
		all = append(all, LegacyKeyFile)
	}
	return all
}

// Tag returns a keyed digest of text, with which the same text can be found again
// among the rows of consultation without storing it: HMAC-SHA-256, truncated to 128
// bits, in base64url. Without the key it cannot be reversed by trying likely texts,
// so it reveals nothing once the key has been deleted.
func (r *Keyring) Tag(consultation, text string) (string, error) {
	k, err := r.ensureKey(consultation)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, k.tagKey)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]), nil
}

// DestroyKey deletes the key of consultation, so that everything sealed for it, in
// every copy of the database, can no longer be decrypted. It does nothing if there
// is no key. Sealing for the consultation again creates a new key.
func (r *Keyring) DestroyKey(consultation string) error {
	if r.readOnly {
		return errReadOnly
	}
	file, err := keyName(consultation)
	if err != nil {
		return err
	}
	if _, err := r.root.Stat(LegacyKeyFile); err == nil {
		// The legacy key remains for other consultations. This file records that it
		// must no longer be used for this one.
		if err := r.writeKeyFile(file+".destroyed", nil); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := r.root.Remove(file + ".key"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return r.syncDir()
}

// ensureKey returns the key of consultation, and creates it if there is none.
func (r *Keyring) ensureKey(consultation string) (*key, error) {
	file, err := keyName(consultation)
	if err != nil {
		return nil, err
	}
	file += ".key"
	for range 3 { // another process may create or delete it at any time
		k, err := r.loadKey(file)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return k, err
		}
		if r.readOnly {
			return nil, errReadOnly
		}
		created, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		if err := r.writeKeyFile(file, []byte(created.String()+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the key file %s was deleted each time it was created", file)
}

// loadKey reads a key file. It refuses one that other users of the machine can
// read. Its errors do not contain the content of the file.
func (r *Keyring) loadKey(file string) (*key, error) {
	if r.root == nil {
		return nil, fs.ErrNotExist
	}
	f, err := r.root.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by other users; run: chmod 400 %[1]s", file)
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, err
	}
	if k, ok := r.cache.Load(string(text)); ok {
		return k.(*key), nil
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(ids) != 1 {
		return nil, fmt.Errorf("the key file %s does not contain one age key; restore the original file", file)
	}
	id, ok := ids[0].(*age.X25519Identity)
	if !ok {
		return nil, fmt.Errorf("the key file %s does not contain an X25519 key; restore the original file", file)
	}
	tag, err := hkdf.Key(sha256.New, []byte(id.String()), nil, "folkmoot/seal/tag/v1", 32)
	if err != nil {
		return nil, err
	}
	k := &key{id, tag}
	r.cache.Store(string(text), k)
	return k, nil
}

// folderIDFile is the file with the id of the folder of keys.
const folderIDFile = "folder.id"

// FolderID returns the id of the folder of keys, which tells it from the folder of
// another server. It creates the id if there is none, unless r is read-only; then it
// returns "".
func (r *Keyring) FolderID() (string, error) {
	if r.root == nil {
		return "", nil
	}
	text, err := r.root.ReadFile(folderIDFile)
	if !errors.Is(err, fs.ErrNotExist) {
		return string(text), err
	}
	if r.readOnly {
		return "", nil
	}
	if err := r.writeKeyFile(folderIDFile, []byte(rand.Text())); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	text, err = r.root.ReadFile(folderIDFile)
	return string(text), err
}

// PublicKeys returns the public key of each key in the folder, by the name of its
// file.
func (r *Keyring) PublicKeys() (map[string]string, error) {
	all := map[string]string{}
	if r.root == nil {
		return all, nil
	}
	names, err := fs.Glob(r.root.FS(), "*.key")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		k, err := r.loadKey(name)
		if errors.Is(err, fs.ErrNotExist) { // destroyed meanwhile
			continue
		}
		if err != nil {
			return nil, err
		}
		all[name] = k.id.Recipient().String()
	}
	return all, nil
}

// writeKeyFile creates a file that only its owner can read. The file appears with
// its complete content, and is on disk when writeKeyFile returns, so that nothing
// is encrypted with a key that a crash could lose. If the file exists, it is left
// unchanged and the error is fs.ErrExist.
func (r *Keyring) writeKeyFile(file string, data []byte) (err error) {
	var random [8]byte
	rand.Read(random[:])
	temp := file + "." + hex.EncodeToString(random[:]) + ".new"
	f, err := r.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	defer r.root.Remove(temp)
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := r.root.Link(temp, file); err != nil {
		return err
	}
	return r.syncDir()
}

// syncDir writes created and deleted directory entries to disk.
func (r *Keyring) syncDir() error {
	dir, err := r.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
