// Package partnerweb shows the partners of the council to the public, and to staff where each stands.
package partnerweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *partner.Service
	records *edit.Service
	kind    edit.Kind
}

// Addresses of the pages, beside those of package partner.
const (
	principlesPath = partner.PublicPrinciplesPath
	easyReadPath   = "/partnership/easy-read"
	csvPath        = partner.PublicPath + "/partners.csv"
	jsonPath       = partner.PublicPath + "/partners.json"
	signPath       = partner.StandingPath + "/sign"
	withdrawPath   = partner.StandingPath + "/withdraw"
)

// New returns the feature.
func New(deps *web.Deps, service *partner.Service, records *edit.Service) feature.Feature {
	kinds := service.Records()
	h := &handlers{deps, service, records, kinds[0]}
	f := feature.Feature{
		Name: "partner", Definitions: service.Definitions(), Records: kinds,
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"define-partner":     locale.Key("Imported a partner"),
				"define-principles":  locale.Key("Imported a version of the principles"),
				"sign-principles":    locale.Key("Signed the principles of the partnership"),
				"withdraw-signature": locale.Key("Withdrew a signature from the principles of the partnership"),
			},
		},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: partner.PublicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: csvPath, Needs: actor.Public, Handler: h.csv},
			{Method: http.MethodGet, Pattern: jsonPath, Needs: actor.Public, Handler: h.json},
			{Method: http.MethodGet, Pattern: partner.HomePath, Needs: actor.Public, Handler: h.home},
			{Method: http.MethodGet, Pattern: partner.HomePath + "/{principle}", Needs: actor.Public, Handler: h.keeps},
			{Method: http.MethodGet, Pattern: easyReadPath, Needs: actor.Public, Handler: h.easyRead},
			{Method: http.MethodGet, Pattern: principlesPath, Needs: actor.Public, Handler: h.principles},
			{Method: http.MethodGet, Pattern: principlesPath + "/{version}", Needs: actor.Public, Handler: h.principles},
			{Method: http.MethodGet, Pattern: partner.PublicPath + "/{id}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: partner.PublicPath + "/{id}/organisation.jsonld", Needs: actor.Public, Handler: h.linkedData},
			{Method: http.MethodGet, Pattern: partner.RecordsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
			{Method: http.MethodGet, Pattern: partner.StandingPath, Needs: actor.Staff, Handler: h.standing},
			{Method: http.MethodGet, Pattern: partner.StandingPath + "/{org}", Needs: actor.Staff, Handler: h.standingOf},
			{Method: http.MethodGet, Pattern: signPath, Needs: actor.Partnership, Handler: h.sign},
			{Method: http.MethodPost, Pattern: signPath, Needs: actor.Partnership, Handler: h.sign},
			{Method: http.MethodGet, Pattern: withdrawPath, Needs: actor.Partnership, Handler: h.withdraw},
			{Method: http.MethodPost, Pattern: withdrawPath, Needs: actor.Partnership, Handler: h.withdraw},
		},
		Examples: []site.GalleryItem{listPage, showPage, principlesPage, homePage, keepsPage, standingPage, overviewPage},
		Work:     work,
		Keepings: keepings,
		Datasets: datasets,
		Referrers: []web.Referrers{{
			To: web.PlaceRecord, Order: 60, Heading: locale.Lazy("Partners who work here"), Needs: actor.Public, Find: partnersIn,
		}},
	}
	f.AddStaffLink(41, "Partnership", partner.StandingPath, actor.Staff,
		"Who has signed the principles, and what was decided about each partner.")
	return f
}

// partnersIn returns the partners who serve a place.
func partnersIn(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := partner.Find(ctx, tx, partner.Query{Places: []string{q.Ref}}, "", web.MaxReferrers)
	for _, p := range all.Items {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: p.Name, Href: partner.Path(p.ID)}, Fact: p.Kind.Label(),
		})
	}
	if all.Next != "" {
		found.MoreHref = partner.PublicPath + "?place=" + q.Ref
	}
	return found, err
}

// reviewNotice is how long before a review is due the council sees it in “My work”.
const reviewNotice = 30 * 24 * time.Hour

// work returns the principles that by's organisation has not signed, and for the council the reviews of partnerships that
// are due.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if by.MayForAll(actor.EditRecords) {
		due, err := partner.DueReviews(ctx, tx, now.Add(reviewNotice))
		for _, p := range due {
			all = append(all, web.WorkItem{Kind: web.DueWork, Text: locale.Lazy("Review this partnership"),
				About: page.UserText{Text: p.Name}, Href: partner.RecordsPath + "/" + p.ID, Due: p.Next.AddDate(0, 0, 1)})
		}
		return all, err
	}
	if !by.May(actor.Partnership) || by.OwnOrg() == actor.CouncilOrg {
		return nil, nil
	}
	current, err := partner.Current(ctx, tx)
	if ignored := ignoreNotFound(err); ignored != nil || err != nil {
		return nil, ignored
	}
	signed, err := partner.Signatures(ctx, tx, by.Org)
	if err != nil || hasSigned(signed, current.Version) {
		return nil, err
	}
	return []web.WorkItem{{Text: locale.Lazy("Read and sign the principles of the partnership"), Href: signPath}}, nil
}
