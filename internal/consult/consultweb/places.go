package consultweb

import (
	"context"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/web"
)

// restingOn returns the latest public consultations that cite evidence.
func restingOn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := consult.RestingOn(ctx, tx, q.Ref)
	if err != nil || len(all) == 0 {
		return found, err
	}
	now, err := tx.Now(ctx)
	for _, c := range all[:min(len(all), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: c.Title, Href: consultationURL(c.Slug), Lang: c.Language}, Fact: c.StateAt(now).Label(),
		})
	}
	if len(all) > web.MaxReferrers {
		found.MoreHref = "/consultations"
	}
	return found, err
}

// consultationsIn returns the latest consultations in a place.
func consultationsIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	area := place.Fold(q.Name)
	l, err := consult.List(ctx, tx, consult.Query{Area: area})
	if err != nil {
		return found, err
	}
	for _, c := range l.Items[:min(len(l.Items), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: c.Title, Href: consultationURL(c.Slug), Lang: c.Language}, Fact: c.StateAt(l.Now).Label(),
		})
	}
	if l.Next != "" || len(l.Items) > web.MaxReferrers {
		found.MoreHref = "/consultations?area=" + url.QueryEscape(area)
	}
	return found, nil
}
