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
	due, err := eia.List(ctx, tx, eia.Query{Filter: eia.OnlyReviewDue})
	if err != nil {
		return k, err
	}
	k.Of = due.Counts[eia.OnlyMade] + due.Counts[eia.OnlyPlanned]
	k.Lacking, k.Href = due.Counts[eia.OnlyReviewDue], eia.PublicPath
	k.Number, k.Words = max(0, k.Of-k.Lacking), locale.Lazy("Impact assessments, made or planned, that are not late")
	for _, a := range due.Items[:min(len(due.Items), web.MaxKept)] {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: a.Title, Href: eia.PublicPath + "/" + a.Ref},
			Fact: locale.Lazy("Due for review")})
	}
	return k, nil
}
