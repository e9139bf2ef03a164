package decisionweb

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// feedbackPreviewView is a draft of feedback as readers will see it.
type feedbackPreviewView struct {
	page.StaffView
	Title    string // of the consultation
	Back     page.Link
	Problems []string
	Preview  feedbackView
}

var feedbackPreviewPage = page.New(files, "templates/feedback-preview.html", feedbackPreviewExamples[0], feedbackPreviewExamples[1:]...)

func (h *Handlers) previewFeedback(w http.ResponseWriter, r *http.Request) error {
	ctx, by, slug, kind := r.Context(), site.Actor(r), r.PathValue("slug"), h.Service.FeedbackKind()
	c, err := h.records.Get(ctx, by, &kind, slug)
	if err != nil {
		return err
	}
	rendered, wrong, err := h.Service.PreviewFeedback(ctx, by, slug, c.Values)
	if err != nil {
		return err
	}
	v := feedbackPreviewView{Title: rendered.Title, Preview: newFeedbackView(h.deps.PagePrinter(r), rendered),
		Back: page.Link{Text: page.Printer(r).Say("Back to the record"), Href: strings.ReplaceAll(decision.FeedbackPath, "{slug}", slug)}}
	for _, err := range wrong {
		v.Problems = append(v.Problems, page.ErrorMessage(r, err))
	}
	return feedbackPreviewPage.Write(w, r, http.StatusOK, v)
}

var feedbackPreviewExamples = []feedbackPreviewView{
	{
		Title: "Parks", Back: page.Link{Text: "Back to the record", Href: "/staff/consultations/parks/feedback"},
		Preview: exampleFeedback,
	},
	{
		Title: "Parks", Back: page.Link{Text: "Back to the record", Href: "/staff/consultations/parks/feedback"},
		Problems: []string{"There is no figure “parks#1/use/no”."},
		Preview:  feedbackView{Asked: decision.Prose{{{Text: "What should change?"}}}},
	},
}
