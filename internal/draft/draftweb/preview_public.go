package draftweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/question"
	"github.com/folkmoot/folkmoot/survey"
)

// unseen marks a page that only who has the link may see.
type unseen struct{ Lang string }

func (u unseen) PageLang() string { return u.Lang }
func (unseen) NoStore() bool      { return true }
func (unseen) NoIndex() bool      { return true }

// previewView is what preview.html shows: the page of a consultation that is
// still written.
type previewView struct {
	unseen
	Written            string // the language in which the council wrote this
	Title, Dates, Ends string
	Lead               string
	Sections           []previewSection
	Alternatives       []consult.Alternative
	Documents          []previewDocument
	Start              []page.Link // the editions of the questionnaire
	Contact            consult.Contact
	Missing            bool // parts of it cannot be shown yet
}

type previewSection struct{ ID, Heading, Text string }

type previewDocument struct {
	Title    string
	Editions []page.Link
}

// previewReadView is an edition of a document.
type previewReadView struct {
	unseen
	Title, Back, Text, Link string
}

// previewAskView is a page of the questionnaire.
type previewAskView struct {
	unseen
	Title                                page.Written
	Heading, Intro, Body, Progress, Back string
	Fields                               form.Form
	End                                  bool
}

var (
	previewPage     = page.New(files, "templates/preview.html", previewExamples[0], previewExamples[1:]...)
	previewReadPage = page.New(files, "templates/preview_read.html", previewReadExamples[0], previewReadExamples[1:]...)
	previewAskPage  = page.New(files, "templates/preview_ask.html", previewAskExamples[0], previewAskExamples[1:]...)
)

func previewAt(r *http.Request) string { return "/preview/" + url.PathEscape(r.PathValue("token")) }

func (d *Handlers) preview(w http.ResponseWriter, r *http.Request) error {
	dr, p, err := d.draft.Previewed(r.Context(), r.PathValue("token"), r.Method == http.MethodGet)
	if err != nil {
		return err
	}
	words, def := page.In(r), &dr.Definition
	c, forms, err := def.Preview()
	v := previewView{Written: d.Speech(r).Of(c.Language), Title: def.Title, Lead: def.Summary, Alternatives: def.Alternatives, Contact: def.Contact, Missing: err != nil, Ends: words.Date(local(p.Ends))}
	if !c.Opens.IsZero() && !c.Closes.IsZero() {
		v.Dates = words.Say("%s to %s", c.Opens, c.Closes)
	}
	for _, s := range []previewSection{{"why", words.Say("Why change is proposed"), def.Why}, {"so-far", words.Say("What has happened so far"), def.SoFar}, {"formative", words.Say("What can still change"), def.Formative},
		{"no-alternatives", words.Say("Why there was no alternative"), def.NoAlternatives}, {"next", words.Say("What happens next"), def.Next}} {
		if s.Text != "" {
			v.Sections = append(v.Sections, s)
		}
	}
	for _, doc := range def.Documents {
		one := previewDocument{Title: doc.Title}
		for i := range doc.Editions {
			e := &doc.Editions[i]
			one.Editions = append(one.Editions, page.Link{Text: paperName(words, e), Href: previewAt(r) + "/documents/" + doc.ID + "/" + e.ID()})
		}
		v.Documents = append(v.Documents, one)
	}
	for _, f := range forms {
		v.Start = append(v.Start, page.Link{Text: formName(words, f), Href: previewAt(r) + "/questions/" + f.Edition + "/" + f.Pages[0].ID})
	}
	return previewPage.Write(w, r, http.StatusOK, v)
}

func (d *Handlers) previewRead(w http.ResponseWriter, r *http.Request) error {
	dr, _, err := d.draft.Previewed(r.Context(), r.PathValue("token"), false)
	if err != nil {
		return err
	}
	doc, ok := dr.Definition.Document(r.PathValue("doc"))
	if !ok {
		return notInPreview()
	}
	e, ok := doc.Edition(r.PathValue("edition"))
	if !ok {
		return notInPreview()
	}
	return previewReadPage.Write(w, r, http.StatusOK, previewReadView{unseen{e.Lang}, cmp.Or(e.Title, doc.Title), previewAt(r), e.Text, e.Link})
}

