package draftweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// documentsView is what documents.html shows: the documents of a consultation
// and the editions of each.
type documentsView struct {
	page.Desk
	Title     string
	Back      page.Link
	Notice    string
	Version   int64
	Documents []documentRow
	Form      form.Form // for another
}

// documentRow is one document.
type documentRow struct {
	ID, Title, Kind, Version string
	Editions                 []editionRow
	Form                     form.Form // for another edition
}

// editionRow is one edition, of a document or of the questionnaire.
type editionRow struct {
	Name, Href, Lang string
	Master, Stale    bool
	Says             string
}

var documentsPage = page.New(files, "templates/documents.html", documentsExamples[0], documentsExamples[1:]...)

var kindsOfDocument = []choice{
	kindChoice(consult.Proposal), kindChoice(consult.Background), kindChoice(consult.Impact), kindChoice(consult.Costs),
	kindChoice(consult.PaperSurvey), kindChoice(consult.Questions), kindChoice(consult.Other),
}

func kindChoice(k consult.DocumentKind) choice { return choice{string(k), k.Words()} }

var formats = []choice{
	{string(consult.Standard), locale.Says("Standard")}, {string(consult.EasyRead), locale.Says("Easy Read")}, {string(consult.LargePrint), locale.Says("Large print")},
	{string(consult.Translation), locale.Says("Translation")}, {string(consult.SignedVideo), locale.Says("British Sign Language video")},
}

// choice is a value and how it is called.
type choice struct {
	value string
	name  locale.Sentence
}

func named(words *locale.Printer, list []choice, value string) string {
	for _, c := range list {
		if c.value == value {
			return c.name.In(words)
		}
	}
	return value
}

func choices(words *locale.Printer, list []choice, chosen string) (all []form.Option) {
	for _, c := range list {
		all = append(all, form.Option{Value: c.value, Label: c.name.In(words), Checked: c.value == chosen})
	}
	return all
}

func (d *Handlers) documents(w http.ResponseWriter, r *http.Request) error {
	return d.showDocuments(w, r, http.StatusOK, "")
}

func (d *Handlers) showDocuments(w http.ResponseWriter, r *http.Request, status int, notice string) error {
	dr, papers, err := d.draft.Papers(r.Context(), site.By(r), r.PathValue("slug"))
	if err != nil {
		return err
	}
	words := page.In(r)
	typed := r.PostForm
	v := documentsView{Title: dr.Definition.Title, Back: backTo(r, dr.Slug), Notice: notice, Version: dr.Version}
	for _, doc := range dr.Definition.Documents {
		row := documentRow{ID: doc.ID, Title: doc.Title, Kind: named(words, kindsOfDocument, string(doc.Kind)), Version: doc.Version, Form: addPaperForm(words, doc.ID)}
		for i := range doc.Editions {
			e := &doc.Editions[i]
			row.Editions = append(row.Editions, editionRow{Name: paperName(words, e), Href: hub(dr.Slug) + "/documents/" + doc.ID + "/" + e.ID(), Master: i == 0, Stale: papers[doc.ID+"/"+e.ID()].Stale})
		}
		v.Documents = append(v.Documents, row)
	}
	v.Form = form.Form{
		{Kind: form.Text, ID: "title", Name: "title", Label: words.Say("Title"), LabelSize: "s", Value: typed.Get("title")},
		{Kind: form.Select, ID: "kind", Name: "kind", Label: words.Say("What it is"), LabelSize: "s", Options: choices(words, kindsOfDocument, typed.Get("kind"))},
	}
	return documentsPage.Write(w, r, status, v)
}

func addPaperForm(words *locale.Printer, doc string) form.Form {
	return form.Form{
		{Kind: form.Select, ID: "format-" + doc, Name: "format", Label: words.Say("Format"), LabelSize: "s", Options: choices(words, formats, "")},
		langField(words, "lang-"+doc, ""),
	}
}

func langField(words *locale.Printer, id, value string) *form.Field {
	return &form.Field{Kind: form.Postcode, ID: id, Name: "lang", Label: words.Say("Language"), LabelSize: "s", Hint: words.Say("A code such as en, gu, ur or bfi (BCP 47)"), Width: 10, Value: value}
}

func paperName(words *locale.Printer, e *consult.Edition) string {
	name := named(words, formats, string(e.Format))
	if e.Lang == "en" || e.Format == consult.SignedVideo {
		return name
	}
	return words.Say("%s: %s", name, words.LanguageName(e.Lang))
}

// addDocument adds or removes a document, or adds an edition of one.
func (d *Handlers) addDocument(w http.ResponseWriter, r *http.Request) error {
	slug, typed := r.PathValue("slug"), r.PostForm
	next := hub(slug) + "/documents"
	err := d.change(r, func(def *consult.Definition) (err error) {
		switch typed.Get("do") {
		case "add":
			var id string
			if id, err = draft.AddDocument(def, typed.Get("title"), consult.DocumentKind(typed.Get("kind"))); err == nil {
				doc, _ := def.Document(id)
				next = hub(slug) + "/documents/" + id + "/" + doc.Editions[0].ID()
			}
		case "edition":
			var id string
			if id, err = draft.AddPaper(def, typed.Get("document"), consult.Format(typed.Get("format")), typed.Get("lang")); err == nil {
				next = hub(slug) + "/documents/" + typed.Get("document") + "/" + id
			}
		default:
			err = draft.DropPaper(def, typed.Get("document"), "")
		}
		return err
	})
	if err != nil && (fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Conflict) {
		return d.showDocuments(w, r, http.StatusUnprocessableEntity, page.Said(r, err))
	}
	if err != nil {
		return err
	}
	return site.See(w, r, next)
}

// change lets fn change the version of the working copy that r was sent from.
func (d *Handlers) change(r *http.Request, fn func(*consult.Definition) error) error {
	_, err := d.draft.Change(r.Context(), site.By(r), r.PathValue("slug"), versionOf(r), fn)
	return err
}

func versionOf(r *http.Request) int64 {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return version
}
