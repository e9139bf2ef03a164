package draftweb

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// routePublishing adds the pages of documents, checks, previews and publishing.
func (h *Handlers) routePublishing() {
	for _, p := range []web.ConsultationTask{
		{Text: locale.Key("Documents, formats and translations"), Path: draftedit.HubPath("{slug}") + "/documents", Needs: actor.Draft},
		{Text: locale.Key("Questionnaire formats and translations"), Path: draftedit.HubPath("{slug}") + "/versions", Needs: actor.Draft},
		{Text: locale.Key("Preview links"), Path: draftedit.HubPath("{slug}") + "/preview", Needs: actor.Draft},
		{Text: locale.Key("Check and publish"), Path: draftedit.HubPath("{slug}") + "/check", Needs: actor.Draft},
		{Text: locale.Key("Extend, reopen or withdraw"), Path: draftedit.HubPath("{slug}") + "/status", Needs: actor.Draft},
	} {
		h.AddTask(p)
	}
	h.AddRoute("/{slug}/documents", h.documents, h.editDocuments)
	h.AddRoute("/{slug}/documents/{doc}/{edition}", h.documentEdition, h.saveDocumentEdition)
	h.AddRoute("/{slug}/versions", h.editions, h.editEditions)
	h.AddRoute("/{slug}/versions/{edition}", h.edition, h.saveEdition)
	h.AddRoute("/{slug}/preview", h.previewLinks, h.editPreviewLinks)
	h.AddRoute("/{slug}/check", h.showCheck, h.saveCheck)
	h.AddRoute("/{slug}/status", h.showStatus, nil)
	h.Site.Add(
		site.Route{Method: http.MethodPost, Pattern: draftedit.RootPath + "/{slug}/status", Needs: actor.Publish, Handler: h.changeStatus},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}", Needs: actor.Public, Handler: h.showPreview},
		site.Route{
			Method:  http.MethodGet,
			Pattern: "/preview/{token}/documents/{doc}/{edition}",
			Needs:   actor.Public,
			Handler: h.previewDocument,
		},
		site.Route{
			Method:  http.MethodGet,
			Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs:   actor.Public,
			Handler: h.previewQuestions,
		},
		site.Route{
			Method:  http.MethodPost,
			Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs:   actor.Public,
			Handler: h.submitPreviewQuestions,
		},
	)
	for _, p := range []site.GalleryItem{checkPage, statusPage, documentsPage, documentEditionPage, editionsPage, editionPage, previewLinksPage, previewPage, previewDocumentPage, previewQuestionsPage} {
		h.Site.AddToGallery(p)
	}
}

// findingPath is the address where a finding is mended.
func findingPath(slug, place string) string {
	at, ok := map[string]string{"about": "/about", "fairness": "/about", "dates": "/about", "equality": "/monitoring",
		"questionnaire": "/questionnaire", "documents": "/documents"}[place]
	if !ok {
		return draftedit.HubPath(slug)
	}
	return draftedit.HubPath(slug) + at
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
	n := builder.PageIndex(f, at.Page)
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
