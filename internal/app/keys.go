package app

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/folkmoot/folkmoot/internal/intake"
)

// origin names the record after the address of its page. A house without an
// address of its own is a demonstration.
func origin(baseURL string) string {
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		return u.Host + "/record"
	}
	return "folkmoot.invalid/record"
}

// openSecret reads the secret of an installation, and makes it at the first
// start.
func openSecret(file string) ([]byte, error) {
	const size = 32
	secret, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		secret = make([]byte, size)
		rand.Read(secret)
		return secret, write(file, secret)
	}
	if err != nil {
		return nil, err
	}
	if len(secret) != size {
		return nil, fmt.Errorf("%s has %d bytes and should have %d; put back the file that was there, or delete it to have a new one made", file, len(secret), size)
	}
	return secret, private(file)
}

// openSeal returns what encrypts contacts to the key in file, which is made at
// the first start. Taking responses in needs the public half alone.
func openSeal(file string) (intake.Seal, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		made, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		text = []byte(made.String() + "\n")
		if err := write(file, text); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil || len(ids) != 1 {
		return nil, fmt.Errorf("%s does not hold one age key; put back the file that was there (%v)", file, err)
	}
	id, ok := ids[0].(*age.X25519Identity)
	if !ok {
		return nil, fmt.Errorf("%s does not hold an X25519 key; put back the file that was there", file)
	}
	return func(plain string) ([]byte, error) {
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, id.Recipient())
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(plain)); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		return sealed.Bytes(), nil
	}, private(file)
}

// write makes a file that only its owner may read, whole or not at all.
func write(file string, data []byte) error {
	temp := file + ".new"
	if err := os.WriteFile(temp, data, 0o400); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Clean(file))
}

// private refuses a secret that others may read.
func private(file string) error {
	info, err := os.Stat(file)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = fmt.Errorf("%s can be read by others; run: chmod 400 %[1]s", file)
	}
	return err
}
