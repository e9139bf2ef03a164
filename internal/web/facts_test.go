package web_test

import (
	"reflect"
	"testing"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Each number in a list says what it is, and only addresses of the web and of pages here become links.
func TestListsOfRecordsNameTheirColumnsAndLinkAddresses(t *testing.T) {
	kind := &edit.Kind{Fields: []edit.Field{{Name: "options", Kind: edit.Rows, Label: "Options", Columns: []edit.Field{
		{Name: "id", Kind: edit.Kept, Label: "Reference"}, {Name: "name", Kind: edit.Line, Label: "Option"},
		{Name: "saving", Kind: edit.Number, Label: "Saving in pounds"}, {Name: "year", Kind: edit.Number, Ungrouped: true, Label: "Which year?"},
		{Name: "web", Kind: edit.Line, Label: "Web address"}}}}}
	values := edit.Values{}
	values.SetRows("options", []edit.Values{
		{"id": {"x1"}, "name": {"Close the library"}, "saving": {"52000"}, "year": {"2027"}, "web": {"/reports/library"}},
		{"saving": {"7"}, "web": {"//evil.example"}},
		{"name": {"Keep it"}, "web": {"javascript:alert(1)"}},
	})
	facts := kind.Facts(locale.For("en"), nil, values)
	if len(facts) != 1 {
		t.Fatalf("facts are %v", facts)
	}
	got := web.SummaryRow(facts[0], func(text string) string { return text }).Items
	want := [][]page.SummaryCell{
		{{Text: "Close the library"}, {Label: "Saving in pounds:", Text: "52,000"}, {Label: "Which year?", Text: "2027"},
			{Label: "Web address:", Text: "/reports/library", Href: "/reports/library"}},
		{{Label: "Saving in pounds:", Text: "7"}, {Label: "Web address:", Text: "//evil.example"}},
		{{Text: "Keep it"}, {Label: "Web address:", Text: "javascript:alert(1)"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("items are\n%v\nwant\n%v", got, want)
	}
}
