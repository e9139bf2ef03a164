package page

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// linked is a message of which the words between brackets lead to href:
// "[Check a receipt] at any time." So translators move the link as they need,
// and no message has HTML in it.
func linked(words *locale.Printer, message, href string, args []any) (template.HTML, error) {
	to, err := url.Parse(href)
	if err != nil || to.Scheme != "" && to.Scheme != "https" && to.Scheme != "http" && to.Scheme != "mailto" {
		return "", fmt.Errorf("tlink: %q is no address for a link", href)
	}
	return marked(words, message, `<a class="govuk-link" href="`+template.HTMLEscapeString(to.String())+`">`, `</a>`, args)
}

// stressed is a message of which the words between brackets are important.
func stressed(words *locale.Printer, message string, args []any) (template.HTML, error) {
	return marked(words, message, "<strong>", "</strong>", args)
}

// from and to stand for the brackets of a message while its places are filled,
// so that brackets in what fills them do nothing.
const from, to = "\uE000", "\uE001"

// begins and ends stand around a passage in another language.
const begins, ends = "\uE002", "\uE003"

var notMarks = strings.NewReplacer(from, "", to, "", begins, "", ends, "")

func marked(words *locale.Printer, message, open, end string, args []any) (template.HTML, error) {
	format := words.Format(message)
	first := -1
	for i := range len(format) { // the bracket of "%[1]s" is none
		if format[i] == '[' && (i == 0 || format[i-1] != '%') {
			first = i
			break
		}
	}
	last := strings.IndexByte(format[max(first, 0):], ']')
	if first < 0 || last < 0 {
		return "", fmt.Errorf("nothing stands between brackets in %q", format)
	}
	last += first
	var around template.HTMLAttr
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = notMarks.Replace(arg)
		case Written:
			args[i] = notMarks.Replace(arg.Text)
			if mark := passage(words, arg.Lang); mark != "" {
				args[i] = begins + notMarks.Replace(arg.Text) + ends
				around = mark
			}
		}
	}
	text := template.HTMLEscapeString(words.Fill(format[:first]+from+format[first+1:last]+to+format[last+1:], args...))
	text = strings.Replace(strings.Replace(text, from, open, 1), to, end, 1)
	return template.HTML(spanned(text, around)), nil
}
