package account

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed common.txt
var commonList string

// mostCommonPasswords are the passwords that most people choose, folded, in order.
var mostCommonPasswords = sync.OnceValue(func() []string {
	all := strings.Fields(commonList)
	slices.Sort(all)
	return all
})

// common.bin has some forty thousand more, which people chose elsewhere and were
// found in leaks: of each, without the digits around it, the beginning of a
// digest, in order. So the list can be held against a password and not read: much
// of it is not fit to be. It is made of passwords.json of the npm package
// @zxcvbn-ts/language-common 4.1.3 (MIT, see common.LICENSE.txt) by
// TestTheListOfCommonPasswordsIsMadeAnew.
//
//go:embed common.bin
var commonDigests []byte

// commonDigestSize is how many bytes of a digest are kept. With forty thousand of them
// one password in twenty million is refused without being there.
const commonDigestSize = 5

func commonDigest(word string) []byte {
	sum := sha256.Sum256([]byte("folkmoot/common/v1\x00" + word))
	return sum[:commonDigestSize]
}

// isCommon reports whether word, folded, is one that many people choose.
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

// affixChars is what people put before or after a word to make it a password.
const affixChars = "0123456789!?.,;:*#@$%&+-_= ()[]{}/\\'\"^~|<>"

// trimAffixes is s without what stands around it.
func trimAffixes(s string) string { return strings.Trim(s, affixChars) }

// undoSubstitutions is s with the letters for which people write digits and signs.
var undoSubstitutions = strings.NewReplacer(
	"@",
	"a",
	"4",
	"a",
	"3",
	"e",
	"1",
	"i",
	"!",
	"i",
	"0",
	"o",
	"$",
	"s",
	"5",
	"s",
	"7",
	"t",
	"8",
	"b",
	"9",
	"g",
).Replace

// isGuessable reports whether a folded password is among the first that somebody
// would try: what is common, written once or more, with digits around it or in
// place of letters; two that are very common; one character or a run of them; and
// little more than a name. known is what everybody knows of its owner.
func isGuessable(folded string, known []string) bool {
	whole := strings.ReplaceAll(folded, " ", "")
	for _, s := range []string{folded, whole, repeatedUnit(folded), repeatedUnit(whole), repeatedUnit(trimAffixes(folded)), repeatedUnit(trimAffixes(whole))} {
		inner := trimAffixes(s)
		for _, candidate := range []string{s, inner, repeatedUnit(inner), undoSubstitutions(s), undoSubstitutions(inner), trimAffixes(undoSubstitutions(s))} {
			if isCommon(candidate) {
				return true
			}
		}
		if isTwoCommonWords(inner) || isTwoCommonWords(undoSubstitutions(inner)) {
			return true
		}
	}
	if utf8.RuneCountInString(trimAffixes(folded)) < 5 || distinctRunes(folded) < 5 || isKeyboardRun(folded) {
		return true
	}
	return isMostlyNames(folded, known) || isMostlyNames(undoSubstitutions(folded), known)
}

// isTwoCommonWords reports whether s is two of the most common passwords, with what people put
// between them or without.
func isTwoCommonWords(s string) bool {
	for i := range s {
		if isMostCommon(trimAffixes(s[:i])) && isMostCommon(trimAffixes(s[i:])) {
			return true
		}
	}
	return false
}

// isMostlyNames reports whether s is little more than names: of its owner, of their
// address, of their organisation, of this product. Of a name with several words
// the whole counts, and each part.
func isMostlyNames(s string, known []string) bool {
	var parts []string
	for _, name := range append(slices.Clone(known), "folkmoot", "consultation") {
		local, _, _ := strings.Cut(caseFold(name), "@")
		words := strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		for _, part := range append(strings.FieldsFunc(caseFold(name), func(r rune) bool { return strings.ContainsRune(" @._-'+", r) }), strings.Join(words, "")) {
			if utf8.RuneCountInString(part) >= 4 {
				parts = append(parts, part)
			}
		}
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) }) // a name that is part of another comes after it
	rest := s
	for _, part := range parts {
		rest = strings.ReplaceAll(rest, part, "")
	}
	return rest != s && utf8.RuneCountInString(rest) < minPassword-4
}
