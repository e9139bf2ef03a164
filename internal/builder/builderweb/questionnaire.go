package builderweb

import (
	"cmp"
	"net/http"
	"strings"

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

// questionnaireView is the list of all pages and questions.
type questionnaireView struct {
	draftedit.Head
	Introduction page.Link
	Paste        page.Link // to paste a questionnaire as text
	Pages        []pageRow
	Counts       string // of pages and questions
	NewTitle     *form.Field
	ChangedBy    string // the officer who changed the questionnaire before the submitted change; "" without a conflict
	Edition      string // name of the original, if there are other versions
}

// pageRow is a page of the questionnaire.
type pageRow struct {
	ID, Title, Href, Add, Remove string
	N                            int    // from 1
	When                         string // the condition in words; "" if the page is always shown
	Hints                        []string
	Monitoring                   bool
	First, Last                  bool
	Questions                    []questionRow
}

// questionRow is a question of a page.
type questionRow struct {
	ID, Text, Href, Remove string
	Kind, Options          string
	Rows                   string // of a grid
	When                   string // the condition in words; "" if the question is always asked
	Required               bool
	Hints                  []string
	First, Last            bool // of the whole questionnaire
}

var questionnairePage = page.New(templateFiles, "templates/questionnaire.html",
	questionnaireExamples[0], questionnaireExamples[1:]...)

func (h *Handlers) showQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	d, err := h.LoadDraft(r)
	if err != nil {
		return err
	}
	return questionnairePage.Write(w, r, http.StatusOK, newQuestionnaireView(r, d))
}

func newQuestionnaireView(r *http.Request, d *draft.Draft) questionnaireView {
	words, def := page.Printer(r), &d.Definition
	f := builder.MasterForm(def)
	v := questionnaireView{
		Head: draftedit.NewHead(r, d, draftedit.BackToHub(r, d.Slug)),
		Introduction: page.Link{
			Text: cmp.Or(f.Title, words.Say("Title and introduction")), Href: questionnairePath(d.Slug) + "/introduction",
		},
		Paste: page.Link{Text: words.Say("Paste a questionnaire"), Href: questionnairePath(d.Slug) + "/paste"},
		NewTitle: &form.Field{
			Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title of the new page"), LabelSize: "s",
		},
	}
	hints := map[[2]string][]string{} // by the ids of page and question
	for _, hint := range builder.Hints(def) {
		key := [2]string{hint.Page, hint.Question}
		hints[key] = append(hints[key], words.Say(hint.Format, hint.Args...))
	}
	v.Hints = hints[[2]string{}]
	questions := 0
	for i := range f.Pages {
		p := &f.Pages[i]
		path := pagePath(d.Slug, p.ID)
		row := pageRow{
			ID:         p.ID,
			N:          i + 1,
			Title:      pageTitle(words, p),
			Href:       path,
			Add:        path + "/add",
			Remove:     path + "/remove",
			Monitoring: p.Monitoring,
			First:      i == 0,
			Last:       i == len(f.Pages)-1,
			Hints:      hints[[2]string{p.ID, ""}],
		}
		if p.When != nil {
			row.When = conditionText(words, f, p.When)
		}
		for j := range p.Questions {
			q := newQuestionRow(words, f, d.Slug, &p.Questions[j])
			q.Hints = hints[[2]string{p.ID, q.ID}]
			q.First, q.Last = i == 0 && j == 0, row.Last && j == len(p.Questions)-1
			row.Questions = append(row.Questions, q)
		}
		questions += len(p.Questions)
		v.Pages = append(v.Pages, row)
	}
	v.Counts = countsText(words, len(f.Pages), questions)
	if len(def.Forms) > 1 {
		v.Edition = builder.FormName(f).In(words)
	}
	return v
}

// maxOptionsShown is how many options of a question the list shows.
const maxOptionsShown = 6

func newQuestionRow(words *locale.Printer, f *survey.Form, slug string, q *survey.Question) questionRow {
	path := questionPath(slug, q.ID)
	row := questionRow{
		ID:       q.ID,
		Text:     questionText(words, q),
		Href:     path,
		Remove:   path + "/remove",
		Kind:     kindName(words, q.Kind),
		Required: q.Required,
	}
	row.Options, row.Rows = optionTexts(words, q.Options), optionTexts(words, q.Rows)
	if q.When != nil {
		row.When = conditionText(words, f, q.When)
	}
	return row
}

// optionTexts returns the first options or rows of a question on one line.
func optionTexts(words *locale.Printer, list []survey.Option) string {
	var all []string
	for i, o := range list {
		if i == maxOptionsShown && len(list) > maxOptionsShown+1 {
			all = append(all, words.Count(int64(len(list)-i), "and %d more", "and %d more"))
			break
		}
		all = append(all, o.Text)
	}
	return strings.Join(all, " · ")
}

// editQuestionnaire adds a page, or moves a page or question, as the submitted button says: "add-page",
// "up-page-ID", "down-question-ID".
func (h *Handlers) editQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	version, err := h.SubmittedVersion(r)
	if err != nil {
		return err
	}
	verb, rest, _ := strings.Cut(typed.Get("do"), "-")
	kind, id, _ := strings.Cut(rest, "-")
	anchor := kind + "-" + id
	title := strings.TrimSpace(typed.Get("title"))
	_, err = h.Drafts.Change(r.Context(), site.Actor(r), slug, version, func(def *consult.Definition) error {
		switch {
		case verb == "add":
			anchor = "page-" + builder.AddPage(def, survey.CleanText(title))
			return nil
		case kind == "page" && (verb == "up" || verb == "down"):
			return builder.MovePage(def, id, verb == "up")
		case kind == "question" && (verb == "up" || verb == "down"):
			return builder.MoveQuestion(def, id, verb == "up")
		}
		return fault.New(fault.Invalid, "We could not process the form. Reload the page and try again.")
	})
	if conflict := draft.AsConflict(err); conflict != nil {
		v := newQuestionnaireView(r, conflict.Current)
		v.ChangedBy, v.NewTitle.Value = h.ChangedBy(r, conflict.Current), title
		return questionnairePage.Write(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	return site.Redirect(w, r, questionnairePath(slug)+"#"+anchor)
}
