package edit

import (
	"context"
	"fmt"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// Mistake is something that keeps a record from being published.
type Mistake struct {
	Field  string // name; "" if it is about the record as a whole
	Row    int    // from 0; -1 if it is not about one row
	Column string // of the row, or ""
	Err    error  // with a message for people
}

// FieldName returns the name of the input that m is about.
func (m Mistake) FieldName() string {
	if m.Column != "" {
		return RowName(m.Field, m.Row+1, m.Column)
	}
	return m.Field
}

// MistakesError is returned when a record cannot be submitted or published as it is.
type MistakesError struct{ Mistakes []Mistake }

func (e *MistakesError) Error() string {
	var all []string
	for _, m := range e.Mistakes {
		all = append(all, m.Err.Error())
	}
	return strings.Join(all, "\n")
}

// Unwrap returns an error of kind fault.Invalid.
func (e *MistakesError) Unwrap() error {
	return fault.New(fault.Invalid, "Check your answers. There are errors on this page.")
}

// check returns what is wrong with v, and with whole also what is missing, as far as the declaration says, without the rules
// of the feature.
func (k *Kind) check(v Values, whole bool) (all []Mistake) {
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Kind != Rows {
			if err := f.check(v, whole); err != nil {
				all = append(all, Mistake{f.Name, -1, "", err})
			}
			continue
		}
		for n, row := range v.Rows(f.Name) {
			for j := range f.Columns {
				if err := f.Columns[j].check(row, whole); err != nil {
					all = append(all, Mistake{f.Name, n, f.Columns[j].Name, err})
				}
			}
		}
		if whole && f.Required && len(v[f.Name]) == 0 {
			all = append(all, Mistake{f.Name, -1, "", f.missing()})
		}
	}
	return all
}

// checkDeclared returns a *MistakesError if the declaration does not allow the values of c, or something was picked that
// is no option. It can read many options, so it runs before the transaction that publishes.
func (s *Service) checkDeclared(ctx context.Context, by actor.Actor, k *Kind, c *Copy) error {
	offered, err := s.Offered(ctx, by, k, c.Values)
	if err != nil {
		return err
	}
	if wrong := k.Missing(offered.Options, c); len(wrong) > 0 {
		return &MistakesError{wrong}
	}
	return nil
}

// Missing returns what the declaration asks for before c can be submitted: what is not filled in, what is not allowed, and
// what was picked and is no option. What is published already may stay. options are those of [Service.Offered].
func (k *Kind) Missing(options map[string][]Option, c *Copy) []Mistake {
	wrong := k.check(c.Values, true)
	for i := range k.Fields {
		f := &k.Fields[i]
		if err := f.checkOptions(options, c.Values, c.Base); err != nil {
			wrong = append(wrong, Mistake{f.Name, -1, "", err})
		}
		published := c.Base.Rows(f.Name)
		for n, row := range c.Values.Rows(f.Name) {
			for j := range f.Columns {
				if err := f.Columns[j].checkOptions(options, row, published...); err != nil {
					wrong = append(wrong, Mistake{f.Name, n, f.Columns[j].Name, err})
				}
			}
		}
	}
	return wrong
}

func (f *Field) checkOptions(options map[string][]Option, v Values, published ...Values) error {
	if !f.offers() {
		return nil
	}
	for _, value := range v[f.Name] {
		isOption := slices.ContainsFunc(options[f.Name], func(o Option) bool { return o.Value == value })
		wasPublished := slices.ContainsFunc(published, func(p Values) bool { return slices.Contains(p[f.Name], value) })
		if !isOption && !wasPublished {
			return f.notOffered(value)
		}
	}
	return nil
}

func (f *Field) notOffered(value string) error {
	return fault.Newf(fault.Invalid, "We cannot find “%s” in the list for “%s”. Choose from the list.", value, locale.Lazy(f.Label))
}

// maxLine is the maximum length in characters of a Line that is published: indexes of PostgreSQL refuse long texts.
const maxLine = 1000

func checkLine(text string) error {
	if utf8.RuneCountInString(text) > maxLine {
		return fault.Newf(fault.Invalid, "This text is too long. The maximum is %d characters.", maxLine)
	}
	return nil
}

// CheckFileText returns why a text at this path of a definition file is refused, or nil: it belongs to a field of one of
// the kinds, whose form would not take it either.
func CheckFileText(kinds []Kind, file string, at []any, text string) error {
	for f := range fieldsInFile(kinds, file, at) {
		if f.Kind == Line {
			if err := checkLine(strings.TrimSpace(text)); err != nil {
				return err
			}
		}
	}
	return nil
}

// fieldsInFile yields the fields and columns of kinds for the setting at a path of a definition file.
func fieldsInFile(kinds []Kind, file string, at []any) iter.Seq[*Field] {
	return func(yield func(*Field) bool) {
		for i := range kinds {
			k := &kinds[i]
			if ok, _ := path.Match(k.Files, file); !ok {
				continue
			}
			if f := k.fieldAt(at); f != nil && !yield(f) {
				return
			}
		}
	}
}

