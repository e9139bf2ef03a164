// Package offerweb shows what organisations offer and want.
package offerweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct{ *web.Deps }

const (
	listPath = "/offers"
	allPath  = "/staff/all-offers"
)

// New returns the feature of offers and wants.
func New(deps *web.Deps, service *offer.Service) feature.Feature {
	h := &handlers{deps}
	f := feature.Feature{
		Name: "offer", Definitions: service.Definitions(), Records: service.Records(), Notices: service.Notices(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{"define-offer": locale.Key("Imported an offer or a want")}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: allPath, Needs: actor.EditRecords, Handler: h.all},
		},
		Referrers: []web.Referrers{
			{To: web.PlaceRecord, Order: 60, Heading: locale.Lazy("Offered and wanted here"), Needs: actor.Public, Find: offersIn},
			{To: web.EvidenceRecord, Order: 60, Heading: locale.Lazy("Wanted because of this"), Needs: actor.Public, Find: wantedFor},
		},
		DataTables: []web.DataTable{openTable},
		Examples:   []site.GalleryItem{listPage, showPage, allPage},
	}
	f.AddStaffLink(47, "All offers and wants", allPath, actor.EditRecords, "What every organisation offers and wants, open or not.")
	return f
}

// orgNames returns the names of all organisations by id.
func orgNames(ctx context.Context, tx *db.Tx) (map[string]account.Org, error) {
	orgs, err := account.ListOrgs(ctx, tx)
	names := map[string]account.Org{}
	for _, o := range orgs {
		names[o.ID] = o
	}
	return names, err
}

// offersIn returns what is offered and wanted in a place.
func offersIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
	return referring(ctx, tx, offer.Query{Place: q.Ref}, listPath+"?place="+q.Ref)
}

// wantedFor returns what is wanted for a need.
func wantedFor(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (web.Referring, error) {
	return referring(ctx, tx, offer.Query{Need: q.Ref}, "")
}

func referring(ctx context.Context, tx *db.Tx, q offer.Query, more string) (found web.Referring, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return found, err
	}
	all, err := offer.Find(ctx, tx, q, now, "", web.MaxReferrers)
	for _, e := range all.Items {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: e.Title, Href: offer.Path(e.Ref), Lang: e.Language}, Fact: e.Direction.Label(),
		})
	}
	if all.Next != "" {
		found.MoreHref = more
	}
	return found, err
}
