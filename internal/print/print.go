// Package print turns pages of our own site into tagged PDF with a browser, if
// there is one.
package print

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
)

// Limits of a browser's work.
const (
	timeout   = 30 * time.Second // for one file
	maxCached = 32               // files in memory
	maxFile   = 20 << 20         // bytes of one
)

// Renderer starts a browser for one file at a time. A nil Printer cannot print.
type Renderer struct {
	browser string
	site    http.Handler

	slot  chan struct{} // one place: a browser takes as much memory as all the rest of the house
	mu    sync.Mutex
	cache map[string][]byte // guarded by mu
	order []string          // guarded by mu; the oldest first
}

// New returns a Printer that starts the program browser, a Chromium or Chrome,
// to print pages of site. Without a program there is no Printer.
func New(browser string, site http.Handler) *Renderer {
	if browser == "" {
		return nil
	}
	return &Renderer{browser: browser, site: site, slot: make(chan struct{}, 1), cache: map[string][]byte{}}
}

// Available reports whether there is a browser.
func (p *Renderer) Available() bool { return p != nil }

// PDF returns the page at path of the site, which knows itself as host, as a PDF
// with tags and an outline. What key names is printed once and kept, so key must
// say all that the page depends on besides.
func (p *Renderer) PDF(ctx context.Context, host, path, key string) (file []byte, err error) {
	defer fault.Wrap(&err, "print %s", path)
	if p == nil {
		return nil, fault.New(fault.NotFound, "You cannot download this page as a PDF. Print the page instead.")
	}
	key = host + path + " " + key
	if file := p.cached(key); file != nil {
		return file, nil
	}
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	select {
	case p.slot <- struct{}{}:
		defer func() { <-p.slot }()
	case <-ctx.Done():
		return nil, &fault.Error{
			Kind: fault.Busy,
			Say:  "We are creating several PDFs at the moment. Try again in a minute, or print the page.",
			Err:  ctx.Err(),
		}
	}
	if file := p.cached(key); file != nil { // made while we waited
		return file, nil
	}
	if file, err = p.render(ctx, host, path); err != nil {
		return nil, &fault.Error{Kind: fault.Busy, Say: "We could not create the PDF. Try again in a minute, or print the page.", Err: err}
	}
	p.store(key, file)
	return file, nil
}

func (p *Renderer) cached(key string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cache[key]
}

func (p *Renderer) store(key string, file []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cache[key] == nil {
		p.order = append(p.order, key)
	}
	p.cache[key] = file
	if len(p.order) > maxCached {
		delete(p.cache, p.order[0])
		p.order = p.order[1:]
	}
}

// render serves the site to the browser alone, at a port of this machine that
// nobody else knows and that closes with the browser.
func (p *Renderer) render(ctx context.Context, host, path string) (file []byte, err error) {
	folder, err := os.MkdirTemp("", "folkmoot-print-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: p.anonymousHandler(host), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: timeout}
	served := make(chan struct{})
	go func() { defer close(served); server.Serve(listener) }()
	defer func() { server.Close(); <-served }()

	b, err := start(ctx, p.browser, folder)
	if err != nil {
		return nil, err
	}
	file, err = b.pdf("http://" + listener.Addr().String() + path)
	said := b.stop()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %s", err, said)
	case !strings.HasPrefix(string(file[:min(len(file), 5)]), "%PDF-") || len(file) > maxFile:
		return nil, fmt.Errorf("the browser wrote %d bytes that are no PDF we can send", len(file))
	}
	return file, nil
}

// anonymousHandler lets only reading through, under the name by which the site knows
// itself, and on behalf of nobody.
func (p *Renderer) anonymousHandler(host string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "reading only", http.StatusMethodNotAllowed)
			return
		}
		r.Host = host
		r.Header.Del("Cookie")
		p.site.ServeHTTP(w, r)
	})
}
