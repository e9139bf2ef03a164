package editweb

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// section is a part of the form with one heading.
type section struct {
	ID, Title string
	Items     []item
}

// item is a field, a list of rows, or a value that the person may not change.
type item struct {
	Field *form.Field
	Rows  *rowsView
	Fact  *page.SummaryRow
}

// rowsView is a field with a list of rows.
type rowsView struct {
	Name, Label, Hint, AddLabel string
	Error                       string
	Titled                      bool // the section has the same title
	Focus                       bool // the list has just been changed by one of its buttons
	Steady                      bool // no row is added, moved or removed
	Rows                        []rowView
}

type rowView struct {
	Label       string // like “Row 2”
	About       string // the beginning of what it says, by which it is recognised
	N           int
	List        string // name of the list
	Columns     []*form.Field
	First, Last bool
	Folds       bool // its columns are shown on request
	Open        bool
}

// parse returns the values in a submitted form.
func (p *picker) parse(k *edit.Kind, typed url.Values) edit.Values {
	v := edit.Values{}
	for i := range k.Fields {
		f := &k.Fields[i]
		if f.Kind == edit.Rows {
			var rows []edit.Values
			for _, n := range rowNumbers(typed, f.Name) {
				row := edit.Values{}
				blank := !p.searchesIn(fmt.Sprintf("%s-%d-", f.Name, n))
				for j := range f.Columns {
					column := &f.Columns[j]
					p.parseField(row, column, typed, edit.RowName(f.Name, n, column.Name))
					blank = blank && (column.Kind == edit.Kept || len(row[column.Name]) == 0)
				}
				if !blank || f.Steady {
					rows = append(rows, row)
					p.renumber(f.Name, n, len(rows))
				}
			}
			v.SetRows(f.Name, rows)
			continue
		}
		p.parseField(v, f, typed, f.Name)
	}
	return v
}

// parseField sets field f of v to what was typed into the input with this name.
func (p *picker) parseField(v edit.Values, f *edit.Field, typed url.Values, name string) {
	clean := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	switch f.Kind {
	case edit.Date:
		v.Set(f.Name, f.DateText(form.TypedDate(typed, name), p.words.Lang()))
	case edit.DateTime:
		d := edit.TypedDateTime{Date: form.TypedDate(typed, name), Time: form.TypedTime(typed, name)}
		v.Set(f.Name, f.DateTimeText(d, p.words.Lang()))
	case edit.Choices:
		v.Set(f.Name, typed[name]...)
	case edit.Pick:
		v.Set(f.Name, p.pick(f, typed, name))
	case edit.Picks:
		v.Set(f.Name, p.picked(f, typed, name)...)
	case edit.Lines:
		var lines []string
		for line := range strings.Lines(clean(typed.Get(name))) {
			lines = append(lines, strings.TrimSpace(line))
		}
		v.Set(f.Name, lines...)
	case edit.Line:
		v.Set(f.Name, strings.Join(strings.Fields(typed.Get(name)), " "))
	default:
		v.Set(f.Name, clean(typed.Get(name)))
	}
}

