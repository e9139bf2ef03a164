package moderationweb

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/page"
)

// retentionView is what is kept, until when, and what was deleted.
type retentionView struct {
	page.Desk
	Jumped string // the time that the clock shows, if somebody must say whether it is right
	Due    []dueView
	Later  []dueView
	Runs   []runView
	Errors form.Form
}

type dueView struct {
	Consultation, What, Title, Name, Until, Then, Count, Why string
	Fields                                                   form.Form
}

type runView struct{ Title, Name, Gone, By, At string }

var retentionPage = page.New(files, "templates/retention.html", retentionExamples[0], retentionExamples[1:]...)

func (d *Handlers) retention(w http.ResponseWriter, r *http.Request) error {
	return d.showRetention(w, r, http.StatusOK, "")
}

func (d *Handlers) showRetention(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	p, by := page.In(r), site.By(r)
	all, clock, err := d.custody.Retention(r.Context(), by)
	if err != nil {
		return err
	}
	runs, err := d.custody.Runs(r.Context(), by)
	if err != nil {
		return err
	}
	view := retentionView{}
	if clock.Jumped {
		view.Jumped = p.Say("%s at %s", p.Date(clock.Now), p.Clock(clock.Now))
	}
	for _, due := range all {
		if due.Count == 0 && due.At.Before(clock.Now) { // nothing is left, or nothing has begun
			continue
		}
		v := dueView{Consultation: due.Consultation, What: due.What, Title: due.Title, Name: p.Say(due.Name), Then: p.Say(due.Then), Count: p.Count(due.Count, "%d of them", "%d of them"), Why: due.Why}
		if v.Until = p.Say("Not known yet: it is counted from %s", p.Say(due.From)); !due.At.IsZero() {
			v.Until = p.Date(due.At)
		}
		v.Fields = v.fields(p, r, due, wrong)
		if len(v.Fields.Wrong()) > 0 {
			view.Errors = v.Fields
		}
		if due.Is {
			view.Due = append(view.Due, v)
		} else {
			view.Later = append(view.Later, v)
		}
	}
	for _, run := range runs {
		name := run.What
		for _, k := range moderation.Defaults {
			if k.What == run.What {
				name = p.Say(k.Name)
			}
		}
		view.Runs = append(view.Runs, runView{run.Consultation, name, p.Count(run.Gone, "%d deleted", "%d deleted"), d.NameOf(r.Context(), run.By), p.Date(run.At)})
	}
	return retentionPage.Write(w, r, status, view)
}

func (v dueView) fields(p *locale.Printer, r *http.Request, due moderation.Due, wrong string) form.Form {
	name := func(part string) string { return part + "-" + due.Consultation + "-" + due.What }
	months, days, why := strconv.Itoa(due.Months), strconv.Itoa(due.Days), due.Why
	if r.PostFormValue("do") == "keep" && r.PostFormValue("consultation") == due.Consultation && r.PostFormValue("what") == due.What {
		months, days, why = r.PostFormValue(name("months")), r.PostFormValue(name("days")), r.PostFormValue(name("why"))
	} else {
		wrong = ""
	}
	return form.Form{
		{Kind: form.Hidden, ID: name("was"), Name: name("was"), Value: strconv.Itoa(due.Months) + " " + strconv.Itoa(due.Days)},
		{Kind: form.Number, ID: name("months"), Name: name("months"), Label: p.Say("Months"), LabelSize: "s", Value: months, Width: 3, InputMode: "numeric", Error: wrong},
		{Kind: form.Number, ID: name("days"), Name: name("days"), Label: p.Say("Days"), LabelSize: "s", Value: days, Width: 3, InputMode: "numeric"},
		write(name("why"), p.Say("Why for another time than usual?"), "", why, "")}
}

func (d *Handlers) retain(w http.ResponseWriter, r *http.Request) error {
	by, ctx, typed := site.By(r), r.Context(), r.PostFormValue
	slug, what := typed("consultation"), typed("what")
	var err error
	switch typed("do") {
	case "clock":
		err = d.custody.Confirm(ctx, by)
	case "order":
		err = d.custody.Order(ctx, by, slug, what)
	case "keep":
		mine := slug + "-" + what
		months, wrong := strconv.Atoi(typed("months-" + mine))
		days, wrongDays := strconv.Atoi(typed("days-" + mine))
		if wrong != nil || wrongDays != nil {
			months = -1 // which is refused in words
		}
		var was moderation.Rule
		if _, err := fmt.Sscan(typed("was-"+mine), &was.Months, &was.Days); err != nil {
			was.Months = -1 // which nothing is: the page is shown again
		}
		err = d.custody.Keep(ctx, by, slug, was, moderation.Rule{What: what, Days: days, Months: months, Why: typed("why-" + mine)})
	}
	if refusedHere(err) && typed("do") == "keep" {
		return d.showRetention(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, r, "/staff/retention")
}
