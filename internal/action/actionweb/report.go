package actionweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// reportView is the page on which the owner reports on an action, and on which a report is signed off.
type reportView struct {
	page.StaffView
	Back           page.Link
	Title, Lang    string // Lang is the language of the texts of the action
	Self, Public   string
	Notice         string
	Status, Report page.Tag
	Left           page.Tag
	Facts          []fact
	Comment        string // why the report was returned
	Pending        *updateView
	PendingBy      string
	Updates        []updateView // published, the newest first
	Version        string
	Form           form.Form
	SignOff        bool      // the reader decides about Pending
	SignOffForm    form.Form // the comment
	AtOnce         bool      // what the reader reports is published at once
	OwnerForm      form.Form // who reports; empty if the reader does not decide
}

// fact is a row of the summary of an action.
type fact struct {
	Key   string
	Value page.UserText
}

var reportPage = page.New(files, "templates/report.html", exampleReport(false), exampleReport(true))

func exampleReport(signOff bool) reportView {
	v := reportView{
		Back: page.Link{Text: "My actions", Href: minePath}, Title: "Train staff", Lang: "en",
		Self: minePath + "/train", Public: "/actions/train",
		Status: page.Tag{Text: "On track"}, Left: page.Tag{Text: "3 days left", Colour: "yellow"},
		Facts: []fact{{"Who is responsible", page.UserText{Text: "Head of people", Lang: "en"}},
			{"Due date", page.UserText{Text: "31 March 2026"}}},
		Updates: []updateView{{Date: "2 March 2026", Status: page.Tag{Text: "On track"}, Text: "Half of the staff are trained.", Lang: "en",
			Value: page.UserText{Text: "50%", Lang: "en"}}},
		Version: "2",
		Form: form.Form{{Kind: form.Textarea, ID: "text", Name: "text", Label: "What have you done?", LabelSize: "s",
			Error: "Enter what you have done."}},
	}
	if signOff {
		pending := v.Updates[0]
		v.Pending, v.PendingBy, v.SignOff, v.AtOnce = &pending, "Reported by An owner on 2 March 2026", true, true
		v.Report = page.Tag{Text: "Waiting for sign-off", Colour: "blue"}
		v.SignOffForm = form.Form{{Kind: form.Textarea, ID: "comment", Name: "comment", Label: "What should the author change?", LabelSize: "s"}}
		v.OwnerForm = form.Form{{Kind: form.Select, ID: "owner", Name: "owner", Label: "Who reports", LabelSize: "s",
			Options: []form.Option{{Value: "a", Label: "An owner"}}}}
	} else {
		v.Notice, v.Comment = "Your report has been sent.", "Please add the figure."
		v.Report = page.Tag{Text: "Returned", Colour: "yellow"}
	}
	return v
}

func (h *Handlers) getMine(w http.ResponseWriter, r *http.Request) error {
	return h.showReport(w, r, http.StatusOK, "", "")
}

// shownUpdates is how many published updates are shown beside the form. The public page has all.
const shownUpdates = 5

// showReport shows the page, with a problem in a field.
func (h *Handlers) showReport(w http.ResponseWriter, r *http.Request, status int, field, problem string) error {
	ctx, by, p, ref := r.Context(), site.Actor(r), h.deps.PagePrinter(r), r.PathValue("ref")
	a, pending, err := h.Service.GetMine(ctx, by, ref)
	if err != nil {
		return err
	}
	v := reportView{
		Back: page.Link{Text: p.Say("My actions"), Href: minePath}, Title: a.What, Lang: p.LangOrCouncil(a.Language),
		Self: minePath + "/" + ref, Public: "/actions/" + ref, Notice: h.deps.PopNotice(r),
		Status: web.ActionTag(p.Printer, a.Status()), Report: reportTag(p.Printer, pending.State),
		Left: h.newMineRow(p, action.Mine{Due: a.Due, Status: a.Status()}, "").Left, Comment: pending.Comment,
		Version: strconv.FormatInt(pending.Version, 10), AtOnce: a.MaySignOff(by),
	}
	v.Facts = newFacts(p, a, v.Lang)
	for _, u := range slices.Backward(a.Updates) {
		if len(v.Updates) < shownUpdates {
			v.Updates = append(v.Updates, newUpdateView(p, a, u))
		}
	}
	if pending.State != "" {
		u := newUpdateView(p, a, pending.Update)
		v.Pending, v.SignOff = &u, v.AtOnce && pending.State == action.Reported
		v.PendingBy = p.Say("Reported by %s on %s", h.deps.PersonName(ctx, pending.ReportedBy), pending.ReportedAt)
	}
	v.Form = reportForm(p, r, a, pending.Update, h.deps.Now(), field, problem)
	if v.SignOff {
		v.SignOffForm = form.Form{{
			Kind: form.Textarea, ID: "comment", Name: "comment", LabelSize: "s",
			Label: p.Say("What should the author change?"), Value: r.PostForm.Get("comment"),
		}}
		if field == "comment" {
			v.SignOffForm[0].Error = problem
		}
	}
	if v.AtOnce && h.whoCan != nil {
		if v.OwnerForm, err = h.ownerForm(ctx, p.Printer, a); err != nil {
			return err
		}
	}
	return reportPage.Write(w, r, status, v)
}

