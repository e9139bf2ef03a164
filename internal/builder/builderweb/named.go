package builderweb

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// namedView is the list of the named conditions of a questionnaire.
type namedView struct {
	draftedit.Head
	Items     []namedItem
	NewName   *form.Field
	ChangedBy string // the officer who changed the questionnaire before the submitted change; "" without a conflict
	Failed    string // why nothing was done; "" for nothing
}

// namedItem is a named condition, with the pages, questions and conditions that use it.
type namedItem struct {
	N          int // from 1
	Name, Href string
	When       string // in words; "" if it has no parts yet
	Uses       []page.Link
	Hints      []string
	Rename     *form.Field
}

var namedPage = page.New(templateFiles, "templates/conditions.html", namedExamples[0], namedExamples[1:]...)

var namedExamples = func() []namedView {
	f := exampleForm
	f.Conditions = map[string]survey.Condition{
		"Takes the bus":  {Question: "bus", Is: "yes"},
		"Pays for a bus": {All: []survey.Condition{{Named: "Takes the bus"}, {Question: "cost", Above: "0"}}},
	}
	def := &consult.Definition{Slug: "buses", Title: "Getting about in Exampleshire", Forms: []survey.Form{f}}
	refused := newNamedView(nil, draftedit.ExampleHead(), &consult.Definition{Forms: []survey.Form{exampleForm}})
	refused.Failed = "Enter a name for the condition, like “Carers”."
	return []namedView{newNamedView(nil, draftedit.ExampleHead(), def), refused}
}()

func conditionsPath(slug string) string { return questionnairePath(slug) + "/conditions" }

func namedPath(slug, name string) string { return conditionsPath(slug) + "/" + url.PathEscape(name) }

func newNamedView(words *locale.Printer, head draftedit.Head, def *consult.Definition) namedView {
	f := builder.MasterForm(def)
	v := namedView{Head: head, NewName: &form.Field{
		Kind: form.Text, ID: "name", Name: "name", Label: words.Say("Name of the new condition"), LabelSize: "s",
		Hint: words.Say("Say who it is true for, like “Carers” or “Lives outside the county”."),
	}}
	hints := map[string][]string{}
	for _, hint := range builder.Hints(def) {
		hints[hint.Condition] = append(hints[hint.Condition], words.Say(hint.Format, hint.Args...))
	}
	for i, name := range builder.ConditionNames(f) {
		item := namedItem{N: i + 1, Name: name, Href: namedPath(def.Slug, name), Hints: hints[name], Rename: &form.Field{
			Kind: form.Text, ID: fmt.Sprintf("rename-%d", i+1), Name: "name", Label: words.Say("New name"), LabelSize: "s", Value: name,
		}}
		if c, err := builder.NamedCondition(def, name); err == nil && c != nil {
			item.When = conditionText(words, f, c)
		}
		for _, use := range builder.UsesOfCondition(f, name) {
			item.Uses = append(item.Uses, dependentLink(words, def.Slug, use))
		}
		v.Items = append(v.Items, item)
	}
	return v
}

// dependentLink returns a link to a page, question or named condition.
func dependentLink(words *locale.Printer, slug string, d builder.Dependent) page.Link {
	switch {
	case d.Condition != "":
		return page.Link{Text: words.Say("Named condition: %s", d.Condition), Href: namedPath(slug, d.Condition)}
	case d.Question != "":
		return page.Link{Text: questionTitle(words, &survey.Question{Text: d.Name}), Href: questionPath(slug, d.Question)}
	}
	return page.Link{Text: words.Say("Page: %s", pageTitle(words, &survey.Page{Title: d.Name})), Href: pagePath(slug, d.Page)}
}

func (h *Handlers) showConditions(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return namedPage.Write(w, r, http.StatusOK, h.namedView(r, d))
}

func (h *Handlers) namedView(r *http.Request, d *draft.Draft) namedView {
	return newNamedView(page.Printer(r), draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, "")), &d.Definition)
}

// editConditions adds, renames or removes a named condition.
func (h *Handlers) editConditions(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	slug, typed := r.PathValue("slug"), r.PostForm
	next := conditionsPath(slug) + "?saved=1"
	_, err = h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
		switch typed.Get("do") {
		case "add":
			name, err := builder.AddNamedCondition(def, typed.Get("name"))
			next = namedPath(slug, name)
			return err
		case "rename":
			return builder.RenameCondition(def, typed.Get("condition"), typed.Get("name"))
		case "remove":
			return builder.RemoveCondition(def, typed.Get("condition"))
		}
		return fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	})
	status := http.StatusUnprocessableEntity
	switch conflict := draft.AsConflict(err); {
	case conflict != nil:
		v := h.namedView(r, conflict.Current)
		v.ChangedBy, v.NewName.Value = h.ChangedBy(r, conflict.Current), typed.Get("name")
		return namedPage.Write(w, r, http.StatusConflict, v)
	case fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict):
		d, found := h.LoadDraft(r)
		if found != nil {
			return found
		}
		v := h.namedView(r, d)
		v.Failed = page.ErrorMessage(r, err)
		return namedPage.Write(w, r, status, v)
	case err != nil:
		return err
	}
	return site.Redirect(w, r, next)
}

// namedEditor edits what a named condition stands for.
type namedEditor struct{ slug, name string }

// NextPath implements draftedit.Editor.
func (e namedEditor) NextPath() string { return conditionsPath(e.slug) }

// Parts implements draftedit.Editor.
func (e namedEditor) Parts() []draftedit.Part { return []draftedit.Part{conditionPart} }

// PartText implements draftedit.Editor.
func (e namedEditor) PartText(
	words *locale.Printer, def *consult.Definition, _ string, values url.Values,
) (text string, ok bool) {
	return conditionPartText(words, builder.MasterForm(def), values), true
}

// Values implements draftedit.Editor.
func (e namedEditor) Values(def *consult.Definition) (url.Values, error) {
	c, err := builder.NamedCondition(def, e.name)
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	setConditionValues(values, c)
	return values, nil
}

// Apply implements draftedit.Editor.
func (e namedEditor) Apply(
	def *consult.Definition, typed url.Values, wanted func(string) bool,
) (draftedit.FieldErrors, error) {
	c, err := builder.NamedCondition(def, e.name)
	if err != nil || !wanted(conditionName) {
		return nil, err
	}
	return nil, builder.SetNamedCondition(def, e.name, parseCondition(builder.MasterForm(def), c, typed))
}

// Show implements draftedit.Editor.
func (e namedEditor) Show(
	w http.ResponseWriter, r *http.Request, status int, head draftedit.Head, def *consult.Definition, typed url.Values,
) error {
	c, err := builder.NamedCondition(def, e.name)
	if err != nil {
		return err
	}
	words, f := page.Printer(r), builder.MasterForm(def)
	condition := newConditionView(words, words.Say("When this condition is met"), f, c, typed,
		builder.TestableQuestions(f), builder.UsableConditions(f, e.name))
	head.Back = page.Link{Text: words.Say("Back to the list of conditions"), Href: e.NextPath()}
	v := draftedit.FormView{
		Head: head, Name: words.Say("Named condition: %s", e.name), Sections: []draftedit.Section{{Condition: condition}},
		Lead: words.Say("A change here applies wherever the condition is used."),
	}
	for _, hint := range builder.Hints(def) {
		if hint.Condition == e.name {
			v.Hints = append(v.Hints, words.Say(hint.Format, hint.Args...))
		}
	}
	return editorPage.Show(w, r, status, v, typed)
}
