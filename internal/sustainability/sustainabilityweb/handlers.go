// Package sustainabilityweb shows what strategies, projects and actions do to people in the long term.
package sustainabilityweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/sustainability"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct{ *web.Deps }

// New returns the feature of long-term effects.
func New(deps *web.Deps, service *sustainability.Service) feature.Feature {
	h := &handlers{deps}
	return feature.Feature{
		Name: "sustainability", Definitions: sustainability.Definitions(), Records: service.Records(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-long-term-effects": locale.Key("Imported long-term effects"),
			"define-long-term-rules":   locale.Key("Imported rules for long-term effects"),
		}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: sustainability.PublicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: sustainability.PublicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
		},
		Examples:   []site.GalleryItem{listPage, showPage},
		Leaves:     []feature.LeafKind{{Kind: "publication", Open: sustainability.EachLeaf}},
		LeafPages:  map[string]web.LeafPage{"long-term-effects": leafPage},
		DataTables: []web.DataTable{effectsTable},
		Work:       work,
		Keepings:   []web.Keeping{{Principle: partner.Sustainability, Order: 10, Count: countEffects}},
		Referrers: []web.Referrers{
			{To: web.StrategyRecord, Order: 12, Heading: locale.Lazy("Long-term effects"), Needs: actor.Public, Find: ofActivity("strategy")},
			{To: web.ActionRecord, Order: 12, Heading: locale.Lazy("Long-term effects"), Needs: actor.Public, Find: ofActivity("action")},
			{To: web.EvidenceRecord, Order: 32, Heading: locale.Lazy("Long-term effects"), Needs: actor.Public, Find: ofNeed},
		},
	}
}

// leafPage is web.LeafPage of versions, of which the page shows the latest.
func leafPage(ctx context.Context, tx *db.Tx, ref string, version int64) (page.UserText, error) {
	c, err := sustainability.GetVersion(ctx, tx, ref, version)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: c.Title, Href: sustainability.Path(ref)}, nil
}

// ofActivity finds the long-term effects of an activity of this kind.
func ofActivity(kind string) func(context.Context, *db.Tx, web.ReferrerQuery) (web.Referring, error) {
	return func(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
		all, err := sustainability.ForActivity(ctx, tx, kind, q.Ref)
		return referring(all), err
	}
}

func ofNeed(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
	all, err := sustainability.ForNeed(ctx, tx, q.Ref, web.MaxReferrers+1)
	return referring(all), err
}

func referring(all []sustainability.Line) (found web.Referring) {
	for _, l := range all[:min(len(all), web.MaxReferrers)] {
		item := web.Referrer{UserText: page.UserText{Text: l.Title, Href: sustainability.Path(l.Ref)}}
		if !l.Review.IsZero() {
			item.Fact = locale.Lazy("Looked at again on %s", locale.LazyDate(l.Review))
		}
		found.Items = append(found.Items, item)
	}
	if len(all) > web.MaxReferrers {
		found.MoreHref = sustainability.PublicPath
	}
	return found
}

// maxDue is how many reviews “My work” lists.
const maxDue = 5

// work lists the effects that are to be looked at again.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.MayForAll(actor.EditRecords) {
		return nil, nil
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	due, err := sustainability.Due(ctx, tx, now.AddDate(0, 0, plans.RemindDays), maxDue)
	for _, l := range due {
		all = append(all, web.WorkItem{Kind: web.DueWork, Due: l.Review.AddDate(0, 0, 1), About: page.UserText{Text: l.Title},
			Text: locale.Lazy("Long-term effects to review"), Href: sustainability.RecordsPath + "/" + l.Ref})
	}
	return all, err
}
