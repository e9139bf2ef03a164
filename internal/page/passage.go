package page

import (
	"html/template"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Written is what somebody wrote and no translator has seen, with its language.
// With Href it leads somewhere.
type Written struct{ Text, Href, Lang string }

// passage marks an element as being in lang, and as running in its direction,
// where the page around it is in another language: a voice that reads the page
// aloud changes with it. It is "" for a language that nobody has told.
func passage(words *locale.Printer, lang string) template.HTMLAttr {
	if lang == words.Lang() || !locale.IsTag(lang) {
		return ""
	}
	mark := ` lang="` + template.HTMLEscapeString(lang) + `"`
	if direction := Direction(lang); (direction == "rtl") != words.RTL() {
		mark += ` dir="` + direction + `"`
	}
	return template.HTMLAttr(mark)
}

// quoted is a message whose places are filled with words in lang. What is no
// string, a number or a day, is in the language of the sentence.
func quoted(words *locale.Printer, message, lang string, args []any) template.HTML {
	mark := passage(words, lang)
	for i, arg := range args {
		if text, ok := arg.(string); ok && mark != "" {
			args[i] = begins + notMarks.Replace(text) + ends
		}
	}
	text := template.HTMLEscapeString(words.Say(message, args...))
	return template.HTML(spanned(text, mark))
}

// spanned puts spans with mark around the passages of text. To make a
// strings.Replacer for so little costs more than the rest of the sentence.
func spanned(text string, mark template.HTMLAttr) string {
	if mark == "" {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, begins, "<span"+string(mark)+">"), ends, "</span>")
}
