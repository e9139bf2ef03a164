// Package seal encrypts addresses to a key of their consultation, which can be
// thrown away.
//
// Databases are copied, and copies are kept. Who throws the key of a
// consultation away erases its addresses from all copies at once, because none
// of them holds the key: keys are files beside the database, and are backed up
// apart from it or not at all.
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

// LegacyKeyFile is the name, in the folder of keys, of the one key that all
// consultations shared before each had its own. It opens what was sealed to it
// and seals nothing.
const LegacyKeyFile = "_former.key"

// staffKey is the name of the key for letters to staff, which belong to no
// consultation. No slug has such a name.
const staffKey = "_staff"

// Keyring seals and opens. Other processes may use the same folder at the same
// time: every use reads the key anew, so that a key which somebody threw away
// is gone for all of them.
type Keyring struct {
	root  *os.Root
	cache sync.Map // text of a key → *key
}

// key is what a file holds, and what follows from it.
type key struct {
	id     *age.X25519Identity
	tagKey []byte // for tags
}

// Open returns the Box whose keys are in the folder dir, and makes the folder.
func Open(dir string) (*Keyring, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	b := &Keyring{root: root}
	if _, err := b.loadKey(LegacyKeyFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(err, root.Close())
	}
	return b, nil
}

// Close ends the use of the folder.
func (b *Keyring) Close() error { return b.root.Close() }

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// keyName is the name of consultation's key without its ending. What is no slug has
// none: it could lead out of the folder, or to another's key.
func keyName(consultation string) (string, error) {
	switch {
	case consultation == "":
		return staffKey, nil
	case len(consultation) <= 200 && slugPattern.MatchString(consultation):
		return consultation, nil
	}
	return "", fmt.Errorf("%q is not the name of a consultation", consultation)
}

// Seal encrypts plain to the key of consultation, which is made when it is first
// used; "" is the key for letters to staff. The same text sealed twice is two
// different things.
func (b *Keyring) Seal(consultation, plain string) ([]byte, error) {
	k, err := b.ensureKey(consultation)
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

// Open returns what was sealed for consultation, or fault.Closed if its key was
// thrown away.
func (b *Keyring) Open(consultation string, sealed []byte) (string, error) {
	file, err := keyName(consultation)
	if err != nil {
		return "", err
	}
	var ids []age.Identity
	for _, file := range b.candidateKeys(file) {
		k, err := b.loadKey(file)
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
	r, err := age.Decrypt(bytes.NewReader(sealed), ids...)
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return "", errKeyDestroyed
	}
	if err != nil {
		return "", fmt.Errorf("what was sealed for %q is damaged: %w", consultation, err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("what was sealed for %q is damaged: %w", consultation, err)
	}
	return string(plain), nil
}

// candidateKeys are the files that may open what was sealed under name: its own, and the
// former one until the consultation is forgotten.
func (b *Keyring) candidateKeys(name string) []string {
	all := []string{name + ".key"}
	if _, err := b.root.Stat(name + ".forgotten"); errors.Is(err, fs.ErrNotExist) {
		all = append(all, LegacyKeyFile)
	}
	return all
}

// Tag returns a digest by which text is found again among what belongs to
// consultation, without being kept. Without the key nobody can try out texts
// until one fits, and when the key is thrown away the tag says nothing.
func (b *Keyring) Tag(consultation, text string) (string, error) {
	k, err := b.ensureKey(consultation)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, k.tagKey)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16]), nil
}

// DestroyKey throws the key of consultation away. What was sealed to it, here and in
// every copy of the database, can be opened by nobody any more. What is sealed
// later gets a new key.
func (b *Keyring) DestroyKey(consultation string) error {
	file, err := keyName(consultation)
	if err != nil {
		return err
	}
	if _, err := b.root.Stat(LegacyKeyFile); err == nil {
		// The former key stays for the others, and must not open this one.
		if err := b.writeKeyFile(file+".forgotten", nil); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := b.root.Remove(file + ".key"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return b.syncDir()
}

// ensureKey returns the key of consultation, which it makes if there is none.
func (b *Keyring) ensureKey(consultation string) (*key, error) {
	file, err := keyName(consultation)
	if err != nil {
		return nil, err
	}
	file += ".key"
	for range 3 { // somebody may make it, or throw it away, between two looks
		k, err := b.loadKey(file)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return k, err
		}
		made, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		if err := b.writeKeyFile(file, []byte(made.String()+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the key %s comes and goes", file)
}

// loadKey reads a key. One that others may read is refused.
func (b *Keyring) loadKey(file string) (*key, error) {
	f, err := b.root.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key %s can be read by others; run: chmod 400 %[1]s", file)
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, err
	}
	if k, ok := b.cache.Load(string(text)); ok {
		return k.(*key), nil
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(ids) != 1 {
		return nil, fmt.Errorf("%s does not hold one age key; put back the file that was there", file) // and not what it does hold
	}
	id, ok := ids[0].(*age.X25519Identity)
	if !ok {
		return nil, fmt.Errorf("%s does not hold an X25519 key; put back the file that was there", file)
	}
	tag, err := hkdf.Key(sha256.New, []byte(id.String()), nil, "folkmoot/seal/tag/v1", 32)
	if err != nil {
		return nil, err
	}
	k := &key{id, tag}
	b.cache.Store(string(text), k)
	return k, nil
}

// writeKeyFile makes a file that only its owner may read, whole or not at all, and on
// the disk before anything is sealed to it. It never writes over one that is
// there: then it returns fs.ErrExist.
func (b *Keyring) writeKeyFile(file string, data []byte) (err error) {
	var random [8]byte
	rand.Read(random[:])
	temp := file + "." + hex.EncodeToString(random[:]) + ".new"
	f, err := b.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	defer b.root.Remove(temp)
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := b.root.Link(temp, file); err != nil {
		return err
	}
	return b.syncDir()
}

// syncDir has the disk keep what was made and thrown away.
func (b *Keyring) syncDir() error {
	dir, err := b.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
