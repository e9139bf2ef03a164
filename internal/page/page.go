// Package page renders views as HTML with the components of govuk-frontend. It knows no feature.
package page

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
)

//go:embed templates/*.html templates/pages/*.html
var templateFiles embed.FS

// Page is a template bound to the type of its view.
type Page[V any] struct {
	name       string
	parsed     func() *template.Template // made on first use; never executed, so that it can be cloned
	byLanguage sync.Map                  // Printer.Variant to *localisedTemplate, made on first use
	examples   []V
	buffers    sync.Pool // of *bytes.Buffer: see buffer
}

// New returns the page of the template name. The templates in the folder "parts" beside it can be used by all pages of
// a feature.
//
// The template is parsed when the page is first written: the templates of all pages take more memory than the rest of
// the program, and commands need none of them. A test renders all examples of every page (see All), which finds a
// template that uses a field that V does not have. An example only checks the branches that it takes: every {{if}}
// needs an example for each side.
func New[V any](files fs.FS, name string, example V, more ...V) *Page[V] {
	p := &Page[V]{name: name, examples: append([]V{example}, more...)}
	p.parsed = sync.OnceValue(func() *template.Template { return parseTemplate(files, name) })
	register(p)
	return p
}

// Exampled is a page with examples. Every *Page is one.
type Exampled interface {
	Name() string
	// ExamplesIn renders every example in a language. It panics if that fails.
	ExamplesIn(*locale.Printer) []string
}

var registered struct {
	mu    sync.Mutex
	pages []Exampled // guarded by mu
}

func register(p Exampled) {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	registered.pages = append(registered.pages, p)
}

// All returns every page that the program has.
func All() []Exampled {
	registered.mu.Lock()
	defer registered.mu.Unlock()
	return slices.Clone(registered.pages)
}

// parseTemplate parses the template name and the parts beside it. It panics if that fails.
func parseTemplate(files fs.FS, name string) *template.Template {
	t := template.Must(baseTemplates().Clone())
	sources := []fs.FS{files}
	if f, ok := files.(withParts); ok {
		sources = append(f.parts, f.FS)
	}
	for _, source := range sources {
		if parts, err := fs.Glob(source, path.Dir(name)+"/parts/*.html"); err == nil && len(parts) > 0 {
			template.Must(t.ParseFS(source, parts...))
		}
	}
	return template.Must(t.ParseFS(files, name))
}

// WithParts returns files for New, whose pages can also use the templates in the folders "parts" of others: those of a package
// that several features share.
func WithParts(files fs.FS, others ...fs.FS) fs.FS { return withParts{files, others} }

type withParts struct {
	fs.FS
	parts []fs.FS
}

// forLanguage returns the template in the language of words.
func (p *Page[V]) forLanguage(words *locale.Printer) *localisedTemplate {
	if t, ok := p.byLanguage.Load(words.Variant()); ok {
		return t.(*localisedTemplate)
	}
	t := template.Must(p.parsed().Clone()) // Clone fails only after execution
	main := untranslatedLang(t, words)
	inlineMessages(t, words)
	localised, _ := p.byLanguage.LoadOrStore(words.Variant(), &localisedTemplate{t.Funcs(funcsIn(words)), main})
	return localised.(*localisedTemplate)
}

// baseTemplates are the frame and the components, parsed once.
var baseTemplates = sync.OnceValue(func() *template.Template {
	t := template.Must(template.New("").Funcs(funcsIn(nil)).ParseFS(templateFiles, "templates/*.html"))
	return template.Must(t.ParseFS(chart.Templates, "templates/*.html"))
})

// Name returns the package of the view and the name of the template, like "consultweb/list".
func (p *Page[V]) Name() string {
	pkg, _, _ := strings.Cut(fmt.Sprintf("%T", p.examples[0]), ".")
	return pkg + "/" + strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
}

// Examples renders every example in English.
func (p *Page[V]) Examples() []string { return p.ExamplesIn(nil) }

// ExamplesIn renders every example in the language of words.
func (p *Page[V]) ExamplesIn(words *locale.Printer) []string {
	var all []string
	for i, v := range p.examples {
		view, ok := any(v).(staffPage)
		var whole bytes.Buffer
		if err := p.render(&whole, frame{Chrome: exampleChrome(ok && view.IsStaffPage())}, words, v); err != nil {
			panic(fmt.Sprintf("page %s, example %d: %v", p.name, i, err))
		}
		all = append(all, whole.String())
	}
	return all
}

// frame is the data of the frame template.
type frame struct {
	Chrome
	Lang, Dir   string // language of the interface; direction of the content
	Path        string
	Query       string // of the request, as far as the page may repeat it
	Languages   []languageLink
	MainLang    string // of the main part, if it is not translated
	EnglishHref string // URL of the page in English, if this translation is not checked
	Chain       Chain
	Beside      *Menu // beside the page; nil if it has none
	NoIndex     bool
	Slim        bool           // a low header without navigation
	Description string         // for search engines, or ""
	Mixed       locale.Message // says that the page, or a part of it, is in another language than the reader's; nil if not
	View        any
	Main        template.HTML // the rendered view
	say         func(string) string
	shell
}

// DescriptionTag returns the description as an element of the head, or "". It is made here because templates have no
// actions in meta elements.
func (f frame) DescriptionTag() template.HTML {
	if f.Description == "" {
		return ""
	}
	return template.HTML(`<meta name="description" content="` + template.HTMLEscapeString(f.Description) + "\">\n")
}

