package builderweb

import (
	"net/http"
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

// questionnaireView is the list of all pages and questions.
type questionnaireView struct {
	draftedit.Head
	FormTitle    string
	Introduction page.Link
	Paste        page.Link // to paste a questionnaire as text
	File         page.Link // to add one from a file of another system
	Conditions   page.Link // to the named conditions
	SavedList    page.Link // to the saved questions and templates
	TemplateName *form.Field
	Notice       string // says what was saved; "" for nothing
	Pages        []pageRow
	Counts       string // of pages and questions
	NewTitle     *form.Field
	MoveTo       *form.Field // the page to which the selected questions are moved; nil if there is only one
	RepeatFor    *form.Field // what the selected questions are repeated for
	Routes       *routesView // nil without conditions
	Undo         string      // says what was just done and can be undone; "" for nothing
	Failed       string      // why nothing was done; "" for nothing
	ChangedBy    string      // the officer who changed the questionnaire before the submitted change; "" without a conflict
	Edition      string      // name of the original, if there are other versions
}

// pageRow is a page of the questionnaire.
type pageRow struct {
	ID, Title, Href, Add, Remove string
	N                            int    // from 1
	When                         string // the condition in words; "" if the page is always shown
	Repeat                       string // how it is repeated, in words; "" if it is asked once
	Findings                     []draftedit.FindingView
	ToDo                         bool // something of it or its questions keeps the consultation from being published
	Monitoring                   bool
	Random                       bool // its questions are in random order
	First, Last                  bool
	Questions                    []questionRow
	Intro                        string
}

// questionRow is a question of a page.
type questionRow struct {
	ID, Text, Href, Remove string
	Kind, Options          string
	Rows                   string // of a grid
	When                   string // the condition in words; "" if the question is always asked
	Required               bool
	Random                 string // says that answers or rows are in random order; "" if they are not
	Findings               []draftedit.FindingView
	First, Last            bool        // of the whole questionnaire
	Preview                *form.Field // as respondents see it
}

var questionnairePage = page.New(templateFiles, "templates/questionnaire.html",
	questionnaireExamples[0], questionnaireExamples[1:]...)

func (h *Handlers) showQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	v, err := h.newQuestionnaireView(r)
	if err != nil {
		return err
	}
	return questionnairePage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) newQuestionnaireView(r *http.Request) (questionnaireView, error) {
	c, err := h.Drafts.Check(r.Context(), site.Actor(r), r.PathValue("slug"))
	if err != nil {
		return questionnaireView{}, err
	}
	return questionnaireViewOf(r, c), nil
}

// questionnaireViewOf returns the view of a draft with what its check finds.
func questionnaireViewOf(r *http.Request, c *draft.CheckResult) questionnaireView {
	d := c.Draft
	words, def := page.Printer(r), &d.Definition
	f := builder.MasterForm(def)
	v := questionnaireView{
		Head:         draftedit.NewHead(r, d, draftedit.BackToHub(r, d.Slug)),
		FormTitle:    f.Title,
		Introduction: page.Link{Text: words.Say("Title and introduction"), Href: questionnairePath(d.Slug) + "/introduction"},
		Paste:        page.Link{Text: words.Say("Paste a questionnaire"), Href: questionnairePath(d.Slug) + "/paste"},
		File:         page.Link{Text: words.Say("Upload a questionnaire"), Href: questionnairePath(d.Slug) + "/file"},
		Conditions:   page.Link{Text: words.Say("Named conditions"), Href: conditionsPath(d.Slug)},
		SavedList:    page.Link{Text: words.Say("Saved questions and templates"), Href: questionnairePath(d.Slug) + "/saved"},
		TemplateName: templateNameField(words),
		NewTitle: &form.Field{
			Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title of the new page"), LabelSize: "s",
		},
	}
	found := builder.Hints(def)
	v.Routes = newRoutesView(words, f, found)
	for _, hint := range found {
		switch {
		case hint.Condition != "":
			v.Hints = append(v.Hints, words.Say("%s: %s", hint.Condition, words.Say(hint.Format, hint.Args...)))
		case len(f.Pages) == 0:
			v.Hints = append(v.Hints, words.Say(hint.Format, hint.Args...))
		}
	}
	v.Findings = draftedit.FindingsAt(words, c, func(at consult.FormLocation) bool { return at.Page == "" && at.Question == "" })
	toDo := pagesToDo(c)
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
			Random:     p.RandomOrder,
			First:      i == 0,
			Last:       i == len(f.Pages)-1,
			Findings:   draftedit.FindingsAt(words, c, pageEditor{d.Slug, p.ID}.IsAbout),
			ToDo:       toDo[p.ID],
			Intro:      p.Intro,
			Repeat:     builder.RepeatInWords(words, p.Repeat),
		}
		if p.When != nil {
			row.When = conditionText(words, f, p.When)
		}
		for j := range p.Questions {
			q := newQuestionRow(words, f, d.Slug, &p.Questions[j])
			q.Findings = draftedit.FindingsAt(words, c, questionEditor{d.Slug, q.ID}.IsAbout)
			q.First, q.Last = i == 0 && j == 0, row.Last && j == len(p.Questions)-1
			q.Preview = previewField(words, f, &p.Questions[j])
			row.Questions = append(row.Questions, q)
		}
		questions += len(p.Questions)
		v.Pages = append(v.Pages, row)
	}
	v.MoveTo = moveField(words, f)
	if questions > 0 {
		v.RepeatFor = &form.Field{Kind: form.Text, ID: "repeat-for", Name: "item", Label: words.Say("For each"), LabelSize: "s", Width: 20}
	}
	v.Undo, v.Notice = undoText(words, r, d), savedText(words, r)
	v.Counts = countsText(words, len(f.Pages), questions)
	if len(def.Forms) > 1 {
		v.Edition = builder.FormName(f).In(words)
	}
	return v
}

// pagesToDo returns the pages of the questionnaire about which the check has findings that keep it from being published.
func pagesToDo(c *draft.CheckResult) map[string]bool {
	all := map[string]bool{}
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Unresolved() && f.Form.Page != "" {
			all[f.Form.Page] = true
		}
	}
	return all
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
	if q.RandomOrder {
		row.Random = words.Say("In random order")
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
