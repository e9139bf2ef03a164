package draftweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// statusView is the page on which a published consultation is extended, closed, reopened or withdrawn.
type statusView struct {
	page.StaffView
	Title      string
	Back       page.Link
	PublicHref string // the public page, or "" if the consultation is not published
	State      string
	Published  bool      // show that the consultation has just been published
	Form       form.Form // the fields of all forms, for the error summary
	Forms      []statusForm
	Log        []statusRow
}

// statusForm is the form for a status change that is possible now.
type statusForm struct {
	Action, Title, Description, Button string
	Warning                            bool
	Fields                             form.Form
}

// statusRow is an entry of the timeline.
type statusRow struct{ When, What, Why, By string }

// Scripts returns the script that warns before unsaved text is left.
func (statusView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var statusPage = page.New(templateFiles, "templates/status.html", statusExamples[0], statusExamples[1:]...)

func (h *Handlers) showStatus(w http.ResponseWriter, r *http.Request) error {
	v, err := h.statusViewOf(r, nil)
	if err != nil {
		return err
	}
	v.Published = r.URL.Query().Get("published") != ""
	return statusPage.Write(w, r, http.StatusOK, v)
}

// changeStatus makes the submitted status change, or shows why it is not possible.
func (h *Handlers) changeStatus(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	by, change := site.Actor(r), draft.StatusChange(typed.Get("do"))
	if irreversible, err := h.statusAct(r, change); err != nil {
		return err
	} else if irreversible.Act != "" && strings.TrimSpace(typed.Get("reason")) != "" {
		var ok bool
		if by, ok, err = h.Confirm(w, r, irreversible); err != nil || !ok {
			return err
		}
	}
	closes, invalid := "", draftedit.FieldErrors{}
	if change == draft.Extend || change == draft.Reopen {
		if closes = parseClosing(page.Printer(r), typed, invalid); closes == "" && len(invalid) == 0 {
			invalid[newClosing.Name] = locale.Lazy("Enter the new closing date.")
		}
		if len(invalid) > 0 && by.May(actor.Publish) {
			return h.showStatusError(w, r, invalid)
		}
	}
	err := h.Drafts.ChangeStatus(r.Context(), by, slug, change, closes, typed.Get("reason"))
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
		field := "reason"
		if strings.TrimSpace(typed.Get("reason")) != "" && closes != "" {
			field = newClosing.Name
		}
		format, args := fault.MessageFormat(err)
		return h.showStatusError(w, r, draftedit.FieldErrors{field: locale.Lazy(format, args...)})
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.HubPath(slug)+"/status")
}

// statusAct describes a status change that cannot be undone. Act is "" for the others:
// closing early undoes an extension or a reopening.
func (h *Handlers) statusAct(r *http.Request, change draft.StatusChange) (act web.Irreversible, err error) {
	p, slug := page.Printer(r), r.PathValue("slug")
	if change != draft.CloseEarly && change != draft.Withdraw {
		return act, nil
	}
	check, err := h.Drafts.Check(r.Context(), site.Actor(r), slug)
	if err != nil {
		return act, err
	}
	act = web.Irreversible{
		SubjectKind: "consultation", Subject: slug, Needs: actor.Publish, Name: check.Definition.Title, Count: check.ResponseCount,
		Back: page.Link{Text: p.Say("Back"), Href: draftedit.HubPath(slug) + "/status"},
	}
	responded := p.Count(check.ResponseCount, "%d person has responded so far.", "%d people have responded so far.")
	if change == draft.CloseEarly {
		act.Act, act.Title = "close-early-consultation", p.Say("Close early")
		act.Effects = []string{p.Say("People will no longer be able to respond."), responded,
			p.Say("Your reason will be published on the consultation page.")}
		return act, nil
	}
	act.Act, act.Title = "withdraw-consultation", p.Say("Withdraw")
	act.Effects = []string{p.Say("The consultation will end without results."), responded,
		p.Say("Your reason will be published on the consultation page.")}
	if check.ResponseCount > 0 {
		act.Export = page.Link{Text: p.Say("Export responses"), Href: draftedit.HubPath(slug) + "/export"}
	}
	return act, nil
}

func (h *Handlers) showStatusError(w http.ResponseWriter, r *http.Request, wrong draftedit.FieldErrors) error {
	v, err := h.statusViewOf(r, wrong)
	if err != nil {
		return err
	}
	return statusPage.Write(w, r, http.StatusUnprocessableEntity, v)
}

