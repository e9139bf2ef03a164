package entryweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
)

// differView is the third look at a form that two people read differently. It
// does not say who they are.
type differView struct {
	page.Desk
	Reference, Back string
	Number          int64
	Token           string
	Form            form.Form
	Questions       []differQuestion
	Reason          *form.Field
}

type differQuestion struct {
	Rule, Instead *form.Field
}

var differPage = page.New(files, "templates/differ.html", differExamples[0], differExamples[1:]...)

func (d *Handlers) differences(w http.ResponseWriter, r *http.Request) error {
	return d.showDifferences(w, r, http.StatusOK, nil, nil)
}

func (d *Handlers) showDifferences(w http.ResponseWriter, r *http.Request, status int, problems []entry.Problem, failed error) error {
	number, err := numberOf(r)
	if err != nil {
		return err
	}
	st, all, err := d.entry.Differences(r.Context(), site.By(r), r.PathValue("slug"), r.PathValue("batch"), number)
	if err != nil {
		return err
	}
	say := page.In(r).Say
	view := differView{Reference: st.Reference, Back: at(st.Consultation, "entry", st.ID), Number: number, Token: r.PostForm.Get("token")}
	if view.Token == "" {
		view.Token = entry.NewKey()
	}
	for _, diff := range all {
		said := func(text string) string {
			if text == "" {
				return say("Left blank, or not read")
			}
			return say("Keyed: %s", text)
		}
		chosen := r.PostForm.Get("r-" + diff.ID)
		rule := &form.Field{Kind: form.Radios, ID: "r-" + diff.ID, Name: "r-" + diff.ID, Label: say("%d. %s", diff.Number, diff.Text), Hint: say("Look at the form. What stands there?"), LabelSize: "s",
			Options: []form.Option{
				{Value: string(entry.FirstRight), Label: say("The first keying"), Hint: said(diff.First), Checked: chosen == string(entry.FirstRight)},
				{Value: string(entry.SecondRight), Label: say("The second keying"), Hint: said(diff.Second), Checked: chosen == string(entry.SecondRight)},
				{Value: string(entry.NeitherWas), Label: say("Something else"), Checked: chosen == string(entry.NeitherWas)}}}
		for _, p := range problems {
			if p.Question == diff.ID {
				rule.Error = p.Say
			}
		}
		instead := textField("t-"+diff.ID, say("If it is something else, key it here"), say("Its codes are %s. Key ? if nobody can read it.", diff.Codes()), r.PostForm.Get("t-"+diff.ID))
		if len(diff.Choices) == 0 {
			instead.Hint = say("Key ? if nobody can read it.")
		}
		view.Questions = append(view.Questions, differQuestion{rule, instead})
		view.Form = append(view.Form, rule, instead)
	}
	view.Reason = textField("reason", say("How did you decide?"), say("For example, the second tick is crossed out. Write nothing that the form says."), r.PostForm.Get("reason"))
	view.Reason.Error = page.Said(r, failed)
	view.Form = append(view.Form, view.Reason)
	return differPage.Write(w, r, status, view)
}

func (d *Handlers) settle(w http.ResponseWriter, r *http.Request) error {
	number, err := numberOf(r)
	if err != nil {
		return err
	}
	st, err := d.stand(r)
	if err != nil {
		return err
	}
	decided := map[string]entry.Decision{}
	for _, f := range st.Fields {
		if f.Number == number && f.Differs {
			decided[f.Question] = entry.Decision{Ruling: entry.Ruling(r.PostForm.Get("r-" + f.Question)), Typed: r.PostForm.Get("t-" + f.Question)}
		}
	}
	problems, err := d.entry.Settle(r.Context(), site.By(r), st.Consultation, st.ID, number, r.PostForm.Get("token"), decided, r.PostForm.Get("reason"))
	if len(problems) > 0 || err != nil && refused(err) {
		return d.showDifferences(w, r, http.StatusUnprocessableEntity, problems, err)
	}
	if err != nil {
		return err
	}
	return site.See(w, r, at(st.Consultation, "entry", st.ID))
}
