package pagetest_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browse"
	"github.com/folkmoot/folkmoot/internal/page"
)

func TestZZ(t *testing.T) {
	b := browse.Open(t)
	site := &page.Site{Gallery: true}
	mainRE := regexp.MustCompile(`(?s)<main.*</main>`)
	chainRE := regexp.MustCompile(`(?s)<nav class="fm-chain".*?</nav>`)
	mux := http.NewServeMux()
	mux.Handle("/", site)
	mux.HandleFunc("/look/", func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		q := httptest.NewRequest("GET", "/gallery/0/1", nil)
		site.ServeHTTP(rec, q)
		body, _ := os.ReadFile("../../" + strings.TrimPrefix(r.URL.Path, "/look/"))
		base := rec.Body.String()
		base = mainRE.ReplaceAllLiteralString(base, mainRE.FindString(string(body)))
		if c := chainRE.FindString(string(body)); c != "" {
			base = strings.Replace(base, "</aside>", "</aside>"+c, 1)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(base))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	files, _ := filepath.Glob("../../*/*web/testdata/*.html")
	only := regexp.MustCompile(os.Getenv("ZZ"))
	for _, w := range []int{1280, 320} {
		tab := b.Tab(t, browse.Look{Width: w})
		for _, f := range files {
			if !only.MatchString(f) {
				continue
			}
			f = strings.TrimPrefix(f, "../../")
			tab.Visit(server.URL + "/look/" + f)
			for _, v := range tab.Axe() {
				t.Errorf("%d %s: %s", w, f, v)
			}
			for _, v := range tab.Overflow() {
				t.Errorf("%d %s: %s", w, f, v)
			}
			tab.Shot(f)
		}
	}
}
