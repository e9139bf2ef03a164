package page

import (
	"html/template"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// UserText is what somebody wrote and no translator has seen, with its language.
// With Href it leads somewhere.
type UserText struct{ Text, Href, Lang string }

// langAttr marks an element as being in lang, and as running in its direction,
// where the page around it is in another language: a voice that reads the page
// aloud changes with it. It is "" for a language that nobody has told.
func langAttr(words *locale.Printer, lang string) template.HTMLAttr {
	if lang == words.Lang() || !locale.IsTag(lang) {
		return ""
	}
	mark := ` lang="` + template.HTMLEscapeString(lang) + `"`
	if direction := Direction(lang); (direction == "rtl") != words.RTL() {
		mark += ` dir="` + direction + `"`
	}
	return template.HTMLAttr(mark)
}

// quoteMessage is a message whose places are filled with words in lang. What is no
// string, a number or a day, is in the language of the sentence.
func quoteMessage(words *locale.Printer, message, lang string, args []any) template.HTML {
	mark := langAttr(words, lang)
	for i, arg := range args {
		if text, ok := arg.(string); ok && mark != "" {
			args[i] = spanStart + markRemover.Replace(text) + spanEnd
		}
	}
	text := template.HTMLEscapeString(words.Say(message, args...))
	return template.HTML(wrapSpans(text, mark))
}

// wrapSpans puts spans with mark around the passages of text. To make a
// strings.Replacer for so little costs more than the rest of the sentence.
func wrapSpans(text string, mark template.HTMLAttr) string {
	if mark == "" {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, spanStart, "<span"+string(mark)+">"), spanEnd, "</span>")
}
