package signin

import (
	"bytes"
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/digest"
)

//go:embed common.txt
var commonList string

// mostCommonPasswords returns the most common passwords, folded and sorted.
var mostCommonPasswords = sync.OnceValue(func() []string {
	all := strings.Fields(commonList)
	slices.Sort(all)
	return all
})

// commonDigests are digests of some forty thousand more passwords that were
// found in leaks, without the digits around them. They are sorted and truncated
// to commonDigestSize bytes. Digests are used because many of the words are
// offensive. TestRegenerateCommonPasswords makes the file from passwords.json of
// the npm package @zxcvbn-ts/language-common 4.1.3 (MIT, see common.LICENSE.txt).
//
//go:embed common.bin
var commonDigests []byte

// commonDigestSize is the length of a digest in bytes. With forty thousand
// digests, one in twenty million other passwords is refused by chance.
const commonDigestSize = 5

func commonDigest(word string) []byte {
	sum := digest.Labelled("folkmoot/common/v1", word)
	return sum[:commonDigestSize]
}

// isCommon reports whether a folded word is a common password.
func isCommon(word string) bool {
	if isMostCommon(word) {
		return true
	}
	want := commonDigest(word)
	at := func(i int) []byte { return commonDigests[i*commonDigestSize : (i+1)*commonDigestSize] }
	n := len(commonDigests) / commonDigestSize
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), want) >= 0 })
	return i < n && bytes.Equal(at(i), want)
}

func isMostCommon(word string) bool {
	_, found := slices.BinarySearch(mostCommonPasswords(), word)
	return found
}

// affixChars are the characters that people put before or after a word to make
// it a password.
const affixChars = "0123456789!?.,;:*#@$%&+-_= ()[]{}/\\'\"^~|<>"

func trimAffixes(s string) string { return strings.Trim(s, affixChars) }

// undoSubstitutions replaces the digits and signs that people write for letters.
var undoSubstitutions = strings.NewReplacer(
	"@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o",
	"$", "s", "5", "s", "7", "t", "8", "b", "9", "g",
).Replace

// isGuessable reports whether a folded password is among those an attacker would
// try first: common passwords, also repeated, with digits around them or in
// place of letters; two of the most common ones; few different characters or a
// run of keys; and little more than names. names are the names of the owner and
// their organisations.
func isGuessable(folded string, names []string) bool {
	joined := strings.ReplaceAll(folded, " ", "")
	for _, s := range []string{
		folded, joined, repeatedUnit(folded), repeatedUnit(joined),
		repeatedUnit(trimAffixes(folded)), repeatedUnit(trimAffixes(joined)),
	} {
		inner := trimAffixes(s)
		if slices.ContainsFunc([]string{
			s, inner, repeatedUnit(inner),
			undoSubstitutions(s), undoSubstitutions(inner), trimAffixes(undoSubstitutions(s)),
		}, isCommon) {
			return true
		}
		if isTwoCommonWords(inner) || isTwoCommonWords(undoSubstitutions(inner)) {
			return true
		}
	}
	if utf8.RuneCountInString(trimAffixes(folded)) < 5 || distinctRunes(folded) < 5 || isKeyboardRun(folded) {
		return true
	}
	return isMostlyNames(folded, names) || isMostlyNames(undoSubstitutions(folded), names)
}

// isTwoCommonWords reports whether s is two of the most common passwords, with or
// without affixChars between them.
func isTwoCommonWords(s string) bool {
	for i := range s {
		if isMostCommon(trimAffixes(s[:i])) && isMostCommon(trimAffixes(s[i:])) {
			return true
		}
	}
	return false
}

// isMostlyNames reports whether s is little more than names and email addresses
// in names, their parts, or the name of this product.
func isMostlyNames(s string, names []string) bool {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }
	separator := func(r rune) bool { return strings.ContainsRune(" @._-'+", r) }
	var parts []string
	for _, name := range append(slices.Clone(names), "folkmoot", "consultation") {
		name = account.FoldCase(name)
		local, _, _ := strings.Cut(name, "@")
		joined := strings.Join(strings.FieldsFunc(local, notLetter), "")
		for _, part := range append(strings.FieldsFunc(name, separator), joined) {
			if utf8.RuneCountInString(part) >= 4 {
				parts = append(parts, part)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) }) // longer names before their parts
	rest := s
	for _, part := range parts {
		rest = strings.ReplaceAll(rest, part, "")
	}
	return rest != s && utf8.RuneCountInString(rest) < minPassword-4
}
