package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/confirmation"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// ConfirmationsPath is the list of what waits for a second person.
const ConfirmationsPath = "/staff/confirmations"

// Irreversible is an act that cannot be undone, as the page that asks for confirmation
// describes it. See Deps.Confirm.
type Irreversible struct {
	Act                  string // the audit entry of the act; audit.IsIrreversible
	SubjectKind, Subject string // of that entry
	Needs                actor.Capability
	Title                string    // what the act is, "Delete permanently"
	Name                 string    // of what it is done to; typed to confirm unless Count is
	Effects              []string  // what is deleted or published, a sentence each
	Count                int64     // people whom it concerns; typed to confirm if more than 1
	Export               page.Link // to a copy to keep first; empty if there is none
	Back                 page.Link
}

// Phrase returns what a person types to confirm.
func (a *Irreversible) Phrase() string {
	if a.Count > 1 {
		return strconv.FormatInt(a.Count, 10)
	}
	return a.Name
}

// irreversibleView is the page that asks for confirmation.
type irreversibleView struct {
	page.StaffView
	Irreversible
	ReauthPath string // to confirm who one is first, or ""
	Second     string // who asked, for the second person
	Waiting    string // the address for the second person, after the first has confirmed
	Action     string
	Input      []namedInput
	Form       form.Form
}

type namedInput struct{ Name, Value string }

// NoStore implements what page asks of views.
func (irreversibleView) NoStore() bool { return true }

var irreversiblePage = page.New(files, "templates/irreversible.html", irreversibleExamples[0], irreversibleExamples[1:]...)

// IrreversiblePage is the page that asks for confirmation, for the gallery.
func IrreversiblePage() *page.Page[irreversibleView] { return irreversiblePage }

// Fields of the page that asks for confirmation. They are no part of the act's own form.
const (
	confirmField = "confirmation"
	secondField  = "second-person"
)

// Confirm is the only way to an act that cannot be undone: it shows what the act deletes or
// publishes and how many people that concerns, offers a copy first, and asks the person to
// confirm who they are and to type Phrase. If the act concerns SecondPersonFrom people or
// more, a second person has to do the same.
//
// ok is true once everything is confirmed; the caller then does the act as by, which the use
// case and the audit log ask for. Until then Confirm has written the page.
func (d *Deps) Confirm(w http.ResponseWriter, r *http.Request, act Irreversible) (by actor.Actor, ok bool, err error) {
	by = site.Actor(r)
	if !slices.Contains(confirmation.Needs, act.Needs) {
		return by, false, fmt.Errorf("%s needs the capability %s: add it to confirmation.Needs", act.Act, act.Needs)
	}
	if err := r.ParseForm(); err != nil {
		return by, false, err
	}
	requests := &confirmation.Service{DB: d.DB}
	v := irreversibleView{Irreversible: act, Action: r.URL.Path}
	typed, second := r.PostForm.Get(confirmField), r.PostForm.Get(secondField)
	input := url.Values{}
	for name, values := range r.PostForm {
		if name != confirmField && name != secondField {
			input[name] = values
		}
	}
	v.Input = inputs(input)
	how := "confirmed: " + act.Phrase()
	if second != "" {
		request, err := requests.Get(r.Context(), by, second)
		switch {
		case err != nil:
			return by, false, err
		case !request.Matches(act.Act, act.Subject, r.URL.Path, input):
			return by, false, fault.New(fault.Conflict, "This is not what the first person asked for. Open the request again.")
		case request.AskedBy == by.ID:
			return by, false, fault.New(fault.Forbidden, "A second person must confirm this. You asked for it.")
		}
		v.Second = d.PersonName(r.Context(), request.AskedBy)
		v.Input = append(v.Input, namedInput{secondField, second})
		how += "; asked for by " + request.AskedBy
	}
	if d.Site.RecentlyAuthenticated == nil || !d.Site.RecentlyAuthenticated(r) {
		v.ReauthPath = d.Site.ReauthPath
		return by, false, irreversiblePage.Write(w, r, http.StatusOK, v)
	}
	if typed == "" || !samePhrase(typed, act.Phrase()) {
		v.Form = form.Form{confirmationField(page.Printer(r), act, r.PostForm.Has(confirmField))}
		status := http.StatusOK
		if len(v.Form.Problems()) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return by, false, irreversiblePage.Write(w, r, status, v)
	}
	if second == "" && act.Count >= d.secondPersonFrom(r.Context()) {
		id, err := requests.Ask(r.Context(), by, confirmation.Request{
			Act: act.Act, Kind: act.SubjectKind, Subject: act.Subject, Needs: act.Needs, Title: act.Title,
			Effects: act.Effects, Path: r.URL.Path, Input: input,
		})
		if err != nil {
			return by, false, err
		}
		v.Waiting = d.BaseURL + ConfirmationsPath + "/" + id
		return by, false, irreversiblePage.Write(w, r, http.StatusAccepted, v)
	}
	if second != "" {
		if err := requests.Approve(r.Context(), by, second); err != nil {
			return by, false, err
		}
	}
	by.Confirmation = &actor.Confirmation{Act: act.Act, Subject: act.Subject, How: how}
	if !audit.IsIrreversible(act.Act) {
		return by, false, fmt.Errorf("web: %s is not among the acts that cannot be undone", act.Act)
	}
	return by, true, nil
}

