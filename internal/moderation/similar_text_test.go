package moderation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Row C20 of docs/faults.md. Letters of a campaign are found although each sender changed
// three words in ten, in a campaign of any size; texts with the same phrases, and texts
// that quote the proposal, are not campaigns.
func TestVersionsOfALetterAreSimilar(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	word := func() string { return fmt.Sprintf("w%d", rng.IntN(3000)) }
	write := func(n int) (words []string) {
		for range n {
			words = append(words, word())
		}
		return words
	}
	letter, small := write(90), write(60)
	quotation := strings.Join(write(25), " ")
	var texts []string
	for range 600 { // far more than have any other phrase in common
		copied := slices.Clone(letter)
		for _, at := range rng.Perm(len(copied))[:27] {
			copied[at] = word()
		}
		texts = append(texts, strings.Join(copied, " "))
	}
	for range 3 {
		copied := slices.Clone(small)
		for _, at := range rng.Perm(len(copied))[:6] {
			copied[at] = word()
		}
		texts = append(texts, strings.Join(copied, " "))
	}
	for range 200 { // of their own, with a quotation and common phrases in any order
		phrases := []string{
			"please do not close the library", "i have lived here for many years and", "it is a waste of money", quotation,
		}
		rng.Shuffle(len(phrases), func(i, j int) { phrases[i], phrases[j] = phrases[j], phrases[i] })
		var b strings.Builder
		for _, phrase := range phrases {
			b.WriteString(strings.Join(write(10+rng.IntN(20)), " ") + " " + phrase + " ")
		}
		texts = append(texts, b.String())
	}
	texts = append(texts, "too short to compare", "")
	sizes := map[int]int{}
	for _, group := range GroupSimilarTexts(texts) {
		sizes[len(group)]++
		for _, i := range group {
			if i >= 603 {
				t.Errorf("a text of its own is in a group of %d", len(group))
			}
		}
	}
	if sizes[600] != 1 || sizes[3] != 1 || len(sizes) != 2 {
		t.Errorf("groups by size: %v", sizes)
	}
}

// Row D9 of docs/faults.md. No text is compared with more others than a fixed number,
// so the time does not grow with the square of a campaign.
func TestEachTextIsComparedWithAFixedNumberOfOthers(t *testing.T) {
	letter := strings.Repeat("please keep the old gates of the park open all through the year ", 3)
	var pairs [][]wordPair
	for i := range 20_000 {
		pairs = append(pairs, wordPairs(fmt.Sprintf("%s number %d", letter, i)))
	}
	groups := groupSimilar(pairs)
	if len(groups) != 1 || len(groups[0]) != 20_000 {
		t.Errorf("%d groups", len(groups))
	}
}

func TestWordPairsOfAnyScript(t *testing.T) {
	for _, text := range []string{
		"મહેરબાની કરીને પાર્કના જૂના દરવાજા આખું વર્ષ ખુલ્લા રાખો અમારે જોઈએ",
		"براہ کرم پارک کے پرانے دروازے سارا سال کھلے رکھیں شکریہ",
		"Cadwch hen giatiau'r parc ar agor drwy gydol y flwyddyn",
	} {
		if n := len(wordPairs(text)); n < 7 {
			t.Errorf("%d pairs of words in %q", n, text)
		}
	}
}
