package page

import (
	"regexp"
	"strings"
	"testing"
)

// A table that is stacked on a narrow screen has the heading of its column in each cell, also a table in Markdown.
//
// Row E3 of docs/faults.md.
func TestStackedCellsHaveTheirHeadings(t *testing.T) {
	cell := regexp.MustCompile(`<td[^>]*>(?:</td>)?`)
	checked := 0
	for name, text := range sources(t) {
		for table := range strings.SplitSeq(text, "fm-stack") {
			body, _, ok := strings.Cut(table, "</table>")
			if !ok || table == text || strings.HasPrefix(text, table) {
				continue
			}
			for _, one := range cell.FindAllString(body, -1) {
				// An empty cell has no line of its own, and one across all columns is about none of them.
				if strings.Contains(one, "govuk-table__header") || strings.HasSuffix(one, "</td>") || strings.Contains(one, "colspan=") {
					continue
				}
				if checked++; !strings.Contains(one, `data-label="`) {
					t.Errorf("%s: %s has no data-label", name, one)
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d cells were checked", checked)
	}
	got := string(Markdown("| Route | Last *bus* |\n|---|---|\n| 3 \"a\" | 9pm |\n"))
	for _, want := range []string{`fm-stack`, `data-label="Route"`, `data-label="Last bus"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if got := string(Markdown("| a\" onclick=\"b |\n|---|\n| c |\n")); strings.Contains(got, `" onclick`) {
		t.Error(got)
	}
}