// rowNumbers returns the numbers of the rows of a list in a submitted form, in order.
func rowNumbers(typed url.Values, list string) (all []int) {
	for name := range typed {
		rest, ok := strings.CutPrefix(name, list+"-")
		number, _, named := strings.Cut(rest, "-")
		n, err := strconv.Atoi(number)
		if ok && named && err == nil && n > 0 && n < 1000 && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// rowChange is a list of rows that one of its buttons has changed.
type rowChange struct {
	list  string
	blank bool // it gets a blank row
	at    int  // the row that was moved; -1 if none was
}

// changeRows does what the button of a list of rows says, like "add-gaps" or "up-gaps-2", to the values. It returns the
// list, and whether it gets a blank row. The list is "" for other buttons.
func changeRows(k *edit.Kind, v edit.Values, button string) (list rowChange) {
	verb, rest, _ := strings.Cut(button, "-")
	for i := range k.Fields {
		f := &k.Fields[i]
		number, found := strings.CutPrefix(rest, f.Name)
		if f.Kind != edit.Rows || !found {
			continue
		}
		rows := v.Rows(f.Name)
		at, err := strconv.Atoi(strings.TrimPrefix(number, "-"))
		at--
		switch {
		case verb == "add" && number == "":
			return rowChange{f.Name, true, -1}
		case err != nil || at < 0 || at >= len(rows):
			return rowChange{}
		case verb == "remove":
			rows, at = slices.Delete(rows, at, at+1), -1
		case verb == "up" && at > 0:
			rows[at-1], rows[at] = rows[at], rows[at-1]
			at--
		case verb == "down" && at+1 < len(rows):
			rows[at+1], rows[at] = rows[at], rows[at+1]
			at++
		default:
			return rowChange{}
		}
		v.SetRows(f.Name, rows)
		return rowChange{f.Name, false, at}
	}
	return rowChange{}
}

// sections returns the sections of the form v: all, or the one that it shows.
func (h *handlers) sections(by actor.Actor, p *picker, in contents, v *formView) (all []section) {
	for i, part := range h.kind.PartsOf() {
		if v.part != "" && part.Key != v.part {
			continue
		}
		s := section{ID: fmt.Sprintf("part-%d", i+1), Items: h.items(by, p, in, part.Fields, v.Live)}
		if part.Title != "" {
			s.Title = p.words.Say(part.Title)
		}
		all = append(all, s)
	}
	return all
}

// items returns the fields of a section of a record, which may be published.
func (h *handlers) items(by actor.Actor, p *picker, in contents, fields []*edit.Field, published bool) (all []item) {
	b, v := &formBuilder{p, in.mistakes, h.adviceByID(p.words, in.values), h.kind.Advise != nil}, in.values
	for _, f := range fields {
		switch {
		case !f.MayChange(by, published):
			all = append(all, item{Fact: &page.SummaryRow{Key: b.words.Say(f.Label), Value: f.InWords(b.words, b.labels, v)}})
		case f.Kind == edit.Rows:
			list := b.rows(f, v, in.rows)
			list.Titled = f.Section != "" && list.Label == p.words.Say(f.Section)
			all = append(all, item{Rows: list})
		default:
			for _, one := range b.fields(f, v, f.Name, b.errorOf(f.Name, -1, "")) {
				all = append(all, item{Field: one})
			}
		}
	}
	return all
}

type formBuilder struct {
	*picker
	mistakes []edit.Mistake
	advice   map[string]string // by ids of fields
	advised  bool              // the kind gives advice
}

// adviceByID returns what could be better in a record with the values v, by the ids of its fields.
func (h *handlers) adviceByID(words *locale.Printer, v edit.Values) map[string]string {
	all := map[string]string{}
	for _, m := range h.kind.Advice(v) {
		if id := m.FieldName(); all[id] == "" {
			all[id] = page.ErrorMessageIn(words, m.Err)
		}
	}
	return all
}

// errorOf returns the first mistake in a field, or in a column of one of its rows.
func (b *formBuilder) errorOf(field string, row int, column string) string {
	for _, m := range b.mistakes {
		if m.Field == field && m.Row == row && m.Column == column {
			return page.ErrorMessageIn(b.words, m.Err)
		}
	}
	return ""
}

func (b *formBuilder) rows(f *edit.Field, v edit.Values, change rowChange) *rowsView {
	out := &rowsView{Name: f.Name, Label: b.words.Say(f.Label), Steady: f.Steady,
		Error: b.errorOf(f.Name, -1, ""), Focus: change.list == f.Name}
	if f.AddLabel != "" {
		out.AddLabel = b.words.Say(f.AddLabel)
	}
	if f.Hint != "" {
		out.Hint = b.words.Say(f.Hint)
	}
	rows := v.Rows(f.Name)
	if out.Focus && change.blank {
		rows = append(rows, edit.Values{})
	}
	for i, values := range rows {
		row := rowView{Label: b.words.Say("Row %d", i+1), N: i + 1, List: f.Name, First: i == 0, Last: i == len(rows)-1,
			About: f.RowInWords(b.words, b.labels, values), Open: len(values) == 0 || out.Focus && change.at == i}
		for j := range f.Columns {
			column := &f.Columns[j]
			wrong := b.errorOf(f.Name, i, column.Name)
			if j == 0 && wrong == "" {
				wrong = b.errorOf(f.Name, i, "")
			}
			row.Open = row.Open || wrong != "" || b.searchesIn(fmt.Sprintf("%s-%d-", f.Name, i+1))
			row.Columns = append(row.Columns, b.fields(column, values, edit.RowName(f.Name, i+1, column.Name), wrong)...)
		}
		row.Folds = len(row.Columns) > 1
		out.Rows = append(out.Rows, row)
	}
	return out
}

// formKinds are the kinds of inputs for the kinds of fields.
var formKinds = map[edit.FieldKind]form.FieldKind{
	edit.Line: form.Text, edit.Text: form.Textarea, edit.Lines: form.Textarea, edit.Number: form.Number,
	edit.Decimal: form.Number, edit.Date: form.Date, edit.DateTime: form.Date,
	edit.Choice: form.Radios, edit.Choices: form.Checkboxes, edit.Pick: form.Select, edit.YesNo: form.Checkboxes,
	edit.Picks: form.Checkboxes, edit.Kept: form.Hidden, edit.Fixed: form.Hidden, edit.Language: form.Select,
}

// fields returns the inputs for field f.
func (b *formBuilder) fields(f *edit.Field, v edit.Values, name, wrong string) (all []*form.Field) {
	switch {
	case f.Kind == edit.Picks:
		return b.picks(f, v, name, wrong)
	case f.Kind == edit.DateTime:
		return b.dateTime(f, v, name, wrong)
	case b.isSearched(f):
		return slices.Concat([]*form.Field{b.input(f, v, name, wrong)}, b.before(f, v, name), b.found(f, v, name))
	}
	return []*form.Field{b.field(f, v, name, wrong)}
}

// field returns the input with this name for field f.
func (b *formBuilder) field(f *edit.Field, v edit.Values, name, wrong string) *form.Field {
	out := &form.Field{Kind: formKinds[f.Kind], ID: name, Name: name, Label: b.words.Say(f.Label), LabelSize: "s", Error: wrong,
		Optional: !f.Required && !f.Expected, Width: f.Width, Value: strings.Join(v[f.Name], "\n")}
	out.Advised, out.Advice = b.advised && f.Kind != edit.Kept, b.advice[name]
	if f.Hint != "" {
		out.Hint = b.words.Say(f.Hint)
	}
	switch f.Kind {
	case edit.Date:
		return b.date(f, survey.TypedDateOf(v.Text(f.Name)), out)
	case edit.Language:
		list := form.NewLanguage(b.words, name, out.Label, v.Text(f.Name))
		list.Hint, list.Optional, list.Error = out.Hint, out.Optional, wrong
		return list
	case edit.YesNo:
		out.Optional, out.Value = false, ""
		out.Options = []form.Option{{Value: "yes", Label: b.words.Say("Yes"), Checked: v.Text(f.Name) != ""}}
	case edit.Choice, edit.Choices, edit.Pick, edit.Picks:
		out.Value = ""
		stored := slices.Clone(v[f.Name]) // a value that is no option any more is kept
		for _, o := range b.offered.Options[f.Name] {
			if b.isSearched(f) && !slices.Contains(v[f.Name], o.Value) {
				continue
			}
			stored = slices.DeleteFunc(stored, func(value string) bool { return value == o.Value })
			option := form.Option{Value: o.Value, Label: o.Label.In(b.words), Lang: o.Lang, Checked: slices.Contains(v[f.Name], o.Value)}
			if o.Hint != nil {
				option.Hint = o.Hint.In(b.words)
			}
			out.Options = append(out.Options, option)
		}
		for _, value := range slices.DeleteFunc(stored, func(value string) bool { return value == "" }) {
			out.Options = append(out.Options, form.Option{Value: value, Label: value, Checked: true})
		}
	}
	return out
}

// date returns the input of a date, which is otherwise like out.
func (b *formBuilder) date(f *edit.Field, typed survey.TypedDate, out *form.Field) *form.Field {
	date := form.NewDate(b.words, out.Name, out.Label, typed)
	date.Hint, date.Optional, date.Partial = cmp.Or(out.Hint, date.Hint), out.Optional, f.Partial
	if f.Partial {
		date.FillDate(b.words, typed)
	}
	date.SetError(out.Error)
	date.Advised, date.Advice = out.Advised, out.Advice
	return date
}

// dateTime returns the inputs of a date and its time. What is wrong is shown at the one that is wrong.
func (b *formBuilder) dateTime(f *edit.Field, v edit.Values, name, wrong string) []*form.Field {
	typed := edit.TypedDateTimeOf(v.Text(f.Name))
	isTime, _ := f.CheckDateTime(typed)
	if !isTime {
		return []*form.Field{b.date(f, typed.Date, b.field(f, v, name, wrong)), b.timeOf(f, typed, name)}
	}
	clock := b.timeOf(f, typed, name)
	clock.Error = wrong
	return []*form.Field{b.date(f, typed.Date, b.field(f, v, name, "")), clock}
}

func (b *formBuilder) timeOf(f *edit.Field, typed edit.TypedDateTime, name string) *form.Field {
	clock := form.NewTime(name, b.words.Say(f.TimeLabel), b.words.Say(f.TimeHint))
	clock.Value = typed.Time
	return clock
}

// problems returns the lines of the error summary, in the order of the form.
func problems(words *locale.Printer, all []section, mistakes []edit.Mistake) []form.Problem {
	var fields form.Form
	for _, s := range all {
		for _, it := range s.Items {
			switch {
			case it.Field != nil:
				fields = append(fields, it.Field)
			case it.Rows != nil:
				if it.Rows.Error != "" {
					fields = append(fields, &form.Field{Kind: form.Text, ID: it.Rows.Name, Label: it.Rows.Label, Error: it.Rows.Error})
				}
				for _, row := range it.Rows.Rows {
					fields = append(fields, row.Columns...)
				}
			}
		}
	}
	out := fields.Problems()
	for _, m := range mistakes {
		say := page.ErrorMessageIn(words, m.Err)
		if !slices.ContainsFunc(out, func(p form.Problem) bool { return strings.HasSuffix(p.Say, say) }) {
			out = append(out, form.Problem{Href: "#form", Say: say})
		}
	}
	return out
}
