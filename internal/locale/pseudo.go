package locale

import (
	"regexp"
	"strings"
)

// placeholder matches a verb of package fmt.
var placeholder = regexp.MustCompile(`%(\[\d+\])?[-+#0]*\d*(\.\d+)?[a-zA-Z%]`)

// Placeholders lists the placeholders of message in order.
func Placeholders(message string) []string { return placeholder.FindAllString(message, -1) }

var accentReplacer = strings.NewReplacer(
	"a", "å", "b", "ƀ", "c", "ç", "d", "ð", "e", "é", "f", "ƒ", "g", "ĝ", "h", "ĥ", "i", "î", "j", "ĵ", "k", "ķ", "l", "ļ", "m", "ɱ",
	"n", "ñ", "o", "ö", "p", "þ", "q", "ɋ", "r", "ŕ", "s", "š", "t", "ţ", "u", "û", "v", "ṽ", "w", "ŵ", "x", "ẋ", "y", "ý", "z", "ž",
	"A", "Å", "B", "Ɓ", "C", "Ç", "D", "Ð", "E", "É", "F", "Ƒ", "G", "Ĝ", "H", "Ĥ", "I", "Î", "J", "Ĵ", "K", "Ķ", "L", "Ļ", "M", "Ṁ",
	"N", "Ñ", "O", "Ö", "P", "Þ", "Q", "Ɋ", "R", "Ŕ", "S", "Š", "T", "Ţ", "U", "Û", "V", "Ṽ", "W", "Ŵ", "X", "Ẋ", "Y", "Ý", "Z", "Ž")

// accented makes English that is still readable but recognisable as the pseudo-language en-XA: letters with accents, in
// brackets, and 40% longer, as other languages often are. The length is added as words, between which lines break.
func accented(message string) string {
	const word = "~~~~~~~ "
	n := (len([]rune(message))*2 + 4) / 5
	padding := strings.TrimSpace(strings.Repeat(word, n/len(word)+1)[:n])
	return "⟦" + mapText(message, accentReplacer.Replace) + padding + "⟧"
}

// mirrored makes English whose words are shown from right to left, for the pseudo-language ar-XB.
func mirrored(message string) string {
	return "⟦" + mapText(message, func(text string) string {
		words := strings.Split(text, " ")
		for i, word := range words {
			if word != "" {
				words[i] = "\u202e" + word + "\u202c"
			}
		}
		return strings.Join(words, " ")
	}) + "⟧"
}

// mapText applies change to the text between placeholders.
func mapText(message string, change func(string) string) string {
	var b strings.Builder
	at := 0
	for _, place := range placeholder.FindAllStringIndex(message, -1) {
		b.WriteString(change(message[at:place[0]]))
		b.WriteString(message[place[0]:place[1]])
		at = place[1]
	}
	b.WriteString(change(message[at:]))
	return b.String()
}
