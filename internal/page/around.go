package page

import (
	"bytes"
	"html/template"
	"sync"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// around is what stands above and below the main part of a page.
type around struct{ Above, Below template.HTML }

// stand is all that around depends on for a visitor, if the address has no
// query. There are few of them: no request can add to their number, but by a
// language, and a place of the navigation.
type stand struct {
	lang, place string
	council     Council
}

// aroundFor renders what stands around f. Visitors see the same on thousands of
// pages, so it is kept for them; staff have their name and their own places
// there.
func aroundFor(f frame, words *locale.Printer) (around, error) {
	f.Languages = languagesOf(f.Lang, f.Query, f.Council.Demonstration)
	if awaitsReader(f.Lang) {
		f.Awaits = f.Languages[0].Href
	}
	if f.Cache == nil || f.Staff != nil || f.Query != "" {
		return makeAround(f, words)
	}
	key := stand{lang: f.Lang, council: f.Council}
	for _, place := range f.PublicPlaces() {
		if place.Current != "" {
			key.place += place.Href + " " + place.Current + "\n"
		}
	}
	if known, ok := f.Cache.frames.Load(key); ok {
		return known.(around), nil
	}
	made, err := makeAround(f, words)
	if err == nil {
		f.Cache.frames.Store(key, made)
	}
	return made, err
}

func makeAround(f frame, words *locale.Printer) (around, error) {
	made, ok := framesIn.Load(words.Lang())
	if !ok {
		t := template.Must(parts().Clone()) // nothing that was parsed once fails to be copied
		settle(t, words)
		made, _ = framesIn.LoadOrStore(words.Lang(), t.Funcs(funcsIn(words)))
	}
	var above, below bytes.Buffer
	if err := made.(*template.Template).ExecuteTemplate(&above, "above", f); err != nil {
		return around{}, err
	}
	err := made.(*template.Template).ExecuteTemplate(&below, "below", f)
	return around{template.HTML(above.String()), template.HTML(below.String())}, err // html/template has just made them safe
}

// framesIn are the parts in the languages of the interface, made when they are
// first wanted: language to *template.Template.
var framesIn sync.Map
