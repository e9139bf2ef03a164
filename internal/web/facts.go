package web

import (
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
)

// SummaryRow returns what a field of a record says, as a row of a summary: a list by its items with the names of their
// columns, and an address as a link. say changes each text, such as by putting figures in place of their codes.
func SummaryRow(f edit.Fact, say func(string) string) page.SummaryRow {
	row := page.SummaryRow{Key: f.Label, Value: say(f.Text), ValueHref: addressIn(f.Text)}
	for _, cells := range f.Rows {
		var item []page.SummaryCell
		for _, c := range cells {
			one := page.SummaryCell{Label: c.Label, Text: say(c.Text), Href: addressIn(c.Text)}
			one.Long = c.Label != "" && utf8.RuneCountInString(c.Text) > longText
			if !one.Long && c.Label != "" && !strings.HasSuffix(c.Label, "?") && !strings.HasSuffix(c.Label, "؟") {
				one.Label += ":"
			}
			item = append(item, one)
		}
		row.Items = append(row.Items, item)
	}
	return row
}

// longText is the number of characters from which a text in a list is folded.
const longText = 800

// addressIn returns the text if it is an address of the web or of a page here, and otherwise "".
func addressIn(text string) string {
	if strings.ContainsAny(text, " \t\n\\") || strings.HasPrefix(text, "//") {
		return ""
	}
	for _, begin := range []string{"https://", "http://", "/"} {
		if strings.HasPrefix(text, begin) && len(text) > len(begin) {
			return text
		}
	}
	return ""
}
