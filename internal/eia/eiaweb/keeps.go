package eiaweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countCurrent counts the impact assessments that are not due for review.
func countCurrent(ctx context.Context, tx *db.Tx, _ time.Time) (k web.Kept, err error) {
	if k.Of, err = eia.CountToKeep(ctx, tx); err != nil {
		return k, err
	}
	if k.Lacking, err = eia.CountReviewDue(ctx, tx); err != nil {
		return k, err
	}
	k.Href, k.Words = eia.PublicPath, locale.Lazy("Impact assessments, made or planned, that are not late")
	k.Number = max(0, k.Of-k.Lacking)
	due, err := eia.FirstDue(ctx, tx, web.MaxKept)
	for _, a := range due {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: a.Title, Href: eia.PublicPath + "/" + a.Ref},
			Fact: locale.Lazy("Due for review")})
	}
	return k, err
}
