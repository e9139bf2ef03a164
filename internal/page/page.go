// Package page renders views as HTML with the frame and the components of
// govuk-frontend. It knows no feature.
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

	"github.com/folkmoot/folkmoot/internal/locale"
)

//go:embed templates/*.html templates/pages/*.html
var templateFiles embed.FS

// Page is a template bound to the type of what it shows.
type Page[V any] struct {
	name       string
	parsed     *template.Template // never executed, so that it can be cloned
	byLanguage sync.Map           // language to *bound, made when it is first wanted
	examples   []V
	buffers    sync.Pool // of *bytes.Buffer: see buffer
}

// New parses the file name of files into the frame of the house, and renders
// each example. It panics if that fails, so that a template which asks for a
// field that V does not have is found when the program starts. Examples show
// only the branches that they enter: every "if" wants one for each side.
func New[V any](files fs.FS, name string, example V, more ...V) *Page[V] {
	t := template.Must(baseTemplates().Clone())
	p := &Page[V]{name: name, parsed: template.Must(t.ParseFS(files, name)), examples: append([]V{example}, more...)}
	p.Examples()
	return p
}

// forLanguage returns the template whose words are said by words.
func (p *Page[V]) forLanguage(words *locale.Printer) *localisedTemplate {
	if t, ok := p.byLanguage.Load(words.Lang()); ok {
		return t.(*localisedTemplate)
	}
	t := template.Must(p.parsed.Clone()) // nothing that was parsed once fails to be copied
	main := untranslatedLang(t, words)
	inlineMessages(t, words)
	made, _ := p.byLanguage.LoadOrStore(words.Lang(), &localisedTemplate{t.Funcs(funcsIn(words)), main})
	return made.(*localisedTemplate)
}

// baseTemplates are the frame and the partials, parsed once.
var baseTemplates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(funcsIn(nil)).ParseFS(templateFiles, "templates/*.html"))
})

// Name names the page after the package of its view and the file of its
// template: "consultweb/list".
func (p *Page[V]) Name() string {
	room, _, _ := strings.Cut(fmt.Sprintf("%T", p.examples[0]), ".")
	return room + "/" + strings.TrimSuffix(path.Base(p.name), path.Ext(p.name))
}

// Examples renders every example in English.
func (p *Page[V]) Examples() []string { return p.ExamplesIn(nil) }

// ExamplesIn renders every example in the language of words.
func (p *Page[V]) ExamplesIn(words *locale.Printer) []string {
	var all []string
	for i, v := range p.examples {
		told, ok := any(v).(staffPage)
		var whole bytes.Buffer
		if err := p.render(&whole, frame{Chrome: exampleChrome(ok && told.IsStaffPage())}, words, v); err != nil {
			panic(fmt.Sprintf("page %s, example %d: %v", p.name, i, err))
		}
		all = append(all, whole.String())
	}
	return all
}

// frame is what every page has around it.
type frame struct {
	Chrome
	Lang, Dir   string // the language of the interface; the direction of what is read
	Path        string
	Query       string // of the address, as far as it may stand on the page
	Languages   []languageLink
	MainLang    string // of the main part, where it is not translated
	EnglishHref string // the address of this page in English, if nobody has read this translation yet
	Chain       Chain
	NoIndex     bool
	View        any
	Main        template.HTML // the view, rendered
	shell
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
	if strings.Contains(string(f.Main), "<form") {
		return f.Assets.Script
	}
	return ""
}

// Scripts are the addresses of further scripts, for a view that says that it
// needs them.
func (f frame) Scripts() []string {
	if told, ok := f.View.(hasScripts); ok {
		return told.Scripts(f.Assets)
	}
	return nil
}

// A view may say more than its template shows, by having these methods.
type (
	hasLanguage interface{ PageLang() string } // it shows an edition in this language
	hasChain    interface{ PageChain() Chain }
	noIndexView interface{ NoIndex() bool }           // search engines are asked to pass by
	noStoreView interface{ NoStore() bool }           // no cache keeps the page
	staffPage   interface{ IsStaffPage() bool }       // its examples have the back office around them
	hasScripts  interface{ Scripts(Assets) []string } // it has scripts of its own
)

// render writes the whole page into whole, which is empty.
func (p *Page[V]) render(whole *bytes.Buffer, f frame, words *locale.Printer, v V) error {
	f.View, f.Lang, f.Dir = v, words.Lang(), "ltr"
	if words.RTL() {
		f.Dir = "rtl"
	}
	if lang := viewLang(v); lang != "" {
		f.Dir = Direction(lang) // the page is laid out for what is read on it
	}
	if told, ok := any(v).(hasChain); ok {
		f.Chain = told.PageChain()
	}
	if told, ok := any(v).(noIndexView); ok {
		f.NoIndex = told.NoIndex()
	}
	t := p.forLanguage(words)
	if err := t.ExecuteTemplate(whole, "main", v); err != nil {
		return err
	}
	f.MainLang = t.mainLang
	f.Main = template.HTML(whole.String()) // html/template has just made it safe
	whole.Reset()
	var err error
	if f.shell, err = shellFor(f, words); err != nil {
		return err
	}
	return t.ExecuteTemplate(whole, "frame", f)
}

// buffer returns an empty buffer, as large as the last page like this one took.
// Whoever took it gives it back when the page is sent.
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

// maxPooledBuffer is how large a buffer may be that is kept for the next page.
const maxPooledBuffer = 1 << 20

// isPrivate reports whether no cache may keep v.
func isPrivate(v any) bool {
	told, ok := v.(noStoreView)
	return ok && told.NoStore()
}

// viewLang is the language of the edition that v shows, or "".
func viewLang(v any) string {
	if told, ok := v.(hasLanguage); ok {
		return told.PageLang()
	}
	return ""
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
	chrome, words := chromeOf(r.Context()), PrinterForEdition(r, viewLang(v))
	whole, giveBack := p.buffer()
	defer giveBack()
	err := p.render(whole, frame{Chrome: chrome, Path: r.URL.Path, Query: Asked(r, isPrivate(v))}, words, v)
	if err != nil {
		return fmt.Errorf("page %s: %w", p.name, err)
	}
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
	if told, ok := any(v).(noIndexView); ok && told.NoIndex() {
		h.Set("X-Robots-Tag", "noindex")
	}
	return Send(w, r, status, whole.Bytes())
}

// Send writes all of body at once, compressed if the browser takes that.
//
// Compressing a page that holds a secret beside text of a stranger's choosing
// would tell of the secret by its length. No page of ours shows the query of a
// request beside a secret, and none has a token against forged forms.
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
