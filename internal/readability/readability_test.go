package readability

import (
	"math"
	"testing"
)

// The expected scores are worked out by hand from Flesch's formula.
func TestMeasureReadingEase(t *testing.T) {
	for _, test := range []struct {
		name, text, lang          string
		words, sentences, longest int
		ease                      float64
	}{
		{"six short words", "The cat sat on the mat.", "en", 6, 1, 6, 116.145},
		{"two sentences", "The cat sat. The consultation begins.", "en", 6, 2, 3, 206.835 - 1.015*3 - 84.6*10/6},
		{
			"markup is not counted as words", "## The *cat* sat\n\n- on [the mat](https://example.org/a/b)",
			"en", 6, 2, 3, 206.835 - 1.015*3 - 84.6,
		},
		{"no reading ease in another language", "Eisteddodd y gath ar y mat.", "cy", 6, 1, 6, 0},
		{"an Urdu sentence", "یہ پارک ہے۔ یہ بڑا ہے۔", "ur", 6, 2, 3, 0},
		{"language written without spaces", "今天天气很好。", "zh-Hant", 0, 0, 0, 0},
		{"empty text", "", "en", 0, 0, 0, 0},
	} {
		r := Measure(test.text, test.lang)
		if r.Words != test.words || r.Sentences != test.sentences || r.Longest != test.longest || math.Abs(r.Ease-test.ease) > 0.01 {
			t.Errorf("%s: %+v", test.name, r)
		}
	}
}

func TestCountSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"cat": 1, "table": 2, "make": 1, "consultation": 4, "begins": 2, "houses": 2, "walked": 1,
		"wanted": 2, "the": 1, "people": 2, "2016": 1, "rhythm": 1, "council’s": 2,
	} {
		if got := CountSyllables(word); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}
