package notifyweb

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page"
)

// An HTML email fits a mobile screen and is accessible in every language, with
// links as long as real ones.
func TestEmailsFitMobileScreen(t *testing.T) {
	browser := browsertest.Open(t)
	w := &Renderer{BaseURL: baseURL, Council: func(context.Context) page.Council { return council }}
	long := map[string]string{}
	for name, word := range sampleData {
		long[name] = word
	}
	long["link"] = "/consultations/getting-about/answers/standard/" + strings.Repeat("abcdefgh", 8) + "/check"
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		kind, lang, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), ".")
		got, err := w.Render(
			r.Context(),
			notify.RenderInput{Kind: kind, Lang: lang, Data: long, UnsubscribePath: notify.UnsubscribePath + strings.Repeat("abcd", 19)},
		)
		if err != nil {
			http.NotFound(out, r)
			return
		}
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(out, got.HTML)
	}))
	t.Cleanup(server.Close)
	for _, width := range []int{320, 1280} {
		tab := browser.Tab(t, browsertest.TabOptions{Width: width, AllowConsoleErrors: true}) // the favicon is missing
		for _, lang := range []string{"en", "cy", "gu", "pl", "ar-XB"} {
			for _, kind := range notify.Kinds {
				if lang != "en" && kind != notify.DraftLink && kind != notify.ResultsPublished {
					continue
				}
				if status := tab.Visit(server.URL + "/" + kind + "." + lang); status != http.StatusOK {
					t.Errorf("%s in %s: %d", kind, lang, status)
				}
				for _, wide := range tab.Overflow() {
					t.Errorf("%s in %s at %d: %s", kind, lang, width, wide)
				}
				for _, v := range tab.Axe() {
					t.Errorf("%s in %s at %d: %s", kind, lang, width, v)
				}
				if kind == notify.DraftLink {
					tab.Screenshot("email-" + kind + "-" + lang)
				}
			}
		}
	}
}
