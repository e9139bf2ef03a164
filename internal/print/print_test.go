package print

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// site has one page and counts requests.
type site struct {
	requests atomic.Int64
	mu       sync.Mutex
	hosts    map[string]bool
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/form" {
		http.NotFound(w, r)
		return
	}
	s.requests.Add(1)
	s.mu.Lock()
	s.hosts[r.Host] = true
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write([]byte(`<!DOCTYPE html><html lang="en"><title>A form</title><h1>A form</h1><p>Tick.</p>`))
}

func TestWithoutABrowserThereIsNoRenderer(t *testing.T) {
	p := New("", &site{})
	if p.Available() {
		t.Error("a renderer without a browser says that it is available")
	}
	if _, err := p.PDF(t.Context(), "example.org", "/form", "1"); !fault.Is(err, fault.NotFound) {
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
		if _, err := p.PDF(ctx, "example.org", "/form", "1"); !fault.Is(err, fault.Busy) {
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
			file, err := p.PDF(t.Context(), "consult.example.org", "/form", "1")
			if err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) || !bytes.Contains(file, []byte("/StructTreeRoot")) ||
				!bytes.Contains(file, []byte("/Lang")) {
				t.Errorf("%v %.100s", err, file)
			}
		})
	}
	wait.Wait()
	if n := s.requests.Load(); n != 1 {
		t.Errorf("the page was printed %d times", n)
	}
	if !s.hosts["consult.example.org"] || len(s.hosts) != 1 {
		t.Errorf("the site was requested with the host names %v", s.hosts)
	}
	if _, err := p.PDF(t.Context(), "consult.example.org", "/form", "2"); err != nil || s.requests.Load() != 2 {
		t.Errorf("another key returned the cached file (%v)", err)
	}
}
