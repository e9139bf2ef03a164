package builderweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// Scripts returns the script of the page.
func (questionnaireView) Scripts(a page.Assets) []string { return []string{a.Builder} }

// previewField returns a question as respondents see it, with ids that no other element of the page has. Answers and
// rows that have no text yet are left out, and a question without one has a name.
func previewField(words *locale.Printer, f *survey.Form, q *survey.Question) *form.Field {
	shown := *q
	shown.ID = "preview-" + q.ID
	if q.Kind != survey.Panel {
		shown.Text = questionTitle(words, q)
	}
	isBlank := func(o survey.Option) bool { return strings.TrimSpace(o.Text) == "" }
	shown.Options = slices.DeleteFunc(slices.Clone(q.Options), isBlank)
	shown.Rows = slices.DeleteFunc(slices.Clone(q.Rows), isBlank)
	field := question.FieldsIn(words, []*survey.Question{&shown}, survey.Raw{}, nil, f.Lang)[0]
	question.SetBounds(words, f.Bounds(q, survey.Raw{}), field, false)
	field.LabelSize = "s"
	return field
}

// moveField returns the list of the pages to which questions can be moved, or nil if there is only one.
func moveField(words *locale.Printer, f *survey.Form) *form.Field {
	if len(f.Pages) < 2 {
		return nil
	}
	field := &form.Field{Kind: form.Select, ID: "to", Name: "to", Label: words.Say("Page"), LabelSize: "s"}
	for i := range f.Pages {
		field.Options = append(field.Options, form.Option{
			Value: f.Pages[i].ID, Label: words.Say("Page %d", i+1) + ": " + pageTitle(words, &f.Pages[i]),
		})
	}
	return field
}

// What the page says was done, by the value of the query “done”. Only the latest change of the draft can be undone.
var doneTexts = map[string]string{
	"removed":    locale.Key("Question removed."),
	"several":    locale.Key("Questions removed."),
	"duplicated": locale.Key("Question duplicated."),
	"moved":      locale.Key("Moved."),
	"repeated":   locale.Key("Repeated. Open the page to change how often, and the question whether there is another one."),
	"undone":     locale.Key("Undone."),
}

// undoText says what was just done, or "" if the draft was changed since.
func undoText(words *locale.Printer, r *http.Request, d *draft.Draft) string {
	text, ok := doneTexts[r.URL.Query().Get("done")]
	if !ok || r.URL.Query().Get("version") != string(d.Version) {
		return ""
	}
	return words.Say(text)
}

// arrangement is a submitted change of the order of the questionnaire.
type arrangement struct {
	done   string // what the page says of it: a key of doneTexts; "" for nothing
	anchor string // element to scroll to
}

// apply changes def as the submitted button says: "add-page", "up-page-ID", "copy-question-ID", "move", "place".
func (a *arrangement) apply(def *consult.Definition, r *http.Request) (err error) {
	typed := r.PostForm
	verb, rest, _ := strings.Cut(typed.Get("do"), "-")
	kind, id, _ := strings.Cut(rest, "-")
	a.anchor, a.done = kind+"-"+id, "moved"
	switch {
	case verb == "add":
		a.done = ""
		a.anchor = "page-" + builder.AddPage(def, survey.CleanText(strings.TrimSpace(typed.Get("title"))))
		return nil
	case kind == "page" && (verb == "up" || verb == "down"):
		return builder.MovePage(def, id, verb == "up")
	case kind == "question" && (verb == "up" || verb == "down"):
		return builder.MoveQuestion(def, id, verb == "up")
	case kind == "question" && verb == "copy":
		a.done = "duplicated"
		id, err = builder.DuplicateQuestion(def, id)
		a.anchor = "question-" + id
		return err
	case kind == "question" && verb == "remove":
		a.done = "removed"
		a.anchor = nextAnchor(builder.MasterForm(def), id)
		return builder.RemoveQuestion(def, id, false)
	case verb == "delete":
		a.done, a.anchor = "several", ""
		return builder.RemoveQuestions(def, typed["selected"])
	case verb == "move":
		a.anchor = "page-" + typed.Get("to")
		return builder.PlaceQuestions(def, typed["selected"], typed.Get("to"), "")
	case verb == "repeat":
		a.done = "repeated"
		id, err = builder.RepeatQuestions(def, typed["selected"], typed.Get("item"))
		a.anchor = "page-" + id
		return err
	case verb == "place": // with the script, by dragging
		a.anchor = "question-" + typed.Get("item")
		return builder.PlaceQuestions(def, []string{typed.Get("item")}, typed.Get("to"), typed.Get("before"))
	}
	return fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
}

