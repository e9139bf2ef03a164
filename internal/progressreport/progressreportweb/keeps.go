package progressreportweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/web"
)

// countPublished counts the published progress reports, and lists the series whose next report is late.
func countPublished(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	if k.Number, err = progressreport.Count(ctx, tx); err != nil {
		return k, err
	}
	k.Words, k.Href = locale.Lazy("Published progress reports"), listPath
	late, err := progressreport.ListOverdue(ctx, tx, now)
	k.Lacking = int64(len(late))
	for _, o := range late[:min(len(late), web.MaxKept)] {
		item := web.KeptItem{Fact: locale.Lazy("The next report was due on %s", locale.LazyDate(o.Due)),
			UserText: page.UserText{Text: o.Title, Href: listPath + "/" + o.Last, Lang: o.Language}}
		k.Missing = append(k.Missing, item)
	}
	return k, err
}
