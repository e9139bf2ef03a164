// Package web has the dependencies and the shared pages of all features' web packages.
package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/memo"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/print"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// Deps are the dependencies of every feature's web package. What only some
// features need does not belong here.
type Deps struct {
	DB      *db.DB
	Record  *record.Log
	Slog    *slog.Logger
	Site    *site.Site
	Now     func() time.Time // for display; opening and closing use the clock of the database
	Chain   page.ChainFunc   // nil shows no chains
	BaseURL string           // "https://consult.example.org"; "" makes links relative
	Printer *print.Renderer  // makes PDFs; nil makes none

	// ExcludedInRelease returns the number of the release that excludes a response
	// as one of several similar ones, or 0. It is nil if there are no releases.
	ExcludedInRelease func(ctx context.Context, tx *db.Tx, response receipt.Leaf) (release int64, err error)

	// DraftsDeletedAt returns when saved answers to a consultation that were not sent
	// will be deleted, or zero if that is not known. It may be nil.
	DraftsDeletedAt func(ctx context.Context, slug string) (time.Time, error)

	// MonitoringNotice tells respondents to a consultation how long their equality
	// monitoring answers are kept. It may be nil in tests. See MonitoringNoticeOn.
	MonitoringNotice func(ctx context.Context, slug string) (locale.Message, error)

	CouncilLanguage func(ctx context.Context) string // of the council's own texts; nil is English

	Notices Notices // nil if there are no sessions

	// PersonNames returns the names of accounts by id. It may be nil.
	PersonNames func(ctx context.Context, ids []string) (map[string]string, error)

	AuditLabels AuditLabels // of all features

	// SecondPersonFrom returns the number of people from which a second person must confirm an
	// act that cannot be undone, or 0 for the default; it may be nil. See Confirm.
	SecondPersonFrom func(context.Context) int64

	Operations    *operation.Service // runs work that may take longer than a request
	OperationWait time.Duration      // how long a request waits for it; 0 is a second

	StaffNotices *staffnotice.Service // notifies staff
	Follows      *follow.Service      // what people can follow; nil in most tests

	work         []WorkFunc
	lists        []ListsFunc
	datasets     []DatasetList
	dataTables   []DataTable
	finds        map[string]FindFunc
	searches     []Search
	referrers    []Referrers
	keepings     []Keeping
	leafPages    map[string]LeafPage
	tasks        []ConsultationTask
	taskNotes    []TaskNotesFunc
	relatedLinks []func(ctx context.Context, slug string) (page.Link, error)

	wordFiles memo.Cache[[]byte] // of public pages, by the digests of what they are made from
}

// AddRelatedLink adds a link to the public page of every consultation for which
// find returns one with Href.
func (d *Deps) AddRelatedLink(find func(ctx context.Context, slug string) (page.Link, error)) {
	d.relatedLinks = append(d.relatedLinks, find)
}

// RelatedLinks returns the links that features add to the public page of
// consultation slug. An error is logged and its link left out.
func (d *Deps) RelatedLinks(ctx context.Context, slug string) (all []page.Link) {
	for _, find := range d.relatedLinks {
		link, err := find(ctx, slug)
		if err != nil {
			d.Slog.ErrorContext(ctx, "related link of a consultation", "slug", slug, "err", err)
		} else if link.Href != "" {
			all = append(all, link)
		}
	}
	return all
}

// DraftsDeletedOn returns the date of DraftsDeletedAt in the language of printer, or
// "" if it is not known. An error is logged.
func (d *Deps) DraftsDeletedOn(ctx context.Context, printer *locale.Printer, slug string) string {
	if d.DraftsDeletedAt == nil {
		return ""
	}
	at, err := d.DraftsDeletedAt(ctx, slug)
	if err != nil {
		d.Slog.ErrorContext(ctx, "deletion date of drafts", "slug", slug, "err", err)
	}
	if err != nil || at.IsZero() {
		return ""
	}
	return printer.Date(at)
}

// MonitoringNoticeOn returns MonitoringNotice if page id of f is the first that asks
// for equality monitoring answers, where people read it before they answer, and ""
// for other pages.
func (d *Deps) MonitoringNoticeOn(
	ctx context.Context, printer *locale.Printer, slug string, f *survey.Form, id string,
) (string, error) {
	first := slices.IndexFunc(f.Pages, func(p survey.Page) bool { return p.Monitoring })
	if d.MonitoringNotice == nil || first < 0 || f.Pages[first].ID != id {
		return "", nil
	}
	sentence, err := d.MonitoringNotice(ctx, slug)
	if err != nil {
		return "", err
	}
	return sentence.In(printer), nil
}

// CouncilName returns the name of the council, or that of the service.
func (d *Deps) CouncilName(r *http.Request) string {
	if d.Site != nil && d.Site.Council != nil {
		if c := d.Site.Council(r.Context()); c.Name != "" {
			return c.Name
		}
	}
	return "Folkmoot"
}

// PersonName returns the name of account id for staff, or the id if the name is
// not known.
func (d *Deps) PersonName(ctx context.Context, id string) string {
	if d.PersonNames == nil {
		return id
	}
	names, err := d.PersonNames(ctx, []string{id})
	if err != nil {
		d.Slog.ErrorContext(ctx, "names of accounts", "err", err)
	}
	return cmp.Or(names[id], id)
}

// ChainFor returns the chain that the item ref of this kind is part of, for the top
// of its page. After an error, which is logged, the page has no chain.
func (d *Deps) ChainFor(ctx context.Context, kind, ref string) page.Chain {
	if d.Chain == nil {
		return nil
	}
	chain, err := d.Chain(ctx, kind, ref)
	if err != nil {
		d.Slog.ErrorContext(ctx, "chain", "kind", kind, "ref", ref, "err", err)
		return nil
	}
	return chain
}

// SiteURL returns the configured base URL or, without one, the address that the browser
// used. Site has checked the Host header.
func (d *Deps) SiteURL(r *http.Request) string {
	if d.BaseURL != "" {
		return d.BaseURL
	}
	return "http://" + r.Host
}
