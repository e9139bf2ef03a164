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

// maxCompared is the largest product of the numbers of words that are compared one by one: some tens of milliseconds.
const maxCompared = 4_000_000

// CompareWords returns the pieces of which the second text was made from the first: a longest common subsequence of
// their words. Of very long texts the part that differs is one piece.
func CompareWords(before, after string) (pieces []Piece) {
	a, b := splitWords(before), splitWords(after)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	add := func(words []string, removed, added bool) {
		if len(words) == 0 {
			return
		}
		text := strings.Join(words, "")
		if n := len(pieces) - 1; n >= 0 && pieces[n].Removed == removed && pieces[n].Added == added {
			pieces[n].Text += text
			return
		}
		pieces = append(pieces, Piece{text, removed, added})
	}
	add(a[:start], false, false)
	compareMiddle(a[start:len(a)-end], b[start:len(b)-end], add)
	add(a[len(a)-end:], false, false)
	return pieces
}

// compareMiddle adds the pieces of texts that neither begin nor end with the same word.
func compareMiddle(a, b []string, add func(words []string, removed, added bool)) {
	if len(a)*len(b) > maxCompared {
		add(a, true, false)
		add(b, false, true)
		return
	}
	common := make([][]int32, len(a)+1) // length of the longest common subsequence of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
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
