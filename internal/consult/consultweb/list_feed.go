package consultweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/icalendar"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// listFeed serves the newest consultations of a filtered list as an Atom feed.
func (h *Handlers) listFeed(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	q.After = ""
	list, err := h.service.List(r.Context(), q)
	if err != nil {
		return err
	}
	speech, base := h.PagePrinter(r), h.SiteURL(r)
	view := newListView(speech, q, list)
	feed := web.AtomFeed{
		Lang: speech.Lang(), ID: base + view.FeedHref, Title: view.ResultHeading, Author: h.CouncilName(r),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []web.AtomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + view.FeedHref},
			{Rel: "alternate", Type: "text/html", Href: base + listURL(q)},
		},
	}
	for _, chosen := range view.Chosen {
		feed.Title += " · " + chosen.Text
	}
	for i, c := range list.Items {
		shown, err := h.service.GetPublic(r.Context(), c.Slug)
		if err != nil {
			return err
		}
		var at time.Time // of its latest public act
		for _, act := range shown.History {
			if act.At.After(at) {
				at = act.At
			}
		}
		item, updated := view.Items[i], at.UTC().Format(time.RFC3339)
		feed.Updated = max(feed.Updated, updated)
		feed.Entries = append(feed.Entries, web.AtomEntry{
			ID: base + item.Href, Title: c.Title + ": " + item.Tag.Text, Updated: updated,
			Link: web.AtomLink{Href: base + item.Href}, Summary: item.Excerpt,
		})
	}
	return web.WriteXML(w, "application/atom+xml; charset=utf-8", feed)
}

// listCalendar serves the dates of the consultations of a filtered list as a calendar file. Without any the calendar is
// empty, so that programs which follow it keep doing so.
func (h *Handlers) listCalendar(w http.ResponseWriter, r *http.Request) error {
	q := parseQuery(r)
	q.After = ""
	list, err := h.service.List(r.Context(), q)
	if err != nil {
		return err
	}
	cal := &icalendar.Calendar{Stamp: list.Now}
	for _, c := range list.Items {
		addDates(cal, page.Printer(r), h.SiteURL(r), c)
	}
	return site.WriteCalendar(w, cal, "consultations")
}