// nextAnchor returns the element to scroll to when a question is removed: the next question, or its page.
func nextAnchor(f *survey.Form, id string) string {
	i, j := builder.QuestionIndex(f, id)
	switch {
	case i < 0:
		return ""
	case j+1 < len(f.Pages[i].Questions):
		return "question-" + f.Pages[i].Questions[j+1].ID
	}
	return "page-" + f.Pages[i].ID
}

// editQuestionnaire changes the order of the questionnaire, or undoes the last change.
func (h *Handlers) editQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	if saved, err := h.saveForReuse(w, r); saved || err != nil {
		return err
	}
	a := arrangement{done: "undone"}
	var d *draft.Draft
	if r.PostForm.Get("do") == "undo" {
		d, err = h.Drafts.Undo(r.Context(), site.Actor(r), slug, version)
	} else {
		d, err = h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
			return a.apply(def, r)
		})
	}
	switch conflict := draft.AsConflict(err); {
	case conflict != nil:
		v, err := h.newQuestionnaireView(r)
		if err != nil {
			return err
		}
		v.ChangedBy, v.NewTitle.Value = h.ChangedBy(r, conflict.Current), strings.TrimSpace(r.PostForm.Get("title"))
		return questionnairePage.Write(w, r, http.StatusConflict, v)
	case builder.AsDependents(err) != nil && r.PostForm.Get("do") == "delete":
		return h.showDependents(w, r, builder.AsDependents(err))
	case builder.AsDependents(err) != nil: // that page names them
		id, _ := strings.CutPrefix(r.PostForm.Get("do"), "remove-question-")
		return site.Redirect(w, r, questionPath(slug, id)+"/remove")
	case fault.Is(err, fault.Invalid) && slices.Contains([]string{"move", "repeat", "place", "delete"}, r.PostForm.Get("do")):
		return h.showRefused(w, r, err)
	case err != nil:
		return err
	}
	if a.anchor != "" {
		a.anchor = "#" + a.anchor
	}
	query := ""
	if a.done != "" {
		query = "?done=" + a.done + "&version=" + string(d.Version)
	}
	return site.Redirect(w, r, questionnairePath(slug)+query+a.anchor)
}

// showDependents says which conditions use the answers to selected questions that were to be removed.
func (h *Handlers) showDependents(w http.ResponseWriter, r *http.Request, dependents []builder.Dependent) error {
	var names []string
	for _, dependent := range dependents {
		names = append(names, dependentLink(page.Printer(r), r.PathValue("slug"), dependent).Text)
	}
	return h.showRefused(w, r, fault.Newf(fault.Invalid,
		"Nothing was removed, because conditions use the answers: %s. Select these too, or remove the questions one by one.",
		strings.Join(names, "; ")))
}

// showRefused shows the questionnaire with the reason for which questions were not moved.
func (h *Handlers) showRefused(w http.ResponseWriter, r *http.Request, refused error) error {
	v, err := h.newQuestionnaireView(r)
	if err != nil {
		return err
	}
	v.Failed = page.ErrorMessage(r, refused)
	return questionnairePage.Write(w, r, http.StatusUnprocessableEntity, v)
}