func notInPreview() error {
	return fault.New(fault.NotFound, "The preview has no such part, or not any more. Begin again from its first page.")
}

// theEnd is the page behind the last.
const theEnd = "end"

func (d *Handlers) previewAsk(w http.ResponseWriter, r *http.Request) error {
	f, dr, err := d.previewForm(r)
	if err != nil {
		return err
	}
	return d.showQuestions(w, r, http.StatusOK, f, dr, survey.Raw(r.URL.Query()), nil)
}

func (d *Handlers) previewForm(r *http.Request) (*survey.Form, *draft.Draft, error) {
	dr, _, err := d.draft.Previewed(r.Context(), r.PathValue("token"), false)
	if err != nil {
		return nil, nil, err
	}
	_, forms, _ := dr.Definition.Preview() // those that can be asked; the first page says if others cannot
	at := slices.IndexFunc(forms, func(f *survey.Form) bool { return f.Edition == r.PathValue("edition") })
	if at < 0 {
		return nil, nil, notInPreview()
	}
	return forms[at], dr, nil
}

// showQuestions shows a page of the questionnaire with what was typed. Nothing
// of that is kept: what leads on stands in the address, and the rest is gone with
// the page.
func (d *Handlers) showQuestions(w http.ResponseWriter, r *http.Request, status int, f *survey.Form, dr *draft.Draft, raw survey.Raw, problems []survey.Problem) error {
	words, id := page.InEdition(r, f.Lang), r.PathValue("page")
	v := previewAskView{unseen: unseen{f.Lang}, Title: page.Written{Text: dr.Definition.Title, Lang: d.Speech(r).Of(writtenIn(&dr.Definition))}, Back: previewAt(r)}
	path := f.Path(raw)
	at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id })
	switch {
	case id == theEnd:
		v.End, v.Heading, at = true, words.Say("The end of the preview"), len(path)
	case at < 0:
		return notInPreview()
	default:
		p := path[at]
		v.Heading, v.Intro, v.Progress = cmp.Or(p.Title, f.Title), p.Intro, words.Say("Part %d of %d", at+1, len(path))
		if at == 0 {
			v.Body = f.Intro
		}
		v.Fields = question.FieldsIn(words, f.Asked(p, raw), raw, problems, f.Lang)
	}
	if at > 0 {
		v.Back = questionsAt(r, f, path[at-1].ID, raw)
	}
	return previewAskPage.Write(w, r, status, v)
}

// writtenIn is the language of what is written around the questionnaire of def, or
// "" for that of the council.
func writtenIn(def *consult.Definition) string {
	if def.Language == "" && len(def.Forms) > 0 {
		return def.Forms[0].Lang
	}
	return def.Language
}

// questionsAt is the address of a page, with the answers that decide which pages
// there are.
func questionsAt(r *http.Request, f *survey.Form, id string, raw survey.Raw) string {
	at := previewAt(r) + "/questions/" + f.Edition + "/" + id
	query := url.Values{}
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			q := &f.Pages[i].Questions[j]
			if len(draft.LooksAt(f, q.ID, "")) == 0 {
				continue
			}
			for _, name := range f.Fields(q) {
				if len(raw[name]) > 0 {
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

// previewNext leads on as the questionnaire would.
func (d *Handlers) previewNext(w http.ResponseWriter, r *http.Request) error {
	f, dr, err := d.previewForm(r)
	if err != nil {
		return err
	}
	id := r.PathValue("page")
	raw := survey.Raw(r.URL.Query())
	for i := range f.Pages {
		if f.Pages[i].ID != id {
			continue
		}
		for j := range f.Pages[i].Questions {
			for _, name := range f.Fields(&f.Pages[i].Questions[j]) {
				delete(raw, name)
				if values := r.PostForm[name]; len(values) > 0 {
					raw[name] = values
				}
			}
		}
	}
	if problems := f.CheckPage(id, raw); len(problems) > 0 {
		return d.showQuestions(w, r, http.StatusUnprocessableEntity, f, dr, raw, problems)
	}
	path := f.Path(raw)
	next := theEnd
	if at := slices.IndexFunc(path, func(p *survey.Page) bool { return p.ID == id }); at >= 0 && at+1 < len(path) {
		next = path[at+1].ID
	}
	return site.See(w, r, questionsAt(r, f, next, raw))
}
