// Package eiaweb shows equality impact assessments to the public, and to those who sign them.
package eiaweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
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
	service *eia.Service
	kind    edit.Kind
}

// Addresses.
const (
	listPath       = eia.PublicPath
	cumulativePath = eia.PublicPath + "/cumulative"
	versionPattern = listPath + "/{ref}/versions/{n}"
	signPath       = eia.RecordsPath + "/{id}/sign"
)

// New returns the feature of equality impact assessments.
func New(deps *web.Deps, service *eia.Service) feature.Feature {
	h := &handlers{deps, service, service.AssessmentKind()}
	return feature.Feature{
		Name: "eia", Definitions: service.Definitions(), Records: service.Records(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-assessment":       locale.Key("Imported an impact assessment"),
			"define-assessment-rules": locale.Key("Imported the rules for impact assessments"),
			"define-challenge":        locale.Key("Imported a challenge session"),
			"sign-assessment":         locale.Key("Signed an impact assessment"),
		}},
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: cumulativePath, Needs: actor.Public, Handler: h.cumulative},
			{Method: http.MethodGet, Pattern: groupPattern, Needs: actor.Public, Handler: h.group},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: versionPattern, Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: listPath + "/{ref}/versions/{n}/changes", Needs: actor.Public, Handler: h.changes},
			{Method: http.MethodGet, Pattern: signPath, Needs: h.kind.Write, Handler: h.preview},
			{Method: http.MethodPost, Pattern: signPath, Needs: h.kind.Write, Handler: h.sign, RequireReauth: true},
		}, versionPattern, cumulativePath, signPath),
		Examples:   []site.GalleryItem{listPage, showPage, changesPage, cumulativePage, groupPage},
		Nav:        []feature.NavLink{{Link: page.Link{Text: locale.Key("Impact assessments"), Href: listPath}, Order: 25}},
		Leaves:     []feature.LeafKind{{Kind: "publication", Open: eia.EachLeaf}},
		LeafPages:  map[string]web.LeafPage{"assessment": assessmentLeaf, "challenge": challengeLeaf},
		Related:    h.ofConsultation,
		DataTables: []web.DataTable{assessmentsTable},
		Work:       work,
		Doctor:     []feature.Check{{Run: service.Agreed.Check}},
		Keepings:   []web.Keeping{{Principle: partner.Equality, Order: 10, Count: countCurrent}},
		Referrers: []web.Referrers{
			{To: web.StrategyRecord, Order: 10, Heading: locale.Lazy("Impact assessments"), Needs: actor.Public, Find: ofActivity("strategy")},
			{To: web.DecisionRecord, Order: 5, Heading: locale.Lazy("Impact assessments"), Needs: actor.Public, Find: ofActivity("decision")},
			{To: web.ActionRecord, Order: 10, Heading: locale.Lazy("Impact assessments"), Needs: actor.Public, Find: ofAction},
		},
	}
}

// work returns the drafts that wait for a signature of by, and, for those who write assessments, how many are due for review.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, _ time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.EditRecords) {
		return nil, nil
	}
	drafts, err := eia.ListToSign(ctx, tx, by)
	for _, d := range drafts {
		all = append(all, web.WorkItem{Kind: web.Waiting, Href: d.Path, About: page.UserText{Text: d.Title},
			Text: locale.Lazy("An impact assessment waits for your signature")})
	}
	if err != nil || !by.MayForAll(actor.EditRecords) {
		return all, err
	}
	n, err := eia.CountReviewDue(ctx, tx)
	if n > 0 {
		all = append(all, web.WorkItem{Kind: web.DueWork, Href: listPath + "?" + filterName + "=" + string(eia.OnlyReviewDue),
			Text: locale.LazyCount(n, "%d impact assessment due for review", "%d impact assessments due for review")})
	}
	return all, err
}
