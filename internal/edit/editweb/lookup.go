package editweb

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// maxFound is how many options are listed that have what was typed in their names.
const maxFound = 20

// The inputs of a field of which the options are looked up, behind its name: what was searched for, what was picked of that,
// and what was picked before.
const (
	askedSuffix = "-asked"
	foundSuffix = "-found"
	wasSuffix   = "-was"
)

// searchPrefix begins the value of the button that searches, before the name of the input.
const searchPrefix = "find-"

// lookUpName and wordsName are the parameters with which the script looks up the options of a field that have words.
const (
	lookUpName = "find"
	wordsName  = "words"
)

// search is what the button of an input searches for.
type search struct{ name, typed string }

func searchedBy(button string) string {
	if name, ok := strings.CutPrefix(button, searchPrefix); ok {
		return name
	}
	return ""
}

// searches reports whether the button searches in an input of the field called name, and notes what was typed.
func (p *picker) searches(f *edit.Field, typed url.Values, name string) bool {
	if f.Kind == edit.Picks {
		name += moreSuffix
	}
	if p.search.name != name {
		return false
	}
	p.search.typed = strings.Join(strings.Fields(typed.Get(name)), " ")
	return true
}

// asked reports whether what is typed into an input was searched for, so that one of the matches answers it.
func (p *picker) asked(f *edit.Field, typed url.Values, name string) bool {
	if p.searches(f, typed, name) {
		return true
	}
	input := name
	if f.Kind == edit.Picks {
		input += moreSuffix
	}
	return typed.Has(name+askedSuffix) && strings.Join(strings.Fields(typed.Get(input)), " ") == typed.Get(name+askedSuffix)
}

// pick returns the value that was picked in the inputs of a field with this name. If nothing was picked of what was found,
// it is what was picked before.
func (p *picker) pick(f *edit.Field, typed url.Values, name string) string {
	value := p.value(f, typed.Get(name))
	if !p.isLookedUp(f) || !p.asked(f, typed, name) {
		return value
	}
	if found := typed.Get(name + foundSuffix); found != "" && !p.searches(f, typed, name) {
		return p.value(f, found)
	}
	if p.isOption(f, value) {
		return value
	}
	return p.value(f, typed.Get(name+wasSuffix))
}

// isOption reports whether f has the value. Those that are looked up have been.
func (p *picker) isOption(f *edit.Field, value string) bool { return p.labels[f.Name][value] != nil }

// submittedPicks returns the values of looked up options that a form has submitted, in rows or not, by field.
func submittedPicks(k *edit.Kind, typed url.Values) edit.Values {
	v := edit.Values{}
	for f := range k.Inputs() {
		if f.Lookup == nil {
			continue
		}
		for name, values := range typed {
			name = strings.TrimSuffix(strings.TrimSuffix(name, wasSuffix), foundSuffix)
			if name == f.Name || strings.HasSuffix(name, "-"+f.Name) {
				v.Set(f.Name, append(v[f.Name], values...)...)
			}
		}
	}
	return v
}

// lookUp returns the value of the only option with this value or name, or else what was typed.
func (p *picker) lookUp(f *edit.Field, typed string) string {
	var found []edit.Option
	folded := foldName(typed)
	err := p.each(f, func(o edit.Option) bool {
		name := o.Label.In(p.words)
		switch {
		case o.Value == typed || nameWithValue(name, o) == typed:
			found = []edit.Option{o}
			return false
		case foldName(name) == folded:
			found = append(found, o)
		}
		return true
	})
	if err != nil {
		p.err = err
	}
	if len(found) != 1 {
		return typed
	}
	p.offered.Add(f, found[0])
	p.names[f.Name] = optionNames(p.words, p.offered.Options[f.Name])
	return found[0].Value
}

// matches returns the first options whose names have the words that were typed, and whether there are more.
func (p *picker) matches(f *edit.Field, typed string) (all []edit.Option, more bool) {
	err := p.each(f, func(o edit.Option) bool {
		if !locale.HasWords(o.Label.In(p.words), typed) {
			return true
		}
		if more = len(all) == maxFound; !more {
			all = append(all, o)
		}
		return !more
	})
	if err != nil {
		p.err = err
	}
	return all, more
}

// found returns the choices between what the button found for the input of f, and what is kept while they are shown.
func (b *formBuilder) found(f *edit.Field, v edit.Values, name string) []*form.Field {
	input := name
	if f.Kind == edit.Picks {
		input += moreSuffix
	}
	if b.search.name != input || !b.isLookedUp(f) {
		return nil
	}
	matches, more := b.matches(f, b.search.typed)
	kept := []*form.Field{{Kind: form.Hidden, Name: name + askedSuffix, Value: b.search.typed}}
	out := &form.Field{Kind: form.Radios, ID: name + foundSuffix, Name: name + foundSuffix, LabelSize: "s",
		Label: b.words.Say("Found for “%s”", b.search.typed)}
	if f.Kind == edit.Picks { // they are boxes of the field itself
		out.Kind, out.Name = form.Checkboxes, name
		matches = slices.DeleteFunc(matches, func(o edit.Option) bool { return slices.Contains(v[f.Name], o.Value) })
	}
	switch {
	case len(matches) == 0:
		out.Kind, out.Body = form.Panel, b.words.Say("No name has these words. Type others and select Search.")
	case more:
		out.Hint = b.words.Say("These are the first %d. Type more of the name to find others.", maxFound)
	}
	for i, name := range optionNames(b.words, matches) {
		out.Options = append(out.Options, form.Option{Value: matches[i].Value, Label: name, Lang: matches[i].Lang})
	}
	return append(kept, out)
}

// before returns the hidden input with what is picked in the input of f.
func (b *formBuilder) before(f *edit.Field, v edit.Values, name string) []*form.Field {
	if value := v.Text(f.Name); b.isLookedUp(f) && b.isOption(f, value) {
		return []*form.Field{{Kind: form.Hidden, Name: name + wasSuffix, Value: value}}
	}
	return nil
}

// searchesIn reports whether the button searches in one of the inputs of a row, whose names begin with prefix.
func (p *picker) searchesIn(prefix string) bool { return strings.HasPrefix(p.search.name, prefix) }

// renumber is called if row n of a list becomes row to, because blank rows before it are left out.
func (p *picker) renumber(list string, n, to int) {
	if input, ok := strings.CutPrefix(p.search.name, edit.RowName(list, n, "")); ok {
		p.search.name = edit.RowName(list, to, input)
	}
}

// lookedUp is an option that the script shows.
type lookedUp struct {
	Name string `json:"name"`
	Lang string `json:"lang,omitempty"`
}

// writeMatches answers the script, which looks up the options of a field.
func (h *handlers) writeMatches(w http.ResponseWriter, r *http.Request) error {
	all := []lookedUp{}
	for f := range h.kind.Inputs() {
		if f.Name != r.URL.Query().Get(lookUpName) || maxListed[f.Kind] == 0 {
			continue
		}
		p := &picker{words: page.Printer(r), each: h.eachOption(r.Context(), r)}
		matches, _ := p.matches(f, r.URL.Query().Get(wordsName))
		if p.err != nil {
			return p.err
		}
		for i, name := range optionNames(p.words, matches) {
			all = append(all, lookedUp{name, matches[i].Lang})
		}
		break
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(all)
}
