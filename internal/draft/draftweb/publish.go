package draftweb

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// routePublishing adds the pages of documents, checks, previews and publishing.
func (d *Handlers) routePublishing() {
	for _, p := range []web.ConsultationTask{
		{Text: locale.Key("Documents, formats and translations"), Path: hubPath("{slug}") + "/documents", Needs: actor.Draft},
		{Text: locale.Key("Questionnaire formats and translations"), Path: hubPath("{slug}") + "/versions", Needs: actor.Draft},
		{Text: locale.Key("Preview links"), Path: hubPath("{slug}") + "/preview", Needs: actor.Draft},
		{Text: locale.Key("Check and publish"), Path: hubPath("{slug}") + "/check", Needs: actor.Draft},
		{Text: locale.Key("Extend, reopen or withdraw"), Path: hubPath("{slug}") + "/status", Needs: actor.Draft},
	} {
		d.AddTask(p)
	}
	d.addRoute("/{slug}/documents", d.documents, d.editDocuments)
	d.addRoute("/{slug}/documents/{doc}/{edition}", d.documentEdition, d.saveDocumentEdition)
	d.addRoute("/{slug}/versions", d.editions, d.editEditions)
	d.addRoute("/{slug}/versions/{edition}", d.edition, d.saveEdition)
	d.addRoute("/{slug}/preview", d.previewLinks, d.editPreviewLinks)
	d.addRoute("/{slug}/check", d.showCheck, d.saveCheck)
	d.addRoute("/{slug}/status", d.showStatus, nil)
	d.Site.Add(
		site.Route{Method: http.MethodPost, Pattern: rootPath + "/{slug}/status", Needs: actor.Publish, Handler: d.changeStatus},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}", Needs: actor.Public, Handler: d.showPreview},
		site.Route{
			Method:  http.MethodGet,
			Pattern: "/preview/{token}/documents/{doc}/{edition}",
			Needs:   actor.Public,
			Handler: d.previewDocument,
		},
		site.Route{
			Method:  http.MethodGet,
			Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs:   actor.Public,
			Handler: d.previewQuestions,
		},
		site.Route{
			Method:  http.MethodPost,
			Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs:   actor.Public,
			Handler: d.submitPreviewQuestions,
		},
	)
	for _, p := range []site.GalleryItem{checkPage, statusPage, documentsPage, documentEditionPage, editionsPage, editionPage, previewLinksPage, previewPage, previewDocumentPage, previewQuestionsPage} {
		d.Site.AddToGallery(p)
	}
}

// findingPath is the address where a finding is mended.
func findingPath(slug, place string) string {
	at, ok := map[string]string{"about": "/about", "fairness": "/about", "dates": "/about", "equality": "/monitoring",
		"questionnaire": "/questionnaire", "documents": "/documents"}[place]
	if !ok {
		return hubPath(slug)
	}
	return hubPath(slug) + at
}

// findingLink names a place of a questionnaire of def, and where it is mended, seen
// from the hub; nil if at is none. Another edition is mended in its own words.
func findingLink(words *locale.Printer, def *consult.Definition, at consult.FormLocation) *page.Link {
	i := slices.IndexFunc(def.Forms, func(f survey.Form) bool { return f.Edition == at.Edition })
	if i < 0 || at.Page == "" {
		return nil
	}
	f, link := &def.Forms[i], page.Link{Href: "/versions"}
	if q, _ := f.Question(at.Question); q != nil {
		link.Text = questionName(words, cmp.Or(q.Text, words.Say("Untitled question")), at.Edition, def)
		if i == 0 {
			link.Href = "/questions/" + at.Question
		}
		return &link
	}
	n := draft.PageIndex(f, at.Page)
	if n < 0 {
		return nil // one of the equality questions, which are not written here
	}
	link.Text = words.Say("Page “%s”", cmp.Or(f.Pages[n].Title, words.Say("Untitled page")))
	if i == 0 {
		link.Href = "/pages/" + at.Page
	}
	return &link
}

// questionName names a question by its words, and the edition if it is not the master.
func questionName(words *locale.Printer, text, edition string, def *consult.Definition) string {
	if len(def.Forms) == 0 || edition == def.Forms[0].Edition {
		return words.Say("Question “%s”", text)
	}
	return words.Say("Question “%s”, “%s” version", text, edition)
}

// backToHub leads to the hub of the consultation.
func backToHub(r *http.Request, slug string) page.Link {
	return page.Link{Text: page.Printer(r).Say("Back to the consultation"), Href: hubPath(slug)}
}
