// Package decisionweb serves the pages about decisions and feedback.
package decisionweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates
var files embed.FS

// Handlers serves the pages about decisions.
type Handlers struct {
	Service *decision.Service
	records *edit.Service
	deps    *web.Deps
}

// New returns the feature with the public pages of decisions and the preview of
// feedback.
func New(deps *web.Deps, service *decision.Service, records *edit.Service) feature.Feature {
	h := &Handlers{service, records, deps}
	f := feature.Feature{
		Name:        "decision",
		AuditLabels: auditLabels,
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: feedPath, Needs: actor.Public, Handler: h.feed},
			{Method: http.MethodGet, Pattern: "/decisions/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: "/consultations/{slug}/key-issues", Needs: actor.Public, Handler: h.showIssues},
			{Method: http.MethodGet, Pattern: publicFeedbackPath, Needs: actor.Public, Handler: h.listFeedback},
			{Method: http.MethodGet, Pattern: publicFeedbackPath + "/{slug}", Needs: actor.Public, Handler: h.showFeedback},
			{Method: http.MethodGet, Pattern: decision.FeedbackPath + "/preview", Needs: actor.Draft, Handler: h.previewFeedback},
		}, "/decisions/{ref}"),
		Examples: []site.GalleryItem{listPage, showPage, issuesPage, feedbackListPage, feedbackShowPage, feedbackPreviewPage},
		Nav:      []feature.NavLink{{Link: page.Link{Text: locale.Key("What we decided"), Href: "/decisions"}, Order: 20}},
		Tasks: []web.ConsultationTask{
			{Text: locale.Key("Key issues"), Path: decision.IssuesPath, Needs: actor.Draft, Stage: web.StageFeedback},
			{Text: locale.Key("We asked, you said, we did"), Path: decision.FeedbackPath, Needs: actor.Draft, Stage: web.StageFeedback},
		},
		Work:       work,
		Keepings:   []web.Keeping{{Principle: partner.Involvement, Order: 20, Count: countFeedback}},
		DataTables: []web.DataTable{decisionsTable, h.feedbackTable()},
		Referrers: []web.Referrers{
			{To: web.PlaceRecord, Order: 30, Heading: locale.Lazy("Decisions"), Needs: actor.Public, Find: decisionsIn},
			{To: web.AssessmentRecord, Order: 30, Heading: locale.Lazy("Decisions"), Needs: actor.Public, Find: decisionsOn},
		},
		Definitions: service.Definitions(),
		Records:     service.Records(),
		Notices:     service.Notices(),
		Leaves:      []feature.LeafKind{{Kind: "publication", Open: decision.EachLeaf}},
		Doctor:      []feature.Check{{Run: decision.CheckActionLinks}},
	}
	f.Related = h.relatedIssues
	return f
}

// feedbackView is the feedback to respondents on the page of a decision: “We asked, you said, we did”.
type feedbackView struct {
	Href, Date, Lang, Invented string // Lang is the language of the texts
	Consultation, Source       page.UserText
	Asked, Said, Did, Next     decision.Prose
	Related                    []page.Link // on its own page, to other pages of the consultation
}

var exampleFeedback = feedbackView{
	"/feedback/parks-2016", "20 July 2016", "en", "this feedback",
	page.UserText{Text: "Parks", Href: "/consultations/parks-2016"},
	page.UserText{Text: "The council’s website", Href: "https://example.org"},
	decision.Prose{{{Text: "What would you change about the park?"}}},
	decision.Prose{
		{{Text: "You asked for better lighting."}},
		{
			{Text: "More than half of you, "},
			{Text: "62% (412 of 668)", Href: "/consultations/parks-2016/results/1#use"},
			{Text: ", use the park."},
		},
	},
	decision.Prose{{{Text: "We installed lights on the main paths."}}},
	decision.Prose{{{Text: "We will add benches next spring."}}},
	[]page.Link{{Text: "Consultation report", Href: "/consultations/parks-2016/report"}},
}

func newFeedbackView(printer web.PagePrinter, t decision.RenderedFeedback) feedbackView {
	lang := printer.LangOrCouncil(t.Language)
	return feedbackView{
		t.Path(), printer.Date(t.Date), lang, t.Invented,
		page.UserText{Text: t.Title, Href: "/consultations/" + t.Consultation, Lang: printer.LangOrCouncil(t.TitleLanguage)},
		page.UserText{Text: t.Source.Name, Href: t.Source.Address, Lang: lang}, t.Asked, t.Said, t.Did, t.Next, nil,
	}
}
