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
		return consult.ListInOrder(ctx, tx, q.By.OwnOrg(), "", at, size)
	}, func(c *consult.Consultation) string { return c.Title }, func(c *consult.Consultation) (*web.SearchHit, error) {
		state := c.StateAt(now)
		if state == consult.Draft {
			return nil, nil // its draft is found
		}
		found := &web.SearchHit{UserText: web.AboutConsultation(c), Fact: state.Label()}
		found.Href = web.ConsultationPath(c.Slug)
		return found, nil
	})
}
