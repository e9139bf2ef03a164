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

// Score has the counts of a text from which its readability is estimated. The zero Score means that the
// text has no words or is in a language in which words cannot be counted.
type Score struct {
	Words, Sentences int
	Average          float64 // words per sentence
	Longest          int     // words in the longest sentence
	LongestSentence  string
	Measured         bool    // the language is one whose ease can be measured: English
	Ease             float64 // Flesch reading ease, if Measured
}

// Recommendations for a text. GOV.UK recommends sentences of no more than 25 words (Content design:
// writing for GOV.UK). Flesch called scores of 60 to 70 plain English (How to write plain English, 1979).
const (
	MaxSentenceWords = 25
	PlainEnglishEase = 60
	MinMeasuredWords = 30 // the reading ease of a shorter text means little
)

// unspacedLanguages are written without spaces: finding words in them takes a dictionary, not only the
// rules of UAX 29.
var unspacedLanguages = []string{"zh", "ja", "th", "lo", "km", "my"}

// Measure returns the score of text, which may be Markdown, in the language with the tag lang.
//
// Sentences and words are found with Unicode Standard Annex 29. Reading ease is R. Flesch's (A new
// readability yardstick, Journal of Applied Psychology 32, 1948): 206.835 - 1.015 × words per sentence -
// 84.6 × syllables per word, with syllables estimated by [CountSyllables].
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
				if word := inside.Value(); strings.ContainsFunc(word, isLetterOrDigit) {
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
	if base == "en" { // the formula and the limits of this package are for English
		r.Measured = true
		r.Ease = 206.835 - 1.015*r.Average - 84.6*float64(syllables)/float64(r.Words)
	}
	return r
}

func isLetterOrDigit(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

var (
	linkSyntax    = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	urlPattern    = regexp.MustCompile(`https?://\S+`)
	markupPattern = regexp.MustCompile("(?m)^\\s*(?:#+|[-*+>]|\\d+[.)]|\\|)\\s*|[*_`|]+")
	blankLines    = regexp.MustCompile(`\n\s*\n`)
	listItem      = regexp.MustCompile(`(?m)^\s*(?:[-*+]|\d+[.)])\s`)
)

// plainText returns the words of a Markdown text without its markup, each block on a line of its own so
// that no sentence continues from one block into the next. Lines of a paragraph are joined; lines of a
// list, heading or table stay separate.
func plainText(text string) string {
	text = urlPattern.ReplaceAllString(linkSyntax.ReplaceAllString(text, "$1"), "")
	blocks := blankLines.Split(text, -1)
	for i, block := range blocks {
		if !strings.ContainsAny(block, "#|") && !listItem.MatchString(block) {
			block = strings.ReplaceAll(block, "\n", " ")
		}
		blocks[i] = markupPattern.ReplaceAllString(block, " ")
	}
	return strings.Join(blocks, "\n")
}

// CountSyllables estimates the number of syllables of an English word: its groups of vowels, not counting
// a silent e at the end. It is at least 1.
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
