package draftweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns what is left to do in the drafts that were changed last.
func (h *Handlers) work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Draft) {
		return nil, nil
	}
	drafts, err := h.Drafts.ListProgress(ctx, tx, by)
	for _, d := range drafts {
		add := func(text locale.LazyMessage, href string) {
			all = append(all, web.WorkItem{
				Text: text, Href: href, About: page.UserText{Text: d.Definition.Title, Lang: d.Definition.Language},
			})
		}
		check := draftedit.HubPath(d.Slug) + "/check"
		if d.Unresolved > 0 {
			add(locale.LazyCount(d.Unresolved, "%d point to settle before publication", "%d points to settle before publication"), check)
		}
		if d.OutOfDate > 0 {
			add(locale.LazyCount(d.OutOfDate, "%d format or translation out of date", "%d formats or translations out of date"),
				draftedit.FindingHref(d.Draft, &d.FirstOfThese.Finding))
		}
		switch {
		case !d.Ready:
		case by.May(actor.Publish):
			add(locale.Lazy("Ready to publish"), check)
		default:
			add(locale.Lazy("Ready. A publisher can publish it."), check)
		}
	}
	return all, err
}

// findConsultation returns the title of a consultation or of its draft.
func findConsultation(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (page.UserText, error) {
	title, language, err := draft.Title(ctx, tx, by, slug)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: title, Lang: language, Href: web.ConsultationPath(slug)}, nil
}
