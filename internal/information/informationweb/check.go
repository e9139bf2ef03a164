package informationweb

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/paygap"
	"github.com/folkmoot/folkmoot/survey"
)

// checkView is the data for check.html: the form of a file, and what is computed from it.
type checkView struct {
	page.StaffView
	Form     form.Form // what the file is
	Mapping  form.Form // how it is read; empty before the first file
	MaxMB    int
	Problems []string // lines that cannot be used, in English
	Sealed   string   // the figures, to be stored
	Set      *setView
}

var checkPage = page.New(templates, "templates/check.html",
	checkView{MaxMB: 10, Form: uploadForm(nil, url.Values{}, "", "")},
	checkView{
		MaxMB: 10, Form: uploadForm(nil, url.Values{"kind": {"payroll"}}, "file", "Correct the lines below and choose the file again."),
		Problems: []string{"Line 2: full_pay must be yes or no, not \"perhaps\"."},
		Mapping:  mappingForm(nil, information.Payroll, exampleSheet(), exampleResult()),
	},
	checkView{MaxMB: 10, Form: uploadForm(nil, url.Values{"kind": {"payroll"}}, "", ""), Sealed: "x", Set: exampleSetPointer(),
		Mapping: mappingForm(nil, information.Payroll, exampleSheet(), exampleResult())},
)

func (h *handlers) newFigures(w http.ResponseWriter, r *http.Request) error {
	v := checkView{MaxMB: information.MaxBytes >> 20, Form: uploadForm(page.Printer(r), r.URL.Query(), "", "")}
	return checkPage.Write(w, r, http.StatusOK, v)
}

// check computes the figures of a file and shows them. Nothing is stored: the page has the figures, sealed, and the file is
// gone when the request ends.
func (h *handlers) check(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	typed, name, content, err := web.ReadUploadForm(r, information.MaxBytes)
	if err != nil && !isMistake(err) {
		return err
	}
	v, set := checkView{MaxMB: information.MaxBytes >> 20}, information.Set{ID: db.NewID(), Kind: information.SetKind(typed.Get("kind")),
		AsAt: form.ReadDate(words.Printer, typed, "as-at"), Note: oneLine(typed.Get("note")), Schools: typed.Get("schools") != ""}
	field := ""
	switch {
	case err != nil:
		field = "file"
	case set.Kind != information.Payroll && set.Kind != information.Workforce && set.Kind != information.Users:
		field, err = "kind", fault.New(fault.Invalid, "Select who is in the file.")
	case set.AsAt.IsZero() || set.AsAt.After(h.Now()):
		field, err = "as-at", fault.New(fault.Invalid, "Enter the date of the figures, which must be in the past.")
	case len(set.Note) > maxNote:
		field, err = "note", fault.Newf(fault.Invalid, "The note must be %d characters or fewer.", maxNote)
	case content == nil:
		field, err = "file", fault.New(fault.Invalid, "Choose a file to upload.")
	}
	if err == nil {
		field, err = "file", v.compute(words, &set, name, content, typed)
	}
	if err != nil {
		if !isMistake(err) {
			return err
		}
		v.Form = uploadForm(words.Printer, typed, field, page.ErrorMessage(r, err))
		return checkPage.Write(w, r, http.StatusUnprocessableEntity, v)
	}
	v.Form = uploadForm(words.Printer, typed, "", "")
	v.Sealed = h.service.Seal(site.Actor(r), &set)
	return checkPage.Write(w, r, http.StatusOK, v)
}

// maxNote is the length of a note, in bytes.
const maxNote = 120

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func isMistake(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) }

// compute computes the figures of a file and adds them to v and set.
func (v *checkView) compute(words web.PagePrinter, set *information.Set, name string, content []byte, typed url.Values) error {
	sheet, err := information.ReadSheet(content, name)
	if err != nil {
		return err
	}
	found, err := information.Compute(set.Kind, sheet, typedMapping(set.Kind, typed))
	v.Mapping = mappingForm(words.Printer, set.Kind, sheet, found)
	if problem, ok := errors.AsType[*paygap.PayrollError](err); ok {
		v.Problems = strings.Split(problem.Error(), "\n")
		return fault.New(fault.Invalid, "Correct the lines below and choose the file again.")
	}
	if err != nil {
		return err
	}
	set.Digest, set.Figures = sheet.Digest, found.Figures
	shown := newSetView(words, set, "set")
	v.Set = &shown
	return nil
}

// store stores the figures that check showed.
func (h *handlers) store(w http.ResponseWriter, r *http.Request) error {
	set, err := h.service.Store(r.Context(), site.Actor(r), r.PostFormValue("figures"))
	if err != nil {
		return err
	}
	return site.Redirect(w, r, figuresPath+"?saved="+set.ID)
}

