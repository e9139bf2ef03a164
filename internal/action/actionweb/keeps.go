package actionweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countOnTime counts the actions that were complete on the day that they were due, and lists those that are late.
func countOnTime(ctx context.Context, tx *db.Tx, _ time.Time) (k web.Kept, err error) {
	if k.Number, k.Of, err = action.CountOnTime(ctx, tx); err != nil {
		return k, err
	}
	k.Words, k.Href = locale.Lazy("Actions that were complete by the day they were due"), "/actions"
	late, count, err := action.FirstDue(ctx, tx, action.OnlyLate, web.MaxKept)
	k.Lacking = count
	for _, a := range late {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: a.Language},
			Fact: locale.Lazy("Due on %s", locale.LazyDate(a.Due))})
	}
	return k, err
}