// newFacts returns the summary of a, with who reports on it.
func newFacts(p web.PagePrinter, a *action.Action, lang string) []fact {
	text := func(s string) page.UserText { return page.UserText{Text: s, Lang: lang} }
	facts := []fact{{p.Say("Who is responsible"), text(a.Who)}}
	if !a.Due.IsZero() {
		facts = append(facts, fact{p.Say("Due date"), page.UserText{Text: p.Date(a.Due)}})
	}
	if a.Measure != "" {
		facts = append(facts, fact{p.Say("How success is measured"), text(a.Measure)})
	}
	for _, v := range []struct {
		key   string
		value *float64
	}{{p.Say("Baseline"), a.Baseline}, {p.Say("Target"), a.Target}} {
		if v.value != nil {
			facts = append(facts, fact{v.key, text(strategy.FormatValue(p.Printer, v.value, a.Unit))})
		}
	}
	return facts
}

// newUpdateView returns u as the pages about a show it.
func newUpdateView(p web.PagePrinter, a *action.Action, u action.Update) updateView {
	lang := p.LangOrCouncil(a.Language)
	return updateView{
		u.ID(), p.Date(u.Date), web.ActionTag(p.Printer, u.Status), u.Text, lang, u.Invented,
		page.UserText{Text: strategy.FormatValue(p.Printer, u.Value, a.Unit), Lang: lang},
		page.UserText{Text: u.Source.Name, Href: u.Source.Address, Lang: lang},
	}
}

// reportForm returns the fields of a report: with what was typed, or else with a report that was
// returned or waits.
func reportForm(
	p web.PagePrinter, r *http.Request, a *action.Action, last action.Update, now time.Time, problemField, problem string,
) form.Form {
	sent := r.Method == http.MethodPost && r.PostForm.Has("status-sent")
	value := func(name, stored string) string {
		if sent {
			return r.PostForm.Get(name)
		}
		return stored
	}
	status, date, measured := last.Status, last.Date, ""
	if status == "" && len(a.Updates) > 0 {
		status = a.Status()
	}
	if date.IsZero() {
		date = now
	}
	if last.Value != nil {
		measured = strconv.FormatFloat(*last.Value, 'f', -1, 64)
	}
	var statuses []form.Option // in a list, because seven radio buttons would push the text off the screen
	for _, s := range action.Statuses {
		statuses = append(statuses, form.Option{
			Value: string(s), Label: s.Label().In(p.Printer), Checked: value("status", string(status)) == string(s),
		})
	}
	typed := form.DayTyped(date)
	if sent {
		typed = form.TypedDate(r.PostForm, "date")
	}
	f := form.Form{
		{Kind: form.Hidden, Name: "status-sent", Value: "yes"},
		{Kind: form.Select, ID: "status", Name: "status", Label: p.Say("How is the work going?"), LabelSize: "s", Options: statuses},
		{Kind: form.Textarea, ID: "text", Name: "text", Label: p.Say("What have you done?"), LabelSize: "s",
			Value: value("text", last.Text), Hint: p.Say("This will be published.")},
		form.NewDate(p.Printer, "date", p.Say("Date of the report"), typed),
		{Kind: form.Text, ID: "value", Name: "value", Label: p.Say("Figure"), LabelSize: "s", Optional: true, Width: 10, Suffix: a.Unit,
			Hint: cmp.Or(a.Measure, p.Say("Only if something was measured.")), Value: value("value", measured)},
		{Kind: form.Text, ID: "source", Name: "source", Label: p.Say("Evidence"), LabelSize: "s", Optional: true,
			Hint: p.Say("The name of a document or page that shows it."), Value: value("source", last.Source.Name)},
		{Kind: form.Text, ID: "address", Name: "address", Label: p.Say("Web address of the evidence"), LabelSize: "s", Optional: true,
			Value: value("address", last.Source.Address)},
	}
	for _, field := range f {
		if field.ID == problemField && problemField != "" {
			field.SetError(problem)
		}
	}
	return f
}

