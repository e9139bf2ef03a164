package record

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/folkmoot/folkmoot/receipt"
)

// The files in Options.Dir.
const (
	keyFile        = "record.key"         // secret; a signed-note key of one line
	publicKeyFile  = "record.pub"         // the verifier key of every epoch, one a line
	checkpointFile = "record.checkpoints" // what was ever signed here; append-only
)

// signingKey is the Ed25519 key of a record. Every epoch has the same key under its own
// origin, which is part of what a signed-note key is.
type signingKey struct {
	base   string // origin of the first epoch
	secret ed25519.PrivateKey
}

// origin names epoch n.
func (k *signingKey) origin(n int64) string {
	if n == 1 {
		return k.base
	}
	return fmt.Sprintf("%s/epoch-%d", k.base, n)
}

// epochOf is the reverse of origin; 0 means that it is no origin of this record.
func (k *signingKey) epochOf(origin string) int64 {
	if origin == k.base {
		return 1
	}
	rest, _ := strings.CutPrefix(origin, k.base+"/epoch-")
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || n < 2 || k.origin(n) != origin {
		return 0
	}
	return n
}

// verifier returns the verifier key of epoch n.
func (k *signingKey) verifier(n int64) (string, error) {
	return note.NewEd25519VerifierKey(k.origin(n), k.secret.Public().(ed25519.PublicKey))
}

// sign signs c as the checkpoint of epoch n.
func (k *signingKey) sign(n int64, c receipt.Checkpoint) ([]byte, error) {
	verifier, err := k.verifier(n)
	if err != nil {
		return nil, err
	}
	public, err := note.NewVerifier(verifier)
	if err != nil {
		return nil, err
	}
	if c.Origin != public.Name() {
		return nil, fmt.Errorf("record_head epoch %d has the origin %q, and we sign as %q; run folkmoot audit", n, c.Origin, public.Name())
	}
	return note.Sign(&note.Note{Text: c.Text()}, signer{public, k.secret})
}

// signer is a note.Signer that is made without computing the public key anew
// for each batch.
type signer struct {
	note.Verifier
	secret ed25519.PrivateKey
}

func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.secret, msg), nil }

// marshal writes k as package note writes a secret key.
func (k *signingKey) marshal() (string, error) {
	verifier, err := k.verifier(1)
	if err != nil {
		return "", err
	}
	hash, _, _ := strings.Cut(verifier[len(k.base)+1:], "+")
	const algorithm = "\x01" // Ed25519
	secret := base64.StdEncoding.EncodeToString(append([]byte(algorithm), k.secret.Seed()...))
	return "PRIVATE+KEY+" + k.base + "+" + hash + "+" + secret, nil
}

// readKey reads the secret key in dir. Each mistake comes with what to do
// against it, because a server that will not start is met in a hurry.
func readKey(dir, origin string) (*signingKey, error) {
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf(
			"%s may be read by others on this machine (mode %04o); run: chmod 400 %[1]s; and if others were on this machine, treat the key as stolen",
			path,
			info.Mode().Perm(),
		)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(strings.TrimSuffix(string(text), "\n"), "+")
	if len(parts) < 5 || parts[0] != "PRIVATE" || parts[1] != "KEY" {
		return nil, fmt.Errorf("%s is not the key of a record; put back the file from your copy of %s", path, dir)
	}
	// base64 may hold a + of its own
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.Join(parts[4:], "+"))
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, fmt.Errorf("%s has the wrong length: the file is damaged or cut off; put it back from your copy of %s", path, dir)
	}
	if parts[2] != origin {
		return nil, fmt.Errorf(
			"%s is the key of the record %q, and this server is set to keep the record %q; a record keeps its name for ever, so set the name back, or name the right folder",
			path,
			parts[2],
			origin,
		)
	}
	k := &signingKey{origin, ed25519.NewKeyFromSeed(raw[1:])}
	if same, err := k.marshal(); err != nil || same != strings.Join(parts, "+") {
		return nil, fmt.Errorf("%s is damaged: its parts do not belong together; put it back from your copy of %s", path, dir)
	}
	return k, nil
}

// makeKey makes the key of a new record.
func makeKey(dir, origin string, rand io.Reader) (*signingKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, err
	}
	k := &signingKey{origin, ed25519.NewKeyFromSeed(seed)}
	text, err := k.marshal()
	if err != nil {
		return nil, err
	}
	// O_EXCL: a key that is there is never written over.
	f, err := os.OpenFile(filepath.Join(dir, keyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return nil, err
	}
	_, err = f.WriteString(text + "\n")
	if err := errors.Join(err, f.Sync(), f.Close(), syncDir(dir)); err != nil {
		return nil, err
	}
	return k, nil
}

// readOrMakeKey reads the key in dir, or makes one if begun says that nothing was
// ever signed.
func readOrMakeKey(dir, origin string, rand io.Reader, begun bool) (*signingKey, error) {
	k, err := readKey(dir, origin)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if begun {
		return nil, fmt.Errorf(
			"%s is missing, and this record was signed with it; put it back from your copy of %s, or from another server of this record",
			filepath.Join(dir, keyFile),
			dir,
		)
	}
	return makeKey(dir, origin, rand)
}

// writePublic writes the verifier keys of all epochs for everybody to read.
func (k *signingKey) writePublic(dir string, epochs int64) error {
	var b strings.Builder
	for n := range epochs {
		verifier, err := k.verifier(n + 1)
		if err != nil {
			return err
		}
		b.WriteString(verifier + "\n")
	}
	path := filepath.Join(dir, publicKeyFile)
	if old, err := os.ReadFile(path); err == nil && string(old) == b.String() {
		return nil
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// syncDir makes a new name in dir last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