// fieldAt returns the field or column for the setting at a path of a definition file, or nil.
func (k *Kind) fieldAt(at []any) *Field {
	if k.Within != "" {
		n := strings.Count(k.Within, "/") + 1
		if len(at) <= n {
			return nil
		}
		if ok, _ := path.Match(k.Within, settingPath(at[:n])); !ok {
			return nil
		}
		at = at[n:]
	}
	m := k.mistakeAt(definition.SettingError{Path: at})
	f := k.Field(m.Field)
	if f == nil || f.Kind != Rows {
		return f
	}
	if i := slices.IndexFunc(f.Columns, func(c Field) bool { return m.Column != "" && c.Name == m.Column }); i >= 0 {
		return &f.Columns[i]
	}
	return nil
}

// settingPath returns the path of a setting with slashes between its parts.
func settingPath(at []any) string {
	var parts []string
	for _, part := range at {
		parts = append(parts, fmt.Sprint(part))
	}
	return strings.Join(parts, "/")
}

// check returns what is wrong with the value of a field that is not a list of rows, or with whole that it is missing.
func (f *Field) check(v Values, whole bool) error {
	text := v.Text(f.Name)
	if text == "" {
		if whole && f.Required {
			return f.missing()
		}
		return nil
	}
	label := locale.Lazy(f.Label)
	switch f.Kind {
	case Line:
		if err := checkLine(text); err != nil {
			return err
		}
	case Date:
		if _, wrong := f.readDate(survey.TypedDateOf(text), "en"); wrong != nil {
			return fault.Newf(fault.Invalid, wrong.Format, wrong.Args...)
		}
	case DateTime:
		if _, err := f.CheckDateTime(TypedDateTimeOf(text)); err != nil {
			return err
		}
	case Language:
		if !locale.IsTag(text) {
			return fault.New(fault.Invalid, "Select a language.")
		}
	case Number:
		if strings.Trim(text, "0123456789,") != "" || len(text) > 15 {
			return fault.Newf(fault.Invalid, "%s must be a whole number, like 20.", label)
		}
	case Decimal:
		if !decimal.MatchString(text) {
			return fault.Newf(fault.Invalid, "%s must be a number, like 12.5.", label)
		}
	}
	if f.Check != nil {
		for _, value := range v[f.Name] {
			if err := f.Check(value); err != nil {
				return err
			}
		}
	}
	return nil
}

// decimal matches numbers that are finite when they are parsed.
var decimal = regexp.MustCompile(`^-?[0-9][0-9,]{0,14}(\.[0-9]{1,9})?$`)

func (f *Field) missing() error {
	label := locale.Lazy(f.Label)
	switch f.Kind {
	case Choice, Choices, Pick, Picks:
		return fault.Newf(fault.Invalid, "Choose an answer for “%s”.", label)
	}
	return fault.Newf(fault.Invalid, "Fill in “%s”.", label)
}

// Advice returns what could be better in a record with the values v, at its fields.
func (k *Kind) Advice(v Values) (all []Mistake) {
	if k.Advise == nil {
		return nil
	}
	return k.At(k.Advise(v))
}

// At returns errors of the feature at the fields of their settings.
func (k *Kind) At(errors definition.SettingErrors) (all []Mistake) {
	for _, one := range errors {
		all = append(all, k.mistakeAt(one))
	}
	return all
}

// mistakes returns err, which the feature's validation returned, as Mistakes. It returns nil if err is
// something else, such as an error of the database.
func (k *Kind) mistakes(err error) *MistakesError {
	within := definition.SettingErrors{}
	within.Add(err)
	out := &MistakesError{}
	for _, one := range within {
		if !fault.Is(one.Err, fault.Invalid) {
			return nil
		}
		out.Mistakes = append(out.Mistakes, k.mistakeAt(one))
	}
	if len(out.Mistakes) == 0 {
		return nil
	}
	return out
}

// mistakeAt returns the mistake at the field whose setting is the longest beginning of the path of e.
func (k *Kind) mistakeAt(e definition.SettingError) Mistake {
	m, best := Mistake{Row: -1, Err: e.Err}, 0
	whole := settingPath(e.Path) + "/"
	for i := range k.Fields {
		f := &k.Fields[i]
		at := f.setting() + "/"
		rest, ok := strings.CutPrefix(whole, at)
		if !ok || len(at) <= best {
			continue
		}
		best = len(at)
		m.Field, m.Row, m.Column = f.Name, -1, ""
		if f.Kind != Rows {
			continue
		}
		number, column, _ := strings.Cut(rest, "/")
		if _, err := fmt.Sscan(number, &m.Row); err != nil {
			m.Row = -1
		}
		for j := range f.Columns {
			if strings.HasPrefix(column, f.Columns[j].setting()+"/") {
				m.Column = f.Columns[j].Name
			}
		}
	}
	return m
}
