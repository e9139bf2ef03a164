package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// deriveKey derives a key for one purpose from the secret of the installation.
func (s *Service) deriveKey(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s.Secret, nil, "folkmoot/account/"+purpose+"/v1", 32)
	if err != nil {
		panic(err) // only a key that is too long
	}
	return key
}

func (s *Service) aead() cipher.AEAD {
	block, err := aes.NewCipher(s.deriveKey("seal"))
	if err != nil {
		panic(err) // only a key of the wrong length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// Seal encrypts what must not be read by whoever has a copy of the database.
// It opens for the same owner alone.
func (s *Service) Seal(owner string, plain []byte) []byte {
	return s.aead().Seal(nil, nil, plain, []byte(owner))
}

// Open is the other way of Seal.
func (s *Service) Open(owner string, sealed []byte) ([]byte, error) {
	plain, err := s.aead().Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		err = &fault.Error{Kind: fault.Conflict, Say: "We could not continue from the last step. Start again.", Err: err}
	}
	return plain, err
}

// randomBytes returns n bytes that nobody can guess.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
