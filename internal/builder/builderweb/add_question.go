package builderweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// addQuestionView is the page on which a question is added to a page of the questionnaire.
type addQuestionView struct {
	draftedit.Head
	Name string    // of the page
	Own  form.Form // for a question that the officer writes
	Bank form.Form // for a ready-made question

	Saved form.Form // for a question that officers of the organisation saved; nil if there is none
}

// Scripts returns the script that warns before unsaved text is left.
func (addQuestionView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var addQuestionPage = page.New(templateFiles, "templates/add_question.html",
	addQuestionExamples[0], addQuestionExamples[1:]...)

func addQuestionForms(words *locale.Printer) (own, bank form.Form) {
	kinds := &form.Field{Kind: form.Radios, Name: "kind", Label: words.Say("Answer type"), LabelSize: "s"}
	for _, k := range questionKinds {
		kinds.Options = append(kinds.Options, form.Option{Value: string(k.kind), Label: words.Say(k.name)})
	}
	ready := &form.Field{
		Kind:      form.Radios,
		Name:      "bank",
		Label:     words.Say("Ready-made question"),
		LabelSize: "s",
		Hint:      words.Say("You can change the wording after adding it."),
	}
	for _, b := range builder.Bank() {
		ready.Options = append(ready.Options, form.Option{
			Value: b.Question.ID, Label: words.Say(b.Name), Hint: b.Question.Text,
		})
	}
	text := &form.Field{
		Kind: form.Textarea, Name: "text", Label: words.Say("Question"), LabelSize: "s", MaxLength: survey.MaxQuestionText,
	}
	return form.Form{text, kinds, newOptionsField(words)}, form.Form{ready}
}

// savedForm returns the field for the saved questions, or nil if there are none.
func savedForm(words *locale.Printer, saved []form.Option) form.Form {
	if len(saved) == 0 {
		return nil
	}
	return form.Form{{Kind: form.Radios, Name: "saved", Label: words.Say("Saved question"), LabelSize: "s", Options: saved}}
}

func (h *Handlers) showNewQuestion(
	w http.ResponseWriter, r *http.Request, status int, d *draft.Draft, typed url.Values, invalid draftedit.FieldErrors,
) error {
	p, err := pageEditor{d.Slug, r.PathValue("page")}.find(&d.Definition)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := addQuestionView{
		Head: draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, "#page-"+p.ID)),
		Name: p.Title,
	}
	v.Errors = invalid
	v.Own, v.Bank = addQuestionForms(words)
	saved, err := h.SavedOptions(r, draft.SavedQuestion, "")
	if err != nil {
		return err
	}
	v.Saved = savedForm(words, saved)
	v.Fill(words, typed, v.Saved)
	v.Fill(words, typed, v.Own)
	v.Fill(words, typed, v.Bank)
	return addQuestionPage.Write(w, r, status, v)
}

func (h *Handlers) newQuestion(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showNewQuestion(w, r, http.StatusOK, d, url.Values{}, nil)
}

// createQuestion adds a question at the end of the page. Because that cannot conflict with other changes, it is
// added to the latest version, whatever version was submitted. Submitting the form twice adds one question.
func (h *Handlers) createQuestion(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostForm
	q, invalid := parseNewQuestion(typed)
	if id := typed.Get("saved"); typed.Get("do") == "saved" && id != "" {
		var err error
		if q, err = h.Drafts.GetSavedQuestion(r.Context(), site.Actor(r), id); err != nil {
			return err
		}
	}
	if len(invalid) > 0 {
		d, err := h.LoadDraft(r)
		if err != nil {
			return err
		}
		return h.showNewQuestion(w, r, http.StatusUnprocessableEntity, d, typed, invalid)
	}
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	for {
		id := ""
		_, err := h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) (err error) {
			if q.Kind == survey.Map && q.Rows == nil {
				q.Rows = defaultWays(builder.MasterForm(def).Lang)
			}
			id, err = builder.AddQuestion(def, r.PathValue("page"), q)
			return err
		})
		if conflict := draft.AsConflict(err); conflict != nil {
			if id = alreadyAdded(conflict.Current, site.Actor(r).ID, r.PathValue("page"), q); id == "" {
				version = conflict.Current.Version
				continue
			}
			err = nil
		}
		if err != nil {
			return err
		}
		return site.Redirect(w, r, questionPath(slug, id))
	}
}

// alreadyAdded returns the id of q if the account by changed the draft last and q is the last question of the
// page, or "".
func alreadyAdded(d *draft.Draft, by, pageID string, q survey.Question) string {
	p, err := pageEditor{d.Slug, pageID}.find(&d.Definition)
	if err != nil || d.ChangedBy != by || len(p.Questions) == 0 {
		return ""
	}
	if last := p.Questions[len(p.Questions)-1]; last.Text == q.Text && last.Kind == q.Kind {
		return last.ID
	}
	return ""
}

// parseNewQuestion returns the submitted question: a ready-made one or the officer's own.
func parseNewQuestion(typed url.Values) (q survey.Question, invalid draftedit.FieldErrors) {
	if typed.Get("do") == "bank" {
		for _, b := range builder.Bank() {
			if b.Question.ID == typed.Get("bank") {
				return b.Question, nil
			}
		}
		return q, draftedit.FieldErrors{"bank": locale.Lazy("Select a question.")}
	}
	if typed.Get("do") == "saved" {
		if typed.Get("saved") == "" {
			invalid = draftedit.FieldErrors{"saved": locale.Lazy("Select a question.")}
		}
		return q, invalid
	}
	q = survey.Question{
		Kind: survey.QuestionKind(typed.Get("kind")), Text: survey.CleanText(strings.TrimSpace(typed.Get("text"))),
	}
	if q.Kind == survey.Duration {
		q.Units = []string{"hours", "minutes"}
	}
	if q.Kind == survey.Files {
		q.Accept = []string{survey.AcceptDocuments, survey.AcceptPictures}
	}
	invalid = draftedit.FieldErrors{}
	if q.Text == "" {
		invalid["text"] = locale.Lazy("Enter the question.")
	}
	if !knownKind(q.Kind) {
		invalid["kind"] = locale.Lazy("Select an answer type.")
	}
	if builder.HasSetting(q.Kind, "options") && q.Kind != survey.Consent && q.Kind != survey.Map {
		q.Options = addPasted(nil, typed, "option", invalid)
		clearUnusedSettings(&q)
	}
	return q, invalid
}
