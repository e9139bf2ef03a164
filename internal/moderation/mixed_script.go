package moderation

import "unicode"

// confusableScripts are those of which letters look alike in print: А, Α and A are three
// letters.
var confusableScripts = []*unicode.RangeTable{
	unicode.Latin,
	unicode.Cyrillic,
	unicode.Greek,
	unicode.Armenian,
	unicode.Cherokee,
	unicode.Coptic,
	unicode.Lisu,
}

// MixedScript reports whether a word of the name has letters of several alphabets that
// look alike, as nobody writes who only wants to be read (Unicode Technical
// Standard 39, mixed-script detection). A name in one alphabet that imitates
// another is not found by this.
func (v Attribution) MixedScript() bool {
	var word *unicode.RangeTable
	for _, r := range v.Name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			word = nil
			continue
		}
		for _, alphabet := range confusableScripts {
			if !unicode.Is(alphabet, r) {
				continue
			}
			if word != nil && word != alphabet {
				return true
			}
			word = alphabet
		}
	}
	return false
}
