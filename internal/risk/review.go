package risk

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/place"
)

// Review is a risk, or the choice of an option, that is reviewed on a day.
type Review struct {
	Ref, Title string
	On         time.Time
	Choice     bool // otherwise it is a risk
}

// maxReviews is how many reviews of each kind DueReviews returns.
const maxReviews = 5

// DueReviews returns the choices and the risks whose review is due by until, the earliest of each first.
func DueReviews(ctx context.Context, tx *db.Tx, until time.Time) ([]Review, error) {
	scan := func(r db.Row) (v Review, err error) { return v, r.Scan(&v.Ref, &v.Title, db.ScanTime(&v.On)) }
	all, err := db.All(ctx, tx, scan, `SELECT ref, title, review FROM risk_latest WHERE review > '' AND review <= $1
		ORDER BY review, ref LIMIT $2`, db.Time(until), maxReviews)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Choice = true
	}
	risks, err := db.All(ctx, tx, scan, `SELECT ref, title, review FROM risk_risk WHERE review > '' AND review <= $1
		ORDER BY review, ref LIMIT $2`, db.Time(until), maxReviews)
	return append(all, risks...), err
}

// ForDecision returns the comparisons of options of which one was chosen with a decision, by title.
func ForDecision(ctx context.Context, tx *db.Tx, ref string, limit int) ([]*Appraisal, error) {
	return db.All(ctx, tx, scanAppraisal, `SELECT a.content FROM risk_appraisal a JOIN risk_latest l
		ON a.ref = l.ref AND a.number = l.number WHERE l.decision = $1 ORDER BY l.title, l.ref LIMIT $2`, ref, limit)
}

// LoadPlaces returns what the figures say about the places of each option, and sets Option.Tenth from it.
func (a *Appraisal) LoadPlaces(ctx context.Context, tx *db.Tx) (all map[string][]place.Hardship, err error) {
	all = map[string][]place.Hardship{}
	for i := range a.Options {
		o := &a.Options[i]
		found, err := place.HardshipOf(ctx, tx, o.Places)
		if err != nil {
			return nil, err
		}
		all[o.Name], o.Tenth = found, place.WorstTenth(found)
	}
	return all, nil
}
