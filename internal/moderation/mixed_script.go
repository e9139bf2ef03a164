package moderation

import "unicode"

// confusableScripts are scripts with letters that look alike: А, Α and A are three
// different letters.
var confusableScripts = []*unicode.RangeTable{
	unicode.Latin,
	unicode.Cyrillic,
	unicode.Greek,
	unicode.Armenian,
	unicode.Cherokee,
	unicode.Coptic,
	unicode.Lisu,
}

// MixedScript reports whether a word of the name mixes letters of several confusable
// scripts, which can imitate another name (Unicode Technical Standard 39,
// mixed-script detection). It does not detect a name in one script that imitates one
// in another.
func (a Attribution) MixedScript() bool {
	var word *unicode.RangeTable
	for _, r := range a.Name {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			word = nil
			continue
		}
		for _, script := range confusableScripts {
			if !unicode.Is(script, r) {
				continue
			}
			if word != nil && word != script {
				return true
			}
			word = script
		}
	}
	return false
}
