// Package print makes tagged PDFs of the site's own pages with a browser, if one is installed.
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

	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Limits of the renderer.
const (
	timeout   = 30 * time.Second // for one file
	maxCached = 32               // files in memory
	maxFile   = 20 << 20         // size of a file in bytes
)

// Renderer makes PDFs, one at a time. A nil Renderer makes none.
type Renderer struct {
	browser string
	site    http.Handler

	slot  chan struct{} // capacity 1: a browser needs more memory than the rest of the program
	mu    sync.Mutex
	cache map[string][]byte // guarded by mu
	order []string          // guarded by mu; oldest first
}

// New returns a Renderer that runs the program browser, a Chromium or Chrome, to print pages of site. It returns nil
// if browser is "".
func New(browser string, site http.Handler) *Renderer {
	if browser == "" {
		return nil
	}
	return &Renderer{browser: browser, site: site, slot: make(chan struct{}, 1), cache: map[string][]byte{}}
}

// Available reports whether PDFs can be made.
func (p *Renderer) Available() bool { return p != nil }

// PDF returns a page as a PDF with tags and an outline. page is its HTML, as the handler of path has sent it to the
// reader, so that the file shows what the reader may see and in their language. What the page needs, such as its style
// sheet, is asked of the site as an anonymous visitor would. host is the host name of the site. A file is made once for
// the same page.
func (p *Renderer) PDF(ctx context.Context, host, path string, page []byte) (file []byte, err error) {
	defer fault.Wrap(&err, "print %s", path)
	if p == nil {
		return nil, fault.New(fault.NotFound, "You cannot download this page as a PDF. Print the page instead.")
	}
	key := host + path + " " + digest.Of(page).ID()
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
	if file := p.cached(key); file != nil { // made while we were waiting
		return file, nil
	}
	if file, err = p.render(ctx, host, path, page); err != nil {
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

// render serves the site to the browser on a random local port, which closes when the PDF is done.
func (p *Renderer) render(ctx context.Context, host, path string, page []byte) (file []byte, err error) {
	folder, err := os.MkdirTemp("", "folkmoot-print-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: p.anonymousHandler(host, path, page), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: timeout}
	served := make(chan struct{})
	go func() { defer close(served); server.Serve(listener) }()
	defer func() { server.Close(); <-served }()

	file, err = pdf(ctx, p.browser, folder, "http://"+listener.Addr().String()+path)
	switch {
	case err != nil:
		return nil, err
	case !strings.HasPrefix(string(file[:min(len(file), 5)]), "%PDF-") || len(file) > maxFile:
		return nil, fmt.Errorf("the browser returned %d bytes that are not a PDF of at most 20 MB", len(file))
	}
	return file, nil
}

// pagePolicy lets the printed page have style sheets and images of this site, and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'"

// anonymousHandler serves page at path, and the rest of the site under the name host for GET requests only, without
// cookies, so that the browser sees nothing else that an anonymous visitor does not see.
func (p *Renderer) anonymousHandler(host, path string, page []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			http.Error(w, "only GET is allowed", http.StatusMethodNotAllowed)
			return
		}
		if r.URL.Path == path {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", pagePolicy)
			w.Write(page)
			return
		}
		r.Host = host
		r.Header.Del("Cookie")
		p.site.ServeHTTP(w, r)
	})
}
