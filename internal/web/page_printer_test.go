package web

import (
	"context"
	"net/http/httptest"
	"testing"
)

func TestLangOrCouncil(t *testing.T) {
	welsh := func(context.Context) string { return "cy" }
	for _, test := range []struct {
		name       string
		council    func(context.Context) string
		lang, want string
	}{
		{"no languages", nil, "", "en"},
		{"no language of the council", func(context.Context) string { return "" }, "", "en"},
		{"a Welsh council", welsh, "", "cy"},
		{"a text in Gujarati of a Welsh council", welsh, "gu", "gu"},
	} {
		d := &Deps{CouncilLanguage: test.council}
		if got := d.PagePrinter(httptest.NewRequest("GET", "/", nil)).LangOrCouncil(test.lang); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := (PagePrinter{}).LangOrCouncil(""); got != "" {
		t.Errorf("the zero printer has the language %q", got)
	}
}
