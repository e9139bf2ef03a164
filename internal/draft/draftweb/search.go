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
	return web.SearchList(q, func(at string, size int) (db.Page[*draft.Draft], error) {
		return draft.ListByOrg(ctx, tx, q.By.OwnOrg(), at, size)
	}, func(d *draft.Draft) (found web.SearchHit, texts string, err error) {
		found.UserText = page.UserText{Text: d.Definition.Title, Lang: d.Definition.Language, Href: draftedit.HubPath(d.Slug)}
		if d.Published() {
			return found, "", nil
		}
		return found, d.Definition.Title, nil
	})
}
