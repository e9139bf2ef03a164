package edit

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Binding connects the fields of a form with the parts of a record that they show, so that Load and Publish of a Kind
// need no further code for them.
type Binding []Bound

// Bound is a field of a Binding.
type Bound struct {
	name string
	get  func() []string
	set  func(v Values) // nil for Kept: which stored row it is
}

// Values returns what the form shows.
func (b Binding) Values() Values {
	v := Values{}
	for _, f := range b {
		v.Set(f.name, f.get()...)
	}
	return v
}

// Change sets the parts of the record that v has otherwise. What v has as the record has it keeps its spaces and line
// breaks, so that a form that was not changed changes nothing.
func (b Binding) Change(v Values) {
	old := b.Values()
	for _, f := range b {
		if f.set != nil && !old.same(v, f.name) {
			f.set(v)
		}
	}
}

// LoadBound returns the Load of a kind whose form is bound to the record that get returns.
func LoadBound[T any](
	get func(context.Context, *db.Tx, string) (*T, error), form func(*T) Binding,
) func(context.Context, *db.Tx, string) (Values, error) {
	return func(ctx context.Context, tx *db.Tx, ref string) (Values, error) {
		record, err := get(ctx, tx, ref)
		if err != nil {
			return nil, err
		}
		return form(record).Values(), nil
	}
}

// BindLine binds a Line, Pick or Choice.
func BindLine(name string, to *string) Bound {
	return Bound{name, func() []string { return []string{strings.Join(strings.Fields(*to), " ")} },
		func(v Values) { *to = v.Text(name) }}
}

// BindText binds a Text.
func BindText(name string, to *string) Bound {
	return Bound{name, func() []string { return []string{*to} }, func(v Values) { *to = v.Text(name) }}
}

// BindCode binds a Choice or Pick of a type with named values.
func BindCode[T ~string](name string, to *T) Bound {
	return Bound{name, func() []string { return []string{string(*to)} }, func(v Values) { *to = T(v.Text(name)) }}
}

// BindTexts binds Lines, Choices or Picks.
func BindTexts(name string, to *[]string) Bound {
	return Bound{name, func() []string { return *to }, func(v Values) { *to = v[name] }}
}

// BindCodes binds Choices or Picks of a type with named values.
func BindCodes[T ~string](name string, to *[]T) Bound {
	return Bound{name, func() (all []string) {
		for _, code := range *to {
			all = append(all, string(code))
		}
		return all
	}, func(v Values) {
		*to = nil
		for _, code := range v[name] {
			*to = append(*to, T(code))
		}
	}}
}

// BindDate binds a Date.
func BindDate(name string, to *time.Time) Bound {
	return bindParsed(name, func(v Values) { v.SetDate(name, *to) }, func(v Values) { *to = v.Date(name) })
}

// BindNumber binds a Number, which is blank for 0.
func BindNumber[T ~int | ~int64](name string, to *T) Bound {
	return bindParsed(name, func(v Values) { v.SetNumber(name, int64(*to)) }, func(v Values) { *to = T(v.Number(name)) })
}

// BindYesNo binds a YesNo.
func BindYesNo(name string, to *bool) Bound {
	return bindParsed(name, func(v Values) {
		if *to {
			v.Set(name, "yes")
		}
	}, func(v Values) { *to = v.Text(name) != "" })
}

// BindFunc binds a field to what get returns and set sets.
func BindFunc(name string, get func() []string, set func(values []string)) Bound {
	return Bound{name, get, func(v Values) { set(v[name]) }}
}

// BindDecimal binds a Decimal, which is blank for nil.
func BindDecimal(name string, to **float64) Bound {
	return bindParsed(name, func(v Values) { v.SetDecimal(name, *to) }, func(v Values) { *to = v.Decimal(name) })
}

// BindFloat binds a required Decimal.
func BindFloat(name string, to *float64) Bound {
	return bindParsed(name, func(v Values) { v.Set(name, strconv.FormatFloat(*to, 'f', -1, 64)) }, func(v Values) {
		if f := v.Decimal(name); f != nil {
			*to = *f
		}
	})
}

func bindParsed(name string, get, set func(Values)) Bound {
	return Bound{name, func() []string {
		v := Values{}
		get(v)
		return v[name]
	}, set}
}

// BindKept binds a Kept column to what distinguishes the stored row.
func BindKept(name, key string) Bound {
	return Bound{name, func() []string { return []string{key} }, nil}
}

// BindRows binds Rows. A row changes the stored item with the same Kept column or, without one, keeps the item that shows
// as the row does; any other row is a new item.
func BindRows[T any](name string, to *[]T, bind func(*T) Binding) Bound {
	get := func() (rows []string) {
		for i := range *to {
			if v := bind(&(*to)[i]).Values(); len(v) > 0 {
				rows = append(rows, db.JSON(v))
			}
		}
		return rows
	}
	set := func(v Values) {
		var all []T
		used := map[int]bool{}
		for _, row := range v.Rows(name) {
			var item T
			for i, stored := range *to {
				if !used[i] && bind(&stored).isRow(row) {
					item, used[i] = stored, true
					break
				}
			}
			bind(&item).Change(row)
			all = append(all, item)
		}
		*to = all
	}
	return Bound{name, get, set}
}

// isRow reports whether the item that b is bound to is the one of a row.
func (b Binding) isRow(row Values) bool {
	v := b.Values()
	if i := slices.IndexFunc(b, func(f Bound) bool { return f.set == nil }); i >= 0 {
		return len(v[b[i].name]) > 0 && v.same(row, b[i].name)
	}
	return v.Equal(row)
}
