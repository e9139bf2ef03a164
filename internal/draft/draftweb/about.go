package draftweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// aboutEditor edits the texts, dates and contact details of a consultation.
type aboutEditor struct {
	slug  string
	live  bool // the consultation is published: its dates cannot be edited here, only by extending or reopening it
	picks aboutPicks
	lang  string // of the page: names of months may be in it
}

// NextPath implements draftedit.Editor.
func (e aboutEditor) NextPath() string { return draftedit.HubPath(e.slug) }

// consultationTypes are the types of consultations in the order in which they are offered.
var consultationTypes = []typeChoice{
	{consult.Statutory, locale.Key("The law says you must consult")},
	{consult.Formal, locale.Key("Asking for views on a proposal before a decision is made")},
	{consult.Engagement, locale.Key("Asking for views before there is a proposal")},
	{consult.Survey, locale.Key("Asking about experience or satisfaction")},
	{consult.Information, locale.Key("Information only, with no questions")},
}

type typeChoice struct {
	kind consult.Type
	hint string // a message of the interface, in English
}

// dateFields are the dates of a consultation.
var dateFields = []dateOfConsultation{
	{
		name: "opens", label: locale.Key("Opening date"), time: locale.Key("Opening time"),
		timeHint: locale.Key("For example, 9am. Leave blank for the start of the day."),
		of:       func(d *consult.Definition) *string { return &d.Opens },
	},
	{
		name: "closes", label: locale.Key("Closing date"), time: locale.Key("Closing time"),
		timeHint: locale.Key("For example, 5pm. Leave blank for 11:59pm."), noTime: "11:59pm",
		of: func(d *consult.Definition) *string { return &d.Closes },
	},
	{
		name: "feedback", label: locale.Key("Publish feedback by"), hint: locale.Key("This date is shown publicly."),
		of: func(d *consult.Definition) *string { return &d.Feedback },
	},
}

// dateOfConsultation is a date of a consultation.
type dateOfConsultation struct {
	name, label, hint string // label and hint are messages of the interface, in English
	time              string // label of the field for the time of day; "": the date has no time
	timeHint          string // hint of that field, in English
	exact             bool   // the day must be known
	noTime            string // time of day of a date without one, as it is typed; "": the date has no time of day
	of                func(*consult.Definition) *string
}

// Parts implements draftedit.Editor.
func (e aboutEditor) Parts() []draftedit.Part {
	all := []draftedit.Part{draftedit.NewPart("type", locale.Key("Type of consultation"), "type")}
	for _, t := range draft.AboutTexts() {
		all = append(all, draftedit.NewPart(t.Name, t.Label, t.Name))
	}
	for _, d := range dateFields {
		if !e.live || d.time == "" {
			all = append(all, draftedit.NewPart(d.name, d.label, d.name+"-day", d.name+"-month", d.name+"-year", d.name+"-time"))
		}
	}
	return append(all, draftedit.NewPart("alternatives", locale.Key("Alternatives you considered"), "way-"))
}

// PartText implements draftedit.Editor.
func (e aboutEditor) PartText(
	words *locale.Printer, _ *consult.Definition, part string, values url.Values,
) (text string, ok bool) {
	if part == "type" {
		return consult.Type(values.Get("type")).Label().In(words), true
	}
	if part == "language" {
		return words.LanguageName(values.Get(part)), true
	}
	if _, ok := e.picks[part]; ok {
		return e.picks.label(words, part, values.Get(part)), true
	}
	for _, d := range dateFields {
		if d.name == part {
			return dateText(values, part), true
		}
	}
	return "", false
}

// Values implements draftedit.Editor.
func (e aboutEditor) Values(def *consult.Definition) (url.Values, error) {
	v := url.Values{"type": {string(def.Type)}}
	for _, t := range draft.AboutTexts() {
		v.Set(t.Name, t.Text(def))
	}
	for _, d := range dateFields {
		setDateValues(v, d.name, *d.of(def))
	}
	var ways []draftedit.FormRow
	for _, a := range def.Alternatives {
		ways = append(ways, draftedit.FormRow{"text": {a.Option}, "hint": {a.WhyDiscarded}})
	}
	draftedit.SetRows(v, "way", ways)
	return v, nil
}

