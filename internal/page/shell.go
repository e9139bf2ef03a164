package page

import (
	"bytes"
	"html/template"
	"sync"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// shell is the header and footer of a page.
type shell struct{ Above, Below template.HTML }

// shellKey is everything that the shell depends on for visitors, if the URL has no query. The number of keys is
// bounded by the languages and the links of the navigation.
type shellKey struct {
	lang, place string
	slim        bool
	council     Council
}

// shellFor renders the shell of f. For visitors it is the same on many pages, so it is cached. For staff it contains
// their name.
func shellFor(f frame, words *locale.Printer) (shell, error) {
	f.Languages = languageLinks(f.Lang, f.Query, f.Gallery, f.Council.Languages)
	if isUnreviewed(f.Lang) {
		f.EnglishHref = f.Languages[0].Href
	}
	if f.Cache == nil || f.Staff != nil || f.Query != "" {
		return renderShell(f, words)
	}
	key := shellKeyFor(f)
	if known, ok := f.Cache.frames.Load(key); ok {
		return known.(shell), nil
	}
	made, err := renderShell(f, words)
	if err == nil {
		f.Cache.frames.Store(key, made)
	}
	return made, err
}

func shellKeyFor(f frame) shellKey {
	key := shellKey{lang: f.Lang, slim: f.Slim, council: f.Council}
	for _, place := range f.PublicNav() {
		if place.Current != "" {
			key.place += place.Href + " " + place.Current + "\n"
		}
	}
	return key
}

func renderShell(f frame, words *locale.Printer) (shell, error) {
	made, ok := shellTemplates.Load(words.Lang())
	if !ok {
		t := template.Must(baseTemplates().Clone()) // Clone fails only after execution
		inlineMessages(t, words)
		made, _ = shellTemplates.LoadOrStore(words.Lang(), t.Funcs(funcsIn(words)))
	}
	var above, below bytes.Buffer
	if err := made.(*template.Template).ExecuteTemplate(&above, "above", f); err != nil {
		return shell{}, err
	}
	err := made.(*template.Template).ExecuteTemplate(&below, "below", f)
	return shell{template.HTML(above.String()), template.HTML(below.String())}, err // output of html/template
}

// shellTemplates are the templates in the languages of the interface, made on first use: language to
// *template.Template.
var shellTemplates sync.Map
