// Package page turns views into HTML and refusals into error pages. It knows
// the frame of a page and the parts of govuk-frontend, and no feature.
package page

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"sync"

	"golang.org/x/text/language"
)

//go:embed templates/*.html
var own embed.FS

// Page is a template bound to the type of what it shows.
type Page[V any] struct {
	name     string
	template *template.Template
	examples []V
}

// New parses the file name of files into the frame of the house, and renders
// each example. It panics if that fails, so that a template which asks for a
// field that V does not have is found when the program starts. Examples show
// only the branches that they enter: every "if" wants one for each side.
func New[V any](files fs.FS, name string, example V, more ...V) *Page[V] {
	t := template.Must(parts().Clone())
	p := &Page[V]{name, template.Must(t.ParseFS(files, name)), append([]V{example}, more...)}
	p.Samples()
	return p
}

// parts are the frame and the partials, parsed once.
var parts = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(funcs).ParseFS(own, "templates/*.html"))
})

// Name is the file of the template.
func (p *Page[V]) Name() string { return p.name }

// Samples renders every example.
func (p *Page[V]) Samples() []string {
	var all []string
	for i, v := range p.examples {
		html, err := p.render(exampleFrame(), v)
		if err != nil {
			panic(fmt.Sprintf("page %s, example %d: %v", p.name, i, err))
		}
		all = append(all, string(html))
	}
	return all
}

// frame is what every page has around it.
type frame struct {
	Chrome
	Lang, Dir string
	Path      string
	Chain     Chain
	NoIndex   bool
	View      any
}

// RightToLeft is for the choice of the style sheet.
func (f frame) RightToLeft() bool { return f.Dir == "rtl" }

func (p *Page[V]) render(f frame, v V) ([]byte, error) {
	f.View, f.Lang, f.Dir = v, "en", "ltr"
	if told, ok := any(v).(interface{ PageLang() string }); ok && told.PageLang() != "" {
		f.Lang, f.Dir = told.PageLang(), Direction(told.PageLang())
	}
	if told, ok := any(v).(interface{ PageChain() Chain }); ok {
		f.Chain = told.PageChain()
	}
	if told, ok := any(v).(interface{ NoIndex() bool }); ok {
		f.NoIndex = told.NoIndex()
	}
	var b bytes.Buffer
	err := p.template.ExecuteTemplate(&b, "frame", f)
	return b.Bytes(), err
}

// Direction is "rtl" for languages that are written from right to left.
func Direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// Write shows v. Nothing is sent until all of it is rendered, so a page is
// whole or it is an error page.
func (p *Page[V]) Write(w http.ResponseWriter, r *http.Request, status int, v V) error {
	f := frame{Path: r.URL.Path}
	if site, ok := r.Context().Value(siteKey{}).(*Site); ok {
		f.Chrome = site.chrome(r.Context())
	}
	html, err := p.render(f, v)
	if err != nil {
		return fmt.Errorf("page %s: %w", p.name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if told, ok := any(v).(interface{ NoStore() bool }); ok && told.NoStore() {
		h.Set("Cache-Control", "no-store")
	}
	return send(w, r, status, html)
}

func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	if small := squeeze(r, body); small != nil {
		w.Header().Set("Content-Encoding", "gzip")
		body = small
	}
	w.Header().Add("Vary", "Accept-Encoding")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(body)
	return err
}

type siteKey struct{}

func withSite(ctx context.Context, s *Site) context.Context {
	return context.WithValue(ctx, siteKey{}, s)
}
