package eiaweb

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// ofActivity finds the published assessments that cover an activity of this kind.
func ofActivity(kind string) func(context.Context, *db.Tx, web.ReferrerQuery) (web.Referring, error) {
	return func(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
		all, err := eia.ForActivity(ctx, tx, kind, q.Ref)
		return referring(all), err
	}
}

// consultationKind is the kind of consultations among activities.
const consultationKind = "consultation"

// ofConsultation returns the link to a published assessment of a consultation, or to the reason why there is none.
func (h *handlers) ofConsultation(ctx context.Context, slug string) (link page.Link, err error) {
	return link, h.DB.View(ctx, func(tx *db.Tx) error {
		all, err := eia.ForActivity(ctx, tx, consultationKind, slug)
		if len(all) > 0 {
			link = page.Link{Text: locale.Key("How we assessed the impact of this consultation"), Href: eia.PublicPath + "/" + all[0].Ref}
		}
		return err
	})
}

// ofAction returns the published assessments that cover an action, or name it because it reduces an impact.
func ofAction(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
	all, err := eia.ForAction(ctx, tx, q.Ref)
	return referring(all), err
}

func referring(all []eia.Named) (found web.Referring) {
	for _, n := range all[:min(len(all), web.MaxReferrers)] {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: n.Title, Href: eia.PublicPath + "/" + n.Ref},
			Fact:     locale.Lazy("First published on %s", locale.LazyDate(n.First)),
		})
	}
	if len(all) > web.MaxReferrers {
		found.MoreHref = eia.PublicPath
	}
	return found
}
