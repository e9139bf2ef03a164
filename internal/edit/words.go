package edit

import (
	"strings"
	"unicode"
)

// Piece is a part of a text that was kept, removed or added.
type Piece struct {
	Text           string
	Removed, Added bool
}

// maxSteps is the largest number of steps of a comparison, each for a pair of words or paragraphs: some milliseconds.
const maxSteps = 1_000_000

// CompareWords returns the pieces of which the second text was made from the first: a longest common subsequence of
// their words. Long texts are compared by paragraphs, and by words where the paragraphs that changed are short enough.
func CompareWords(before, after string) []Piece {
	c := &comparison{}
	c.compare(splitWords(before), splitWords(after))
	return c.pieces
}

// comparison is a comparison of two texts, of which the parts are words or paragraphs.
type comparison struct {
	pieces []Piece
	steps  int // taken
}

func (c *comparison) add(parts []string, removed, added bool) {
	if len(parts) == 0 {
		return
	}
	text := strings.Join(parts, "")
	if n := len(c.pieces) - 1; n >= 0 && c.pieces[n].Removed == removed && c.pieces[n].Added == added {
		c.pieces[n].Text += text
		return
	}
	c.pieces = append(c.pieces, Piece{text, removed, added})
}

// compare adds the pieces of two texts.
func (c *comparison) compare(a, b []string) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	c.add(a[:start], false, false)
	c.compareMiddle(a[start:len(a)-end], b[start:len(b)-end])
	c.add(a[len(a)-end:], false, false)
}

// compareMiddle adds the pieces of texts that neither begin nor end with the same word.
func (c *comparison) compareMiddle(a, b []string) {
	if c.mayCompare(a, b) {
		c.walk(a, b, c.add)
		return
	}
	paragraphsA, paragraphsB := splitParagraphs(a), splitParagraphs(b)
	if len(paragraphsA) == len(a) && len(paragraphsB) == len(b) || !c.mayCompare(paragraphsA, paragraphsB) {
		c.add(a, true, false)
		c.add(b, false, true)
		return
	}
	var gone, fresh []string // paragraphs between two that were kept
	compareGap := func() {
		if words, others := wordsOf(gone), wordsOf(fresh); c.mayCompare(words, others) {
			c.compare(words, others)
		} else {
			c.add(gone, true, false)
			c.add(fresh, false, true)
		}
		gone, fresh = nil, nil
	}
	c.walk(paragraphsA, paragraphsB, func(parts []string, removed, added bool) {
		switch {
		case removed:
			gone = append(gone, parts...)
		case added:
			fresh = append(fresh, parts...)
		default:
			compareGap()
			c.add(parts, false, false)
		}
	})
	compareGap()
}

// mayCompare reports whether there are enough steps left to compare a and b.
func (c *comparison) mayCompare(a, b []string) bool { return c.steps+len(a)*len(b) <= maxSteps }

// walk passes a longest common subsequence of a and b to add, part by part, with what is between.
func (c *comparison) walk(a, b []string, add func(parts []string, removed, added bool)) {
	common := make([][]int32, len(a)+1) // length of the longest common subsequence of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			c.steps++
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add(a[i:i+1], false, false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			add(a[i:i+1], true, false)
			i++
		default:
			add(b[j:j+1], false, true)
			j++
		}
	}
}

// splitParagraphs joins words up to each line break.
func splitParagraphs(words []string) (paragraphs []string) {
	var b strings.Builder
	for i, word := range words {
		b.WriteString(word)
		if strings.Contains(word, "\n") || i == len(words)-1 {
			paragraphs = append(paragraphs, b.String())
			b.Reset()
		}
	}
	return paragraphs
}

func wordsOf(paragraphs []string) []string { return splitWords(strings.Join(paragraphs, "")) }

// splitWords splits a text into words, each with the space behind it.
func splitWords(text string) (words []string) {
	start, inSpace := 0, false
	for i, r := range text {
		space := unicode.IsSpace(r)
		if inSpace && !space {
			words = append(words, text[start:i])
			start = i
		}
		inSpace = space
	}
	if start < len(text) {
		words = append(words, text[start:])
	}
	return words
}
