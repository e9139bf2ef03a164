package app_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/docx"
	"github.com/folkmoot/folkmoot/internal/docx/docxtest"
	"github.com/folkmoot/folkmoot/internal/web"
)

// checkDocuments compares the Word file of each page that offers one with the page: every word of the main part is in
// it, in the same order, and no other, so that what a page hides is hidden there as well.
func (w *linkWalk) checkDocuments(t *testing.T) {
	t.Run("has Word files that say what the pages say", func(t *testing.T) {
		seen := map[string]bool{}
		for route, addresses := range w.pages {
			pattern := strings.TrimPrefix(route, "GET ")
			for _, at := range addresses {
				for _, lang := range []string{"en", "ur"} {
					body, _ := get(t, at, lang)
					link := w.documentLink(string(body))
					if link == "" || seen[link+lang] {
						continue
					}
					seen[link+lang] = true
					w.compareDocument(t, pattern, strings.TrimSuffix(link, web.WordEnding), link, lang)
				}
			}
		}
		if len(seen) < 14 {
			t.Errorf("only %d files were compared", len(seen))
		}
	})
}

// documentLink returns the address of the Word file that a page offers, or "".
func (w *linkWalk) documentLink(page string) string {
	_, rest, found := strings.Cut(page, `<ul class="fm-downloads"><li><a class="govuk-link" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	if !found || !strings.HasSuffix(path, web.WordEnding) {
		return ""
	}
	return w.address + path
}

func (w *linkWalk) compareDocument(t *testing.T, pattern, page, link, lang string) {
	t.Helper()
	shown, _ := get(t, page, lang)
	file, header := get(t, link, lang)
	if header.Get("Content-Type") != docx.Type || !strings.Contains(header.Get("Content-Disposition"), `.docx`) ||
		header.Get("Cache-Control") != "no-cache" || !slices.Contains(header.Values("Vary"), "Cookie") {
		t.Errorf("%s: %v", link, header)
	}
	read := docxtest.Read(t, file)
	got, want := docxtest.Letters(read.Text), docxtest.Letters(docxtest.PageText(t, shown))
	if !strings.Contains(got, want) {
		at := 0
		for from := range want { // how much of it is there
			if !strings.Contains(got, want[:from]) {
				break
			}
			at = from
		}
		t.Errorf("the Word file of %s (%s, %s) does not go on with %.200q", page, pattern, lang, want[at:])
	}
	if !strings.Contains(read.Text, page) {
		t.Errorf("%s does not name its page", link)
	}
}

// get returns what address answers to a reader of a language.
func get(t *testing.T, address, lang string) ([]byte, http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Language", lang)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, answer.StatusCode, err)
	}
	return body, answer.Header
}
