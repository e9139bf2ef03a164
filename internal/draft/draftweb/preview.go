package draftweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// privatePage is embedded in the views of pages that only people with a preview link may see.
type privatePage struct{ Lang string }

// PageLang implements what package page asks of a view in the language of a version.
func (p privatePage) PageLang() string { return p.Lang }

// NoStore implements what package page asks of a view.
func (privatePage) NoStore() bool { return true }

// NoIndex implements what package page asks of a view.
func (privatePage) NoIndex() bool { return true }

// previewView is the page of a draft as the public will see it.
type previewView struct {
	privatePage
	WrittenLang        string // language of the texts of the draft
	Title, Dates, Ends string
	Lead               string
	Sections           []previewSection
	Alternatives       []consult.Alternative
	Documents          []previewDocument
	Questionnaires     []page.Link // versions of the questionnaire
	Contact            consult.Contact
	Incomplete         bool // parts of the draft cannot be shown yet
}

type previewSection struct{ ID, Heading, Text string }

type previewDocument struct {
	Title    string
	Editions []page.Link
}

// previewDocumentView is a version of a document.
type previewDocumentView struct {
	privatePage
	Title, Back, Text string
	Link              page.Link
}

// previewQuestionsView is a page of the questionnaire, or the end of it.
type previewQuestionsView struct {
	privatePage
	Title                                page.UserText
	Heading, Intro, Body, Progress, Back string
	Kept                                 string // how long the answers are kept, where monitoring questions begin
	Fields                               form.Form
	End                                  bool
}

// Slim implements an option of package page.
func (previewQuestionsView) Slim() bool { return true }

var (
	previewPage         = page.New(templateFiles, "templates/preview.html", previewExamples[0], previewExamples[1:]...)
	previewDocumentPage = page.New(templateFiles, "templates/preview_document.html",
		previewDocumentExamples[0], previewDocumentExamples[1:]...)
	previewQuestionsPage = page.New(templateFiles, "templates/preview_questions.html",
		previewQuestionsExamples[0], previewQuestionsExamples[1:]...)
)

func previewPath(r *http.Request) string { return "/preview/" + url.PathEscape(r.PathValue("token")) }

func (h *Handlers) showPreview(w http.ResponseWriter, r *http.Request) error {
	dr, p, err := h.Drafts.OpenPreview(r.Context(), r.PathValue("token"), r.Method == http.MethodGet)
	if err != nil {
		return err
	}
	words, def := page.Printer(r), &dr.Definition
	c, forms, err := def.Preview()
	v := previewView{
		WrittenLang:  h.PagePrinter(r).LangOrCouncil(c.Language),
		Title:        def.Title,
		Lead:         previewLinksIn(r, def.Summary),
		Alternatives: def.Alternatives,
		Contact:      def.Contact,
		Incomplete:   err != nil,
		Ends:         words.Date(consult.LocalTime(p.ExpiresAt)),
	}
	if !c.Opens.IsZero() && !c.Closes.IsZero() {
		v.Dates = words.Say("%s to %s", c.Opens, c.Closes)
	}
	for _, s := range []previewSection{
		{"why", words.Say("Why change is proposed"), def.Why},
		{"so-far", words.Say("What has happened so far"), def.SoFar},
		{"formative", words.Say("What can still change"), def.Formative},
		{"no-alternatives", words.Say("Why there are no alternatives"), def.NoAlternatives},
		{"next", words.Say("What happens next"), def.Next},
	} {
		if s.Text = previewLinksIn(r, s.Text); s.Text != "" {
			v.Sections = append(v.Sections, s)
		}
	}
	for _, doc := range def.Documents {
		one := previewDocument{Title: doc.Title}
		for i := range doc.Editions {
			e := &doc.Editions[i]
			one.Editions = append(
				one.Editions,
				page.Link{Text: builder.DocumentEditionName(e).In(words), Href: previewPath(r) + "/documents/" + doc.ID + "/" + e.ID()},
			)
		}
		v.Documents = append(v.Documents, one)
	}
	for _, f := range forms {
		v.Questionnaires = append(
			v.Questionnaires,
			page.Link{Text: builder.FormName(f).In(words), Href: previewPath(r) + "/questions/" + f.Edition + "/" + f.Pages[0].ID},
		)
	}
	return previewPage.Write(w, r, http.StatusOK, v)
}

func (h *Handlers) previewDocument(w http.ResponseWriter, r *http.Request) error {
	dr, _, err := h.Drafts.OpenPreview(r.Context(), r.PathValue("token"), false)
	if err != nil {
		return err
	}
	doc, ok := dr.Definition.Document(r.PathValue("doc"))
	if !ok {
		return previewNotFound()
	}
	e, ok := doc.Edition(r.PathValue("edition"))
	if !ok {
		return previewNotFound()
	}
	return previewDocumentPage.Write(
		w,
		r,
		http.StatusOK,
		previewDocumentView{
			privatePage{e.Lang}, cmp.Or(e.Title, doc.Title), previewPath(r), previewLinksIn(r, e.Text), h.previewLink(r, dr.Org, e.Link),
		},
	)
}

func previewNotFound() error {
	return fault.New(fault.NotFound, "This part of the preview does not exist or has been removed. Go back to the start of the preview.")
}

// endPageID takes the place of the id of a page after the last page.
const endPageID = "end"

