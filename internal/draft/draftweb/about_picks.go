package draftweb

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// aboutPicks are the options of the texts that are chosen by their names, by the names of the texts.
type aboutPicks map[string][]edit.Option

// loadAboutPicks returns the options for the consultation slug of an organisation.
func loadAboutPicks(
	ctx context.Context, tx *db.Tx, slug consult.Slug, org string,
) (picks aboutPicks, err error) {
	picks = aboutPicks{}
	if picks["strategy"], err = strategy.Options(ctx, tx); err != nil {
		return nil, err
	}
	earlier, err := consult.OptionsOf(ctx, tx, org)
	picks["follows"] = slices.DeleteFunc(earlier, func(o edit.Option) bool { return o.Value == slug })
	return picks, err
}

// label returns the name of a value, or the value itself if it is no option.
func (a aboutPicks) label(words *locale.Printer, name, value string) string {
	for _, o := range a[name] {
		if o.Value == value {
			return o.Label.In(words)
		}
	}
	return value
}

// options returns the options of a field. A value that is no option, such as of a strategy that a definition file names
// before it is published, is kept as one.
func (a aboutPicks) options(words *locale.Printer, name, value string) (all []form.Option) {
	known := value == ""
	for _, o := range a[name] {
		known = known || o.Value == value
		all = append(all, form.Option{Value: o.Value, Label: o.Label.In(words), Lang: o.Lang})
	}
	if !known {
		all = append(all, form.Option{Value: value, Label: value})
	}
	return all
}
