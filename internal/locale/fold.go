package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns text for a search in which case and accents do not matter: "Café" and "cafe" are the same. Both sides
// must be folded. It folds in Go, so that both databases find the same.
//
// Vowel signs of Indic scripts are letters to their readers and are kept.
func Fold(text string) string {
	bare := strings.Map(func(r rune) rune {
		switch {
		case r >= 0x0300 && r <= 0x036f, r >= 0x064b && r <= 0x065f, r == 0x0670: // accents, and vowel marks of Arabic
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return foldedLetters.Replace(cases.Fold().String(norm.NFC.String(bare)))
}

// HasWords reports whether text contains each of the words, in any order, case and accents.
func HasWords(text, words string) bool {
	text = Fold(text)
	return !slices.ContainsFunc(strings.Fields(Fold(words)), func(word string) bool { return !strings.Contains(text, word) })
}

// SortFolded sorts names as readers look for them: without regard to case and accents.
func SortFolded(names []string) {
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(Fold(a), Fold(b)) })
}

// foldedLetters have no decomposition into a letter and an accent.
var foldedLetters = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ı", "i", "æ", "ae", "œ", "oe", "ð", "d", "þ", "th", "’", "'")

// SearchWords returns the words of texts by which they are found: folded, each once.
func SearchWords(texts ...string) (words []string) {
	for _, text := range texts {
		words = append(words, strings.FieldsFunc(Fold(text), func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 0x80
		})...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}
