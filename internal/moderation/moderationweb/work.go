package moderationweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/web"
)

// work returns what officers who moderate have to check and to decide.
func (h *Handlers) work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Moderate) || !by.May(actor.ReadResponses) {
		return nil, nil
	}
	at := func(c *consult.Consultation, page string) string {
		return "/staff/consultations/" + c.Slug + "/" + page
	}
	for _, letters := range []bool{false, true} {
		counts, err := moderation.CountOpenFlags(ctx, tx, letters)
		if err != nil {
			return nil, err
		}
		some, err := web.WorkOn(ctx, tx, by, counts, func(c *consult.Consultation, n int64) web.WorkItem {
			if letters {
				return web.WorkItem{Text: locale.LazyCount(n, "%d flagged letter", "%d flagged letters"), Href: at(c, "letters?flagged=yes")}
			}
			return web.WorkItem{Text: locale.LazyCount(n, "%d flagged response", "%d flagged responses"), Href: at(c, "responses?flagged=yes")}
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	review, err := h.service.ListToReview(ctx, tx, by, now)
	for _, r := range review {
		for _, part := range []struct {
			there bool
			text  locale.LazyMessage
			page  string
		}{
			{r.Answers, locale.Lazy("Answers to read before publication"), "publishing"},
			{r.Submissions, locale.Lazy("Letters to read before publication"), "publishing?list=submissions"},
			{r.Similar, locale.Lazy("Check for similar responses"), "similar-responses"},
		} {
			if part.there {
				all = append(all, web.WorkItem{Text: part.text, About: web.AboutConsultation(r.Consultation), Href: at(r.Consultation, part.page)})
			}
		}
	}
	return all, err
}
