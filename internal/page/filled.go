package page

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Filling describes a page that is the same for many readers but for a few values. See Page.WriteFilled.
type Filling[V any] struct {
	Lang   string  // of the edition that the page shows, as PageLang of the view
	Key    any     // comparable; all that the view depends on but for Values
	Values []Value // what differs from reader to reader
	// View makes the view. It is called with other values than Values, to find out where the page shows them.
	View func(values []string) V
}

// Value is a text that the templates write as it is. Two kinds of text are: see Token and Base64.
type Value struct {
	text   string
	base64 bool
}

// Token returns a value of letters, digits and -._ only: a code, or a part of a path.
func Token(text string) Value { return Value{text: text} }

// Base64 returns bytes in base64 as a value that a view shows as a template.URL, as in data:image/svg+xml;base64,….
func Base64(data []byte) Value {
	// html/template would write + as &#43;
	return Value{strings.ReplaceAll(base64.StdEncoding.EncodeToString(data), "+", "%2B"), true}
}

// isPlain reports whether html/template writes v as it is wherever a value of its kind may be.
func (v Value) isPlain() bool {
	for i := range len(v.text) {
		switch c := v.text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '.', c == '_':
			if v.base64 {
				return false
			}
		case c == '/', c == '=', c == '%':
			if !v.base64 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// filledPage is a page with gaps.
type filledPage struct {
	fixed [][]byte // one more than there are gaps
	gaps  []int    // index of the value that belongs in each
}

// fill writes the page with values to b.
func (f *filledPage) fill(b *bytes.Buffer, values []Value) {
	for i, part := range f.fixed {
		b.Write(part)
		if i < len(f.gaps) {
			b.WriteString(values[f.gaps[i]].text)
		}
	}
}

// filledPages caches pages with gaps.
type filledPages struct {
	pages sync.Map // filledKey to *filledPage
	n     atomic.Int64
}

// maxFilled bounds the cache, because its keys have texts that officers change.
const maxFilled = 200

// filledKey is all that a page with gaps depends on.
type filledKey struct {
	page, key any
	shell     shellKey
	feed      string
	gallery   bool
	empty     string // which values are empty
}

// WriteFilled is Write for a page of which only short values differ from reader to reader. The rest is rendered once for
// each f.Key. What is sent is what Write would send.
func (p *Page[V]) WriteFilled(w http.ResponseWriter, r *http.Request, status int, f Filling[V]) error {
	chrome, words := chromeOf(r.Context()), PrinterForEdition(r, f.Lang)
	page, err := p.filled(chrome, r, words, f)
	if err != nil {
		return fmt.Errorf("page %s: %w", p.name, err)
	}
	if page == nil {
		return p.write(w, r, chrome, status, f.View(texts(f.Values)))
	}
	whole, giveBack := p.buffer()
	defer giveBack()
	page.fill(whole, f.Values)
	var empty V
	return p.send(w, r, status, words, empty, whole.Bytes())
}

// filled returns the page with gaps, or nil if it has to be rendered.
func (p *Page[V]) filled(chrome Chrome, r *http.Request, words *locale.Printer, f Filling[V]) (*filledPage, error) {
	var empty V
	plain := !slices.ContainsFunc(f.Values, func(v Value) bool { return !v.isPlain() })
	if chrome.Cache == nil || chrome.Staff != nil || Asked(r, isPrivate(empty)) != "" || !plain {
		return nil, nil
	}
	key := filledKey{page: p, key: f.Key, feed: chrome.Feed, gallery: chrome.Gallery,
		shell: shellKeyFor(frame{Chrome: chrome, Path: r.URL.Path, Lang: words.Lang()})}
	for i, v := range f.Values {
		if v.text == "" {
			key.empty += strconv.Itoa(i) + " "
		}
	}
	cache := &chrome.Cache.filled
	if known, ok := cache.pages.Load(key); ok {
		return known.(*filledPage), nil
	}
	made, err := p.makeFilled(chrome, r, words, f)
	if err != nil || made == nil {
		return nil, err
	}
	if cache.n.Add(1) > maxFilled {
		cache.pages.Clear()
		cache.n.Store(1)
	}
	cache.pages.Store(key, made)
	return made, nil
}

// makeFilled renders the page with marks in place of the values, and cuts it at the marks. It returns nil if the result
// is not what the templates make of the values.
func (p *Page[V]) makeFilled(chrome Chrome, r *http.Request, words *locale.Printer, f Filling[V]) (*filledPage, error) {
	render := func(values []string) ([]byte, error) {
		var whole bytes.Buffer
		err := p.render(&whole, frame{Chrome: chrome, Path: r.URL.Path}, words, f.View(values))
		return whole.Bytes(), err
	}
	secret := make([]byte, 12)
	rand.Read(secret) // so that no text of the page can contain a mark
	prefix := "m" + hex.EncodeToString(secret)
	marks := make([]string, len(f.Values))
	for i, v := range f.Values {
		if v.text != "" {
			marks[i] = fmt.Sprintf("%s%03dm", prefix, i)
		}
	}
	marked, err := render(marks)
	if err != nil {
		return nil, err
	}
	made := cutAtMarks(marked, prefix)
	var filled bytes.Buffer
	made.fill(&filled, f.Values)
	whole, err := render(texts(f.Values))
	if err != nil || !bytes.Equal(whole, filled.Bytes()) {
		return nil, err
	}
	return made, nil
}

// cutAtMarks returns the page with gaps where it has marks, which are prefix, three digits and a letter.
func cutAtMarks(marked []byte, prefix string) *filledPage {
	var made filledPage
	for {
		before, after, found := bytes.Cut(marked, []byte(prefix))
		made.fixed = append(made.fixed, bytes.Clone(before))
		if !found {
			return &made
		}
		i, _ := strconv.Atoi(string(after[:3]))
		made.gaps = append(made.gaps, i)
		marked = after[4:]
	}
}

func texts(values []Value) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = v.text
	}
	return all
}
