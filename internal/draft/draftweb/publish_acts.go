package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// actsView is what acts.html shows: what was done to a consultation, and what
// can be.
type actsView struct {
	page.Desk
	Title     string
	Back      page.Link
	Public    string // its page
	State     string
	Published bool // just now
	Form      form.Form
	Acts      []actForm
	Log       []actRow
}

// actForm is one thing that can be done now.
type actForm struct {
	Do, Title, Says, Button string
	Warns                   bool
	Fields                  form.Form
}

// actRow is one thing that was done.
type actRow struct{ When, What, Why, By string }

var actsPage = page.New(files, "templates/acts.html", actsExamples[0], actsExamples[1:]...)

func (d *Handlers) acts(w http.ResponseWriter, r *http.Request) error {
	v, err := d.actsOf(r, "", nil)
	if err != nil {
		return err
	}
	v.Published = r.URL.Query().Get("published") != ""
	return actsPage.Write(w, r, http.StatusOK, v)
}

// act does what was asked, and shows why not if it is refused.
func (d *Handlers) act(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	if typed.Get("do") == "withdraw" && typed.Get("sure") != "yes" {
		return d.refuseAct(w, r, fault.New(fault.Invalid, "Confirm that you want to withdraw the consultation."))
	}
	err := d.draft.Act(r.Context(), site.By(r), slug, typed.Get("do"), typed.Get("closes"), typed.Get("reason"))
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		return d.refuseAct(w, r, err)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, hub(slug)+"/acts")
}

func (d *Handlers) refuseAct(w http.ResponseWriter, r *http.Request, err error) error {
	v, again := d.actsOf(r, r.PostForm.Get("do"), err)
	if again != nil {
		return again
	}
	return actsPage.Write(w, r, http.StatusUnprocessableEntity, v)
}

// actsOf is the page, with what was typed into the form of the act do and what
// is wrong with it.
func (d *Handlers) actsOf(r *http.Request, do string, wrong error) (v actsView, err error) {
	words, slug, by := page.In(r), r.PathValue("slug"), site.By(r)
	dr, err := d.draft.Get(r.Context(), by, slug) // of another organisation it is not there
	if err != nil {
		return v, err
	}
	v = actsView{Title: dr.Definition.Title, Back: backTo(r, slug), Public: "/consultations/" + slug, State: words.Say("This is a draft. Check and publish it first.")}
	shown, err := d.draft.Consults.Show(r.Context(), slug)
	if fault.Is(err, fault.NotFound) {
		v.Public = ""
		return v, nil
	}
	if err != nil {
		return v, err
	}
	state := shown.State()
	v.Title, v.State = shown.Title, stateSays(words, shown, state)
	if by.May(actor.Publish) && shown.Register == nil {
		v.Acts = actForms(words, state)
	}
	for i := range v.Acts {
		a := &v.Acts[i]
		for _, f := range a.Fields {
			if a.Do == do {
				if f.Kind != form.Checkboxes {
					f.Value = r.PostForm.Get(f.Name)
				}
				if f == a.Fields[0] {
					f.Error = page.Said(r, wrong)
				}
			}
		}
		v.Form = append(v.Form, a.Fields...)
	}
	for _, a := range shown.Log {
		row := actRow{When: words.Say("%s at %s", local(a.At), words.Clock(local(a.At))), What: a.Kind.Words().In(words), Why: a.Reason, By: d.NameOf(r.Context(), a.By)}
		if closes, err := a.Closes(); err == nil && (a.Kind == consult.ActExtended || a.Kind == consult.ActShortened || a.Kind == consult.ActReopened) {
			row.What = words.Say("%s until %s", row.What, closes)
		}
		if a.By == actor.System.ID {
			row.By = words.Say("The clock")
		}
		v.Log = append(v.Log, row)
	}
	return v, nil
}

func stateSays(words *locale.Printer, c *consult.Shown, state consult.State) string {
	switch state {
	case consult.Forthcoming:
		return words.Say("It is published, and opens on %s.", c.Opens)
	case consult.Open:
		return words.Say("It is open, and closes on %s by the clock.", c.Closes)
	case consult.Closed:
		return words.Say("It closed on %s.", c.Closes)
	case consult.Reported:
		return words.Say("It has closed, and its results are published. It cannot be reopened.")
	}
	return words.Say("It was withdrawn.")
}

func actForms(words *locale.Printer, state consult.State) (all []actForm) {
	reason := func(do string) *form.Field {
		return &form.Field{Kind: form.Textarea, ID: do + "-reason", Name: "reason", Label: words.Say("Reason"), LabelSize: "s", Hint: words.Say("Everybody can read it on the page of the consultation.")}
	}
	closes := func(do string) *form.Field {
		return &form.Field{Kind: form.Text, ID: do + "-closes", Name: "closes", Label: words.Say("New closing date and time"), LabelSize: "s", Hint: words.Say("For example, 2016-05-27 23:59"), Width: 20}
	}
	if state == consult.Forthcoming || state == consult.Open {
		all = append(all, actForm{Do: "extend", Title: words.Say("Extend"), Says: words.Say("Give people more time. The closing date can only move to a later day, and cannot be taken away."), Button: words.Say("Extend"), Fields: form.Form{closes("extend"), reason("extend")}})
	}
	if state == consult.Open {
		all = append(all, actForm{Do: "shorten", Title: words.Say("Close early"), Says: words.Say("Close it at the next full minute. The closing date was a promise, so only do it where going on would be worse."), Button: words.Say("Close early"), Warns: true, Fields: form.Form{reason("shorten")}})
	}
	if state == consult.Closed {
		all = append(all, actForm{Do: "reopen", Title: words.Say("Reopen"), Says: words.Say("Let people answer again, until a new closing date. Results must not be published yet."), Button: words.Say("Reopen"), Fields: form.Form{closes("reopen"), reason("reopen")}})
	}
	if state == consult.Forthcoming || state == consult.Open || state == consult.Closed {
		sure := &form.Field{Kind: form.Checkboxes, ID: "withdraw-sure", Name: "sure", Label: words.Say("This cannot be undone"), LabelSize: "s", Options: []form.Option{{ID: "withdraw-sure", Value: "yes", Label: words.Say("I want to withdraw this consultation")}}}
		all = append(all, actForm{Do: "withdraw", Title: words.Say("Withdraw"), Says: words.Say("End it without results. Its page stays, and says why."), Button: words.Say("Withdraw"), Warns: true, Fields: form.Form{reason("withdraw"), sure}})
	}
	return all
}
