package retentionweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// retentionView is the page with retention periods and deletions.
type retentionView struct {
	page.StaffView
	ClockJumped string   // the time on the clock if an officer must confirm it, or ""
	Action      string   // to which the forms are sent: the address of the page with its list
	AllHref     string   // of the first pages of all lists; "" if they are shown
	Due         *dueList // nil if it is not shown, like the others
	Later       *dueList
	Runs        *deletionRunList
	Errors      form.Form
}

// dueList is a page of what is due for deletion.
type dueList struct {
	Items   []dueItemView
	Partial bool // there are fewer items than fit, and there may be more on the next page
	Pages   page.Pagination
}

type deletionRunList struct {
	Items []deletionRunView
	Pages page.Pagination
}

// Values of the parameter "list".
const (
	listDue   = "due"
	listLater = "later"
	listRuns  = "deleted"
)

type dueItemView struct {
	Action                                                        string // as in retentionView
	Consultation, What, Title, Name, DueDate, Outcome, Count, Why string
	Fields                                                        form.Form
}

type deletionRunView struct{ Title, Name, Deleted, By, At string }

// retentionPath is the address of the page.
const retentionPath = "/staff/retention"

var retentionPage = page.New(files, "templates/retention.html", retentionExamples[0], retentionExamples[1:]...)

func (h *Handlers) retention(w http.ResponseWriter, r *http.Request) error {
	return h.showRetention(w, r, http.StatusOK, "")
}

// showRetention shows the lists, or the page of one of them that r asks for. problem is why
// a retention period was refused, or "".
func (h *Handlers) showRetention(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	p, by := page.Printer(r), site.Actor(r)
	clock, err := h.service.Clock(r.Context())
	if err != nil {
		return err
	}
	view := retentionView{Action: retentionPath}
	if clock.Jumped && retention.MayConfirmClock(by) {
		view.ClockJumped = p.Say("%s at %s", p.Date(clock.Now), p.Clock(clock.Now))
	}
	only, at := r.URL.Query().Get("list"), r.URL.Query().Get(page.CursorName)
	switch only {
	case listDue, listLater, listRuns:
		view.AllHref = retentionPath
		view.Action += "?" + url.Values{"list": {only}, page.CursorName: {at}}.Encode()
	default:
		only, at = "", ""
	}
	for list, shown := range map[string]**dueList{listDue: &view.Due, listLater: &view.Later} {
		if only != "" && only != list {
			continue
		}
		if *shown, err = h.dueList(r, list, at, view.Action, problem); err != nil {
			return err
		}
	}
	if only == "" || only == listRuns {
		if view.Runs, err = h.runs(r, at); err != nil {
			return err
		}
	}
	if problem != "" {
		if err := h.showProblem(r, &view, problem); err != nil {
			return err
		}
	}
	return retentionPage.Write(w, r, status, view)
}

// dueList returns the page at the cursor at of what is due now or later.
func (h *Handlers) dueList(r *http.Request, list, at, action, problem string) (*dueList, error) {
	found, err := h.service.ListDue(r.Context(), site.Actor(r), retention.DueQuery{Later: list == listLater, At: at})
	if err != nil {
		return nil, err
	}
	l := &dueList{
		Partial: found.Next != "" && len(found.Items) < retention.DuePerPage,
		Pages:   page.Neighbours(retentionPath, url.Values{"list": {list}}, found.Previous, found.Next),
	}
	for _, due := range found.Items {
		l.Items = append(l.Items, newDueItemView(r, due, action, problem))
	}
	return l, nil
}

func newDueItemView(r *http.Request, due retention.DueItem, action, problem string) dueItemView {
	p := page.Printer(r)
	v := dueItemView{
		Action:       action,
		Consultation: due.Consultation,
		What:         due.What,
		Title:        due.Title,
		Name:         p.Say(due.Name),
		Outcome:      p.Say(due.Outcome),
		Count:        p.Count(due.Count, "%d item", "%d items"),
		Why:          due.Why,
	}
	if v.DueDate = p.Say("not known yet (counted from %s)", p.Say(due.StartsFrom)); !due.DueAt.IsZero() {
		v.DueDate = p.Date(due.DueAt)
	}
	v.Fields = periodForm(p, r, due, problem)
	return v
}

// showProblem sets the errors of the page to those of the item whose period was refused. If
// the item is not on the page, it is put first.
func (h *Handlers) showProblem(r *http.Request, v *retentionView, problem string) error {
	for _, list := range []*dueList{v.Due, v.Later} {
		if list == nil {
			continue
		}
		for _, item := range list.Items {
			if len(item.Fields.Problems()) > 0 {
				v.Errors = item.Fields
				return nil
			}
		}
	}
	var due retention.DueItem
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		due, err = h.service.DueItem(r.Context(), tx, site.Actor(r), r.PostFormValue("consultation"), r.PostFormValue("what"))
		return err
	}); err != nil {
		return err
	}
	list := &v.Later
	if due.IsDue {
		list = &v.Due
	}
	if *list == nil {
		*list = &dueList{}
	}
	item := newDueItemView(r, due, v.Action, problem)
	(*list).Items = slices.Insert((*list).Items, 0, item)
	v.Errors = item.Fields
	return nil
}

// runs returns the page of the deletion runs at the cursor at.
func (h *Handlers) runs(r *http.Request, at string) (*deletionRunList, error) {
	p := page.Printer(r)
	found, err := h.service.ListDeletionRuns(r.Context(), site.Actor(r), at)
	if err != nil {
		return nil, err
	}
	l := &deletionRunList{Pages: page.Neighbours(retentionPath, url.Values{"list": {listRuns}}, found.Previous, found.Next)}
	for _, run := range found.Items {
		name := run.What
		for _, k := range retention.Categories {
			if k.What == run.What {
				name = p.Say(k.Name)
			}
		}
		l.Items = append(l.Items, deletionRunView{
			run.Title,
			name,
			p.Count(run.Deleted, "%d deleted", "%d deleted"),
			h.PersonName(r.Context(), run.By),
			p.Date(run.At),
		})
	}
	return l, nil
}

