package form

import (
	"slices"
	"strconv"
	"strings"
)

// What follows is for the templates, which ask and do not decide.

// errorID is the id of the input to which a problem with f leads.
func (f *Field) errorID() string {
	if f.ErrorField != "" {
		return f.ErrorField
	}
	if len(f.Options) > 0 && f.Kind != Select && f.Kind != Matrix {
		return f.OptionID(0)
	}
	return f.ID
}

// IsHeading reports whether the question is the h1 of its page.
func (f *Field) IsHeading() bool { return f.LabelSize == "l" }

// LegendSize is that of the label.
func (f *Field) LegendSize() string {
	if f.LabelSize == "" {
		return "m"
	}
	return f.LabelSize
}

// OptionID is the id of option i. The first has the id of the field unless it
// has its own, so that a link to the question leads to it.
func (f *Field) OptionID(i int) string {
	if f.Options[i].ID != "" {
		return f.Options[i].ID
	}
	return nthID(f.ID, i)
}

// OptionID is the id of the button for option i in the row.
func (r Row) OptionID(i int) string { return nthID(r.ID, i) }

func nthID(id string, i int) string {
	if i == 0 {
		return id
	}
	return id + "-" + strconv.Itoa(i+1)
}

// Chosen reports whether option is what the row says.
func (r Row) Chosen(option string) bool { return r.Value != "" && r.Value == option }

// DescribedBy lists the ids of what explains the field: its hint, its error,
// its limit.
func (f *Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	if f.Kind == Textarea && f.MaxLength > 0 {
		ids = append(ids, f.ID+"-limit")
	}
	if f.Kind == Budget {
		ids = append(ids, f.ID+"-total")
	}
	return strings.Join(ids, " ")
}

// PartHasError reports whether p is the part, or one of the parts, that is to be
// changed. A date that is wrong as a whole is wrong in all of them.
func (f *Field) PartHasError(p Field) bool {
	switch {
	case p.Error != "":
		return true
	case f.Error == "":
		return false
	case f.ErrorField == p.ID:
		return true
	}
	named := slices.ContainsFunc(f.Parts, func(part Field) bool { return part.Error != "" || part.ID == f.ErrorField })
	return f.Kind == Date && !named
}

// TotalWithUnit is what the parts of a budget must add up to, with its unit.
func (f *Field) TotalWithUnit() string {
	if f.Unit == "" {
		return f.Total
	}
	return f.Total + " " + f.Unit
}

// Ranks are the numbers that may be given: one for each part.
func (f *Field) Ranks() []string {
	var all []string
	for i := range f.Parts {
		all = append(all, strconv.Itoa(i+1))
	}
	return all
}

// IsOutOfRange reports whether what was sent for the part is no rank of whole. It
// is shown as it came, so that nobody wonders where it went.
func (f Field) IsOutOfRange(whole *Field) bool {
	return f.Value != "" && !slices.Contains(whole.Ranks(), f.Value)
}

// TextareaRows is the height of a textarea: as much as its limit asks for.
func (f *Field) TextareaRows() int {
	switch {
	case f.MaxLength == 0:
		return 6
	case f.MaxLength <= 200:
		return 3
	case f.MaxLength <= 1000:
		return 5
	}
	return 8
}

// HasAffix reports whether something stands before or after the input.
func (f *Field) HasAffix() bool { return f.Prefix != "" || f.Suffix != "" }

// FreeText reports whether the field takes words of the writer's own, in any
// language and direction.
func (f *Field) FreeText() bool { return f.Kind == Text || f.Kind == "" }

// IsSingleLine reports whether the field is one line to type in, as most are.
func (f *Field) IsSingleLine() bool {
	switch f.Kind {
	case Radios, Checkboxes, Select, Textarea, Date, Matrix, Ranking, Budget, Panel, Hidden:
		return false
	}
	return true
}

// govukWidths are those that govuk-frontend has.
var govukWidths = []int{2, 3, 4, 5, 10, 20, 30}

// WidthClass is the narrowest of govuk-frontend's widths that holds Width
// characters, or "" for the whole line.
func (f *Field) WidthClass() string {
	width := f.Width
	if width == 0 {
		width = map[FieldKind]int{Number: 10, Postcode: 10}[f.Kind]
	}
	for _, w := range govukWidths {
		if width > 0 && width <= w {
			return strconv.Itoa(w)
		}
	}
	return ""
}

// InputType is the type of the input. A number is typed as text: the arrows and
// the scroll wheel of a number input change answers that nobody meant to change.
func (f *Field) InputType() string {
	switch f.Kind {
	case Email:
		return "email"
	case Password:
		return "password"
	}
	return "text"
}

// KeyboardMode is the keyboard that a telephone shows.
func (f *Field) KeyboardMode() string {
	if f.InputMode == "" && f.Kind == Number {
		return "decimal"
	}
	return f.InputMode
}
