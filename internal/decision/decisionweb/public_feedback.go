package decisionweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// publicFeedbackPath is the path of the list of feedback. The page of the feedback on a consultation is below it.
const publicFeedbackPath = "/feedback"

type feedbackListView struct {
	Items []feedbackView
	Pages page.Pagination
}

var (
	feedbackListPage = page.New(files, "templates/feedback-list.html",
		feedbackListView{},
		feedbackListView{[]feedbackView{exampleFeedback}, page.Pagination{Next: "/feedback?page=12"}},
	)
	feedbackShowPage = page.New(files, "templates/feedback-show.html", exampleFeedback)
)

// listFeedback shows a page of the list of all feedback.
func (h *Handlers) listFeedback(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), h.deps.PagePrinter(r)
	var view feedbackListView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		all, err := decision.ListFeedback(ctx, tx, r.FormValue(page.CursorName))
		if err != nil {
			return err
		}
		view = feedbackListView{Pages: page.Neighbours(publicFeedbackPath, nil, all.Previous, all.Next)}
		for _, a := range all.Items {
			rendered, err := h.Service.RenderFeedback(ctx, tx, a)
			if err != nil {
				return err
			}
			view.Items = append(view.Items, newFeedbackView(printer, rendered))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return feedbackListPage.Write(w, r, http.StatusOK, view)
}

// showFeedback shows the feedback on a consultation, or leads to the decision that it belongs to.
func (h *Handlers) showFeedback(w http.ResponseWriter, r *http.Request) error {
	ctx, printer := r.Context(), h.deps.PagePrinter(r)
	var view feedbackView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		a, err := decision.GetFeedback(ctx, tx, r.PathValue("slug"))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "We cannot find that feedback. Check the list of feedback.")
		}
		if err != nil {
			return err
		}
		rendered, err := h.Service.RenderFeedback(ctx, tx, a)
		if err == nil {
			view = newFeedbackView(printer, rendered)
		}
		return err
	})
	if err != nil {
		return err
	}
	if view.Href != r.URL.Path {
		return site.Redirect(w, r, view.Href)
	}
	view.Related = h.relatedLinks(r, r.PathValue("slug"), view.Href)
	return feedbackShowPage.Write(w, r, http.StatusOK, view)
}
