package record

import (
	"cmp"
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
	keyFile        = "record.key"         // secret; a signed-note signer key on one line
	publicKeyFile  = "record.pub"         // the verifier keys of all epochs, one per line
	checkpointFile = "record.checkpoints" // all checkpoints signed by this server; append-only
)

// signingKey is the Ed25519 key of a record. All epochs share it, each under its
// own origin, because the origin is part of a signed-note key.
type signingKey struct {
	base   string // origin of the first epoch
	public ed25519.PublicKey
	secret ed25519.PrivateKey // nil in a record that was opened for reading only
}

func newSigningKey(base string, seed []byte) *signingKey {
	secret := ed25519.NewKeyFromSeed(seed)
	return &signingKey{base, secret.Public().(ed25519.PublicKey), secret}
}

// origin returns the origin of epoch n.
func (k *signingKey) origin(n int64) string {
	if n == 1 {
		return k.base
	}
	return fmt.Sprintf("%s/epoch-%d", k.base, n)
}

// epochOf is the inverse of origin. It returns 0 if origin belongs to another
// record.
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
	return note.NewEd25519VerifierKey(k.origin(n), k.public)
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
		return nil, fmt.Errorf("record_head epoch %d has origin %q, but the signing key is for %q; run folkmoot audit",
			n, c.Origin, public.Name())
	}
	return note.Sign(&note.Note{Text: c.Text()}, signer{public, k.secret})
}

// signer is a note.Signer. Unlike note.NewSigner, it does not derive the public
// key again for every batch.
type signer struct {
	note.Verifier
	secret ed25519.PrivateKey
}

func (s signer) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.secret, msg), nil }

// marshal encodes k in the signer key format of package note.
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

// readKey reads the secret key in dir. The key has the name of its record; origin
// is the name that it must have, or "" for any. Each error says how to fix the
// problem, because the server does not start until it is fixed.
func readKey(dir, origin string) (*signingKey, error) {
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf(
			"%s can be read by other users of this machine (mode %04o); run: chmod 400 %[1]s; "+
				"and if there are other users, treat the key as stolen",
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
		return nil, fmt.Errorf("%s is not the key of a record; restore the file from your copy of %s", path, dir)
	}
	// The base64 of the secret may itself contain "+".
	raw, err := base64.StdEncoding.Strict().DecodeString(strings.Join(parts[4:], "+"))
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, fmt.Errorf("%s has the wrong length: the file is damaged or cut off; restore it from your copy of %s", path, dir)
	}
	if origin != "" && parts[2] != origin {
		return nil, fmt.Errorf(
			"%s is the key of the record %q, but this server is configured for the record %q; "+
				"the name of a record never changes, so restore the old name or choose the right folder",
			path,
			parts[2],
			origin,
		)
	}
	k := newSigningKey(parts[2], raw[1:])
	if same, err := k.marshal(); err != nil || same != strings.Join(parts, "+") {
		return nil, fmt.Errorf("%s is damaged: its parts do not match; restore it from your copy of %s", path, dir)
	}
	return k, nil
}

// makeKey generates the key of a new record and writes it to dir.
func makeKey(dir, origin string, rand io.Reader) (*signingKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, err
	}
	return writeKey(dir, newSigningKey(origin, seed))
}

// writeKey writes k to dir and returns it.
func writeKey(dir string, k *signingKey) (*signingKey, error) {
	text, err := k.marshal()
	if err != nil {
		return nil, err
	}
	// O_EXCL: an existing key is never overwritten.
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

// readOrMakeKey reads the key in dir. If there is none it makes one, unless
// signed says that checkpoints have already been signed. While nothing has been
// signed, the key takes the name that o asks for.
func readOrMakeKey(dir string, o Options, signed bool) (*signingKey, error) {
	required := o.Origin
	if !signed {
		required = ""
	}
	k, err := readKey(dir, required)
	name := cmp.Or(o.Origin, o.DefaultOrigin)
	switch {
	case err == nil && !signed && name != "" && k.base != name:
		if err := os.Remove(filepath.Join(dir, keyFile)); err != nil {
			return nil, err
		}
		return writeKey(dir, newSigningKey(name, k.secret.Seed()))
	case !errors.Is(err, fs.ErrNotExist):
		return k, err
	case signed:
		return nil, fmt.Errorf(
			"%s is missing, but this record was signed with it; restore it from your copy of %s or from another server of this record",
			filepath.Join(dir, keyFile),
			dir,
		)
	}
	return makeKey(dir, cmp.Or(name, ProvisionalOrigin), o.Rand)
}

// writePublic writes the verifier keys of epochs 1 to epochs to a file that all
// users of the machine can read.
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

// syncDir flushes dir, so that a file created in it survives a power failure.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