// Style returns the URL of the style sheet for the direction of the page.
func (f frame) Style() string {
	if f.Dir == "rtl" {
		return f.Assets.StyleRTL
	}
	return f.Assets.Style
}

// Script returns the URL of the script if the page has a form, and "" otherwise. Pages work without it.
func (f frame) Script() string {
	if strings.Contains(string(f.Main), "<form") {
		return f.Assets.Script
	}
	return ""
}

// Scripts returns the URLs of further scripts that the view asks for.
func (f frame) Scripts() []string {
	if view, ok := f.View.(hasScripts); ok {
		return view.Scripts(f.Assets)
	}
	return nil
}

// A view can have these methods to set properties of its page.
type (
	hasLanguage interface{ PageLang() string } // the page shows an edition in this language
	hasChain    interface{ PageChain() Chain }
	noIndexView interface{ NoIndex() bool }           // asks search engines not to index the page
	slimView    interface{ Slim() bool }              // the header and banners are one line each
	noStoreView interface{ NoStore() bool }           // no cache may store the page
	staffPage   interface{ IsStaffPage() bool }       // the examples have the frame of the staff area
	hasScripts  interface{ Scripts(Assets) []string } // the page has scripts of its own

	hasDescription interface{ PageDescription() string } // says in a sentence what the page is about, for search engines
)

// render writes the whole page to the empty buffer whole.
func (p *Page[V]) render(whole *bytes.Buffer, f frame, words *locale.Printer, v V) error {
	f.View, f.Lang, f.Dir, f.say = v, words.Lang(), "ltr", func(text string) string { return words.Say(text) }
	if words.RTL() {
		f.Dir = "rtl"
	}
	if lang := viewLang(v); lang != "" {
		f.Dir = locale.Direction(lang) // the layout follows the content
	}
	if view, ok := any(v).(hasChain); ok {
		f.Chain = view.PageChain()
	}
	if view, ok := any(v).(noIndexView); ok {
		f.NoIndex = view.NoIndex()
	}
	if view, ok := any(v).(slimView); ok {
		f.Slim = view.Slim()
	}
	if view, ok := any(v).(hasDescription); ok {
		f.Description = view.PageDescription()
	}
	t := p.forLanguage(words)
	if err := t.ExecuteTemplate(whole, "main", v); err != nil {
		return err
	}
	f.MainLang = t.mainLang
	f.Main = template.HTML(withoutLink(whole.String(), f.Crumbs())) // output of html/template
	f.Mixed = otherLanguage(words, cmp.Or(viewLang(v), t.mainLang), whole.Bytes())
	whole.Reset()
	var err error
	if f.shell, err = shellFor(f, words); err != nil {
		return err
	}
	return t.ExecuteTemplate(whole, "frame", f)
}

// buffer returns an empty buffer from the pool. Call giveBack when the page has been sent.
func (p *Page[V]) buffer() (whole *bytes.Buffer, giveBack func()) {
	whole, ok := p.buffers.Get().(*bytes.Buffer)
	if !ok {
		whole = new(bytes.Buffer)
	}
	return whole, func() {
		if whole.Cap() <= maxPooledBuffer {
			whole.Reset()
			p.buffers.Put(whole)
		}
	}
}

// maxPooledBuffer is the capacity in bytes of the largest buffer that is pooled.
const maxPooledBuffer = 1 << 20

// isPrivate reports whether no cache may store v.
func isPrivate(v any) bool {
	view, ok := v.(noStoreView)
	return ok && view.NoStore()
}

// viewLang returns the language of the edition that v shows, or "".
func viewLang(v any) string {
	if view, ok := v.(hasLanguage); ok {
		return view.PageLang()
	}
	return ""
}

// Write sends the page for v. Nothing is sent until all of it is rendered, so that an error gives an error page
// instead of half a page.
func (p *Page[V]) Write(w http.ResponseWriter, r *http.Request, status int, v V) error {
	return p.write(w, r, chromeOf(r.Context()), status, v)
}

func (p *Page[V]) write(w http.ResponseWriter, r *http.Request, chrome Chrome, status int, v V) error {
	words := PrinterForEdition(r, viewLang(v))
	whole, giveBack := p.buffer()
	defer giveBack()
	f := frame{Chrome: chrome, Path: r.URL.Path, Query: Asked(r, isPrivate(v))}
	if view, ok := any(v).(staffPage); ok && view.IsStaffPage() && chrome.Menu != nil {
		menu, err := chrome.Menu(r)
		if err != nil {
			return err
		}
		if menu != nil {
			menu.Path = r.URL.Path
			f.Beside = menu
		}
	}
	if err := p.render(whole, f, words, v); err != nil {
		return fmt.Errorf("page %s: %w", p.name, err)
	}
	return p.send(w, r, status, words, v, whole.Bytes())
}

// send sends a rendered page with the headers for views such as v.
func (p *Page[V]) send(w http.ResponseWriter, r *http.Request, status int, words *locale.Printer, v V, whole []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", words.Lang())
	h.Add("Vary", "Accept-Language")
	h.Add("Vary", "Cookie")
	if isPrivate(v) {
		h.Set("Cache-Control", "no-store")
	} else if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	if view, ok := any(v).(noIndexView); ok && view.NoIndex() {
		h.Set("X-Robots-Tag", "noindex")
	}
	return Send(w, r, status, whole)
}

// Send sends body, compressed if the request accepts it.
//
// The length of a compressed page can reveal a secret in it if an attacker can put text of their choice on the same
// page. So pages with secrets never repeat the query (see Asked), and forgeries are prevented without tokens.
func Send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if small := gzipBody(r, body); small != nil {
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
