package page

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// funcs are what templates may call. None of them decides anything.
var funcs = template.FuncMap{
	"markdown": Markdown,
	"date":     func(t time.Time) string { return t.Format("2 January 2006") },
	"number":   Number,
}

// maxMarkdown is how much text is read as Markdown; what is longer is shown as
// it was written, so that no text takes long to show.
const maxMarkdown = 200 << 10

var md = goldmark.New(goldmark.WithExtensions(extension.Table))

// dressed gives the elements that Markdown makes the looks of the house.
var dressed = strings.NewReplacer(
	"<p>", `<p class="govuk-body">`, "<ul>", `<ul class="govuk-list govuk-list--bullet">`, "<ol>", `<ol class="govuk-list govuk-list--number">`,
	"<a ", `<a class="govuk-link" `, "<h1>", `<h2 class="govuk-heading-m">`, "</h1>", "</h2>", "<h2>", `<h2 class="govuk-heading-m">`,
	"<h3>", `<h3 class="govuk-heading-s">`, "<h4>", `<h4 class="govuk-heading-s">`, "<table>", `<div class="fm-scroll" tabindex="0" role="region" aria-label="Table"><table class="govuk-table">`, "</table>", "</table></div>",
	"<th>", `<th class="govuk-table__header" scope="col">`, "<td>", `<td class="govuk-table__cell">`, "<blockquote>", `<blockquote class="govuk-inset-text">`,
	"<hr>", `<hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible">`)

// Markdown returns the HTML of text. Raw HTML in text is left out, and links go
// only where links may go.
func Markdown(text string) template.HTML {
	if len(text) > maxMarkdown {
		return template.HTML(`<pre class="fm-typed">` + template.HTMLEscapeString(text) + `</pre>`)
	}
	var b bytes.Buffer
	if err := md.Convert([]byte(text), &b); err != nil {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML(dressed.Replace(b.String()))
}

// Number writes n as people read it: 1,200.
func Number(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}
