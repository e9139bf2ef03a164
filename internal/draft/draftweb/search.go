package draftweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// searchDrafts finds drafts of the person's organisation that were never published.
func searchDrafts(ctx context.Context, tx *db.Tx, q web.SearchQuery) (db.Page[web.SearchHit], error) {
	return web.SearchList(q, func(at string, size int) (db.Page[*draft.Heading], error) {
		return draft.ListHeadings(ctx, tx, q.By.OwnOrg(), at, size)
	}, func(h *draft.Heading) string {
		if h == nil {
			return "" // the published consultation is found
		}
		return h.Title
	}, func(h *draft.Heading) (*web.SearchHit, error) {
		return &web.SearchHit{UserText: page.UserText{Text: h.Title, Lang: h.Language, Href: draftedit.HubPath(h.Slug)}}, nil
	})
}