func (d *Deps) secondPersonFrom(ctx context.Context) int64 {
	if d.SecondPersonFrom != nil {
		if n := d.SecondPersonFrom(ctx); n > 0 {
			return n
		}
	}
	return confirmation.DefaultSecondPersonFrom
}

// samePhrase compares what was typed with the phrase: case, blanks and the commas in a number
// do not count.
func samePhrase(typed, phrase string) bool {
	normal := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, ",", "")), " ") }
	return strings.EqualFold(normal(typed), normal(phrase))
}

func inputs(values url.Values) (all []namedInput) {
	for name, list := range values {
		for _, value := range list {
			all = append(all, namedInput{name, value})
		}
	}
	slices.SortStableFunc(all, func(a, b namedInput) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func confirmationField(p *locale.Printer, act Irreversible, wrong bool) *form.Field {
	f := &form.Field{
		Kind: form.Text, ID: confirmField, Name: confirmField, LabelSize: "s",
		Label: p.Say("Type “%s” to confirm", act.Phrase()),
	}
	if act.Count > 1 {
		f.Hint = p.Say("This is how many it affects.")
	}
	if wrong {
		f.Error = p.Say("Type “%s” to confirm that you have read what will happen.", act.Phrase())
	}
	return f
}

var irreversibleExamples = []irreversibleView{
	{
		Irreversible: Irreversible{
			Title: "Delete permanently: written answers", Name: "The park", Count: 1186,
			Effects: []string{"The written answers and postcodes of 1,186 responses will be deleted."},
			Export:  page.Link{Text: "Export responses", Href: "/staff/consultations/park/export"},
			Back:    page.Link{Text: "Retention", Href: "/staff/retention"},
		},
		Action: "/staff/retention",
		Input:  []namedInput{{"do", "delete"}},
		Form: form.Form{{
			Kind: form.Text, ID: confirmField, Name: confirmField, Label: "Type “1186” to confirm", LabelSize: "s",
			Hint:  "This is how many it affects.",
			Error: "Type “1186” to confirm that you have read what will happen.",
		}},
	},
	{
		Irreversible: Irreversible{
			Title: "Close early", Name: "The park",
			Effects: []string{"People will no longer be able to respond."}, Back: page.Link{Text: "Back", Href: "/staff/consultations/park"},
		},
		Action: "/staff/consultations/park/status", ReauthPath: "/staff/confirm", Second: "Ann Example",
	},
	{
		Irreversible: Irreversible{
			Title: "Close early", Name: "The park", Back: page.Link{Text: "Back", Href: "/staff/consultations/park"},
		},
		Waiting: "https://consult.example.org/staff/confirmations/1",
	},
}
