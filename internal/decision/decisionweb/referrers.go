package decisionweb

import (
	"context"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// decisionsIn returns the latest decisions about consultations in a place.
func decisionsIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	area := place.Fold(q.Name)
	l, err := decision.List(ctx, tx, decision.Query{Area: area})
	if err != nil {
		return found, err
	}
	for _, d := range l.Items {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: d.Title, Href: listPath + "/" + d.Ref, Lang: d.Language}, Fact: locale.Lazy("%s", d.Date),
		})
	}
	if l.Next != "" {
		found.MoreHref = listPath + "?area=" + url.QueryEscape(area)
	}
	return found, nil
}

// decisionsOn returns the decisions that rest on a version of an assessment.
func decisionsOn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := decision.RestingOn(ctx, tx, q.Ref)
	for _, d := range all[:min(len(all), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: d.Title, Href: listPath + "/" + d.Ref, Lang: d.Language},
			Fact:     locale.Lazy("%s", locale.LazyDate(d.Date)),
		})
	}
	if len(all) > web.MaxReferrers {
		found.MoreHref = listPath
	}
	return found, err
}
