package print

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/print/printtest"
)

// site has a style sheet and counts requests.
type site struct {
	requests atomic.Int64
	mu       sync.Mutex
	hosts    map[string]bool
	secrets  atomic.Int64 // requests with a cookie
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/style.css" {
		http.NotFound(w, r)
		return
	}
	s.requests.Add(1)
	if r.Header.Get("Cookie") != "" {
		s.secrets.Add(1)
	}
	s.mu.Lock()
	s.hosts[r.Host] = true
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/css")
	w.Write([]byte("@page { size: A4 }"))
}

var form = []byte(`<!DOCTYPE html><html lang="en"><title>A form</title><link rel="stylesheet" href="/style.css"><main><h1>A form</h1>
<!-- 4711 --><p hidden>4711</p><p data-n="4711">Tick.</p><h2>Figures</h2><ul><li>One</li></ul>
<svg role="img" aria-label="Bars" width="10" height="10"><rect width="10" height="10"/></svg>
<table><caption>People</caption><thead><tr><th scope="col">Group</th></tr></thead>
<tbody><tr><td data-n="4711">[c]</td></tr></tbody></table></main>`)

func TestWithoutABrowserThereIsNoRenderer(t *testing.T) {
	p := New("", &site{})
	if p.Available() {
		t.Error("a renderer without a browser says that it is available")
	}
	if _, err := p.PDF(t.Context(), "example.org", "/form", form); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

// Programs that are no browser or do not respond give fault.Busy and leave no files behind.
func TestBrowserFailuresAreReported(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	hangs := filepath.Join(t.TempDir(), "hangs")
	// Its child process keeps the pipes open until the test has ended.
	script := "#!/bin/sh\n(while test -e \"$0\"; do sleep 1; done)\ntrue\n"
	if err := os.WriteFile(hangs, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"true", "cat", "no-such-program", hangs} {
		program, err := exec.LookPath(name)
		if err != nil {
			program = "/" + name
		} else if name == hangs {
			program = hangs
		}
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		p := New(program, &site{hosts: map[string]bool{}})
		if _, err := p.PDF(ctx, "example.org", "/form", form); !fault.Is(err, fault.Busy) {
			t.Errorf("%s: %v", name, err)
		}
		stop()
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	p := New("/bin/true", &site{})
	for i := range 3 * maxCached {
		p.store(string(rune('a'+i)), []byte("%PDF-"))
	}
	if len(p.cache) != maxCached || len(p.order) != maxCached || p.cached("a") != nil {
		t.Errorf("%d files are cached, with an order of %d", len(p.cache), len(p.order))
	}
}

func TestPagesAreRenderedOnce(t *testing.T) {
	browser := os.Getenv("FOLKMOOT_TEST_CHROMIUM")
	if browser == "" {
		if os.Getenv("FOLKMOOT_TEST_DEMAND") != "" {
			t.Fatal("FOLKMOOT_TEST_DEMAND is set, but FOLKMOOT_TEST_CHROMIUM does not name a browser")
		}
		t.Skip("FOLKMOOT_TEST_CHROMIUM is not set")
	}
	s := &site{hosts: map[string]bool{}}
	p := New(browser, s)
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() {
			if file, err := p.PDF(t.Context(), "consult.example.org", "/form", form); err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) {
				t.Errorf("%v %.100s", err, file)
			}
		})
	}
	wait.Wait()
	if n := s.requests.Load(); n != 1 {
		t.Errorf("the page was printed %d times", n)
	}
	if !s.hosts["consult.example.org"] || len(s.hosts) != 1 || s.secrets.Load() > 0 {
		t.Errorf("the site was requested with the host names %v, and %d times with cookies", s.hosts, s.secrets.Load())
	}
	file, err := p.PDF(t.Context(), "consult.example.org", "/form", form)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("and have tags", func(t *testing.T) {
		got := printtest.Read(t, file)
		if !got.Marked || got.Lang != "en" || got.Title != "A form" {
			t.Errorf("marked %v, language %q, title %q", got.Marked, got.Lang, got.Title)
		}
		for _, tag := range []string{"H1", "H2", "P", "L", "LI", "Figure", "Table", "TH", "TD"} {
			if got.Tags[tag] == 0 {
				t.Errorf("no %s in %v", tag, got.Tags)
			}
		}
		if !slices.Contains(got.Alternatives, "Bars") {
			t.Errorf("the figure has no description: %q", got.Alternatives)
		}
	})
	other := bytes.Replace(form, []byte("Tick."), []byte("Cross."), 1)
	if _, err := p.PDF(t.Context(), "consult.example.org", "/form", other); err != nil || s.requests.Load() != 2 {
		t.Errorf("another page returned the cached file (%v)", err)
	}
	t.Run("and reach no other server", func(t *testing.T) {
		var reached atomic.Int64
		inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
		defer inside.Close()
		named := strings.Replace(inside.URL, "127.0.0.1", "localhost", 1)
		hostile := bytes.ReplaceAll(form, []byte("<h2>"), []byte(`<img src="`+inside.URL+`/a"><iframe src="`+inside.URL+`/b"></iframe>
<link rel="stylesheet" href="`+named+`/c"><object data="`+named+`/d"></object><video src="`+inside.URL+`/e" autoplay></video><h2>`))
		if _, err := p.PDF(t.Context(), "consult.example.org", "/form", hostile); err != nil || reached.Load() > 0 {
			t.Errorf("%d requests to another server (%v)", reached.Load(), err)
		}
	})
	t.Run("and have nothing of what the page hides", func(t *testing.T) {
		other, err := p.PDF(t.Context(), "consult.example.org", "/form", bytes.ReplaceAll(form, []byte("4711"), []byte("815")))
		if err != nil || !bytes.Equal(printtest.Read(t, file).Content, printtest.Read(t, other).Content) {
			t.Errorf("another hidden value gave another file (%v)", err)
		}
	})
}
