package strategyweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// strategiesFor returns the strategies for which evidence is a reason.
func strategiesFor(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := strategy.ForNeed(ctx, tx, q.Ref)
	for _, s := range all[:min(len(all), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{UserText: page.UserText{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: s.Language}})
	}
	if len(all) > web.MaxReferrers {
		found.MoreHref = "/strategies"
	}
	return found, err
}

// objectivesFor returns the objectives for which evidence is a reason.
func objectivesFor(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := strategy.ObjectivesFor(ctx, tx, q.Ref)
	for _, o := range all[:min(len(all), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{UserText: page.UserText{Text: o.Title, Href: "/objectives/" + o.Ref, Lang: o.Language}})
	}
	return found, err
}
