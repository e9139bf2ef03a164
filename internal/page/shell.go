package page

import (
	"bytes"
	"html/template"
	"sync"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// shell is what stands above and below the main part of a page.
type shell struct{ Above, Below template.HTML }

// shellKey is all that around depends on for a visitor, if the address has no
// query. There are few of them: no request can add to their number, but by a
// language, and a place of the navigation.
type shellKey struct {
	lang, place string
	council     Council
}

// shellFor renders what stands around f. Visitors see the same on thousands of
// pages, so it is kept for them; staff have their name and their own places
// there.
func shellFor(f frame, words *locale.Printer) (shell, error) {
	f.Languages = languageLinks(f.Lang, f.Query, f.Council.Demonstration)
	if isUnreviewed(f.Lang) {
		f.EnglishHref = f.Languages[0].Href
	}
	if f.Cache == nil || f.Staff != nil || f.Query != "" {
		return renderShell(f, words)
	}
	key := shellKey{lang: f.Lang, council: f.Council}
	for _, place := range f.PublicNav() {
		if place.Current != "" {
			key.place += place.Href + " " + place.Current + "\n"
		}
	}
	if known, ok := f.Cache.frames.Load(key); ok {
		return known.(shell), nil
	}
	made, err := renderShell(f, words)
	if err == nil {
		f.Cache.frames.Store(key, made)
	}
	return made, err
}

func renderShell(f frame, words *locale.Printer) (shell, error) {
	made, ok := shellTemplates.Load(words.Lang())
	if !ok {
		t := template.Must(baseTemplates().Clone()) // nothing that was parsed once fails to be copied
		inlineMessages(t, words)
		made, _ = shellTemplates.LoadOrStore(words.Lang(), t.Funcs(funcsIn(words)))
	}
	var above, below bytes.Buffer
	if err := made.(*template.Template).ExecuteTemplate(&above, "above", f); err != nil {
		return shell{}, err
	}
	err := made.(*template.Template).ExecuteTemplate(&below, "below", f)
	return shell{template.HTML(above.String()), template.HTML(below.String())}, err // html/template has just made them safe
}

// shellTemplates are the parts in the languages of the interface, made when they are
// first wanted: language to *template.Template.
var shellTemplates sync.Map
