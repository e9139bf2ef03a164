package locale

import "testing"

// A search finds words with and without their accents, whichever side has them.
//
// Row A19 of docs/faults.md.
func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"cafe", "Café", "CAFE\u0301", "ｃａｆé"}, {"lodz", "Łódź"}, {"sgwrs", "Sgwrs"}, {"ty", "tŷ"},
		{"strasse", "Straße"}, {"people's", "People’s"},
	} {
		for _, word := range same[1:] {
			if Fold(word) != Fold(same[0]) {
				t.Errorf("%q is %q, and %q is %q", word, Fold(word), same[0], Fold(same[0]))
			}
		}
	}
	for _, pair := range [][2]string{{"cafe", "cave"}, {"કેમ", "કામ"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
}

// Row A19 of docs/faults.md. Lists and the search of the staff area compare words without case and accents.
func TestWordsAreFoundWithoutCaseAndAccents(t *testing.T) {
	for _, test := range []struct {
		text, words string
		want        bool
	}{
		{"Café in the Park", "park cafe", true},
		{"Cafe", "CAFÉ", true},
		{"Łódź", "lodz", true},
		{"The park", "park library", false},
		{"The park", "", true},
	} {
		if got := HasWords(test.text, test.words); got != test.want {
			t.Errorf("%q in %q: %t", test.words, test.text, got)
		}
	}
}