// fieldName returns the name of a field of the form for a category of data of a
// consultation. The page has one form for each.
func fieldName(part, consultation, what string) string { return part + "-" + consultation + "-" + what }

// periodForm returns the fields that set the retention period of due, with what was
// typed and problem if the form for due was submitted.
func periodForm(p *locale.Printer, r *http.Request, due retention.DueItem, problem string) form.Form {
	name := func(part string) string { return fieldName(part, due.Consultation, due.What) }
	months, days, why := strconv.Itoa(due.Months), strconv.Itoa(due.Days), due.Why
	if r.PostFormValue("do") == "set-period" && r.PostFormValue("consultation") == due.Consultation && r.PostFormValue("what") == due.What {
		months, days, why = r.PostFormValue(name("months")), r.PostFormValue(name("days")), r.PostFormValue(name("why"))
	} else {
		problem = ""
	}
	return form.Form{
		{Kind: form.Hidden, ID: name("was"), Name: name("was"), Value: strconv.Itoa(due.Months) + " " + strconv.Itoa(due.Days)},
		{
			Kind:      form.Number,
			ID:        name("months"),
			Name:      name("months"),
			Label:     p.Say("Months"),
			LabelSize: "s",
			Value:     months,
			Width:     3,
			InputMode: "numeric",
			Error:     problem,
		},
		{
			Kind:      form.Number,
			ID:        name("days"),
			Name:      name("days"),
			Label:     p.Say("Days"),
			LabelSize: "s",
			Value:     days,
			Width:     3,
			InputMode: "numeric",
		},
		responseview.TextareaField(name("why"), p.Say("Why is the period different?"), "", why, "")}
}

func (h *Handlers) changeRetention(w http.ResponseWriter, r *http.Request) error {
	by, ctx, typed := site.Actor(r), r.Context(), r.PostFormValue
	slug, what := typed("consultation"), typed("what")
	var err error
	switch typed("do") {
	case "confirm-clock":
		err = h.service.ConfirmClock(ctx, by)
	case "delete":
		return h.deleteDue(w, r, slug, what)
	case "set-period":
		value := func(part string) string { return typed(fieldName(part, slug, what)) }
		months, badMonths := strconv.Atoi(value("months"))
		days, badDays := strconv.Atoi(value("days"))
		if badMonths != nil || badDays != nil {
			months = -1 // SetRule refuses it with a message
		}
		var was retention.Rule
		if _, err := fmt.Sscan(value("was"), &was.Months, &was.Days); err != nil {
			was.Months = -1 // no rule: SetRule returns fault.Conflict
		}
		err = h.service.SetRule(ctx, by, slug, was, retention.Rule{What: what, Days: days, Months: months, Why: value("why")})
	}
	invalid := fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
	if invalid && typed("do") == "set-period" {
		return h.showRetention(w, r, http.StatusUnprocessableEntity, page.ErrorMessage(r, err))
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, retentionPath)
}

// deleteArguments are the arguments of the operation that deletes.
type deleteArguments struct {
	What  string
	Count int64 // how much there was to delete when it was requested
}

// deleteOperation is the operation that deletes data that is due.
func deleteOperation(service *retention.Service) operation.Kind {
	return operation.Kind{
		Name: retention.DeleteOperation, Needs: actor.ManageRetention, Title: locale.Key("Delete permanently"),
		Run: func(ctx context.Context, by actor.Actor, o operation.Operation) (r operation.Result, err error) {
			var a deleteArguments
			if err := o.Decode(&a); err != nil {
				return r, err
			}
			r.Amount, err = service.DeleteRequested(ctx, by, o.Subject, a.What, o.ID, a.Count)
			return r, err
		},
		Done: func(p *locale.Printer, o operation.Operation) string {
			return p.Count(o.Amount, "%d deleted", "%d deleted")
		},
		Path: func(operation.Operation) string { return retentionPath },
	}
}

// deleteDue asks for confirmation and then deletes data that is due.
func (h *Handlers) deleteDue(w http.ResponseWriter, r *http.Request, slug, what string) error {
	p := page.Printer(r)
	due, err := h.service.PlanDeletion(r.Context(), site.Actor(r), slug, what)
	if err != nil {
		return err
	}
	act := web.Irreversible{
		Act: "request-deletion", SubjectKind: "consultation", Subject: slug, Needs: actor.ManageRetention,
		Title: p.Say("Delete permanently: %s", p.Say(due.Name)), Name: due.Title, Count: due.Count,
		Effects: []string{p.Say("%s: %s", p.Say(due.Name), p.Count(due.Count, "%d item", "%d items")), p.Say(due.Outcome)},
		Back:    page.Link{Text: p.Say("Retention"), Href: retentionPath},
	}
	if what == retention.Texts {
		act.Export = page.Link{Text: p.Say("Export responses"), Href: "/staff/consultations/" + slug + "/export"}
	}
	by, ok, err := h.Confirm(w, r, act)
	if err != nil || !ok {
		return err
	}
	return h.Operate(w, r, by, operation.Request{
		Kind: retention.DeleteOperation, Subject: slug, Key: slug + "/" + what, Arguments: deleteArguments{what, due.Count},
	}, func(tx *db.Tx) error { return h.service.RequestDeletion(r.Context(), tx, by, slug, what) })
}
