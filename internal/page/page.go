// Package page turns views into HTML and refusals into error pages. It knows
// the frame of a page and the parts of govuk-frontend, and no feature.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed templates/*.html templates/pages/*.html
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

// Name names the page after the package of its view and the file of its
// template: "consultweb/list".
func (p *Page[V]) Name() string {
	room, _, _ := strings.Cut(fmt.Sprintf("%T", p.examples[0]), ".")
	return room + "/" + strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
}

// Samples renders every example.
func (p *Page[V]) Samples() []string {
	var all []string
	for i, v := range p.examples {
		told, ok := any(v).(onDesk)
		html, err := p.render(frame{Chrome: exampleChrome(ok && told.OnDesk())}, v)
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
	Main      template.HTML // the view, rendered
}

// Style is the address of the style sheet for the direction of the language.
func (f frame) Style() string {
	if f.Dir == "rtl" {
		return f.Assets.StyleRTL
	}
	return f.Assets.Style
}

// Script is the address of the script, for a page with a form. Nothing needs
// it, and the other pages do without its weight.
func (f frame) Script() string {
	if bytes.Contains([]byte(f.Main), []byte("<form")) {
		return f.Assets.Script
	}
	return ""
}

// A view may say more than its template shows, by having these methods.
type (
	inLanguage interface{ PageLang() string } // "en" without it
	onChain    interface{ PageChain() Chain }
	hidden     interface{ NoIndex() bool } // search engines are asked to pass by
	private    interface{ NoStore() bool } // no cache keeps the page
	onDesk     interface{ OnDesk() bool }  // its examples have the back office around them
)

func (p *Page[V]) render(f frame, v V) ([]byte, error) {
	f.View, f.Lang, f.Dir = v, "en", "ltr"
	if told, ok := any(v).(inLanguage); ok && told.PageLang() != "" {
		f.Lang, f.Dir = told.PageLang(), Direction(told.PageLang())
	}
	if told, ok := any(v).(onChain); ok {
		f.Chain = told.PageChain()
	}
	if told, ok := any(v).(hidden); ok {
		f.NoIndex = told.NoIndex()
	}
	var main, whole bytes.Buffer
	if err := p.template.ExecuteTemplate(&main, "main", v); err != nil {
		return nil, err
	}
	f.Main = template.HTML(main.String()) // html/template has just made it safe
	err := p.template.ExecuteTemplate(&whole, "frame", f)
	return whole.Bytes(), err
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
	html, err := p.render(frame{Chrome: chromeOf(r.Context()), Path: r.URL.Path}, v)
	if err != nil {
		return fmt.Errorf("page %s: %w", p.name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if told, ok := any(v).(private); ok && told.NoStore() {
		h.Set("Cache-Control", "no-store")
	} else if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if told, ok := any(v).(hidden); ok && told.NoIndex() {
		h.Set("X-Robots-Tag", "noindex")
	}
	return send(w, r, status, html)
}

// send writes all of body at once, compressed if the browser takes that.
//
// Compressing a page that holds a secret beside text of a stranger's choosing
// would tell of the secret by its length. No page of ours shows the query of a
// request beside a secret, and none has a token against forged forms.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if small := squeeze(r, body); small != nil {
		h.Set("Content-Encoding", "gzip")
		body = small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(body)
	return err
}
