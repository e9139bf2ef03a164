// Package readability measures how easy a text is to read.
package readability

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"
)

// Score is how easy a text is to read, as far as counting can tell. It is a
// hint for who writes; only readers know.
type Score struct {
	Words, Sentences int
	Average          float64 // words in a sentence
	Longest          int
	LongestSentence  string  // the sentence itself
	Ease             float64 // Flesch reading ease; of English only, else 0
}

// What is asked of a text. GOV.UK asks for sentences of no more than 25 words
// (Content design: writing for GOV.UK); Flesch called 60 to 70 plain English
// (How to write plain English, 1979).
const (
	MaxSentenceWords = 25
	PlainEnglishEase = 60
	MinMeasuredWords = 30 // too few to measure
)

// unspacedLanguages are languages in which UAX 29 finds no words by rule alone.
var unspacedLanguages = []string{"zh", "ja", "th", "lo", "km", "my"}

// Measure measures text, which may be Markdown, in the language lang.
// Sentences and words are found by Unicode Standard Annex 29. Reading ease is R.
// Flesch's (A new readability yardstick, Journal of Applied Psychology 32, 1948):
// 206.835 - 1.015 x words a sentence - 84.6 x syllables a word. Syllables are
// estimated by groups of vowels.
func Measure(text, lang string) (r Score) {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if slices.Contains(unspacedLanguages, base) {
		return r
	}
	syllables := 0
	for line := range strings.Lines(plainText(text)) {
		for tokens := sentences.FromString(strings.TrimSpace(line)); tokens.Next(); {
			n := 0
			for inside := words.FromString(tokens.Value()); inside.Next(); {
				if word := inside.Value(); strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) {
					n++
					syllables += CountSyllables(word)
				}
			}
			if n == 0 {
				continue
			}
			r.Words += n
			r.Sentences++
			if n > r.Longest {
				r.Longest, r.LongestSentence = n, strings.TrimSpace(tokens.Value())
			}
		}
	}
	if r.Sentences == 0 {
		return r
	}
	r.Average = float64(r.Words) / float64(r.Sentences)
	if base == "en" {
		r.Ease = 206.835 - 1.015*r.Average - 84.6*float64(syllables)/float64(r.Words)
	}
	return r
}

var (
	linkSyntax    = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	urlPattern    = regexp.MustCompile(`https?://\S+`)
	markupPattern = regexp.MustCompile("(?m)^\\s*(?:#+|[-*+>]|\\d+[.)]|\\|)\\s*|[*_`|]+")
)

// plainText is the words of Markdown, one block a line.
func plainText(text string) string {
	text = urlPattern.ReplaceAllString(linkSyntax.ReplaceAllString(text, "$1"), "")
	blocks := regexp.MustCompile(`\n\s*\n`).Split(text, -1)
	for i, block := range blocks {
		if !strings.ContainsAny(block, "#|") && !regexp.MustCompile(`(?m)^\s*(?:[-*+]|\d+[.)])\s`).MatchString(block) {
			block = strings.ReplaceAll(block, "\n", " ")
		}
		blocks[i] = markupPattern.ReplaceAllString(block, " ")
	}
	return strings.Join(blocks, "\n")
}

// CountSyllables estimates how many syllables an English word has: its groups of
// vowels, without an e that is not heard at the end.
func CountSyllables(word string) int {
	word = strings.ToLower(strings.Trim(word, "'’"))
	n, before := 0, false
	for _, c := range word {
		vowel := strings.ContainsRune("aeiouyàáâäèéêëìíîïòóôöùúûü", c)
		if vowel && !before {
			n++
		}
		before = vowel
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") ||
		strings.HasSuffix(word, "es") &&
			!slices.ContainsFunc(
				[]string{"ses", "zes", "ches", "shes", "xes", "ces", "ges", "les"},
				func(end string) bool { return strings.HasSuffix(word, end) },
			) ||
		strings.HasSuffix(word, "ed") && !strings.HasSuffix(word, "ted") && !strings.HasSuffix(word, "ded")
	if silent && n > 1 {
		n--
	}
	return max(n, 1)
}