// uploadForm returns the form about a file, with an error for one of its fields.
func uploadForm(words *locale.Printer, typed url.Values, wrong, say string) form.Form {
	kind := &form.Field{Kind: form.Radios, ID: "kind", Name: "kind", Label: words.Say("Who is in the file?")}
	for _, k := range information.SetKinds {
		o := form.Option{Value: string(k), Label: k.Label().In(words), Checked: typed.Get("kind") == string(k)}
		if k == information.Payroll {
			o.Hint = words.Say("Employees with their pay, for pay gaps")
		}
		kind.Options = append(kind.Options, o)
	}
	asAt := form.NewDate(words, "as-at", words.Say("Date of the figures"), form.TypedDate(typed, "as-at"))
	asAt.Hint = words.Say("In England, the snapshot date of the gender pay gap is 31 March.")
	f := form.Form{
		kind, asAt,
		{Kind: form.Text, ID: "note", Name: "note", Label: words.Say("Note"), Optional: true, Value: typed.Get("note"),
			Hint: words.Say("Say if the file covers only some people, such as library users. The note is published.")},
		{Kind: form.Checkboxes, ID: "schools", Name: "schools", Label: words.Say("Maintained schools"),
			Options: []form.Option{{Value: "yes", Label: words.Say("The file includes staff of maintained schools"),
				Checked: typed.Get("schools") != "",
				Hint:    words.Say("By law they are employees of the governing body. The gender pay gap must not include them.")}}},
		{Kind: form.File, ID: "file", Name: "file", Label: words.Say("File"), Accept: ".csv,.xlsx",
			Hint: words.Say("CSV or Excel workbook (.xlsx), up to %d MB, with a heading for each column and a row for each person. "+
				"Remove names and other columns that are not needed.", information.MaxBytes>>20)},
	}
	for _, field := range f {
		if field.Name == wrong {
			field.SetError(say)
		}
	}
	return f
}

// mappingForm returns the form about how a file is read, as found says it was.
func mappingForm(words *locale.Printer, kind information.SetKind, sheet *information.Sheet, found *information.Result) (f form.Form) {
	f = append(f, &form.Field{Kind: form.Hidden, Name: "mapped", Value: "yes"})
	column := func(name, label string) {
		field := &form.Field{Kind: form.Select, ID: "column-" + name, Name: "column-" + name, Label: label, LabelSize: "s"}
		for _, head := range sheet.Heads {
			if head != "" {
				field.Options = append(field.Options, form.Option{Value: head, Label: head, Checked: found.Mapping.Columns[name] == head})
			}
		}
		f = append(f, field)
	}
	if kind == information.Payroll {
		for _, name := range information.PayColumns {
			column(name, information.PayColumnLabel(name).In(words))
		}
	}
	for _, c := range information.Characteristics {
		name := information.Label(c).In(words)
		column(string(c), name)
		if texts := found.Found[c]; len(texts) > 0 {
			var lines []string
			for _, t := range texts {
				lines = append(lines, t.Text+" = "+cmp.Or(t.Group, "No answer"))
			}
			f = append(f, &form.Field{Kind: form.Textarea, ID: "values-" + string(c), Name: "values-" + string(c), LabelSize: "s",
				Label: words.Say("Groups: %s", name), Value: strings.Join(lines, "\n"),
				Hint: words.Say("Each entry in the file, and the group it is published as. Give two entries the same group to combine them. " +
					"“Prefer not to say”, “No answer” and “Not asked” are counted apart.")})
		}
		if reference := found.Mapping.References[c]; kind == information.Payroll && reference != "" {
			f = append(f, &form.Field{Kind: form.Text, ID: "reference-" + string(c), Name: "reference-" + string(c), LabelSize: "s",
				Label: words.Say("Comparison group: %s", name), Value: reference})
		}
	}
	return f
}

// typedMapping reads the form of mappingForm. Its Columns are empty before the form was shown.
func typedMapping(kind information.SetKind, typed url.Values) information.Mapping {
	m := information.Mapping{}
	if typed.Get("mapped") == "" || kind == "" {
		return m
	}
	m.Columns, m.Values, m.References = map[string]string{}, map[equality.CharacteristicCode]map[string]string{},
		map[equality.CharacteristicCode]string{}
	if kind == information.Payroll {
		for _, name := range information.PayColumns {
			if head := typed.Get("column-" + name); head != "" {
				m.Columns[name] = head
			}
		}
	}
	for _, c := range information.Characteristics {
		head := typed.Get("column-" + string(c))
		if head == "" {
			continue
		}
		m.Columns[string(c)], m.References[c], m.Values[c] = head, oneLine(typed.Get("reference-"+string(c))), map[string]string{}
		for line := range strings.Lines(typed.Get("values-" + string(c))) {
			if text, group, ok := strings.Cut(line, "="); ok {
				m.Name(c, oneLine(text), oneLine(survey.CleanText(group)))
			}
		}
	}
	return m
}

func exampleSheet() *information.Sheet {
	return &information.Sheet{Heads: []string{"Sex", "full_pay", "hourly_rate", "bonus_in_year"}, Rows: [][]string{{"F",
		"yes", "14.20", ""}}}
}

func exampleResult() *information.Result {
	return &information.Result{
		Mapping: information.Mapping{Columns: information.Guess(information.Payroll, exampleSheet().Heads),
			References: map[equality.CharacteristicCode]string{equality.Sex: "Male"}},
		Found: map[equality.CharacteristicCode][]information.Found{equality.Sex: {{Text: "F", Group: "Female"}, {Text: "M", Group: "Male"}}},
	}
}

// exampleDay is the day of the examples.
var exampleDay = time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