func (h *Handlers) previewQuestions(w http.ResponseWriter, r *http.Request) error {
	f, dr, err := h.loadPreviewForm(r)
	if err != nil {
		return err
	}
	return h.showPreviewQuestions(w, r, http.StatusOK, f, dr, survey.Raw(r.URL.Query()), nil)
}

func (h *Handlers) loadPreviewForm(r *http.Request) (*survey.Form, *draft.Draft, error) {
	dr, _, err := h.Drafts.OpenPreview(r.Context(), r.PathValue("token"), false)
	if err != nil {
		return nil, nil, err
	}
	_, forms, _ := dr.Definition.Preview() // versions that are not valid are left out; the first page says so
	at := slices.IndexFunc(forms, func(f *survey.Form) bool { return f.Edition == r.PathValue("edition") })
	if at < 0 {
		return nil, nil, previewNotFound()
	}
	closes, err := consult.ParseCivilTime(dr.Definition.Closes, dr.Definition.Zone)
	if err != nil {
		closes = consult.CivilTime{} // a draft need not say yet when it closes
	}
	return forms[at].On(closes.DayOf(h.Now())), dr, nil
}

// showPreviewQuestions shows a page of the questionnaire with the given answers, which are not stored.
func (h *Handlers) showPreviewQuestions(
	w http.ResponseWriter, r *http.Request, status int,
	f *survey.Form, dr *draft.Draft, raw survey.Raw, problems []survey.Problem,
) error {
	words, id := page.PrinterForEdition(r, f.Lang), r.PathValue("page")
	v := previewQuestionsView{
		privatePage: privatePage{f.Lang},
		Title: page.UserText{
			Text: dr.Definition.Title, Lang: h.PagePrinter(r).LangOrCouncil(definitionLanguage(&dr.Definition)),
		},
		Back: previewPath(r),
	}
	worded := question.Worded(f, raw)
	path := worded.Path(raw)
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	switch {
	case id == endPageID:
		v.End, v.Heading, at = true, words.Say("End of preview"), len(path)
	case at < 0:
		return previewNotFound()
	default:
		p := path[at]
		v.Heading, v.Intro, v.Progress = cmp.Or(p.Title, f.Title), previewLinksIn(r, p.Intro), question.ProgressLine(words, f.Progress(id, raw))
		if at == 0 {
			v.Body = previewLinksIn(r, f.Intro)
		}
		v.Fields = question.NewPageFields(words, worded, id, question.WithOrder(f, raw), problems, nil).All()
		var err error
		if v.Kept, err = h.MonitoringNoticeOn(r.Context(), words, dr.Definition.Slug, f, p.ID); err != nil {
			return err
		}
		for _, field := range v.Fields {
			field.Body, field.Hint = previewLinksIn(r, field.Body), previewLinksIn(r, field.Hint)
		}
	}
	if at > 0 {
		v.Back = previewQuestionsPath(r, f, path[at-1].ID, raw)
	}
	return previewQuestionsPage.Write(w, r, status, v)
}

// definitionLanguage returns the language of the texts of def, or "" for that of the council.
func definitionLanguage(def *consult.Definition) string {
	if def.Language == "" && len(def.Forms) > 0 {
		return def.Forms[0].Lang
	}
	return def.Language
}

// previewQuestionsPath returns the path of a page of the questionnaire. Its query has the answers that conditions use;
// other answers are dropped, so that what people write does not get into addresses.
func previewQuestionsPath(r *http.Request, f *survey.Form, id string, raw survey.Raw) string {
	at := previewPath(r) + "/questions/" + f.Edition + "/" + id
	query := url.Values{}
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			q := &f.Pages[i].Questions[j]
			if len(builder.DependentsOf(f, q.ID, "")) == 0 {
				continue
			}
			for _, name := range f.Fields(q) {
				if len(raw[name]) > 0 && !holdsOwnWords(q, name) {
					query[name] = raw[name]
				}
			}
		}
	}
	if len(query) > 0 {
		at += "?" + query.Encode()
	}
	return at
}

// holdsOwnWords reports whether a field of q has what people write in their own words.
func holdsOwnWords(q *survey.Question, field string) bool {
	if q.Kind.IsOwnWords() || q.Kind.IsContact() || q.Kind == survey.Postcode || q.Kind == survey.Places {
		return field == q.ID
	}
	return slices.ContainsFunc(q.Options, func(o survey.Option) bool { return o.WriteIn && field == q.ID+"--"+o.ID })
}

// submitPreviewQuestions redirects to the page that follows in the questionnaire, or shows what is wrong with the
// submitted answers.
func (h *Handlers) submitPreviewQuestions(w http.ResponseWriter, r *http.Request) error {
	f, dr, err := h.loadPreviewForm(r)
	if err != nil {
		return err
	}
	id := r.PathValue("page")
	question.PretendUploads(f, survey.Raw(r.PostForm))
	turn := question.Worded(f, survey.Raw(r.URL.Query())).Turn(id, survey.Raw(r.URL.Query()), survey.Raw(r.PostForm))
	switch {
	case len(turn.Problems) > 0:
		return h.showPreviewQuestions(w, r, http.StatusUnprocessableEntity, f, dr, turn.Raw, turn.Problems)
	case turn.Again:
		return h.showPreviewQuestions(w, r, http.StatusOK, f, dr, turn.Raw, nil)
	}
	return site.Redirect(w, r, previewQuestionsPath(r, f, cmp.Or(turn.Next, endPageID), turn.Raw))
}
