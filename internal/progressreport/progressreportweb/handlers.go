// Package progressreportweb has the public pages of progress reports and the page on which owners sign them.
package progressreportweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html templates/parts/*.html
var files embed.FS

// Handlers serves the pages of reports.
type Handlers struct {
	*web.Deps
	service *progressreport.Service
}

const listPath = "/progress-reports"

// New returns the feature with progress reports.
func New(deps *web.Deps, service *progressreport.Service) feature.Feature {
	h := &Handlers{deps, service}
	kinds := service.Records()
	const one, sign = listPath + "/{ref}", progressreport.RecordsPath + "/{id}/sign-off"
	return feature.Feature{
		Name: "progressreport", Records: kinds, Definitions: service.Definitions(),
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: listPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: one, Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: one + "/easy-read", Needs: actor.Public, Handler: h.easyRead},
			{Method: http.MethodGet, Pattern: one + "/data.csv", Needs: actor.Public, Handler: h.csv},
			{Method: http.MethodGet, Pattern: one + "/data.json", Needs: actor.Public, Handler: h.json},
			{Method: http.MethodGet, Pattern: sign, Needs: kinds[0].Write, Handler: h.signOff},
			{Method: http.MethodPost, Pattern: sign + "/signer", Needs: kinds[0].Write, Handler: h.choose},
			{Method: http.MethodGet, Pattern: progressreport.SignPath, Needs: actor.Staff, Handler: h.toSign},
			{Method: http.MethodPost, Pattern: progressreport.SignPath, Needs: actor.Staff, Handler: h.sign, RequireReauth: true},
		}, one, one+"/easy-read"),
		Examples: []site.GalleryItem{listPage, showPage, web.EasyReadPage, signPage, toSignPage},
		AuditLabels: web.AuditLabels{
			Acts: map[string]string{
				"publish-progress-report": locale.Key("Published a progress report"),
				"sign-progress-report":    locale.Key("Signed off a part of a progress report"),
				"choose-report-signer":    locale.Key("Chose who signs parts of progress reports"),
			},
		},
		Keepings: []web.Keeping{{Principle: partner.Accountability, Order: 20, Count: countPublished}},
		Leaves:   []feature.LeafKind{{Kind: "publication", Open: progressreport.EachLeaf}},
		Work:     work, Notices: service.Notices(), Datasets: datasets,
	}
}

// work returns the parts of reports that by has to sign and, for those who write reports, the series that have stopped.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	unsigned, err := progressreport.ListToSign(ctx, tx, by, now)
	for _, u := range unsigned {
		n := int64(len(u.For(by.ID)))
		all = append(all, web.WorkItem{
			Kind: web.DueWork, Due: u.Due.AddDate(0, 0, 1), Href: progressreport.SignPath, About: page.UserText{Text: u.Title},
			Text: locale.LazyCount(n, "%d part of a progress report to sign off", "%d parts of a progress report to sign off"),
		})
	}
	if err != nil || !by.MayForAll(actor.EditRecords) {
		return all, err
	}
	overdue, err := progressreport.ListOverdue(ctx, tx, now)
	for _, o := range overdue {
		all = append(all, web.WorkItem{
			Kind: web.DueWork, Due: o.Due, Href: progressreport.RecordsPath, Text: locale.Lazy("Report overdue: %s", locale.Inside(o.Kind.Label())),
			About: page.UserText{Text: o.Title, Lang: o.Language},
		})
	}
	return all, err
}

// get returns the report that the path of a request names.
func (h *Handlers) get(r *http.Request) (found *progressreport.Report, entries []page.Link, err error) {
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		if found, err = progressreport.Get(r.Context(), tx, r.PathValue("ref")); err != nil {
			return err
		}
		entries, err = h.RecordEntries(r.Context(), tx, page.Printer(r), found.Leaf().Subject)
		return err
	})
	return found, entries, err
}

type listView struct {
	Overdue []string
	Items   []listItem
	Pages   page.Pagination
}

type listItem struct {
	Report       page.UserText
	Kind, Period string
	Invented     bool
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{
		Overdue: []string{"The annual report for the year to 31 March 2018 was due by 30 June 2018: Equality strategy 2016 to 2020"},
		Items: []listItem{
			{page.UserText{Text: "Equality strategy: annual report 2016 to 2017", Href: "/progress-reports/annual-2017"}, "Annual report",
				"1 April 2016 to 31 March 2017", true},
		},
		Pages: page.Pagination{Next: "/progress-reports?page=2"},
	},
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	words, view := h.PagePrinter(r), listView{}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		all, err := progressreport.List(r.Context(), tx, r.FormValue(page.CursorName))
		if err != nil {
			return err
		}
		view = listView{Pages: page.Neighbours(listPath, nil, all.Previous, all.Next)}
		for _, x := range all.Items {
			view.Items = append(view.Items, listItem{
				page.UserText{Text: x.Title, Href: progressreport.Path(x.Ref), Lang: words.LangOrCouncil("")}, x.Kind.Label().In(words.Printer),
				words.Say("%s to %s", x.From, x.To), x.Invented != "",
			})
		}
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		overdue, err := progressreport.ListOverdue(r.Context(), tx, now)
		for _, o := range overdue {
			line := words.Say("%s for the period to %s, due by %s", o.Kind.Label().In(words.Printer), o.PeriodEnds, o.Due)
			if o.Title != "" {
				line = words.Say("%s: %s", line, o.Title)
			}
			view.Overdue = append(view.Overdue, line)
		}
		return err
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, view)
}
