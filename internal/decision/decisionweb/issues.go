package decisionweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/decision/issueview"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// issuesView is the log of the key issues of a consultation.
type issuesView struct {
	Consultation page.UserText
	Issues       []issueview.View
	Summary      string
	Limits       string // who did not respond
	Lang         string // of Summary and Limits
	Unanswered   int
	Corrected    bool
	Invented     string
	Entries      []page.Link // in the public record, of all editions
	Related      []page.Link // to other pages of the consultation
}

var issuesPage = page.New(page.WithParts(files, issueview.Files), "templates/issues.html",
	issuesView{
		Consultation: page.UserText{Text: "Parks", Href: "/consultations/parks-2016"}, Issues: issueview.Examples(), Unanswered: 1,
		Summary: "Most people want better lighting.", Limits: "Few young people responded.", Lang: "en",
		Corrected: true, Invented: "these issues", Related: []page.Link{{Text: "Consultation report", Href: "/consultations/parks-2016/report"}},
		Entries: []page.Link{{Text: "Entry 1,201 in the public record", Href: "/record?part=1&before=1201#entry-1201"}},
	},
	issuesView{Consultation: page.UserText{Text: "Parc", Href: "/consultations/parc", Lang: "cy"}, Issues: issueview.Examples()[:1]},
)

// showIssues shows the key issues of a consultation.
func (h *Handlers) showIssues(w http.ResponseWriter, r *http.Request) error {
	ctx, slug, printer := r.Context(), r.PathValue("slug"), h.deps.PagePrinter(r)
	var view issuesView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, slug)
		if err == nil && c.Stage == consult.StageDraft {
			err = fault.New(fault.NotFound, "")
		}
		if err != nil {
			return err
		}
		log, err := decision.GetIssueLog(ctx, tx, slug)
		if err != nil {
			return err
		}
		view = issuesView{
			Consultation: page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: printer.LangOrCouncil(c.Language)},
			Corrected:    log.Edition > 1, Invented: log.Invented,
			Summary: log.Summary, Limits: log.Limits, Lang: printer.LangOrCouncil(log.Language),
		}
		if view.Issues, err = issueview.New(ctx, tx, h.Service, printer, slug, log.Issues); err != nil {
			return err
		}
		for _, i := range log.Issues {
			if !i.Answered() {
				view.Unanswered++
			}
		}
		view.Entries, err = h.deps.RecordEntries(ctx, tx, printer.Printer, decision.IssuesSubject(slug))
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "We have not published any key issues of this consultation.")
	}
	if err != nil {
		return err
	}
	view.Related = h.relatedLinks(r, slug, decision.PublicIssuesPath(slug))
	return issuesPage.Write(w, r, http.StatusOK, view)
}

// relatedLinks returns the links to the pages of a consultation besides the one at path.
func (h *Handlers) relatedLinks(r *http.Request, slug, path string) (all []page.Link) {
	for _, link := range h.deps.RelatedLinks(r.Context(), slug) {
		if link.Href != path {
			all = append(all, page.Link{Text: page.Printer(r).Say(link.Text), Href: link.Href})
		}
	}
	return all
}

// relatedIssues returns a link to the key issues of a consultation, if there are any.
func (h *Handlers) relatedIssues(ctx context.Context, slug string) (link page.Link, err error) {
	err = h.deps.DB.View(ctx, func(tx *db.Tx) error {
		_, err := decision.GetIssueLog(ctx, tx, slug)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		link = page.Link{Text: locale.Key("What people raised and how we responded"), Href: decision.PublicIssuesPath(slug)}
		return err
	})
	return link, err
}
