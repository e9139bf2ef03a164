package editweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// searches returns how records of the kind are searched by their titles: those that are published, and drafts and
// changes of the person's organisation.
func (h *handlers) searches() (all []web.Search) {
	if h.kind.Single() { // what it belongs to is found
		return nil
	}
	if h.kind.List != nil {
		needs := h.kind.Write
		if h.kind.PublicPath != nil { // anyone may read what is published
			needs = actor.Staff
		}
		all = append(all, web.Search{
			Name: "records-" + h.kind.Name, Heading: locale.Lazy(h.kind.Many), Needs: needs, Find: h.searchPublished,
		})
	}
	return append(all, web.Search{
		Name: "drafts-" + h.kind.Name, Heading: locale.Lazy("%s: drafts and changes", locale.Lazy(h.kind.Many)), Needs: h.kind.Write,
		Find: h.searchPending,
	})
}

// searchPublished finds published records. Those whom the record belongs to come to its page in the staff area, others
// to its public page.
func (h *handlers) searchPublished(ctx context.Context, tx *db.Tx, q web.SearchQuery) (db.Page[web.SearchHit], error) {
	return web.SearchList(q, func(at string, size int) (db.Page[edit.Item], error) {
		return h.kind.ReadList(ctx, tx, q.By.OwnOrg(), edit.SortTitle, at, size)
	}, func(item edit.Item) string { return item.Title }, func(item edit.Item) (*web.SearchHit, error) {
		found := &web.SearchHit{UserText: page.UserText{Text: item.Title}}
		owned, err := h.kind.Owns(ctx, tx, q.By, item.Ref)
		switch {
		case err != nil:
			return nil, err
		case owned:
			found.Href = h.kind.RecordPath(item.Ref)
		case h.kind.PublicPath != nil:
			found.Href = h.kind.PublicPath(item.Ref)
		default:
			return nil, nil
		}
		return found, nil
	})
}

func (h *handlers) searchPending(ctx context.Context, tx *db.Tx, q web.SearchQuery) (db.Page[web.SearchHit], error) {
	return web.SearchList(q, func(at string, size int) (db.Page[*edit.Copy], error) {
		return edit.ListPendingIn(ctx, tx, h.kind, q.By.OwnOrg(), at, size)
	}, func(c *edit.Copy) string { return c.Title }, func(c *edit.Copy) (*web.SearchHit, error) {
		return &web.SearchHit{UserText: page.UserText{Text: c.Title, Href: h.path(c)}}, nil
	})
}
