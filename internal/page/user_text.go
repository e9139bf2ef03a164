package page

import (
	"html/template"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// UserText is text of users or the council, which is not translated, with its language. If Href is set, it is a link.
type UserText struct{ Text, Href, Lang string }

// TextTable is a table of texts, of which the first in each row is the head of the row. Each row has as many as Heads.
type TextTable struct {
	Title  string
	Titled bool // a heading above the table has its title
	Heads  []string
	Rows   [][]UserText
}

// langAttr returns attributes that mark text in lang, with its direction, if lang is not the language of the
// interface: screen readers then change their voice. It is "" if lang is not known.
func langAttr(words *locale.Printer, lang string) template.HTMLAttr {
	if lang == words.Lang() || !locale.IsTag(lang) {
		return ""
	}
	mark := ` lang="` + template.HTMLEscapeString(lang) + `"`
	if direction := locale.Direction(lang); (direction == "rtl") != words.RTL() {
		mark += ` dir="` + direction + `"`
	}
	return template.HTMLAttr(mark)
}

// quoteMessage translates a message and fills in strings in the language lang. Other arguments, such as numbers and
// dates, are in the language of the message.
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

// wrapSpans puts spans with the attributes mark around marked passages. strings.Replacer would be slower for such
// short texts.
func wrapSpans(text string, mark template.HTMLAttr) string {
	if mark == "" {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, spanStart, "<span"+string(mark)+">"), spanEnd, "</span>")
}
