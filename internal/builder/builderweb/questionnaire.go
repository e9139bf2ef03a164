package builderweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/survey"
)

// questionnaireView is the pages and questions in their order.
type questionnaireView struct {
	draftedit.Head
	Introduction page.Link
	Pages        []pageRow
	Counts       string
	NewTitle     *form.Field
	ChangedBy    string // somebody changed it first: who
	Edition      string // of the master, if there are others
}

// pageRow is one page of the questionnaire.
type pageRow struct {
	ID, Title, Href, Add, Remove string
	N                            int
	When                         string
	Hints                        []string
	Monitoring                   bool
	First, Last                  bool
	Questions                    []questionRow
}

// questionRow is one question of it.
type questionRow struct {
	ID, Text, Href, Remove string
	Kind, Options, When    string
	Required               bool
	Hints                  []string
	First, Last            bool // of the whole questionnaire
}

var questionnairePage = page.New(templateFiles, "templates/questionnaire.html", questionnaireExamples[0], questionnaireExamples[1:]...)

func (h *Handlers) showQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return questionnairePage.Write(w, r, http.StatusOK, newQuestionnaireView(r, dr))
}

func newQuestionnaireView(r *http.Request, dr *draft.Draft) questionnaireView {
	words, def := page.Printer(r), &dr.Definition
	f := builder.MasterForm(def)
	v := questionnaireView{Head: draftedit.NewHead(r, dr, page.Link{Text: words.Say("Back to the consultation"), Href: draftedit.HubPath(dr.Slug)}),
		Introduction: page.Link{
			Text: cmp.Or(f.Title, words.Say("Title and introduction")),
			Href: draftedit.HubPath(dr.Slug) + "/questionnaire/introduction",
		},
		NewTitle: &form.Field{Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title of the new page"), LabelSize: "s"}}
	at := map[[2]string][]string{}
	for _, h := range builder.Hints(def) {
		key := [2]string{h.Page, h.Question}
		at[key] = append(at[key], words.Say(h.Format, h.Args...))
	}
	v.Hints = at[[2]string{}]
	questions := 0
	for i := range f.Pages {
		p := &f.Pages[i]
		here := draftedit.HubPath(dr.Slug) + "/pages/" + p.ID
		pl := pageRow{
			ID:         p.ID,
			N:          i + 1,
			Title:      cmp.Or(p.Title, words.Say("Untitled page")),
			Href:       here,
			Add:        here + "/add",
			Remove:     here + "/remove",
			Monitoring: p.Monitoring,
			First:      i == 0,
			Last:       i == len(f.Pages)-1,
			Hints:      at[[2]string{p.ID, ""}],
		}
		if p.When != nil {
			pl.When = conditionText(words, f, p.When)
		}
		for j := range p.Questions {
			q := &p.Questions[j]
			questions++
			pl.Questions = append(pl.Questions, newQuestionRow(words, f, dr.Slug, q, at[[2]string{p.ID, q.ID}]))
			last := &pl.Questions[j]
			last.First, last.Last = i == 0 && j == 0, pl.Last && j == len(p.Questions)-1
		}
		v.Pages = append(v.Pages, pl)
	}
	v.Counts = words.Say(
		"%s, %s",
		words.Count(int64(len(f.Pages)), "%d page", "%d pages"),
		words.Count(int64(questions), "%d question", "%d questions"),
	)
	if len(def.Forms) > 1 {
		v.Edition = f.Edition
	}
	return v
}

func newQuestionRow(words *locale.Printer, f *survey.Form, slug string, q *survey.Question, hints []string) questionRow {
	here := draftedit.HubPath(slug) + "/questions/" + q.ID
	l := questionRow{
		ID:       q.ID,
		Text:     cmp.Or(q.Text, words.Say("Untitled question")),
		Href:     here,
		Remove:   here + "/remove",
		Kind:     kindName(words, q.Kind),
		Required: q.Required,
		Hints:    hints,
	}
	var options []string
	for i, o := range q.Options {
		if i == 6 && len(q.Options) > 7 {
			options = append(options, words.Count(int64(len(q.Options)-i), "and %d more", "and %d more"))
			break
		}
		options = append(options, o.Text)
	}
	l.Options = strings.Join(options, " · ")
	if q.When != nil {
		l.When = conditionText(words, f, q.When)
	}
	return l
}

// editQuestionnaire adds a page, or moves a page or a question.
func (h *Handlers) editQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	verb, rest, _ := strings.Cut(typed.Get("do"), "-")
	what, id, _ := strings.Cut(rest, "-")
	anchor := what + "-" + id
	title := strings.TrimSpace(typed.Get("title"))
	_, err = h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
		switch {
		case verb == "add":
			anchor = "page-" + builder.AddPage(def, survey.CleanText(title))
			return nil
		case what == "page" && (verb == "up" || verb == "down"):
			return builder.MovePage(def, id, verb == "up")
		case what == "question" && (verb == "up" || verb == "down"):
			return builder.MoveQuestion(def, id, verb == "up")
		}
		return fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	})
	if late := draft.AsConflict(err); late != nil {
		v := newQuestionnaireView(r, late.Current)
		v.ChangedBy, v.NewTitle.Value = cmp.Or(h.PersonName(r.Context(), late.Current.ChangedBy), page.Printer(r).Say("Another officer")), title
		return questionnairePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, draftedit.HubPath(slug)+"/questionnaire#"+anchor)
}

