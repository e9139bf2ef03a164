package draftweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// searchDrafts finds drafts of the person's organisation that were never published.
func searchDrafts(ctx context.Context, tx *db.Tx, q web.SearchQuery) (db.Page[web.SearchHit], error) {
	return web.SearchList(q, func(at string, size int) (db.Page[*edit.Copy], error) {
		return draft.ListCopies(ctx, tx, q.By.OwnOrg(), at, size)
	}, func(c *edit.Copy) string { return c.Title }, func(c *edit.Copy) (*web.SearchHit, error) {
		if c.Base != nil {
			return nil, nil // the published consultation is found
		}
		def := draft.DefinitionIn(c)
		return &web.SearchHit{UserText: page.UserText{Text: def.Title, Lang: def.Language, Href: draftedit.HubPath(c.ID)}}, nil
	})
}
