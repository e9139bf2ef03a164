package signin

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Lengths of a password in characters.
const (
	minPassword = 12
	maxPassword = 256
)

// Cost of argon2id: 19 MiB and two passes, the least that OWASP recommends.
const (
	argonMemory     = 19 << 10 // KiB
	argonPasses     = 2
	argonSaltLength = 16 // bytes
	argonKeyLength  = 32 // bytes
)

// hashSlots limits how many hashes are computed at once, so that many attempts
// do not use up the memory.
var hashSlots = make(chan struct{}, 4)

// HashCount counts the hashes computed. Tests use it to check that an attempt
// costs the same for every email address.
var HashCount atomic.Int64

// argonHash returns the hash of a password.
func argonHash(password string, salt []byte) []byte {
	HashCount.Add(1)
	hashSlots <- struct{}{}
	defer func() { <-hashSlots }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, argonPasses, argonMemory, 1, argonKeyLength)
}

var rawBase64 = base64.RawStdEncoding

// hashPrefix names the algorithm and its cost in a stored hash.
var hashPrefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$", argon2.Version, argonMemory, argonPasses)

// hashPassword returns what is stored of a password.
func hashPassword(password string) string {
	salt := randomBytes(argonSaltLength)
	return hashPrefix + rawBase64.EncodeToString(salt) + "$" + rawBase64.EncodeToString(argonHash(password, salt))
}

// dummyHash is compared for unknown accounts, so that they take as long as known
// ones. It is not computed, so the first comparison takes no longer.
var dummyHash = hashPrefix + rawBase64.EncodeToString(make([]byte, argonSaltLength)) + "$" +
	rawBase64.EncodeToString(make([]byte, argonKeyLength))

// passwordMatches reports whether hash was made of password. An empty hash never
// matches, and takes as long.
func passwordMatches(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = dummyHash
	}
	rest, ok := strings.CutPrefix(hash, hashPrefix)
	saltText, sumText, _ := strings.Cut(rest, "$")
	salt, err1 := rawBase64.DecodeString(saltText)
	sum, err2 := rawBase64.DecodeString(sumText)
	if !ok || err1 != nil || err2 != nil || len(password) > maxPassword*utf8.UTFMax {
		return false
	}
	return subtle.ConstantTimeCompare(argonHash(password, salt), sum) == 1 && known
}

// checkPassword refuses a password that is too short, too long or easy to guess.
// names are names an attacker may know: of the owner and their organisations.
func checkPassword(password string, names ...string) error {
	password = norm.NFC.String(password)
	folded := account.FoldCase(password)
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return fault.New(fault.Invalid, "Password contains characters we cannot read. Choose a different password.")
	case n < minPassword:
		return fault.Newf(
			fault.Invalid,
			"Password must be at least %d characters. Three or four unrelated words make a good password.",
			minPassword,
		)
	case n > maxPassword:
		return fault.Newf(fault.Invalid, "Password must be %d characters or fewer.", maxPassword)
	}
	if isGuessable(folded, names) {
		return fault.New(
			fault.Invalid,
			"This password is too easy to guess. Choose one that is not related to you, your organisation or this service.",
		)
	}
	return nil
}

// repeatedUnit returns the text of which s is a repetition, or s.
func repeatedUnit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

func distinctRunes(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// keyboardRows are runs of adjacent keys, and the alphabet.
var keyboardRows = []string{
	"abcdefghijklmnopqrstuvwxyz",
	"01234567890123456789",
	"1234567890-=",
	"qwertyuiop[]",
	"asdfghjkl;'",
	"zxcvbnm,./",
	"qwertzuiop",
	"azertyuiop",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
	"1q2w3e4r5t6y7u8i9o0p",
}

// isKeyboardRun reports whether most of s is adjacent in keyboardRows, like
// "qwertyuiop12".
func isKeyboardRun(s string) bool {
	r, adjacent := []rune(s), 0
	for i := 1; i < len(r); i++ {
		pair, back := string(r[i-1:i+1]), string([]rune{r[i], r[i-1]})
		if slices.ContainsFunc(keyboardRows, func(row string) bool {
			return strings.Contains(row, pair) || strings.Contains(row, back)
		}) {
			adjacent++
		}
	}
	return adjacent*4 >= (len(r)-1)*3
}
