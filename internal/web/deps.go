// Package web is what the house lends to every front desk.
package web

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// Deps holds nothing that only some features need, and knows none of them.
type Deps struct {
	DB      *db.DB
	Record  *record.Log
	Slog    *slog.Logger
	Site    *site.Site
	Now     func() time.Time // for what is shown; what opens and closes goes by the clock of the database
	Chain   page.ChainFunc   // nil: no page shows a chain
	BaseURL string           // "https://consult.example.org", or "" where links are relative

	// ExcludedInRelease says which release of results leaves out a response as one of several
	// that are alike; 0: none does. nil: there are no releases.
	ExcludedInRelease func(ctx context.Context, tx *db.Tx, response receipt.Leaf) (release int64, err error)

	// DraftsDeletedAt says when what people saved for a consultation and did not send is
	// deleted, as things stand. nil: nobody has said.
	DraftsDeletedAt func(ctx context.Context, slug string) (time.Time, error)

	CouncilLanguage func(ctx context.Context) string // the language in which the council writes; nil: English

	Notices Notices // nil: no session keeps messages for the next page

	PersonNames  func(ctx context.Context, ids []string) (map[string]string, error) // of accounts, for colleagues to read; nil: the ids are shown
	tasks        []ConsultationTask
	relatedLinks []func(ctx context.Context, slug string) (page.Link, error)
}

// ConsultationTask is one kind of work on a consultation in the back office.
type ConsultationTask struct {
	Text  string // English, a message of the interface
	Path  string // with {slug}, as in "/staff/consultations/{slug}/responses"
	Needs actor.Capability

	AffectsCounts bool // what is done there changes what is counted
}

// AddTask tells the page of a consultation in the back office of a part of the
// work that another desk does.
func (h *Deps) AddTask(p ConsultationTask) { h.tasks = append(h.tasks, p) }

// AddRelatedLink tells the public page of a consultation of a page about it at another
// desk. Where there is none, of returns an empty link.
func (h *Deps) AddRelatedLink(of func(ctx context.Context, slug string) (page.Link, error)) {
	h.relatedLinks = append(h.relatedLinks, of)
}

// RelatedLinks returns the pages about consultation slug at other desks. One that cannot
// be had is left out and logged.
func (h *Deps) RelatedLinks(ctx context.Context, slug string) (all []page.Link) {
	for _, of := range h.relatedLinks {
		link, err := of(ctx, slug)
		if err != nil {
			h.Slog.ErrorContext(ctx, "more of a consultation", "slug", slug, "err", err)
		} else if link.Href != "" {
			all = append(all, link)
		}
	}
	return all
}

// Tasks returns the parts of the work on consultation slug that by may do.
func (h *Deps) Tasks(by actor.Actor, slug string) []page.Link {
	return h.filterTasks(by, slug, func(ConsultationTask) bool { return true })
}

// CountingTasks returns those of Parts that change what is counted.
func (h *Deps) CountingTasks(by actor.Actor, slug string) []page.Link {
	return h.filterTasks(by, slug, func(p ConsultationTask) bool { return p.AffectsCounts })
}

func (h *Deps) filterTasks(by actor.Actor, slug string, wanted func(ConsultationTask) bool) (all []page.Link) {
	for _, p := range h.tasks {
		if by.May(p.Needs) && wanted(p) {
			all = append(all, page.Link{Text: p.Text, Href: strings.ReplaceAll(p.Path, "{slug}", slug)})
		}
	}
	return all
}

// DraftsDeletedOn returns the day on which what people saved for consultation slug
// and did not send is deleted, in words, or "" where it cannot be had: the page
// then promises no day.
func (h *Deps) DraftsDeletedOn(ctx context.Context, words *locale.Printer, slug string) string {
	if h.DraftsDeletedAt == nil {
		return ""
	}
	at, err := h.DraftsDeletedAt(ctx, slug)
	if err != nil {
		h.Slog.ErrorContext(ctx, "when drafts are deleted", "slug", slug, "err", err)
	}
	if err != nil || at.IsZero() {
		return ""
	}
	return words.Date(at)
}

// PersonName returns the name of the account id as colleagues read it, or the id
// where it is not known.
func (h *Deps) PersonName(ctx context.Context, id string) string {
	if h.PersonNames == nil {
		return id
	}
	names, err := h.PersonNames(ctx, []string{id})
	if err != nil {
		h.Slog.ErrorContext(ctx, "names", "err", err)
	}
	return cmp.Or(names[id], id)
}

// ChainFor returns the chain of the matter that ref is about, to stand under
// the header. A chain that cannot be had is left out and logged: it must not
// keep anybody from the page.
func (h *Deps) ChainFor(ctx context.Context, kind, ref string) page.Chain {
	if h.Chain == nil {
		return nil
	}
	chain, err := h.Chain(ctx, kind, ref)
	if err != nil {
		h.Slog.ErrorContext(ctx, "chain", "kind", kind, "ref", ref, "err", err)
		return nil
	}
	return chain
}