// ownerForm has the people who can report on a.
func (h *Handlers) ownerForm(ctx context.Context, p *locale.Printer, a *action.Action) (form.Form, error) {
	people, err := h.whoCan(ctx, a.Org(), actor.UpdateActions)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	owner := &form.Field{
		Kind: form.Select, ID: "owner", Name: "owner", Label: p.Say("Who reports"), LabelSize: "s", Optional: true,
		Hint: p.Say("If you select no one, all action owners of the organisation can report."),
	}
	for _, person := range people {
		owner.Options = append(owner.Options, form.Option{Value: person.ID, Label: person.Name, Checked: person.ID == a.Owner})
	}
	return form.Form{owner}, nil
}

func (h *Handlers) report(w http.ResponseWriter, r *http.Request) error {
	typed := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	ref, p := r.PathValue("ref"), page.Printer(r)
	u := action.Update{
		Status: action.Status(typed("status")), Text: typed("text"), Source: evidence.Source{Name: typed("source"), Address: typed("address")},
	}
	u.Date = form.ReadDate(p, r.PostForm, "date")
	if text := strings.ReplaceAll(typed("value"), ",", ""); text != "" {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || value != value || value-value != 0 {
			return h.showReport(w, r, http.StatusUnprocessableEntity, "value", p.Say("Figure must be a number, like 64 or 7.5."))
		}
		u.Value = &value
	}
	version, err := strconv.ParseInt(typed("version"), 10, 64)
	if err != nil {
		version = -1 // no report has it
	}
	field, err := h.Service.Report(r.Context(), site.Actor(r), ref, version, u)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return h.showReport(w, r, http.StatusUnprocessableEntity, cmp.Or(field, "text"), page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	a, _, err := h.Service.GetMine(r.Context(), site.Actor(r), ref)
	if err != nil {
		return err
	}
	if a.MaySignOff(site.Actor(r)) {
		return h.back(w, r, p.Say("The report has been published."))
	}
	return h.back(w, r, p.Say("Your report has been sent. It will be published when it has been signed off."))
}

// back shows the page again with a notice.
func (h *Handlers) back(w http.ResponseWriter, r *http.Request, notice string) error {
	h.deps.SetNotice(r, notice)
	return site.Redirect(w, r, minePath+"/"+r.PathValue("ref"))
}

func (h *Handlers) signOff(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		version = -1 // no report has it
	}
	publish := r.PostFormValue("do") == "publish"
	err = h.Service.SignOff(r.Context(), site.Actor(r), r.PathValue("ref"), version, publish, r.PostFormValue("comment"))
	if fault.Is(err, fault.Invalid) {
		return h.showReport(w, r, http.StatusUnprocessableEntity, "comment", page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	if publish {
		return h.back(w, r, page.Printer(r).Say("The report has been published."))
	}
	return h.back(w, r, page.Printer(r).Say("The report has been returned to its author."))
}

// assign sets who reports on an action.
func (h *Handlers) assign(w http.ResponseWriter, r *http.Request) error {
	if err := h.Service.Assign(r.Context(), site.Actor(r), r.PathValue("ref"), r.PostFormValue("owner")); err != nil {
		return err
	}
	return h.back(w, r, page.Printer(r).Say("Saved."))
}
