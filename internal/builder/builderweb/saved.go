package builderweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// savedView is the list of the questions and templates that officers of the organisation saved.
type savedView struct {
	draftedit.Head
	Groups []savedGroup
}

// savedGroup is the saved questions, the saved templates, or those that are no longer offered.
type savedGroup struct {
	ID, Title string
	Items     []savedItem
	Removed   bool
}

type savedItem struct{ ID, Name, SavedBy string }

var savedPage = page.New(templateFiles, "templates/saved.html", savedExamples[0], savedExamples[1:]...)

var savedExamples = []savedView{
	{Head: draftedit.ExampleHead(), Groups: []savedGroup{
		{ID: "questions", Title: "Questions", Items: []savedItem{{"one", "Do you take the bus?", "Saved by An officer on 2 March 2026"}}},
		{ID: "templates", Title: "Templates"},
		{ID: "removed", Title: "No longer offered", Removed: true, Items: []savedItem{
			{"two", "Our usual survey", "Saved by Another officer on 1 March 2026"},
		}},
	}},
	{Head: draftedit.ExampleHead(), Groups: []savedGroup{{ID: "questions", Title: "Questions"}, {ID: "templates", Title: "Templates"}}},
}

func templateNameField(words *locale.Printer) *form.Field {
	return &form.Field{
		Kind: form.Text, ID: "template-name", Name: "template-name", Label: words.Say("Name of the template"), LabelSize: "s",
	}
}

// What the page says was saved, by the value of the query “kept”.
var savedTexts = map[string]string{
	string(draft.SavedQuestion): locale.Key("Question saved. Your colleagues can add it to their questionnaires."),
	string(draft.SavedTemplate): locale.Key("Template saved. Your colleagues can start consultations from it."),
}

// savedText says what was saved, or "".
func savedText(words *locale.Printer, r *http.Request) string {
	if text, ok := savedTexts[r.URL.Query().Get("kept")]; ok {
		return words.Say(text)
	}
	return ""
}

// saveForReuse saves a question or the consultation as a template if the submitted button says so.
func (h *Handlers) saveForReuse(w http.ResponseWriter, r *http.Request) (saved bool, err error) {
	slug, do := r.PathValue("slug"), r.PostForm.Get("do")
	question, isQuestion := strings.CutPrefix(do, "save-question-")
	kind, anchor := draft.SavedTemplate, ""
	switch {
	case isQuestion:
		kind, anchor = draft.SavedQuestion, "#question-"+question
		err = h.Drafts.SaveQuestion(r.Context(), site.Actor(r), slug, question)
	case do == "template":
		err = h.Drafts.SaveTemplate(r.Context(), site.Actor(r), slug, r.PostForm.Get("template-name"))
	default:
		return false, nil
	}
	if fault.Is(err, fault.Invalid) {
		return true, h.showRefused(w, r, err)
	}
	if err != nil {
		return true, err
	}
	return true, site.Redirect(w, r, questionnairePath(slug)+"?kept="+string(kind)+anchor)
}

func (h *Handlers) showSaved(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	all, err := h.Drafts.ListSaved(r.Context(), site.Actor(r))
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := savedView{Head: draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, "")), Groups: []savedGroup{
		{ID: "questions", Title: words.Say("Questions")}, {ID: "templates", Title: words.Say("Templates")},
	}}
	removed := savedGroup{ID: "removed", Title: words.Say("No longer offered"), Removed: true}
	for i := range all {
		group := &v.Groups[0]
		switch {
		case all[i].Removed:
			group = &removed
		case all[i].Kind == draft.SavedTemplate:
			group = &v.Groups[1]
		}
		group.Items = append(group.Items, savedItem{all[i].ID, all[i].Name, h.SavedBy(r, &all[i])})
	}
	if len(removed.Items) > 0 {
		v.Groups = append(v.Groups, removed)
	}
	return savedPage.Write(w, r, http.StatusOK, v)
}

// editSaved stops offering what was saved, or offers it again.
func (h *Handlers) editSaved(w http.ResponseWriter, r *http.Request) error {
	if _, err := h.LoadDraft(r); err != nil {
		return err
	}
	verb, id, _ := strings.Cut(r.PostForm.Get("do"), "-")
	if verb != "remove" && verb != "restore" {
		return fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	}
	if err := h.Drafts.SetSavedRemoved(r.Context(), site.Actor(r), id, verb == "remove"); err != nil {
		return err
	}
	return site.Redirect(w, r, questionnairePath(r.PathValue("slug"))+"/saved")
}
