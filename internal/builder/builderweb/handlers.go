// Package builderweb has the pages of the questionnaire builder.
package builderweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var templateFiles embed.FS

var editorPage = draftedit.NewFormPage(editorExamples[0], editorExamples[1:]...)

// Handlers serves the pages of the builder.
type Handlers struct{ draftedit.Base }

// New returns the feature with the pages of the builder.
func New(deps *web.Deps, drafts *draft.Service) feature.Feature {
	h := &Handlers{draftedit.Base{Deps: deps, Drafts: drafts, Feature: &feature.Feature{Name: "builder"}}}
	h.AddRoute("/{slug}/questionnaire", h.showQuestionnaire, h.editQuestionnaire)
	h.addPasteRoutes()
	h.addFileRoutes()
	h.addAreaRoutes()
	h.AddRoute("/{slug}/questionnaire/saved", h.showSaved, h.editSaved)
	h.AddRoute("/{slug}/questionnaire/conditions", h.showConditions, h.editConditions)
	h.RouteEditor("/{slug}/questionnaire/conditions/{condition}", func(r *http.Request) (draftedit.Editor, error) {
		return namedEditor{r.PathValue("slug"), r.PathValue("condition")}, nil
	})
	h.AddRoute("/{slug}/pages/{page}/add", h.newQuestion, h.createQuestion)
	h.AddRoute("/{slug}/pages/{page}/remove", h.confirmRemove, h.removeItem)
	h.AddRoute("/{slug}/questions/{question}/remove", h.confirmRemove, h.removeItem)
	h.RouteEditor("/{slug}/questionnaire/introduction", func(r *http.Request) (draftedit.Editor, error) {
		return introEditor{r.PathValue("slug")}, nil
	})
	h.RouteEditor("/{slug}/pages/{page}", func(r *http.Request) (draftedit.Editor, error) {
		return pageEditor{r.PathValue("slug"), r.PathValue("page")}, nil
	})
	h.RouteEditor("/{slug}/questions/{question}", func(r *http.Request) (draftedit.Editor, error) {
		return questionEditor{r.PathValue("slug"), r.PathValue("question")}, nil
	})
	h.Feature.AddExamples(questionnairePage, editorPage, addQuestionPage, removePage, pastePage, filePage, savedPage, namedPage, areasPage)
	return *h.Feature
}

func pagePath(slug, id string) string { return draftedit.HubPath(slug) + "/pages/" + id }

func questionPath(slug, id string) string { return draftedit.HubPath(slug) + "/questions/" + id }

func questionnairePath(slug string) string { return draftedit.HubPath(slug) + "/questionnaire" }
