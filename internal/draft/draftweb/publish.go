package draftweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/site"
)

// routePublishing adds the pages of documents, versions, checks, previews and publishing.
func (h *Handlers) routePublishing() {
	h.AddRoute("/{slug}/documents", h.documents, h.editDocuments)
	h.AddRoute("/{slug}/documents/{doc}/{edition}", h.documentEdition, h.saveDocumentEdition)
	h.AddRoute("/{slug}/versions", h.editions, h.editEditions)
	h.AddRoute("/{slug}/versions/{edition}", h.edition, h.saveEdition)
	h.routeTranslation()
	h.AddRoute("/{slug}/preview", h.previewLinks, h.editPreviewLinks)
	h.AddRoute("/{slug}/check", h.showCheck, h.saveCheck)
	h.AddRoute("/{slug}/status", h.showStatus, nil)
	h.Feature.AddRoutes(
		site.Route{Method: http.MethodPost, Pattern: draftedit.RootPath + "/{slug}/status", Needs: actor.Publish, Handler: h.changeStatus},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}", Needs: actor.Public, Handler: h.showPreview},
		site.Route{
			Method: http.MethodGet, Pattern: "/preview/{token}/documents/{doc}/{edition}",
			Needs: actor.Public, Handler: h.previewDocument,
		},
		site.Route{Method: http.MethodGet, Pattern: "/preview/{token}/files/{id}", Needs: actor.Public, Handler: h.previewFile},
		site.Route{
			Method: http.MethodGet, Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs: actor.Public, Handler: h.previewQuestions,
		},
		site.Route{
			Method: http.MethodPost, Pattern: "/preview/{token}/questions/{edition}/{page}",
			Needs: actor.Public, Handler: h.submitPreviewQuestions,
		},
	)
	h.Feature.AddExamples(checkPage, statusPage, documentsPage, documentEditionPage, editionsPage, editionPage,
		previewLinksPage, previewPage, previewDocumentPage, previewQuestionsPage)
}
