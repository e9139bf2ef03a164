package editweb

import (
	"cmp"
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// workTexts say what a person has to do with a record in this state.
var workTexts = map[edit.State]locale.LazyMessage{
	edit.Submitted: locale.Lazy("Waiting for your approval"),
	edit.Returned:  locale.Lazy("Returned for changes"),
	edit.Approved:  locale.Lazy("Approved. It can be published now."),
}

// work returns the records that wait for by.
func work(service *edit.Service, handlers map[string]*handlers, kinds []edit.Kind) web.WorkFunc {
	return func(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
		waiting, err := service.Waiting(ctx, tx, by, kinds)
		for _, c := range waiting {
			h := handlers[c.Kind]
			all = append(all, web.WorkItem{Text: workTexts[c.State], Href: h.path(c), About: page.UserText{Text: h.name(c)}})
		}
		if err != nil {
			return nil, err
		}
		owed, err := edit.OwedBy(ctx, tx, by, kinds)
		for _, o := range owed {
			h := handlers[o.Copy.Kind]
			all = append(all, h.owedWork(o))
		}
		return all, err
	}
}

// owedWork is the line about a section that a person fills in.
func (h *handlers) owedWork(o edit.OwedPart) web.WorkItem {
	item := web.WorkItem{Text: locale.Lazy("Section to fill in: %s", locale.Lazy(cmp.Or(o.Title, "General"))),
		Href: edit.PartPath(h.editPath(o.Copy), edit.Part{Key: o.Owed.Part}), About: page.UserText{Text: h.name(o.Copy)}}
	if by := o.Owed.By; !by.IsZero() {
		item.Kind, item.Due = web.DueWork, by.AddDate(0, 0, 1)
	}
	return item
}

// name returns the title of c or, without one, what it is.
func (h *handlers) name(c *edit.Copy) string {
	if c.Title != "" {
		return c.Title
	}
	return h.kind.One
}

// find returns the name of a record in the audit log.
func (h *handlers) find(ctx context.Context, tx *db.Tx, by actor.Actor, subject string) (page.UserText, error) {
	c, err := h.records.FindIn(ctx, tx, by, h.kind, subject)
	if fault.Is(err, fault.NotFound) && !h.kind.Single() && h.kind.PublicPath != nil { // anyone may see what is published
		published, err := h.kind.Load(ctx, tx, subject)
		return page.UserText{Text: published.Text(h.kind.Fields[0].Name), Href: h.kind.PublicPath(subject)}, err
	}
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: h.name(c), Href: h.path(c)}, nil
}
