package form

import (
	"slices"
	"strconv"
	"strings"
)

// The methods below are for templates, which do not decide anything themselves.

// errorID returns the id of the input that the error summary links to.
func (f *Field) errorID() string {
	if f.ErrorField != "" {
		return f.ErrorField
	}
	if len(f.Options) > 0 && f.Kind != Select && f.Kind != Matrix {
		return f.OptionID(0)
	}
	return f.ID
}

// IsHeading reports whether the label is the h1 of the page.
func (f *Field) IsHeading() bool { return f.LabelSize == "l" }

// LegendSize returns the size of the label.
func (f *Field) LegendSize() string {
	if f.LabelSize == "" {
		return "m"
	}
	return f.LabelSize
}

// OptionID returns the id of option i. Unless it has its own, the first option has the id of the field, so that links
// to the field work.
func (f *Field) OptionID(i int) string {
	if f.Options[i].ID != "" {
		return f.Options[i].ID
	}
	return nthID(f.ID, i)
}

// OptionID returns the id of the radio button for option i in the row.
func (r Row) OptionID(i int) string { return nthID(r.ID, i) }

func nthID(id string, i int) string {
	if i == 0 {
		return id
	}
	return id + "-" + strconv.Itoa(i+1)
}

// Chosen reports whether option is selected in the row.
func (r Row) Chosen(option string) bool { return r.Value != "" && r.Value == option }

// DescribedBy returns the ids of the field's hint, error, advice and limit, for aria-describedby.
func (f *Field) DescribedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Bound != "" {
		ids = append(ids, f.ID+"-bound")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	if f.Advised {
		ids = append(ids, f.ID+"-advice")
	}
	if f.Kind == Textarea && f.MaxLength > 0 {
		ids = append(ids, f.ID+"-limit")
	}
	if f.Kind == Budget {
		ids = append(ids, f.ID+"-total")
	}
	return strings.Join(ids, " ")
}

// PartHasError reports whether the part p must be corrected. If a date is wrong as a whole, all its parts must be.
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

// Ranks returns the numbers that can be given: one for each part.
func (f *Field) Ranks() []string {
	var all []string
	for i := range f.Parts {
		all = append(all, strconv.Itoa(i+1))
	}
	return all
}

// IsOutOfRange reports whether the value of the part is not a rank of whole. Such a value is still shown, so that it
// does not get lost.
func (f Field) IsOutOfRange(whole *Field) bool {
	return f.Value != "" && !slices.Contains(whole.Ranks(), f.Value)
}

// TextareaRows returns the height of a textarea in lines, which depends on the limit.
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

// HasAffix reports whether there is a prefix or suffix.
func (f *Field) HasAffix() bool { return f.Prefix != "" || f.Suffix != "" }

// FreeText reports whether the field takes text in any language and direction.
func (f *Field) FreeText() bool { return f.Kind == Text || f.Kind == "" }

// IsSingleLine reports whether the field is a single-line input.
func (f *Field) IsSingleLine() bool {
	switch f.Kind {
	case Radios, Checkboxes, Select, Textarea, Date, Period, Matrix, Ranking, Budget, File, Places, Panel, Hidden:
		return false
	}
	return true
}

// govukWidths are the input widths of govuk-frontend.
var govukWidths = []int{2, 3, 4, 5, 10, 20, 30}

// WidthClass returns the narrowest width of govuk-frontend for Width characters, or "" for full width.
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

// InputType returns the type of the input. Numbers use "text", because the arrows and the scroll wheel of number
// inputs change values by accident.
func (f *Field) InputType() string {
	switch f.Kind {
	case Email:
		return "email"
	case Password:
		return "password"
	}
	return "text"
}

// KeyboardMode returns the inputmode, which selects the keyboard on phones.
func (f *Field) KeyboardMode() string {
	if f.InputMode == "" && f.Kind == Number {
		return "decimal"
	}
	return f.InputMode
}
