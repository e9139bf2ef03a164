package decisionweb

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvw"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/web"
)

// decisionsTable has the latest version of every decision and report.
var decisionsTable = web.NewDataTable(web.DataTable{
	Ref: "decisions", Order: 80, Title: locale.Lazy("Decisions"), Page: listPath,
	Description: locale.Lazy("One row for each decision, with who decided, what was decided and why."),
	Changed:     decision.LastRecorded,
}, web.DataRows[*decision.Decision]{
	Key:  []string{"decision"},
	Page: func(x *decision.Decision) string { return "/decisions/" + x.Ref },
	Read: func(ctx context.Context, tx *db.Tx, at string) (db.Page[*decision.Decision], error) {
		return decision.ListAll(ctx, tx, at, web.RowsAtOnce)
	},
	Columns: []csvw.Column[*decision.Decision]{
		csvw.Text("decision", "Decision", "The decision’s name in its web address.",
			func(x *decision.Decision) string { return x.Ref }),
		csvw.Text("title", "Title", "The title.", func(x *decision.Decision) string { return x.Title }),
		csvw.Text("language", "Language", "The language of the texts. Empty if it is the council’s.",
			func(x *decision.Decision) string { return x.Language }),
		csvw.Text("kind", "Kind", "report: a report to a meeting. approval: an approval to consult. decision: a decision.",
			func(x *decision.Decision) string { return string(x.Kind) }),
		csvw.Text("body", "Body", "The body that decided.", func(x *decision.Decision) string { return x.Body }),
		csvw.Day("date", "Date", "The day of the decision.", func(x *decision.Decision) time.Time { return x.Date }),
		csvw.Day("effective", "Effective", "The day from which it applies.",
			func(x *decision.Decision) time.Time { return x.Effective }),
		csvw.Text("summary", "Summary", "What it is about.", func(x *decision.Decision) string { return x.Summary }),
		csvw.Text("decided", "Decided", "What was decided, each part on a line.",
			func(x *decision.Decision) string { return strings.Join(x.Decided, "\n") }),
		csvw.Text("reasons", "Reasons", "Why.", func(x *decision.Decision) string { return x.Reasons }),
		csvw.Text("consultation", "Consultation", "The consultation that it followed.",
			func(x *decision.Decision) string { return x.Consultation }),
		csvw.Text("release", "Release", "The results that were considered: the consultation and the number of the release.",
			func(x *decision.Decision) string { return x.Release }),
		csvw.Text("strategy", "Strategy", "The strategy that it is about.", func(x *decision.Decision) string { return x.Strategy }),
		csvw.Whole("version", "Version", "The number of the version. It rises with each correction.",
			func(x *decision.Decision) int64 { return x.Edition }),
		csvw.Flag("as_published", "As published", "Whether it was entered as it was published elsewhere, with its gaps.",
			func(x *decision.Decision) bool { return x.AsPublished }),
		csvw.Text("source", "Source", "Where it is from.", func(x *decision.Decision) string { return x.Source.Name }),
		csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
			func(x *decision.Decision) string { return x.Source.Address }),
		csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
			func(x *decision.Decision) string { return x.Invented }),
	},
})

// feedbackTable returns the table of all feedback, with the figures in it.
func (h *Handlers) feedbackTable() web.DataTable {
	return web.NewDataTable(web.DataTable{
		Ref: "feedback", Order: 90, Title: locale.Lazy("Feedback on consultations"), Page: publicFeedbackPath,
		Description: locale.Lazy("One row for each consultation on which we have published what you said and what we did."),
		Changed:     decision.LastFeedbackRecorded,
	}, web.DataRows[decision.RenderedFeedback]{
		Key:  []string{"consultation"},
		Page: func(x decision.RenderedFeedback) string { return publicFeedbackPath + "/" + x.Consultation },
		Read: h.readFeedback,
		Columns: []csvw.Column[decision.RenderedFeedback]{
			csvw.Text("consultation", "Consultation", "The consultation’s name in its web address.",
				func(x decision.RenderedFeedback) string { return x.Consultation }),
			csvw.Text("title", "Title", "The title of the consultation.", func(x decision.RenderedFeedback) string { return x.Title }),
			csvw.Text("language", "Language", "The language of the feedback. Empty if it is the council’s.",
				func(x decision.RenderedFeedback) string { return x.Feedback.Language }),
			csvw.Day("date", "Date", "The day of the feedback.", func(x decision.RenderedFeedback) time.Time { return x.Date }),
			csvw.Text("asked", "We asked", "What we asked.", func(x decision.RenderedFeedback) string { return x.Asked.Text() }),
			csvw.Text("said", "You said", "What people said.", func(x decision.RenderedFeedback) string { return x.Said.Text() }),
			csvw.Text("did", "We did", "What we did.", func(x decision.RenderedFeedback) string { return x.Did.Text() }),
			csvw.Text("next", "What happens next", "What happens next.",
				func(x decision.RenderedFeedback) string { return x.Next.Text() }),
			csvw.Text("decision", "Decision", "The decision that it belongs to.",
				func(x decision.RenderedFeedback) string { return x.Decision }),
			csvw.Text("source", "Source", "Where it is from.", func(x decision.RenderedFeedback) string { return x.Source.Name }),
			csvw.Text("source_address", "Source address", "The address of the source: a URL, or a path on this website.",
				func(x decision.RenderedFeedback) string { return x.Source.Address }),
			csvw.Text("invented", "Invented", "What was invented for a demonstration. Empty if nothing was.",
				func(x decision.RenderedFeedback) string { return x.Invented }),
		},
	})
}

// readFeedback returns a page of feedback with its figures filled in.
func (h *Handlers) readFeedback(ctx context.Context, tx *db.Tx, at string) (p db.Page[decision.RenderedFeedback], err error) {
	stored, err := decision.ListFeedback(ctx, tx, at)
	if err != nil {
		return p, err
	}
	items := make([]decision.RenderedFeedback, len(stored.Items))
	for i, a := range stored.Items {
		if items[i], err = h.Service.RenderFeedback(ctx, tx, a); err != nil {
			return p, err
		}
	}
	return db.Paged(stored, items), nil
}
