package exploreweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
)

// viewName is the parameter with the id of the view that is opened.
const viewName = "view"

func tablesURL(slug string) string { return "/staff/consultations/" + url.PathEscape(slug) + "/tables" }

// chosen returns what was chosen in the form.
func chosen(value func(name string) string) (c analysis.Chosen) {
	if c.Question = value("question"); c.Question == everyQuestion {
		c.Question = ""
	}
	c.Group, c.Filters, c.WeightOn = value("by"), question.ReadFilters(value), strings.Fields(value(weightName))
	return c
}

// values returns the fields of the form in which c is chosen.
func values(c analysis.Chosen) func(name string) string {
	fields := map[string]string{"question": c.Question, "by": c.Group, weightName: strings.Join(c.WeightOn, " ")}
	if c.Question == "" {
		fields["question"] = everyQuestion
	}
	for i, f := range c.Filters {
		for _, g := range f.Any[:min(1, len(f.Any))] {
			if i < len(question.FilterNames) {
				fields[question.FilterNames[i]] = question.FilterValue(f.Variable, g)
			}
		}
	}
	return func(name string) string { return fields[name] }
}

// writeForm shows the form on which a person chooses what to count, as it is in the view that the address names. id is the view
// whose new name was refused because of wrong, or "".
func (h *Handlers) writeForm(w http.ResponseWriter, r *http.Request, t *analysis.Tables, status int, id string, wrong error) error {
	value := func(string) string { return "" }
	views, err := h.service.Views(r.Context(), site.Actor(r), t.Slug)
	if err != nil {
		return err
	}
	var opened *analysis.SavedView
	for i := range views {
		if views[i].ID == r.URL.Query().Get(viewName) {
			opened, value = &views[i], values(views[i].Chosen)
		}
	}
	v := h.newView(r, t, value, nil)
	if opened != nil && !t.Counting {
		v.Opened = opened.Name
		v.Missing = missingText(page.Printer(r), t, opened.Missing(t))
	}
	return h.writeViews(w, r, status, v, views, id, wrong)
}

// missingText says why a view cannot be counted as it was saved, or "".
func missingText(p *locale.Printer, t *analysis.Tables, missing []string) string {
	switch {
	case len(missing) == 0:
		return ""
	case t.Monitoring:
		return p.Say("This view uses a question or an answer that is no longer in the questionnaire, or that only equality officers count. " +
			"Choose others.")
	}
	return p.Say("This view uses a question or an answer that is no longer in the questionnaire. Choose others.")
}

// write shows the page with the views of the consultation.
func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, v tablesView) error {
	views, err := h.service.Views(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	return h.writeViews(w, r, status, v, views, "", nil)
}

func (h *Handlers) writeViews(
	w http.ResponseWriter, r *http.Request, status int, v tablesView, views []analysis.SavedView, id string, wrong error,
) error {
	p, slug := page.Printer(r), r.PathValue("slug")
	v.Notice = h.PopNotice(r)
	for i := range views {
		s := &views[i]
		one := savedView{
			Name: s.Name, Href: tablesURL(slug) + "?" + url.Values{viewName: {s.ID}}.Encode(),
			Action: tablesURL(slug) + "/views/" + url.PathEscape(s.ID),
			Saved:  p.Say("Saved by %s on %s", h.PersonName(r.Context(), s.By), p.Date(s.At)), Current: v.Opened == s.Name,
			Field: nameField(p, "name-"+s.ID, s.Name),
		}
		if s.ID == id && wrong != nil {
			one.Field.Error, one.Field.Value = page.ErrorMessage(r, wrong), r.PostFormValue("name")
		}
		v.Views = append(v.Views, one)
	}
	return tablesPage.Write(w, r, status, v)
}

func nameField(p *locale.Printer, id, value string) *form.Field {
	return &form.Field{Kind: form.Text, ID: id, Name: "name", Label: p.Say("Name"), LabelSize: "s", Value: value,
		MaxLength: analysis.MaxViewName}
}

// offerToSave adds the form that saves what was counted. problem is what is wrong with the name, or "".
func (v *tablesView) offerToSave(r *http.Request, value func(name string) string, problem string) {
	v.Save, v.Name = tablesURL(r.PathValue("slug"))+"/views", nameField(page.Printer(r), "name", r.PostFormValue("name"))
	v.Name.Error = problem
	for _, name := range append([]string{"question", "by", weightName}, question.FilterNames...) {
		v.Chosen = append(v.Chosen, page.SummaryRow{Key: name, Value: value(name)})
	}
}

// saveView saves what was counted under a name.
func (h *Handlers) saveView(w http.ResponseWriter, r *http.Request) error {
	by, slug := site.Actor(r), r.PathValue("slug")
	id, err := h.service.SaveView(r.Context(), by, slug, r.PostFormValue("name"), chosen(posted(r)))
	if fault.Is(err, fault.Invalid) {
		t, shown := h.service.Variables(r.Context(), by, slug)
		if shown != nil {
			return shown
		}
		v := h.newView(r, t, posted(r), nil)
		v.offerToSave(r, posted(r), page.ErrorMessage(r, err))
		return h.write(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("The view has been saved. Your colleagues can open it too."))
	return site.Redirect(w, r, tablesURL(slug)+"?"+url.Values{viewName: {id}}.Encode())
}

// changeView renames or deletes a view.
func (h *Handlers) changeView(w http.ResponseWriter, r *http.Request) error {
	by, slug, id, p := site.Actor(r), r.PathValue("slug"), r.PathValue("id"), page.Printer(r)
	if r.PostFormValue("do") == "delete" {
		if err := h.service.DeleteView(r.Context(), by, slug, id); err != nil {
			return err
		}
		h.SetNotice(r, p.Say("The view has been deleted."))
		return site.Redirect(w, r, tablesURL(slug))
	}
	err := h.service.RenameView(r.Context(), by, slug, id, r.PostFormValue("name"))
	if fault.Is(err, fault.Invalid) {
		t, shown := h.service.Variables(r.Context(), by, slug)
		if shown != nil {
			return shown
		}
		return h.writeForm(w, r, t, http.StatusUnprocessableEntity, id, err)
	}
	if err != nil {
		return err
	}
	h.SetNotice(r, p.Say("The view has been renamed."))
	return site.Redirect(w, r, tablesURL(slug)+"?"+url.Values{viewName: {id}}.Encode())
}
