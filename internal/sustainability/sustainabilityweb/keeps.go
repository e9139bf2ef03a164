package sustainabilityweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sustainability"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countEffects counts the records of long-term effects, and lists those whose review is late.
func countEffects(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	if k.Number, err = sustainability.Count(ctx, tx); err != nil {
		return k, err
	}
	k.Words, k.Href = locale.Lazy("Records of what strategies, projects and actions do in 5 and in 25 years"), sustainability.PublicPath
	late, err := sustainability.Due(ctx, tx, now.AddDate(0, 0, -1), web.MaxKept)
	for _, l := range late {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: l.Title, Href: sustainability.Path(l.Ref)},
			Fact: locale.Lazy("The review was due on %s", locale.LazyDate(l.Review))})
	}
	return k, err
}
