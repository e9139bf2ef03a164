// Package followweb has the pages on which people follow things by email, feed or calendar.
package followweb

import (
	"context"
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/icalendar"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the pages of following.
type Handlers struct {
	*web.Deps
	service *follow.Service
}

// New returns the feature with the pages on which people follow what features register, and the work that sends news.
func New(deps *web.Deps, service *follow.Service) feature.Feature {
	h := &Handlers{deps, service}
	const subject = "/follow/{kind}/{ref}"
	f := feature.Feature{
		Name: "follow",
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: subject, Needs: actor.Public, Handler: h.show},
			{Method: http.MethodPost, Pattern: subject, Needs: actor.Public, Handler: h.request, MaxBody: 4 << 10},
			{Method: http.MethodGet, Pattern: subject + "/feed.atom", Needs: actor.Public, Handler: h.feed},
			{Method: http.MethodGet, Pattern: subject + "/dates.ics", Needs: actor.Public, Handler: h.calendar},
			{Method: http.MethodGet, Pattern: follow.ConfirmPath + "{token}", Needs: actor.Public, Handler: h.getConfirm},
			{Method: http.MethodPost, Pattern: follow.ConfirmPath + "{token}", Needs: actor.Public, Handler: h.confirm, MaxBody: 4 << 10},
			{Method: http.MethodGet, Pattern: follow.MinePath + "{token}", Needs: actor.Public, Handler: h.getMine},
			// One-click unsubscribe (RFC 8058) is a POST from the mail provider's server.
			{Method: http.MethodPost, Pattern: follow.MinePath + "{token}", Needs: actor.Public, Handler: h.changeMine, MaxBody: 4 << 10},
		},
		Examples:   []site.GalleryItem{showPage, minePage},
		Unlinkable: follow.UnlinkableTables,
		Periodic:   []feature.Periodic{{Name: "send news to followers", Every: time.Hour, Run: service.Send}},
		Related: func(_ context.Context, slug string) (page.Link, error) {
			return page.Link{Text: locale.Key("Get updates"), Href: follow.Path("consultation", slug)}, nil
		},
	}
	return f
}

func subjectText(words web.PagePrinter, s follow.Subject) page.UserText {
	return page.UserText{Text: s.Title, Href: s.Path, Lang: words.LangOrCouncil(s.Language)}
}

// feed serves the news of a thing as an Atom feed.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	subject, news, err := h.service.Feed(r.Context(), r.PathValue("kind"), r.PathValue("ref"))
	if err != nil {
		return err
	}
	words, base := page.Printer(r), h.SiteURL(r)
	feed := web.AtomFeed{
		Lang: words.Lang(), ID: base + r.URL.Path, Title: subject.Title, Author: h.CouncilName(r),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []web.AtomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + r.URL.Path}, {Rel: "alternate", Type: "text/html", Href: base + subject.Path},
		},
	}
	for _, n := range news {
		title := n.Title + ": " + n.Say.In(words)
		if !n.Due.IsZero() {
			title = words.Say("%s (due on %s)", title, n.Due)
		}
		feed.Add(web.AtomEntry{
			ID: base + n.Path + "#" + n.Key, Title: title, Link: web.AtomLink{Href: base + n.Path}, Summary: n.Text,
		}, n.At)
	}
	return web.WriteXML(w, web.AtomType, feed)
}

// calendar serves the dates of a thing as a calendar file.
func (h *Handlers) calendar(w http.ResponseWriter, r *http.Request) error {
	v, err := h.service.View(r.Context(), r.PathValue("kind"), r.PathValue("ref"))
	if err != nil {
		return err
	}
	words, base := page.Printer(r), h.SiteURL(r)
	cal := &icalendar.Calendar{Stamp: v.Now}
	for _, d := range v.Dates {
		cal.AddDay(r.PathValue("kind")+"-"+r.PathValue("ref")+"-"+d.ID, d.Say.In(words), base+d.Path, d.Day)
	}
	return site.WriteCalendar(w, cal, r.PathValue("ref"))
}
