package account

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

	"github.com/folkmoot/folkmoot/internal/fault"
)

// How long a password is, in characters.
const (
	minPassword = 12
	maxPassword = 256
)

// What argon2id costs: 19 MiB and two passes, which OWASP names as the least.
// Not more than a few are computed at once, so that many who try cannot fill
// the memory.
const (
	argonMemory     = 19 << 10 // KiB
	argonPasses     = 2
	argonSaltLength = 16
	argonKeyLength  = 32
)

var hashSlots = make(chan struct{}, 4)

// HashCount is how many sums of passwords have been computed: what an attempt
// costs, whoever it is for.
var HashCount atomic.Int64

// argonHash computes the sum of a password.
func argonHash(password string, salt []byte) []byte {
	HashCount.Add(1)
	hashSlots <- struct{}{}
	defer func() { <-hashSlots }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, argonPasses, argonMemory, 1, argonKeyLength)
}

var rawBase64 = base64.RawStdEncoding

// hashPrefix says how what follows was computed. Another cost is another prefix.
var hashPrefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$", argon2.Version, argonMemory, argonPasses)

// hashPassword returns what is kept of a password.
func hashPassword(password string) string {
	salt := randomBytes(argonSaltLength)
	return hashPrefix + rawBase64.EncodeToString(salt) + "$" + rawBase64.EncodeToString(argonHash(password, salt))
}

// dummyHash is what is compared for an account that is not there, so that it takes
// as long as for one that is: from the first time on, so it is written out and
// not computed.
var dummyHash = hashPrefix + rawBase64.EncodeToString(
	make([]byte, argonSaltLength),
) + "$" + rawBase64.EncodeToString(
	make([]byte, argonKeyLength),
)

// passwordMatches reports whether password is the one of which hash was made. Without a
// hash it says no, as slowly.
func passwordMatches(hashed, password string) bool {
	there := hashed != ""
	if !there {
		hashed = dummyHash
	}
	rest, ok := strings.CutPrefix(hashed, hashPrefix)
	saltText, sumText, _ := strings.Cut(rest, "$")
	salt, err1 := rawBase64.DecodeString(saltText)
	sum, err2 := rawBase64.DecodeString(sumText)
	if !ok || err1 != nil || err2 != nil || len(password) > maxPassword*utf8.UTFMax {
		return false
	}
	return subtle.ConstantTimeCompare(argonHash(password, salt), sum) == 1 && there
}

// checkPassword refuses a password that is too short, too long or easily guessed. names
// are what everybody knows of its owner and of this service.
func checkPassword(password string, names ...string) error {
	password = norm.NFC.String(password)
	folded := caseFold(password)
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

// repeatedUnit returns what s repeats, or s.
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

// keyboardRows are what lies side by side on a keyboard or in an alphabet.
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

// isKeyboardRun reports whether most of s lies side by side: "qwertyuiop12".
func isKeyboardRun(s string) bool {
	r, beside := []rune(s), 0
	for i := 1; i < len(r); i++ {
		pair, back := string(r[i-1:i+1]), string([]rune{r[i], r[i-1]})
		if slices.ContainsFunc(keyboardRows, func(row string) bool { return strings.Contains(row, pair) || strings.Contains(row, back) }) {
			beside++
		}
	}
	return beside*4 >= (len(r)-1)*3
}