// Apply implements draftedit.Editor.
func (e aboutEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	invalid := draftedit.FieldErrors{}
	for _, t := range draft.AboutTexts() {
		if wanted(t.Name) && typed.Has(t.Name) {
			t.Set(def, typed.Get(t.Name))
		}
	}
	if def.Title == "" && wanted("title") {
		invalid["title"] = locale.Lazy("Enter a title. You can change it later.")
	}
	if wanted("language") && def.Language != "" && !locale.IsTag(def.Language) {
		invalid["language"] = locale.Lazy("Select a language.")
	}
	if kind := consult.Type(typed.Get("type")); wanted("type") &&
		slices.ContainsFunc(consultationTypes, func(t typeChoice) bool { return t.kind == kind }) {
		def.Type = kind
	}
	for _, d := range dateFields {
		if wanted(d.name) && !(e.live && d.time != "") && typed.Has(d.name+"-year") {
			*d.of(def) = parseDate(e.lang, typed, d, *d.of(def), invalid)
		}
	}
	if wanted("alternatives") {
		def.Alternatives = nil
		for _, row := range draftedit.ParseRows(typed, "way") {
			def.Alternatives = append(def.Alternatives, consult.Alternative{
				Option: strings.TrimSpace(row.Get("text")), WhyDiscarded: strings.TrimSpace(row.Get("hint")),
			})
		}
	}
	return invalid, nil
}

// Show implements draftedit.Editor.
func (e aboutEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, def *consult.Definition, typed url.Values,
) error {
	words := page.Printer(r)
	v := draftedit.FormView{
		Head:     head,
		Name:     words.Say("Details, dates and contact"),
		Lead:     words.Say("You can save at any time and finish later."),
		Sections: aboutSections(words, e.live, e.picks, def, typed),
	}
	return editorPage.Show(w, r, status, v, typed)
}

func aboutSections(
	words *locale.Printer, live bool, picks aboutPicks, def *consult.Definition, typed url.Values,
) (all []draftedit.Section) {
	for i, g := range draft.AboutGroups {
		sec := draftedit.Section{Title: words.Say(g.Title)}
		for _, t := range g.Texts {
			f := &form.Field{Kind: form.Text, Name: t.Name, Label: words.Say(t.Label), LabelSize: "s", Optional: t.Optional}
			if t.Hint != "" {
				f.Hint = words.Say(t.Hint)
			}
			if t.IsMultiline() {
				f.Kind = form.Textarea
			}
			if t.Name == "language" {
				list := form.NewLanguage(words, t.Name, f.Label, typed.Get(t.Name))
				list.Hint, list.Optional = f.Hint, f.Optional
				f = list
			} else if _, ok := picks[t.Name]; ok {
				f.Kind, f.Options = form.Select, picks.options(words, t.Name, typed.Get(t.Name))
			}
			sec.Fields = append(sec.Fields, f)
		}
		switch i {
		case 0:
			sec.Fields = slices.Insert(sec.Fields, 1, typeField(words))
			all = append(all, sec, datesSection(words, live, def))
			continue
		case 1:
			ways := draftedit.OptionList{
				Kind:        "way",
				Title:       words.Say("Alternatives you considered"),
				Description: words.Say("Listing alternatives lets people say if they would have preferred one of them."),
				Text:        words.Say("Alternative"),
				Hint:        words.Say("Why you did not choose it"),
				AddButton:   words.Say("Add another alternative"),
			}
			ways.Fill(words, draftedit.ParseRows(typed, "way"), false, false)
			sec.List = &ways
		}
		all = append(all, sec)
	}
	return all
}

func typeField(words *locale.Printer) *form.Field {
	f := &form.Field{Kind: form.Radios, Name: "type", Label: words.Say("Type of consultation"), LabelSize: "s"}
	for _, t := range consultationTypes {
		f.Options = append(f.Options, form.Option{Value: string(t.kind), Label: t.kind.Label().In(words), Hint: words.Say(t.hint)})
	}
	return f
}

func datesSection(words *locale.Printer, live bool, def *consult.Definition) draftedit.Section {
	sec := draftedit.Section{Title: words.Say("When")}
	for _, d := range dateFields {
		if live && d.time != "" {
			m, _ := consult.ParseCivilTime(*d.of(def), def.Zone) // a date that cannot be parsed is shown as it is in the definition
			row := page.SummaryRow{Key: words.Say(d.label), Value: *d.of(def)}
			if !m.IsZero() {
				row.Value = m.In(words)
			}
			sec.Facts = append(sec.Facts, row)
			continue
		}
		sec.Fields = append(sec.Fields, d.fields(words)...)
	}
	return sec
}