// removeView asks whether a page or a question is to go.
type removeView struct {
	draftedit.Head
	Page       bool // a page, with its questions
	Name       string
	Questions  []string    // the questions that go with a page
	Dependents []page.Link // what looks at the answers
	ChangedBy  string      // somebody changed it first: who
}

var removePage = page.New(templateFiles, "templates/remove.html", removeExamples[0], removeExamples[1:]...)

// confirmRemove shows what goes with a page or a question.
func (h *Handlers) confirmRemove(w http.ResponseWriter, r *http.Request) error {
	dr, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return h.showConfirmRemove(w, r, http.StatusOK, dr, "")
}

func (h *Handlers) showConfirmRemove(w http.ResponseWriter, r *http.Request, status int, dr *draft.Draft, early string) error {
	words, whole := page.Printer(r), builder.Clone(&dr.Definition)
	v := removeView{
		Head:      draftedit.NewHead(r, dr, page.Link{Text: words.Say("Back to the questionnaire"), Href: draftedit.HubPath(dr.Slug) + "/questionnaire"}),
		ChangedBy: early,
	}
	if id := r.PathValue("page"); id != "" {
		p, err := pageEditor{dr.Slug, id}.find(whole)
		if err != nil {
			return err
		}
		v.Page, v.Name = true, cmp.Or(p.Title, words.Say("Untitled page"))
		for _, q := range p.Questions {
			v.Questions = append(v.Questions, questionTitle(&q))
		}
	} else {
		q, _, err := questionEditor{dr.Slug, r.PathValue("question")}.find(whole)
		if err != nil {
			return err
		}
		v.Name = questionTitle(q)
	}
	for _, owner := range dependentsOf(whole, r) {
		href := draftedit.HubPath(dr.Slug) + "/pages/" + owner.Page
		if owner.Question != "" {
			href = draftedit.HubPath(dr.Slug) + "/questions/" + owner.Question
		}
		v.Dependents = append(v.Dependents, page.Link{Text: owner.Name, Href: href})
	}
	return removePage.Write(w, r, status, v)
}

// dependentsOf is what would keep a page or a question from being removed.
func dependentsOf(def *consult.Definition, r *http.Request) []builder.Dependent {
	return builder.AsDependents(removeFrom(def, r, false))
}

func removeFrom(def *consult.Definition, r *http.Request, conditionsToo bool) error {
	if id := r.PathValue("page"); id != "" {
		return builder.RemovePage(def, id, conditionsToo)
	}
	return builder.RemoveQuestion(def, r.PathValue("question"), conditionsToo)
}

// removeItem removes it.
func (h *Handlers) removeItem(w http.ResponseWriter, r *http.Request) error {
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	dr, err := h.Drafts.Change(r.Context(), site.Actor(r), r.PathValue("slug"), version, func(def *consult.Definition) error {
		return removeFrom(def, r, r.PostForm.Get("conditions") == "too")
	})
	switch late := draft.AsConflict(err); {
	case late != nil:
		return h.showConfirmRemove(
			w,
			r,
			http.StatusConflict,
			late.Current,
			cmp.Or(h.PersonName(r.Context(), late.Current.ChangedBy), page.Printer(r).Say("Another officer")),
		)
	case builder.AsDependents(err) != nil:
		if dr, err = h.LoadDraft(r); err != nil {
			return err
		}
		return h.showConfirmRemove(w, r, http.StatusUnprocessableEntity, dr, "")
	case err != nil:
		return err
	}
	return site.Redirect(w, r, draftedit.HubPath(dr.Slug)+"/questionnaire?saved=1")
}
