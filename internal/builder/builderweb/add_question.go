package builderweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// addQuestionView is where a question is added to a page.
type addQuestionView struct {
	draftedit.Head
	Name string
	Own  form.Form
	Bank form.Form
}

var addQuestionPage = page.New(templateFiles, "templates/add_question.html", addQuestionExamples[0], addQuestionExamples[1:]...)

func addQuestionForms(words *locale.Printer) (own, bank form.Form) {
	list := &form.Field{Kind: form.Radios, Name: "kind", Label: words.Say("Answer type"), LabelSize: "s"}
	for _, k := range questionKinds {
		list.Options = append(list.Options, form.Option{Value: string(k.kind), Label: words.Say(k.name)})
	}
	ready := &form.Field{
		Kind:      form.Radios,
		Name:      "bank",
		Label:     words.Say("Ready-made question"),
		LabelSize: "s",
		Hint:      words.Say("You can change the wording after adding it."),
	}
	for _, b := range builder.Bank() {
		ready.Options = append(ready.Options, form.Option{Value: b.Question.ID, Label: words.Say(b.Name), Hint: b.Question.Text})
	}
	return form.Form{
			{Kind: form.Textarea, Name: "text", Label: words.Say("Question"), LabelSize: "s", MaxLength: survey.MaxQuestionText},
			list,
		}, form.Form{
			ready,
		}
}

func (h *Handlers) showNewQuestion(
	w http.ResponseWriter,
	r *http.Request,
	status int,
	dr *draft.Draft,
	typed url.Values,
	bad draftedit.FieldErrors,
) error {
	p, err := pageEditor{dr.Slug, r.PathValue("page")}.find(&dr.Definition)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	v := addQuestionView{
		Head: draftedit.NewHead(r, dr, page.Link{Text: words.Say("Back to the questionnaire"), Href: draftedit.HubPath(dr.Slug) + "/questionnaire#page-" + p.ID}),
		Name: p.Title,
	}
	v.Errors = bad
	v.Own, v.Bank = addQuestionForms(words)
	v.Fill(words, typed, v.Own)
	v.Fill(words, typed, v.Bank)
	return addQuestionPage.Write(w, r, status, v)
}

func (h *Handlers) newQuestion(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showNewQuestion(w, r, http.StatusOK, dr, url.Values{}, nil)
}

// createQuestion adds a question. It cannot be in anybody's way, so that it is
// added whatever was saved in between. A second press of the button adds no
// second one.
func (h *Handlers) createQuestion(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostForm
	q, bad := parseNewQuestion(typed)
	if len(bad) > 0 {
		dr, err := h.LoadDraft(r)
		if err != nil {
			return err
		}
		return h.showNewQuestion(w, r, http.StatusUnprocessableEntity, dr, typed, bad)
	}
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	slug := r.PathValue("slug")
	for {
		id := ""
		_, err := h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) (err error) {
			id, err = builder.AddQuestion(def, r.PathValue("page"), q)
			return err
		})
		if late := draft.AsConflict(err); late != nil {
			if id = alreadyAdded(late.Current, site.Actor(r).ID, r.PathValue("page"), q); id == "" {
				version = late.Current.Version
				continue
			}
			err = nil
		}
		if err != nil {
			return err
		}
		return site.Redirect(w, r, draftedit.HubPath(slug)+"/questions/"+id)
	}
}

// alreadyAdded is the id of q if it is the last question of the page and by was
// the last to save, or "".
func alreadyAdded(saved *draft.Draft, by, onPage string, q survey.Question) string {
	p, err := pageEditor{saved.Slug, onPage}.find(&saved.Definition)
	if err != nil || saved.ChangedBy != by || len(p.Questions) == 0 {
		return ""
	}
	if last := p.Questions[len(p.Questions)-1]; last.Text == q.Text && last.Kind == q.Kind {
		return last.ID
	}
	return ""
}

// parseNewQuestion is the question that was typed or chosen.
func parseNewQuestion(typed url.Values) (q survey.Question, bad draftedit.FieldErrors) {
	if typed.Get("do") == "bank" {
		for _, b := range builder.Bank() {
			if b.Question.ID == typed.Get("bank") {
				return b.Question, nil
			}
		}
		return q, draftedit.FieldErrors{"bank": locale.Key("Select a question.")}
	}
	q = survey.Question{Kind: survey.QuestionKind(typed.Get("kind")), Text: survey.CleanText(strings.TrimSpace(typed.Get("text")))}
	bad = draftedit.FieldErrors{}
	if q.Text == "" {
		bad["text"] = locale.Key("Enter the question.")
	}
	known := false
	for _, k := range questionKinds {
		known = known || k.kind == q.Kind
	}
	if !known {
		bad["kind"] = locale.Key("Select an answer type.")
	}
	return q, bad
}
