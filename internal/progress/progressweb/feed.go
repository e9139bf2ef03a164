package progressweb

import (
	"encoding/xml"
	"io"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// FeedPath is the path of the Atom feed, which every page names.
const FeedPath = "/feed.atom"

// feed serves what is new as an Atom feed: consultations, results, decisions, feedback and updates of actions.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	news, err := h.Service.News(r.Context())
	if err != nil {
		return err
	}
	words, base := page.Printer(r), h.deps.SiteURL(r)
	feed := web.AtomFeed{
		Lang: words.Lang(), ID: base + FeedPath, Title: words.Say("Consultations, decisions and progress"),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Author:  h.deps.CouncilName(r),
		Links: []web.AtomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + FeedPath}, {Rel: "alternate", Type: "text/html", Href: base + "/"},
		},
	}
	if len(news) > 0 {
		feed.Updated = news[0].At.UTC().Format(time.RFC3339)
	}
	for _, n := range news {
		at := n.At.UTC().Format(time.RFC3339)
		feed.Entries = append(feed.Entries, web.AtomEntry{
			ID: base + n.Path + "#" + at + "-" + n.Kind.In(nil), Title: n.Title + ": " + n.Kind.In(words), Updated: at,
			Link: web.AtomLink{Href: base + n.Path}, Summary: n.Text,
		})
	}
	return web.WriteXML(w, "application/atom+xml; charset=utf-8", feed)
}

// sitemap lists the public pages for search engines (sitemaps.org).
func (h *Handlers) sitemap(w http.ResponseWriter, r *http.Request) error {
	paths, err := h.Service.PublicPaths(r.Context())
	if err != nil {
		return err
	}
	type entry struct {
		Loc string `xml:"loc"`
	}
	site := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []entry  `xml:"url"`
	}{}
	base := h.deps.SiteURL(r)
	lists := []string{"/", "/consultations", "/decisions", "/feedback", "/strategies", "/actions", "/progress", "/progress-reports", "/data"}
	for _, path := range append(lists, paths...) {
		site.URLs = append(site.URLs, entry{base + path})
	}
	return web.WriteXML(w, "application/xml; charset=utf-8", site)
}

// robots tells search engines where the sitemap is. Pages that they should not list say so themselves.
func (h *Handlers) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "User-agent: *\nDisallow: /staff\nSitemap: "+h.deps.SiteURL(r)+"/sitemap.xml\n")
	return err
}
