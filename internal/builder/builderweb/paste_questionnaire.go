package builderweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/actor"
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

// pasteView is the page on which a questionnaire is pasted as text, and shown before it is added.
type pasteView struct {
	draftedit.Head
	Text      form.Form
	Checked   bool // the text was read into Pages and NotRead
	Pages     []pastedPage
	Counts    string // of pages and questions
	NotRead   []pastedLine
	AddButton string // "" if there is nothing to add
}

// pastedPage is a page of the questionnaire that will be made.
type pastedPage struct {
	Title, Intro string
	Questions    []questionRow
}

// pastedLine is a line that was not understood.
type pastedLine struct {
	Number        string // “Line 12”
	Text, Message string
}

// Scripts returns the script that warns before unsaved text is left.
func (pasteView) Scripts(a page.Assets) []string { return []string{a.Edit} }

var pastePage = page.New(templateFiles, "templates/paste.html", pasteExamples[0], pasteExamples[1:]...)

// maxPasteForm is the maximum size in bytes of the submitted form: three bytes for each of the text, and the rest.
const maxPasteForm = 3*builder.MaxPastedBytes + 1<<16

func (h *Handlers) addPasteRoutes() {
	path := draftedit.RootPath + "/{slug}/questionnaire/paste"
	h.Feature.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Draft, Handler: h.newPaste},
		site.Route{Method: http.MethodPost, Pattern: path, Needs: actor.Draft, Handler: h.paste, MaxBody: maxPasteForm},
	)
}

func pasteFieldsOf(words *locale.Printer) form.Form {
	return form.Form{{
		Kind: form.Textarea, Name: "text", Label: words.Say("Questionnaire as text"), LabelSize: "m",
		Hint: words.Say("Paste from a document or email. Nothing is added until you have seen what it will look like."),
	}}
}

func (h *Handlers) newPaste(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showPaste(w, r, http.StatusOK, d, nil, nil)
}

// showPaste shows the form with the submitted text, and what it means if it was read.
func (h *Handlers) showPaste(
	w http.ResponseWriter, r *http.Request, status int, d *draft.Draft, p *builder.Pasted, invalid draftedit.FieldErrors,
) error {
	words := page.Printer(r)
	v := newPasteView(words, p)
	v.Head = draftedit.NewHead(r, d, draftedit.BackToQuestionnaire(r, d.Slug, ""))
	v.Errors = invalid
	v.Text = pasteFieldsOf(words)
	v.Fill(words, url.Values{"text": {r.PostForm.Get("text")}}, v.Text)
	return pastePage.Write(w, r, status, v)
}

// newPasteView returns the view of p, which is nil if no text was read.
func newPasteView(words *locale.Printer, p *builder.Pasted) (v pasteView) {
	if p == nil {
		return v
	}
	v.Checked = true
	f := &survey.Form{Pages: p.Pages}
	for i := range p.Pages {
		shown := pastedPage{Title: pageTitle(words, &p.Pages[i]), Intro: p.Pages[i].Intro}
		for j := range p.Pages[i].Questions {
			shown.Questions = append(shown.Questions, newQuestionRow(words, f, "", &p.Pages[i].Questions[j]))
		}
		v.Pages = append(v.Pages, shown)
	}
	for _, problem := range p.Problems {
		v.NotRead = append(v.NotRead, pastedLine{words.Say("Line %d", problem.Line), problem.Text, problem.Message.In(words)})
	}
	v.Counts = countsText(words, len(p.Pages), p.Questions())
	if len(p.Pages) > 0 {
		v.AddButton = words.Count(int64(p.Questions()), "Add %d question", "Add %d questions")
	}
	return v
}

// countsText returns the numbers of pages and questions.
func countsText(words *locale.Printer, pages, questions int) string {
	return words.Say("%s, %s", words.Count(int64(pages), "%d page", "%d pages"),
		words.Count(int64(questions), "%d question", "%d questions"))
}

// paste reads the submitted text and shows what it means, or adds the pages to the latest version of the
// questionnaire, whatever version was submitted: that cannot conflict with other changes. Submitting the form twice
// adds the pages once.
func (h *Handlers) paste(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	p, err := builder.ParsePasted(r.PostForm.Get("text"))
	invalid := draftedit.FieldErrors{}
	switch {
	case err != nil:
		invalid["text"], p = draftedit.MessageOf(err), nil
	case len(p.Pages) == 0 && len(p.Problems) == 0:
		invalid["text"], p = locale.Lazy("Paste or type the questions."), nil
	}
	status := http.StatusOK
	if len(invalid) == 0 && r.PostForm.Get("do") == "add" {
		first, err := h.addPages(r, version, p)
		if err == nil {
			return site.Redirect(w, r, questionnairePath(r.PathValue("slug"))+"?saved=1#page-"+first)
		}
		if !fault.Is(err, fault.Invalid) {
			return err
		}
		invalid["text"] = draftedit.MessageOf(err)
	}
	if len(invalid) > 0 {
		status = http.StatusUnprocessableEntity
	}
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showPaste(w, r, status, d, p, invalid)
}

// addPages adds the pages of p to the draft of the request and returns the id of the first.
func (h *Handlers) addPages(r *http.Request, version draft.Version, p *builder.Pasted) (first string, err error) {
	for {
		_, err = h.Drafts.Change(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) (err error) {
			first, err = p.AddTo(def)
			return err
		})
		conflict := draft.AsConflict(err)
		if conflict == nil {
			return first, err
		}
		if conflict.Current.ChangedBy == site.Actor(r).ID {
			if first = p.AddedTo(&conflict.Current.Definition); first != "" {
				return first, nil
			}
		}
		version = conflict.Current.Version
	}
}
