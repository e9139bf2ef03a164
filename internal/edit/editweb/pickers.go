package editweb

import (
	"context"
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
// suggestions of one datalist for the whole form, or by looking them up if there are more than edit.MaxSuggested.
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
	offered *edit.Offered
	names   map[string][]string // of the options of a field that are found by typing, as they are typed
	lists   map[string]string   // id of the suggestions of such a field: fields with the same options share them

	each   func(f *edit.Field, fn func(edit.Option) bool) error // calls fn with the options of f
	search search                                               // of the button that was pressed
	err    error                                                // of looking something up
}

// picker returns the picker for the page of r, which shows chosen.
func (h *handlers) picker(r *http.Request, chosen ...edit.Values) (*picker, error) {
	by, kind := site.Actor(r), *h.kind
	if part, ok := h.part(r); ok {
		kind.Fields = nil
		for _, f := range part.Fields {
			kind.Fields = append(kind.Fields, *f)
		}
	}
	offered, err := h.records.Offered(r.Context(), by, &kind, append(chosen, submittedPicks(&kind, r.PostForm))...)
	if err != nil {
		return nil, err
	}
	p := &picker{words: page.Printer(r), labels: offered.Labels, offered: offered, names: map[string][]string{}, lists: map[string]string{},
		each: h.eachOption(r.Context(), r), search: search{name: searchedBy(r.PostForm.Get("do"))}}
	var searched []string // with options of their own
	for f := range kind.Inputs() {
		if !p.isSearched(f) || p.lists[f.Name] != "" {
			continue
		}
		p.names[f.Name] = optionNames(p.words, offered.Options[f.Name])
		if p.isLookedUp(f) {
			continue
		}
		same := func(name string) bool { return slices.Equal(p.names[name], p.names[f.Name]) }
		if i := slices.IndexFunc(searched, same); i >= 0 {
			p.lists[f.Name] = suggestionsID(searched[i])
			continue
		}
		searched, p.lists[f.Name] = append(searched, f.Name), suggestionsID(f.Name)
	}
	return p, nil
}

func (h *handlers) eachOption(ctx context.Context, r *http.Request) func(*edit.Field, func(edit.Option) bool) error {
	return func(f *edit.Field, fn func(edit.Option) bool) error {
		return h.records.EachOption(ctx, site.Actor(r), f, fn)
	}
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
			names[i] = nameWithValue(names[i], o)
		}
	}
	return names
}

func nameWithValue(name string, o edit.Option) string { return fmt.Sprintf("%s (%s)", name, o.Value) }

// isSearched reports whether the options of f are found by typing.
func (p *picker) isSearched(f *edit.Field) bool {
	most, picks := maxListed[f.Kind]
	return picks && (p.isLookedUp(f) || len(p.offered.Options[f.Name]) > most)
}

// isLookedUp reports whether the form does not have all options of f.
func (p *picker) isLookedUp(f *edit.Field) bool {
	_, picks := maxListed[f.Kind]
	return picks && p.offered.Many[f.Name]
}

// shown returns the name of a value, or the value itself if it is no option.
func (p *picker) shown(f *edit.Field, value string) string {
	for i, o := range p.offered.Options[f.Name] {
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
	folded := foldName(typed)
	for i, o := range p.offered.Options[f.Name] {
		if o.Value == typed || foldName(p.names[f.Name][i]) == folded {
			return o.Value
		}
	}
	if p.isLookedUp(f) && f.Lookup != nil {
		return p.lookUp(f, typed)
	}
	return typed
}

func foldName(name string) string { return locale.Fold(strings.Join(strings.Fields(name), " ")) }

// picked returns the values that were picked in the inputs with this name, each once.
func (p *picker) picked(f *edit.Field, typed url.Values, name string) (all []string) {
	texts := slices.Clone(typed[name])
	if !p.asked(f, typed, name) {
		texts = append(texts, typed[name+moreSuffix]...)
	}
	for _, text := range texts {
		if value := p.value(f, text); !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	return all
}

// input returns the input in which the name of an option is typed.
func (b *formBuilder) input(f *edit.Field, v edit.Values, name, wrong string) *form.Field {
	out := b.field(f, edit.Values{}, name, wrong)
	out.Kind, out.Options, out.List, out.Autocomplete = form.Text, nil, b.lists[f.Name], "off"
	out.Value = b.shown(f, v.Text(f.Name))
	if out.Hint == "" {
		out.Hint = b.words.Say("Type part of the name and choose from the list.")
	}
	if b.isLookedUp(f) {
		out.LookUp, out.List = f.Name, suggestionsID(name)
		if b.search.name == name {
			out.Value, out.Focus = b.search.typed, true
		}
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
	more := b.input(f, edit.Values{}, name+moreSuffix, "")
	if len(boxes.Options) == 0 {
		more.Error = wrong
		return append([]*form.Field{more}, b.found(f, v, name)...)
	}
	more.Label, more.Hint, more.Optional = b.words.Say("%s: add another", more.Label), "", true
	return append([]*form.Field{boxes, more}, b.found(f, v, name)...)
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
		for i, o := range p.offered.Options[f.Name] {
			list.Names = append(list.Names, form.Option{Value: p.names[f.Name][i], Lang: o.Lang})
		}
		all = append(all, list)
	}
	return all
}
