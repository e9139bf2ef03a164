package draftweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// draftsSearched is how many of the latest drafts are searched for those in a place.
const draftsSearched = 200

// draftsIn returns the drafts about a place among the latest ones of the organisation.
func draftsIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	drafts, err := draft.ListByOrg(ctx, tx, q.By.OwnOrg(), "", draftsSearched)
	for _, d := range drafts.Items {
		if place.Fold(d.Definition.Area) == place.Fold(q.Name) && len(found.Items) < web.MaxReferrers {
			found.Items = append(found.Items, web.Referrer{
				UserText: page.UserText{Text: d.Definition.Title, Href: web.ConsultationPath(d.Slug), Lang: d.Definition.Language},
			})
		}
	}
	return found, err
}
