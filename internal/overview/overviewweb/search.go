package overviewweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/web"
)

// searchConsultations finds published consultations of the person's organisation, also archived ones.
func searchConsultations(ctx context.Context, tx *db.Tx, q web.SearchQuery) (p db.Page[web.SearchHit], err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return p, err
	}
	return web.SearchList(q, func(at string, size int) (db.Page[*consult.Consultation], error) {
		return consult.ListInOrder(ctx, tx, q.By.OwnOrg(), consult.NewestFirst, at, size)
	}, func(c *consult.Consultation) (found web.SearchHit, texts string, err error) {
		found.UserText = web.AboutConsultation(c)
		found.Href = web.ConsultationPath(c.Slug)
		state := c.StateAt(now)
		if state == consult.Draft {
			return found, "", nil // its draft is found
		}
		found.Fact = state.Label()
		return found, c.Title, nil
	})
}
