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

// first are the passwords that most people choose, folded, in order.
var first = sync.OnceValue(func() []string {
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

// digestSize is how many bytes of a digest are kept. With forty thousand of them
// one password in twenty million is refused without being there.
const digestSize = 5

func shortDigest(word string) []byte {
	sum := sha256.Sum256([]byte("folkmoot/common/v1\x00" + word))
	return sum[:digestSize]
}

// common reports whether word, folded, is one that many people choose.
func common(word string) bool {
	if amongFirst(word) {
		return true
	}
	want := shortDigest(word)
	at := func(i int) []byte { return commonDigests[i*digestSize : (i+1)*digestSize] }
	n := len(commonDigests) / digestSize
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), want) >= 0 })
	return i < n && bytes.Equal(at(i), want)
}

func amongFirst(word string) bool {
	_, found := slices.BinarySearch(first(), word)
	return found
}

// around is what people put before or after a word to make it a password.
const around = "0123456789!?.,;:*#@$%&+-_= ()[]{}/\\'\"^~|<>"

// bare is s without what stands around it.
func bare(s string) string { return strings.Trim(s, around) }

// plain is s with the letters for which people write digits and signs.
var plain = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t", "8", "b", "9", "g").Replace

// guessable reports whether a folded password is among the first that somebody
// would try: what is common, written once or more, with digits around it or in
// place of letters; two that are very common; one character or a run of them; and
// little more than a name. known is what everybody knows of its owner.
func guessable(folded string, known []string) bool {
	whole := strings.ReplaceAll(folded, " ", "")
	for _, s := range []string{folded, whole, unit(folded), unit(whole), unit(bare(folded)), unit(bare(whole))} {
		inner := bare(s)
		for _, candidate := range []string{s, inner, unit(inner), plain(s), plain(inner), bare(plain(s))} {
			if common(candidate) {
				return true
			}
		}
		if two(inner) || two(plain(inner)) {
			return true
		}
	}
	if utf8.RuneCountInString(bare(folded)) < 5 || distinct(folded) < 5 || runs(folded) {
		return true
	}
	return named(folded, known) || named(plain(folded), known)
}

// two reports whether s is two of the most common passwords, with what people put
// between them or without.
func two(s string) bool {
	for i := range s {
		if amongFirst(bare(s[:i])) && amongFirst(bare(s[i:])) {
			return true
		}
	}
	return false
}

// named reports whether s is little more than names: of its owner, of their
// address, of their organisation, of this product. Of a name with several words
// the whole counts, and each part.
func named(s string, known []string) bool {
	var parts []string
	for _, name := range append(slices.Clone(known), "folkmoot", "consultation") {
		local, _, _ := strings.Cut(fold(name), "@")
		words := strings.FieldsFunc(local, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
		for _, part := range append(strings.FieldsFunc(fold(name), func(r rune) bool { return strings.ContainsRune(" @._-'+", r) }), strings.Join(words, "")) {
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
