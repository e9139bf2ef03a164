package editweb

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// maxListed is how many options of a field are a list of choices. More are found by typing a part of their name, with the
// suggestions of one datalist for the whole form.
var maxListed = map[edit.FieldKind]int{edit.Pick: 15, edit.Picks: 8}

// moreSuffix is behind the name of a field with several picks for the input that adds one.
const moreSuffix = "-more"

// suggestions is a datalist of the names of options.
type suggestions struct {
	ID    string
	Names []form.Option
}

func suggestionsID(field string) string { return "options-" + field }

// picker reads and shows fields for which something is picked by its name.
type picker struct {
	words   *locale.Printer
	labels  edit.Labels
	options map[string][]edit.Option // by field
	names   map[string][]string      // of the options of a field that are found by typing, as they are typed
	lists   map[string]string        // id of the suggestions of such a field: fields with the same options share them
}

// picker returns the picker for the page of r.
func (h *handlers) picker(r *http.Request) (*picker, error) {
	labels, options, err := h.records.Labels(r.Context(), site.Actor(r), h.kind)
	p := &picker{page.Printer(r), labels, options, map[string][]string{}, map[string]string{}}
	var searched []string // with options of their own
	for f := range h.kind.Inputs() {
		if !p.isSearched(f) || p.lists[f.Name] != "" {
			continue
		}
		p.names[f.Name] = optionNames(p.words, options[f.Name])
		same := func(name string) bool { return slices.Equal(p.names[name], p.names[f.Name]) }
		if i := slices.IndexFunc(searched, same); i >= 0 {
			p.lists[f.Name] = suggestionsID(searched[i])
			continue
		}
		searched, p.lists[f.Name] = append(searched, f.Name), suggestionsID(f.Name)
	}
	return p, err
}

// optionNames returns the names of options. Options with the same label have their value behind it.
func optionNames(words *locale.Printer, options []edit.Option) []string {
	names, count := make([]string, len(options)), map[string]int{}
	for i, o := range options {
		names[i] = o.Label.In(words)
		count[names[i]]++
	}
	for i, o := range options {
		if count[names[i]] > 1 {
			names[i] = fmt.Sprintf("%s (%s)", names[i], o.Value)
		}
	}
	return names
}

// isSearched reports whether the options of f are found by typing.
func (p *picker) isSearched(f *edit.Field) bool {
	most, picks := maxListed[f.Kind]
	return picks && len(p.options[f.Name]) > most
}

// shown returns the name of a value, or the value itself if it is no option.
func (p *picker) shown(f *edit.Field, value string) string {
	for i, o := range p.options[f.Name] {
		if o.Value == value {
			return p.names[f.Name][i]
		}
	}
	return value
}

// value returns the value of the option whose name was typed, or else what was typed.
func (p *picker) value(f *edit.Field, typed string) string {
	typed = strings.Join(strings.Fields(typed), " ")
	if !p.isSearched(f) || typed == "" {
		return typed
	}
	folded := locale.Fold(typed)
	for i, o := range p.options[f.Name] {
		if o.Value == typed || locale.Fold(strings.Join(strings.Fields(p.names[f.Name][i]), " ")) == folded {
			return o.Value
		}
	}
	return typed
}

// picked returns the values that were picked in the inputs with this name, each once.
func (p *picker) picked(f *edit.Field, typed url.Values, name string) (all []string) {
	for _, text := range append(slices.Clone(typed[name]), typed[name+moreSuffix]...) {
		if value := p.value(f, text); !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	return all
}

// search returns the input in which the name of an option is typed.
func (b *formBuilder) search(f *edit.Field, v edit.Values, name, wrong string) *form.Field {
	out := b.field(f, edit.Values{}, name, wrong)
	out.Kind, out.Options, out.List, out.Autocomplete = form.Text, nil, b.lists[f.Name], "off"
	out.Value = b.shown(f, v.Text(f.Name))
	if out.Hint == "" {
		out.Hint = b.words.Say("Type part of the name and choose from the list.")
	}
	return out
}

// picks returns the inputs for a field with several picks: boxes for those that are picked and, if there are many
// options, an input that adds another. Otherwise the boxes have all options.
func (b *formBuilder) picks(f *edit.Field, v edit.Values, name, wrong string) (all []*form.Field) {
	boxes := b.field(f, v, name, wrong)
	place := func(o form.Option) int {
		if at := slices.Index(v[f.Name], o.Value); at >= 0 {
			return at
		}
		return len(v[f.Name])
	}
	slices.SortStableFunc(boxes.Options, func(a, b form.Option) int { return place(a) - place(b) })
	if !b.isSearched(f) {
		return []*form.Field{boxes}
	}
	boxes.Options = boxes.Options[:len(v[f.Name])]
	more := b.search(f, edit.Values{}, name+moreSuffix, "")
	if len(boxes.Options) == 0 {
		more.Error = wrong
		return []*form.Field{more}
	}
	more.Label, more.Hint, more.Optional = b.words.Say("%s: add another", more.Label), "", true
	return []*form.Field{boxes, more}
}

// suggestions returns the datalists of the form of some parts of k, or of all of it if part is "".
func (p *picker) suggestions(k *edit.Kind, part string) (all []suggestions) {
	inputs := k.Inputs()
	if of, ok := k.Part(part); ok {
		inputs = of.Inputs()
	}
	for f := range inputs {
		id := p.lists[f.Name]
		if id == "" || slices.ContainsFunc(all, func(s suggestions) bool { return s.ID == id }) {
			continue
		}
		list := suggestions{ID: id}
		for i, o := range p.options[f.Name] {
			list.Names = append(list.Names, form.Option{Value: p.names[f.Name][i], Lang: o.Lang})
		}
		all = append(all, list)
	}
	return all
}
