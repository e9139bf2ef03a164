package page

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// messageWithLink translates a message in which the text in brackets is a link to href, as in "[Check a receipt] at
// any time." Translators can move the link, and messages contain no HTML.
func messageWithLink(words *locale.Printer, message, href string, args []any) (template.HTML, error) {
	to, err := url.Parse(href)
	if err != nil || to.Scheme != "" && to.Scheme != "https" && to.Scheme != "http" && to.Scheme != "mailto" {
		return "", fmt.Errorf("tlink: %q cannot be the address of a link", href)
	}
	return markUpMessage(words, message, `<a class="govuk-link" href="`+template.HTMLEscapeString(to.String())+`">`, `</a>`, args)
}

// messageWithStrong translates a message in which the text in brackets is strong.
func messageWithStrong(words *locale.Printer, message string, args []any) (template.HTML, error) {
	return markUpMessage(words, message, "<strong>", "</strong>", args)
}

// openMark and closeMark replace the brackets of a message while its arguments are filled in, so that brackets in
// arguments have no effect.
const openMark, closeMark = "\uE000", "\uE001"

// spanStart and spanEnd are around text in another language.
const spanStart, spanEnd = "\uE002", "\uE003"

var markRemover = strings.NewReplacer(openMark, "", closeMark, "", spanStart, "", spanEnd, "")

func markUpMessage(words *locale.Printer, message, open, end string, args []any) (template.HTML, error) {
	format := words.Format(message)
	first := -1
	for i := range len(format) { // skip the bracket of "%[1]s"
		if format[i] == '[' && (i == 0 || format[i-1] != '%') {
			first = i
			break
		}
	}
	last := strings.IndexByte(format[max(first, 0):], ']')
	if first < 0 || last < 0 {
		return "", fmt.Errorf("no text in brackets in %q", format)
	}
	last += first
	var around template.HTMLAttr
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = markRemover.Replace(arg)
		case UserText:
			args[i] = markRemover.Replace(arg.Text)
			if mark := langAttr(words, arg.Lang); mark != "" {
				args[i] = spanStart + markRemover.Replace(arg.Text) + spanEnd
				around = mark
			}
		}
	}
	text := template.HTMLEscapeString(words.Fill(format[:first]+openMark+format[first+1:last]+closeMark+format[last+1:], args...))
	text = strings.Replace(strings.Replace(text, openMark, open, 1), closeMark, end, 1)
	return template.HTML(wrapSpans(text, around)), nil
}
