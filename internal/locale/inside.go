package locale

import (
	"unicode"
	"unicode/utf8"
)

// Inside returns m, which is a label, as it is within a sentence: without the capital with which labels begin. Abbreviations,
// like “NHS trust”, keep theirs. It is not for names.
func Inside(m Message) Message { return inside{m} }

type inside struct{ label Message }

// In implements Message.
func (i inside) In(p *Printer) string {
	text := i.label.In(p)
	first, size := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[size:]); !unicode.IsUpper(first) || unicode.IsUpper(second) || unicode.IsDigit(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}
