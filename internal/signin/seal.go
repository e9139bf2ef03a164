package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// secretDigest returns what is stored of a secret: only its digest, which differs
// between purposes.
func secretDigest(purpose, secret string) string {
	return digest.Labelled("folkmoot/"+purpose+"/v1", secret).Hex()
}

// deriveKey derives a key for one purpose from the secret of the installation.
func (s *Service) deriveKey(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s.Secret, nil, "folkmoot/signin/"+purpose+"/v1", 32)
	if err != nil {
		panic(err) // only for a longer key
	}
	return key
}

func (s *Service) aead() cipher.AEAD {
	block, err := aes.NewCipher(s.deriveKey("seal"))
	if err != nil {
		panic(err) // only for a key of another length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// Seal encrypts plain (AES-256-GCM), so that a copy of the database is not
// enough to read it. Open needs the same owner.
func (s *Service) Seal(owner string, plain []byte) []byte {
	return s.aead().Seal(nil, nil, plain, []byte(owner))
}

// Open decrypts what Seal encrypted for owner.
func (s *Service) Open(owner string, sealed []byte) ([]byte, error) {
	plain, err := s.aead().Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		err = &fault.Error{
			Kind: fault.Conflict, Say: "We could not continue from the last step. Start again.", Err: err,
		}
	}
	return plain, err
}

// randomBytes returns n random bytes.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
