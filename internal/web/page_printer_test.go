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
		tongue     func(context.Context) string
		lang, want string
	}{
		{"nobody has said anything", nil, "", "en"},
		{"the council has said nothing", func(context.Context) string { return "" }, "", "en"},
		{"the council writes in Welsh", welsh, "", "cy"},
		{"and this is in Gujarati", welsh, "gu", "gu"},
	} {
		h := &Deps{CouncilLanguage: test.tongue}
		if got := h.PagePrinter(httptest.NewRequest("GET", "/", nil)).LangOrCouncil(test.lang); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if got := (PagePrinter{}).LangOrCouncil(""); got != "" {
		t.Errorf("an example that nobody reads is in %q", got)
	}
}
