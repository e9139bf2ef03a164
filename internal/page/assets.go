package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// static holds our own style sheet and script, and in govuk what
// tools/assets.mjs made of govuk-frontend. All of it is committed, so that Go
// alone builds the program.
//
//go:embed static
var static embed.FS

// Assets are the addresses of the static files, each with the sum of its bytes
// in it, so that a browser may keep it for ever.
type Assets struct{ Style, StyleRTL, StaffStyle, Script, Passkey, Icon string }

// asset is a static file as it is sent.
type asset struct {
	body, gzipped []byte
	contentType   string
}

// The style sheet is theirs and ours in one, because a browser far from the
// server waits for every file it has to ask for. Ours speaks of start and end
// and not of left and right, so one text serves both directions.
var (
	assetsByPath = map[string]asset{}
	assets       = Assets{
		Style:      loadAsset("style.css", "govuk/govuk.css", "folkmoot.css"),
		StyleRTL:   loadAsset("style.rtl.css", "govuk/govuk.rtl.css", "folkmoot.css"),
		StaffStyle: loadAsset("staff.css", "staff.css"), // only for staff, so that the public need not wait for it
		Script:     loadAsset("folkmoot.js", "folkmoot.js"),
		Passkey:    loadAsset("passkey.js", "passkey.js"), // only where a browser is asked for a passkey
		Icon:       loadAsset("icon.svg", "icon.svg"),
	}
)

// contentTypes are told here, because what the machine believes of endings
// differs from one to the next.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// strippedCSS are comments and the white space of our own style sheet, which only
// its readers need.
var strippedCSS = regexp.MustCompile(`(?s)/\*[^!].*?\*/|\n\s+|\n{2,}`)

// loadAsset reads static files as one when the program starts, and returns its
// address.
func loadAsset(name string, files ...string) string {
	var body []byte
	for _, file := range files {
		text, err := static.ReadFile("static/" + file)
		if err != nil {
			panic("the static file " + file + " is missing; run: make assets")
		}
		if strings.HasSuffix(file, ".css") {
			text = strippedCSS.ReplaceAll(text, nil)
		}
		body = append(body, text...)
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	address := "/static/" + strings.TrimSuffix(name, ext) + "." + base64.RawURLEncoding.EncodeToString(sum[:9]) + ext
	var small bytes.Buffer
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression) // fails for an unknown level alone
	w.Write(body)
	w.Close()
	assetsByPath[address] = asset{body, small.Bytes(), contentTypes[ext]}
	return address
}

// serve sends a. Its address changes with its bytes, so it is good for ever.
func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.body
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body) // who went away meanwhile is no concern of ours
	}
}

// Static returns what answers for the static file at address.
func Static(address string) (http.HandlerFunc, bool) {
	a, ok := assetsByPath[address]
	return a.serve, ok
}

// StaticFiles lists the addresses of all static files, for tests.
func StaticFiles() []string { return slices.Sorted(maps.Keys(assetsByPath)) }

// HasStyle reports whether the style sheet has something for a class or for what
// begins like it, for tests.
func HasStyle(class string) bool {
	return bytes.Contains(assetsByPath[assets.Style].body, []byte("."+class))
}

// takesGzip reports whether the browser says that it reads gzip, and does not
// say "gzip;q=0".
func takesGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // fails for an unknown level alone
	return w
}}

// minGzipSize is what fits one packet of the network as it is.
const minGzipSize = 1400

// gzipBody returns body compressed, or nil where that is not wanted or not worth
// it.
func gzipBody(r *http.Request, body []byte) []byte {
	if len(body) < minGzipSize || !takesGzip(r) {
		return nil
	}
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	var small bytes.Buffer
	w.Reset(&small)
	w.Write(body) // a buffer takes everything
	w.Close()
	return small.Bytes()
}
