package page

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/digest"
)

// static holds our style sheets and scripts, and in govuk the parts of govuk-frontend that tools/assets.mjs extracts.
// All of it is committed, so that building needs nothing but Go.
//
//go:embed static
var static embed.FS

// Assets are the URLs of the static files. Each contains a digest of the file, so that browsers can cache it forever.
type Assets struct{ Style, StyleRTL, StaffStyle, Script, StaffScript, Passkey, Edit, Builder, Map, Icon string }

// asset is a static file as it is sent.
type asset struct {
	body, gzipped []byte
	contentType   string
}

// The style sheet of govuk-frontend and ours are served as one file, to save a round trip. Ours uses start and end
// instead of left and right, so it works in both directions.
var (
	assetsByPath = map[string]asset{}
	assets       = Assets{
		Style:       loadAsset("style.css", "govuk/govuk.css", "folkmoot.css", "chart.css"),
		StyleRTL:    loadAsset("style.rtl.css", "govuk/govuk.rtl.css", "folkmoot.css", "chart.css"),
		StaffStyle:  loadAsset("staff.css", "staff.css"), // for staff pages only
		Script:      loadAsset("folkmoot.js", "folkmoot.js"),
		StaffScript: loadAsset("staff.js", "staff.js"),     // for staff pages only
		Passkey:     loadAsset("passkey.js", "passkey.js"), // only for pages that use passkeys
		Edit:        loadAsset("edit.js", "edit.js"),       // only for forms that are saved while typing
		Builder:     loadAsset("builder.js", "builder.js"), // only for the questionnaire builder
		Map:         loadAsset("map.js", "map.js"),         // only for fields with a map
		Icon:        loadAsset("icon.svg", "icon.svg"),
	}
)

// contentTypes are set here because the types that package mime finds depend on the machine.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// strippedCSS matches comments and white space in style sheets, which are not sent.
var strippedCSS = regexp.MustCompile(`(?s)/\*[^!].*?\*/|\n\s+|\n{2,}`)

// loadAsset joins static files into one asset and returns its URL. It panics if a file is missing.
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
	ext := path.Ext(name)
	address := "/static/" + strings.TrimSuffix(name, ext) + "." + digest.Of(body).ShortBase64(9) + ext
	var small bytes.Buffer
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression) // fails only for an invalid level
	w.Write(body)
	w.Close()
	assetsByPath[address] = asset{body, small.Bytes(), contentTypes[ext]}
	return address
}

// serve sends a. Its URL changes with its content, so it can be cached forever.
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
		w.Write(body) // an error means that the client has gone
	}
}

// Static returns the handler for the static file at the path address.
func Static(address string) (http.HandlerFunc, bool) {
	a, ok := assetsByPath[address]
	return a.serve, ok
}

// StaticFiles lists the paths of all static files, for tests.
func StaticFiles() []string { return slices.Sorted(maps.Keys(assetsByPath)) }

// HasStyle reports whether the style sheet has a rule for a class that begins with class, for tests.
func HasStyle(class string) bool {
	return bytes.Contains(assetsByPath[assets.Style].body, []byte("."+class))
}

// takesGzip reports whether the request accepts gzip, and not with "gzip;q=0".
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
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // fails only for an invalid level
	return w
}}

// minGzipSize is the size in bytes from which compression is worth it: less fits into one packet.
const minGzipSize = 1400

// gzipBody returns body compressed, or nil if the request does not accept gzip or it is not worth it.
func gzipBody(r *http.Request, body []byte) []byte {
	if len(body) < minGzipSize || !takesGzip(r) {
		return nil
	}
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	var small bytes.Buffer
	w.Reset(&small)
	w.Write(body) // a bytes.Buffer returns no error
	w.Close()
	return small.Bytes()
}
