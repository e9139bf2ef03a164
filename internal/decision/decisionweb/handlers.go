// Package decisionweb serves the pages about decisions and feedback.
package decisionweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages about decisions.
type Handlers struct {
	Service *decision.Service
	deps    *web.Deps
}

// New returns the feature with the public pages of decisions and the page on
// which officers publish feedback. staff is notified of overdue feedback; it may
// be nil.
func New(deps *web.Deps, service *decision.Service, staff decision.StaffNotifier) feature.Feature {
	h := &Handlers{service, deps}
	f := feature.Feature{
		Name:        "decision",
		AuditLabels: auditLabels,
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: "/decisions", Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: "/decisions/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: feedbackPath, Needs: actor.Decide, Handler: h.editFeedback},
			{Method: http.MethodPost, Pattern: feedbackPath, Needs: actor.Decide, Handler: h.submitFeedback},
		},
		Examples: []site.GalleryItem{listPage, showPage, feedbackPage},
		Nav:      []feature.NavLink{{Link: page.Link{Text: locale.Key("What we decided"), Href: "/decisions"}, Order: 20}},
		Tasks: []web.ConsultationTask{
			{Text: locale.Key("Publish feedback"), Path: feedbackPath, Needs: actor.Decide, Stage: web.StageFeedback},
		},
		Work:        work,
		Find:        map[string]web.FindFunc{"decision": findDecision},
		Definitions: service.Definitions(),
		Leaves:      []feature.LeafKind{{Kind: "publication", Open: decision.EachLeaf}},
		Doctor:      []feature.Check{{Run: decision.CheckActionLinks}},
	}
	if staff != nil {
		f.Periodic = []feature.Periodic{{Name: "remind of overdue feedback", Every: time.Hour, Run: func(ctx context.Context) error {
			return service.RemindOfOverdueFeedback(ctx, staff)
		}}}
	}
	return f
}

type listView struct {
	Items    []listItem
	Feedback []feedbackView // feedback that belongs to no recorded decision
}

type listItem struct {
	Title, Href, Lang         string // Lang is the language of Title, Body and Summary
	Date, Body, Kind, Summary string
}

// feedbackView is the feedback to respondents on the page of a decision: “We asked, you said, we did”.
type feedbackView struct {
	ID, Date, Lang, Invented string // Lang is the language of the texts
	Consultation, Source     page.UserText
	Asked, Said, Did, Next   decision.Prose
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{
		[]listItem{
			{
				"Equality strategy adopted",
				"/decisions/adopt",
				"en",
				"6 July 2016",
				"County Council",
				"Decision",
				"The strategy was adopted with two changes.",
			},
			{"Caniatâd i ymgynghori", "/decisions/leave", "cy", "18 April 2016", "Cabinet", "Approval to consult", ""},
		},
		[]feedbackView{exampleFeedback},
	},
)

var exampleFeedback = feedbackView{
	"answer-parks-2016", "20 July 2016", "en", "this feedback",
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
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), h.deps.PagePrinter(r)
	var view listView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		all, err := decision.All(ctx, tx)
		if err != nil {
			return err
		}
		view = listView{}
		for _, d := range all {
			view.Items = append(
				view.Items,
				listItem{
					d.Title,
					"/decisions/" + d.Ref,
					printer.LangOrCouncil(d.Language),
					printer.Date(d.Date),
					d.Body,
					d.Kind.Label().In(printer.Printer),
					d.Summary,
				},
			)
		}
		answers, err := decision.ListFeedback(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range answers {
			if a.Decision != "" {
				continue
			}
			rendered, err := h.Service.RenderFeedback(ctx, tx, a)
			if err != nil {
				return err
			}
			view.Feedback = append(view.Feedback, newFeedbackView(printer, rendered))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, view)
}

func newFeedbackView(printer web.PagePrinter, t decision.RenderedFeedback) feedbackView {
	lang := printer.LangOrCouncil(t.Language)
	return feedbackView{
		"answer-" + t.Consultation, printer.Date(t.Date), lang, t.Invented,
		page.UserText{Text: t.Title, Href: "/consultations/" + t.Consultation, Lang: printer.LangOrCouncil(t.TitleLanguage)},
		page.UserText{Text: t.Source.Name, Href: t.Source.Address, Lang: lang}, t.Asked, t.Said, t.Did, t.Next,
	}
}
