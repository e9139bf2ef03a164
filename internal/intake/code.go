package intake

import (
	"crypto/rand"
	"math/big"
	"strings"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Code is a secret that people can copy, type and read out on the phone: 16 capital
// letters in four groups, like "FQKB-WMXE-TRAC-HNPP". Fifteen letters are random
// (67 bits) and the last one is a check character, so that a mistyped code is told
// from an unknown one. "" is no code.
//
// Withdrawal codes, codes to continue on another device and the links of a group
// response are all codes.
type Code string

// codeLetters leaves out I, L, O and U, which are taken for 1, 0 and V. The number
// of letters plus one is a prime, as the check character requires.
const codeLetters = "ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLength = 16
	codeGroup  = 4
)

var codeSpace = new(big.Int).Exp(big.NewInt(int64(len(codeLetters))), big.NewInt(codeLength-1), nil)

// NewCode returns a random code.
func NewCode() Code {
	n, err := rand.Int(rand.Reader, codeSpace)
	if err != nil {
		panic(err) // crypto/rand.Reader never fails: it ends the program instead
	}
	return codeOf(n)
}

// codeFrom derives a code from a secret digest.
func codeFrom(sum [32]byte) Code {
	n := new(big.Int).SetBytes(sum[:])
	return codeOf(n.Mod(n, codeSpace))
}

func codeOf(n *big.Int) Code {
	letters, base, digit := make([]byte, codeLength), big.NewInt(int64(len(codeLetters))), new(big.Int)
	for i := range codeLength - 1 {
		n.DivMod(n, base, digit)
		letters[i] = codeLetters[digit.Int64()]
	}
	letters[codeLength-1] = checkLetter(string(letters[:codeLength-1]))
	return Code(letters)
}

// checkLetter returns the check character of letters by ISO 7064, hybrid system
// MOD 23,22. It detects every single wrong letter and nearly all swapped ones.
func checkLetter(letters string) byte {
	m := len(codeLetters)
	p := m
	for _, letter := range letters {
		s := (p + strings.IndexRune(codeLetters, letter)) % m
		if s == 0 {
			s = m
		}
		p = 2 * s % (m + 1)
	}
	return codeLetters[(m+1-p)%m]
}

var (
	errCodeLength = fault.New(fault.Invalid, "Enter the whole code. It has 16 letters in four groups, like FQKB-WMXE-TRAC-HNPP.")
	errCodeLetter = fault.New(fault.Invalid, "There is a mistake in this code. Check each letter and enter it again.")
)

// ParseCode reads a code that a person typed. Small letters, blanks, hyphens and
// other punctuation do not matter. A mistake is fault.Invalid.
func ParseCode(typed string) (Code, error) {
	var letters []byte
	for _, c := range []byte(strings.ToUpper(typed)) {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			letters = append(letters, c)
		}
	}
	switch {
	case len(letters) != codeLength:
		return "", errCodeLength
	case strings.Trim(string(letters), codeLetters) != "",
		letters[codeLength-1] != checkLetter(string(letters[:codeLength-1])):
		return "", errCodeLetter
	}
	return Code(letters), nil
}

// String returns c as it is shown, in groups.
func (c Code) String() string {
	var groups []string
	for at := 0; at < len(c); at += codeGroup {
		groups = append(groups, string(c[at:min(at+codeGroup, len(c))]))
	}
	return strings.Join(groups, "-")
}
