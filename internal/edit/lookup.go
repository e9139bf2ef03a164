package edit

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// MaxSuggested is how many options of a field are in its form. If there are more, they are looked up while a person types.
const MaxSuggested = 100

// Lookup is where the options of fields come from that grow with the work of a council, such as actions. A form reads the first
// MaxSuggested and those that were chosen. Fields with the same Lookup share what is read.
type Lookup struct {
	// Page reads a page of the options, in the order of an index.
	Page func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Option], error)
	// Get returns those values that are options, in any order.
	Get func(ctx context.Context, tx *db.Tx, values []string) ([]Option, error)
}

// NewLookup returns the records of a table as options.
func NewLookup(names db.Names) *Lookup {
	option := func(n db.Named) Option { return Option{Value: n.Ref, Label: Name(n.Name)} }
	return &Lookup{
		Page: func(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Option], error) {
			found, err := names.Page(ctx, tx, db.PageQuery{At: at, Size: size})
			var all []Option
			for _, n := range found.Items {
				all = append(all, option(n))
			}
			return db.Paged(found, all), err
		},
		Get: func(ctx context.Context, tx *db.Tx, refs []string) (all []Option, err error) {
			found, err := names.Get(ctx, tx, refs)
			for _, n := range found {
				all = append(all, option(n))
			}
			return all, err
		},
	}
}

// Offered is what can be chosen in the fields of a kind, by field, also those of columns.
type Offered struct {
	Labels  Labels
	Options map[string][]Option
	// Many has the fields with more than MaxSuggested options. If such a field has a Lookup, only options that were chosen are
	// in Options and Labels.
	Many map[string]bool
}

// offers reports whether the field has options.
func (f *Field) offers() bool { return f.Options != nil || f.Lookup != nil }

// Add adds an option of f.
func (o *Offered) Add(f *Field, option Option) {
	o.Options[f.Name] = append(o.Options[f.Name], option)
	o.Labels[f.Name][option.Value] = option.Label
}

// Offered returns the options of k that by may know. chosen are the values of which the options are needed, whether or not
// there are many.
func (s *Service) Offered(ctx context.Context, by actor.Actor, k *Kind, chosen ...Values) (o *Offered, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		o = &Offered{Labels{}, map[string][]Option{}, map[string]bool{}}
		first := map[*Lookup]db.Page[Option]{}
		for f := range k.Inputs() {
			if !f.offers() {
				continue
			}
			all, many, err := f.offered(ctx, tx, first, k.chosen(f, chosen))
			if err != nil {
				return err
			}
			o.Labels[f.Name], o.Options[f.Name] = map[string]locale.Message{}, make([]Option, 0, len(all))
			for _, option := range all {
				if option.mayKnow(by) {
					o.Add(f, option)
				}
			}
			o.Many[f.Name] = many || len(o.Options[f.Name]) > MaxSuggested
		}
		return nil
	})
	return o, err
}

// mayKnow reports whether by may see the option.
func (o Option) mayKnow(by actor.Actor) bool {
	return o.Org == "" || by.ActsFor(o.Org) || slices.ContainsFunc(o.Also, by.ActsFor)
}

// offered returns the options of f, or the chosen ones and true if a Lookup has many. first are the first pages that were
// read already.
func (f *Field) offered(
	ctx context.Context, tx *db.Tx, first map[*Lookup]db.Page[Option], chosen []string,
) (all []Option, many bool, err error) {
	if f.Lookup == nil {
		all, err = f.Options(ctx, tx)
		return all, false, err
	}
	page, ok := first[f.Lookup]
	if !ok {
		if page, err = f.Lookup.Page(ctx, tx, "", MaxSuggested); err != nil {
			return nil, false, err
		}
		first[f.Lookup] = page
	}
	if page.Next == "" {
		return page.Items, false, nil
	}
	all, err = f.Lookup.get(ctx, tx, chosen)
	return all, true, err
}

// gotAtOnce is how many options a statement reads by their values.
const gotAtOnce = 200

func (l *Lookup) get(ctx context.Context, tx *db.Tx, values []string) (all []Option, err error) {
	for some := range slices.Chunk(values, gotAtOnce) {
		found, err := l.Get(ctx, tx, some)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// chosen returns the values of f, which may be a column, each once.
func (k *Kind) chosen(f *Field, all []Values) []string {
	in := map[string]bool{}
	for _, v := range all {
		for _, value := range v[f.Name] {
			in[value] = true
		}
		for i := range k.Fields {
			list := &k.Fields[i]
			if !slices.ContainsFunc(list.Columns, func(c Field) bool { return c.Name == f.Name }) {
				continue
			}
			for _, row := range v.Rows(list.Name) {
				for _, value := range row[f.Name] {
					in[value] = true
				}
			}
		}
	}
	var values []string
	for value := range in {
		if validText(value) {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

// validText reports whether both databases take a text.
func validText(text string) bool {
	return !strings.ContainsRune(text, 0) && strings.ToValidUTF8(text, "") == text
}

var errEnough = errors.New("enough options were read")

// listedAtOnce is the number of options that EachOption reads at a time.
const listedAtOnce = 100

// EachOption calls fn with the options of f that by may know, until it returns false.
func (s *Service) EachOption(ctx context.Context, by actor.Actor, f *Field, fn func(Option) bool) error {
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		read := func(at string) (db.Page[Option], error) {
			if f.Lookup != nil {
				return f.Lookup.Page(ctx, tx, at, listedAtOnce)
			}
			all, err := f.Options(ctx, tx)
			return db.Page[Option]{Items: all}, err
		}
		return db.Each(read, func(o Option) error {
			if o.mayKnow(by) && !fn(o) {
				return errEnough
			}
			return nil
		})
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}
