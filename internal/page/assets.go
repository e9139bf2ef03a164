package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// static holds what tools/assets.mjs made of govuk-frontend and of our own
// style sheet. It is committed, so that Go alone builds the program.
//
//go:embed static
var static embed.FS

// Assets are the addresses of the static files, each with the sum of its bytes
// in it, so that a browser may keep it for ever.
type Assets struct{ Style, StyleRTL, Icon, Mark string }

// asset is a static file as it is sent.
type asset struct {
	body, squeezed []byte
	contentType    string
}

var (
	byAddress = map[string]asset{}
	assets    = Assets{Style: load("style.css"), StyleRTL: load("style.rtl.css"), Icon: load("icon.svg"), Mark: load("mark.svg")}
)

// load reads a static file when the program starts, and returns its address.
func load(name string) string {
	body, err := static.ReadFile("static/" + name)
	if err != nil {
		panic("the static file " + name + " is missing; run: make assets")
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	address := "/static/" + strings.TrimSuffix(name, ext) + "." + base64.RawURLEncoding.EncodeToString(sum[:9]) + ext
	var small bytes.Buffer
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression)
	w.Write(body)
	w.Close()
	byAddress[address] = asset{body, small.Bytes(), mime.TypeByExtension(ext)}
	return address
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := byAddress[r.URL.Path]
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.squeezed
	}
	w.Write(body)
}

var squeezers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	return w
}}

// squeeze returns body compressed, or nil where that is not wanted or not worth
// it.
func squeeze(r *http.Request, body []byte) []byte {
	if len(body) < 1400 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return nil
	}
	w := squeezers.Get().(*gzip.Writer)
	defer squeezers.Put(w)
	var small bytes.Buffer
	w.Reset(&small)
	w.Write(body)
	w.Close()
	return small.Bytes()
}

// Static lists the addresses of all static files, for tests.
func Static() []string {
	var all []string
	for address := range byAddress {
		all = append(all, address)
	}
	return all
}
