// Package sharingweb shows the register of data-sharing agreements to the public, and lets organisations sign them.
package sharingweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/sharing"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	service *sharing.Service
}

// New returns the feature.
func New(deps *web.Deps, service *sharing.Service) feature.Feature {
	h := &handlers{deps, service}
	const signPattern, withdrawPattern = sharing.SigningPath + "/{ref}/sign", sharing.SigningPath + "/{ref}/withdraw"
	f := feature.Feature{
		Name: "sharing", Definitions: service.Definitions(), Records: service.Records(),
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-sharing":   locale.Key("Imported a data-sharing agreement"),
			"sign-sharing":     locale.Key("Signed a data-sharing agreement"),
			"withdraw-sharing": locale.Key("Withdrew a signature from a data-sharing agreement"),
		}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: sharing.PublicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: sharing.PublicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: sharing.SigningPath, Needs: actor.Partnership, Handler: h.signing},
			{Method: http.MethodGet, Pattern: signPattern, Needs: actor.Partnership, Handler: h.sign},
			{Method: http.MethodPost, Pattern: signPattern, Needs: actor.Partnership, Handler: h.sign},
			{Method: http.MethodGet, Pattern: withdrawPattern, Needs: actor.Partnership, Handler: h.withdraw},
			{Method: http.MethodPost, Pattern: withdrawPattern, Needs: actor.Partnership, Handler: h.withdraw},
		},
		Examples:   []site.GalleryItem{listPage, showPage, signingPage},
		DataTables: []web.DataTable{agreementTable},
		Work:       work,
		Referrers: []web.Referrers{{
			To: web.PartnerRecord, Order: 20, Heading: locale.Lazy("Data-sharing agreements"), Needs: actor.Public, Find: ofPartner,
		}},
	}
	f.AddStaffLink(46, "Signatures under data-sharing agreements", sharing.SigningPath, actor.Partnership,
		"What your organisation shares, and what it has still to sign.")
	return f
}

// ofPartner returns the agreements of a partner with their state today.
func ofPartner(ctx context.Context, tx *db.Tx, q web.ReferrerQuery) (found web.Referring, err error) {
	all, err := findToday(ctx, tx, sharing.Query{Org: q.Ref}, "", web.MaxReferrers)
	for _, a := range all.Items {
		found.Items = append(found.Items, web.Referrer{
			UserText: page.UserText{Text: a.Title, Href: sharing.Path(a.Ref), Lang: a.Language}, Fact: a.State.Label(),
		})
	}
	if all.Next != "" {
		found.MoreHref = sharing.PublicPath + "?partner=" + q.Ref
	}
	return found, err
}

// findToday returns a page of agreements with their state today.
func findToday(ctx context.Context, tx *db.Tx, q sharing.Query, at string, size int) (found db.Page[sharing.Listed], err error) {
	day, err := sharing.Today(ctx, tx)
	if err != nil {
		return found, err
	}
	all, err := sharing.Find(ctx, tx, q, at, size)
	if err != nil {
		return found, err
	}
	return sharing.OnDay(ctx, tx, all, day)
}

// orgTexts returns the names of all organisations by id.
func orgTexts(ctx context.Context, tx *db.Tx, words web.PagePrinter) (map[string]page.UserText, error) {
	orgs, err := account.ListOrgs(ctx, tx)
	texts := map[string]page.UserText{}
	for _, o := range orgs {
		texts[o.ID] = page.UserText{Text: o.Name, Lang: words.LangOrCouncil("")}
	}
	return texts, err
}

// withPage adds the link to the page of an organisation, if it has one.
func withPage(ctx context.Context, tx *db.Tx, org string, text page.UserText) (page.UserText, error) {
	_, err := partner.Get(ctx, tx, org)
	if fault.Is(err, fault.NotFound) {
		return text, nil
	}
	text.Href = partner.Path(org)
	return text, err
}

// reviewNotice is how long before a review is due it is in “My work”.
const reviewNotice = 30 * 24 * time.Hour

// work returns what by's organisation has to sign, and the reviews that are due: for the council all, and for a partner those of the
// entries that it keeps.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Partnership) {
		return nil, nil
	}
	day, err := sharing.Today(ctx, tx)
	if err != nil {
		return nil, err
	}
	if sharing.MaySign(by) {
		unsigned, err := sharing.ToSign(ctx, tx, by.OwnOrg(), day)
		if err != nil {
			return nil, err
		}
		for _, a := range unsigned {
			all = append(all, web.WorkItem{Kind: web.DueWork, Text: locale.Lazy("Read and sign this data-sharing agreement"),
				About: page.UserText{Text: a.Title}, Href: signPath(a.Ref)})
		}
	}
	keeper := by.OwnOrg()
	if by.MayForAll(actor.EditRecords) {
		keeper = ""
	}
	due, err := sharing.Due(ctx, tx, keeper, day, now.Add(reviewNotice))
	for _, a := range due {
		all = append(all, web.WorkItem{Kind: web.DueWork, Text: locale.Lazy("Review this data-sharing agreement"),
			About: page.UserText{Text: a.Title}, Href: sharing.RecordsPath + "/" + a.Ref, Due: a.Next.AddDate(0, 0, 1)})
	}
	return all, err
}
