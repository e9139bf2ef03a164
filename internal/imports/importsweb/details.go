package importsweb

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/imports"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// detailsView is the page on which an officer describes the consultation.
type detailsView struct {
	page.StaffView
	Back    page.Link
	Name    string
	Version int64
	Fields  form.Form
}

// Scripts returns the script that warns before unsaved text is left.
func (detailsView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var detailsPage = page.New(files, "templates/details.html", detailsExamples[0], detailsExamples[1:]...)

// detailFields returns the form with what is typed, or stored.
func detailFields(words *locale.Printer, d *imports.Details, opened, closed survey.TypedDate) form.Form {
	kind := &form.Field{Kind: form.Radios, ID: "type", Name: "type", Label: words.Say("Type of consultation"), LabelSize: "s"}
	for _, o := range draft.TypeOptions() {
		if consult.Type(o.Value) != consult.Information {
			kind.Options = append(kind.Options, form.Option{
				Value: o.Value, Label: o.Label.In(words), Hint: o.Hint.In(words), Checked: o.Value == string(d.Type)})
		}
	}
	channel := &form.Field{Kind: form.Radios, ID: "channel", Name: "channel", Label: words.Say("How most people responded"), LabelSize: "s"}
	for _, c := range intake.Channels {
		channel.Options = append(channel.Options, form.Option{Value: string(c), Label: c.Label().In(words), Checked: c == d.Channel})
	}
	return form.Form{
		{Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title"), LabelSize: "s", Value: d.Title,
			Hint: words.Say("The web address is made from the title.")},
		kind,
		{Kind: form.Textarea, ID: "summary", Name: "summary", Label: words.Say("What it was about"), LabelSize: "s", Value: d.Summary,
			Optional: true, Hint: words.Say("Shown publicly.")},
		{Kind: form.Text, ID: "by", Name: "by", Label: words.Say("Who collected the responses"), LabelSize: "s", Value: d.By,
			Hint: words.Say("An organisation or a team, not a person. Shown publicly.")},
		{Kind: form.Text, ID: "with", Name: "with", Label: words.Say("How the responses were collected"), LabelSize: "s", Value: d.With,
			Hint: words.Say("For example, an online survey on Citizen Space. Shown publicly.")},
		channel,
		form.NewDate(words, "opened", words.Say("First day on which people could respond"), opened),
		form.NewDate(words, "closed", words.Say("Last day on which people could respond"), closed),
		form.NewLanguage(words, "language", words.Say("Language of the questions"), d.Language),
		{Kind: form.Text, ID: "invented", Name: "invented", Label: words.Say("What is invented in this consultation"), LabelSize: "s",
			Value: d.Invented, Optional: true, Hint: words.Say("Use this for demonstrations and training. It is shown publicly.")},
	}
}

func (h *handlers) details(w http.ResponseWriter, r *http.Request) error {
	f, l, err := h.service.Looked(r.Context(), site.Actor(r), r.PathValue("id"))
	switch {
	case err != nil:
		return err
	case f.State == imports.Imported:
		return site.Redirect(w, r, RootPath+"/"+f.ID)
	case l == nil:
		return h.writeUnread(w, r, f, "/details")
	case l.BadSettings:
		return site.Redirect(w, r, RootPath+"/"+f.ID)
	}
	words, d := page.Printer(r), f.Details
	if d.Opened == "" && d.Closed == "" {
		d.Opened, d.Closed = l.First, l.Last
	}
	if d.With == "" {
		d.With = systemNames[l.System]
	}
	return h.writeDetails(w, r, http.StatusOK, f, detailFields(words, &d, dayTyped(d.Opened), dayTyped(d.Closed)))
}

// systemNames are the names of the systems whose headings are recognised.
var systemNames = map[collected.System]string{
	collected.CitizenSpace: "Citizen Space", collected.SurveyMonkey: "SurveyMonkey", collected.LimeSurvey: "LimeSurvey",
	collected.Consult: "i.AI Consult",
}

// dayTyped returns a day as people type it; a blank date for "".
func dayTyped(day string) survey.TypedDate {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return survey.TypedDate{}
	}
	return form.DayTyped(at)
}

func (h *handlers) writeDetails(w http.ResponseWriter, r *http.Request, status int, f *imports.File, fields form.Form) error {
	words := page.Printer(r)
	return detailsPage.Write(w, r, status, detailsView{
		Back: page.Link{Text: words.Say("Back to the columns"), Href: RootPath + "/" + f.ID}, Name: f.Name, Version: f.Version, Fields: fields,
	})
}

// typedDetails returns the details that a form has. The sheet is not in it.
func typedDetails(words *locale.Printer, typed url.Values, d imports.Details) imports.Details {
	d.Title, d.Summary, d.Invented = typed.Get("title"), typed.Get("summary"), typed.Get("invented")
	d.By, d.With, d.Language = typed.Get("by"), typed.Get("with"), typed.Get("language")
	d.Type, d.Channel = consult.Type(typed.Get("type")), intake.Channel(typed.Get("channel"))
	if !slices.Contains(intake.Channels, d.Channel) {
		d.Channel = intake.Web
	}
	d.Opened, d.Closed = "", ""
	if day := form.ReadDate(words, typed, "opened"); !day.IsZero() {
		d.Opened = day.Format(time.DateOnly)
	}
	if day := form.ReadDate(words, typed, "closed"); !day.IsZero() {
		d.Closed = day.Format(time.DateOnly)
	}
	return d
}

func (h *handlers) saveDetails(w http.ResponseWriter, r *http.Request) error {
	by, id := site.Actor(r), r.PathValue("id")
	if err := r.ParseForm(); err != nil {
		return err
	}
	f, err := h.service.Get(r.Context(), by, id)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	details := typedDetails(words, r.PostForm, f.Details)
	if err := h.service.Save(r.Context(), by, id, versionOf(r.PostForm), f.Settings, details); err != nil {
		return err
	}
	if wrong := details.Check(h.Now()); wrong != nil {
		if f, err = h.service.Get(r.Context(), by, id); err != nil {
			return err
		}
		fields := detailFields(words, &details, form.TypedDate(r.PostForm, "opened"), form.TypedDate(r.PostForm, "closed"))
		for _, field := range fields {
			if err := wrong[imports.DetailField(field.Name)]; err != nil {
				field.SetError(page.ErrorMessage(r, err))
			}
		}
		return h.writeDetails(w, r, http.StatusUnprocessableEntity, f, fields)
	}
	return h.look(w, r, id, "/check")
}