// statusViewOf returns the view of the page. The submitted form, if any, has its values and is marked with what is wrong.
func (h *Handlers) statusViewOf(r *http.Request, wrong draftedit.FieldErrors) (v statusView, err error) {
	words, slug, by := page.Printer(r), r.PathValue("slug"), site.Actor(r)
	dr, err := h.Drafts.Get(r.Context(), by, slug)
	if err != nil {
		return v, err
	}
	v = statusView{
		Title:      dr.Definition.Title,
		Back:       draftedit.BackToHub(r, slug),
		PublicHref: "/consultations/" + slug,
		State:      words.Say("This consultation is a draft. Check and publish it first."),
	}
	shown, err := h.Drafts.Consults.GetPublic(r.Context(), slug)
	if fault.Is(err, fault.NotFound) {
		v.PublicHref = ""
		return v, nil
	}
	if err != nil {
		return v, err
	}
	state := shown.State()
	v.Title, v.State = shown.Title, stateText(words, shown, state)
	if by.May(actor.Publish) && shown.Register == nil {
		v.Forms = statusForms(words, state)
	}
	for _, a := range v.Forms {
		if a.Action == r.PostForm.Get("do") {
			head := draftedit.Head{Errors: wrong}
			head.Fill(words, r.PostForm, a.Fields)
		}
		v.Form = append(v.Form, a.Fields...)
	}
	for _, a := range shown.History {
		row := statusRow{
			When: words.Say("%s at %s", consult.LocalTime(a.At), words.Clock(consult.LocalTime(a.At))),
			What: a.Kind.Label().In(words),
			Why:  a.Reason,
			By:   h.PersonName(r.Context(), a.ActorID),
		}
		if closes, err := a.Closes(); err == nil &&
			(a.Kind == consult.ActExtended || a.Kind == consult.ActClosedEarly || a.Kind == consult.ActReopened) {
			row.What = words.Say("%s until %s", row.What, closes)
		}
		if a.ActorID == actor.System.ID {
			row.By = words.Say("Automatically")
		}
		v.Log = append(v.Log, row)
	}
	return v, nil
}

// stateText returns the state of a published consultation in a sentence.
func stateText(words *locale.Printer, c *consult.PublicView, state consult.State) string {
	switch state {
	case consult.Forthcoming:
		return words.Say("This consultation is published. It will open on %s.", c.Opens)
	case consult.Open:
		return words.Say("This consultation is open. It will close automatically on %s.", c.Closes)
	case consult.Closed:
		return words.Say("This consultation closed on %s.", c.Closes)
	case consult.Reported:
		return words.Say("This consultation has closed and its results are published. You cannot reopen it.")
	}
	return words.Say("This consultation was withdrawn.")
}

// statusForms returns the forms for the status changes that are possible in the given state.
func statusForms(words *locale.Printer, state consult.State) (all []statusForm) {
	reason := func(action draft.StatusChange) *form.Field {
		return &form.Field{
			Kind:      form.Textarea,
			ID:        string(action) + "-reason",
			Name:      "reason",
			Label:     words.Say("Reason"),
			LabelSize: "s",
			Hint:      words.Say("This is published on the consultation page."),
		}
	}
	if state == consult.Forthcoming || state == consult.Open {
		all = append(
			all,
			statusForm{
				Action:      string(draft.Extend),
				Title:       words.Say("Extend"),
				Description: words.Say("Give people more time to respond. The new closing date must be later than the current one."),
				Button:      words.Say("Extend"),
				Fields:      append(closingFields(words), reason(draft.Extend)),
			},
		)
	}
	if state == consult.Open {
		all = append(
			all,
			statusForm{
				Action: string(draft.CloseEarly),
				Title:  words.Say("Close early"),
				Description: words.Say("The consultation will close within a minute. People have been told the closing date, " +
					"so only do this if there is a strong reason."),
				Button:  words.Say("Close early"),
				Warning: true,
				Fields:  form.Form{reason(draft.CloseEarly)},
			},
		)
	}
	if state == consult.Closed {
		all = append(
			all,
			statusForm{
				Action:      string(draft.Reopen),
				Title:       words.Say("Reopen"),
				Description: words.Say("Let people respond until a new closing date. You cannot do this after publishing results."),
				Button:      words.Say("Reopen"),
				Fields:      append(closingFields(words), reason(draft.Reopen)),
			},
		)
	}
	if state == consult.Forthcoming || state == consult.Open || state == consult.Closed {
		all = append(
			all,
			statusForm{
				Action:      string(draft.Withdraw),
				Title:       words.Say("Withdraw"),
				Description: words.Say("End the consultation without publishing results. Its page will stay online and explain why."),
				Button:      words.Say("Withdraw"),
				Warning:     true,
				Fields:      form.Form{reason(draft.Withdraw)},
			},
		)
	}
	return all
}
