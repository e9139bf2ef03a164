package progressweb

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/page"
)

// FeedPath is the path of the Atom feed, which every page names.
const FeedPath = "/feed.atom"

// The parts of an Atom feed (RFC 4287) that we use.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Summary string   `xml:"summary,omitempty"`
	}
)

// feed serves what is new as an Atom feed: consultations, results, decisions, feedback and updates of actions.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	news, err := h.Service.News(r.Context())
	if err != nil {
		return err
	}
	words, base := page.Printer(r), h.deps.BaseFor(r)
	feed := atomFeed{
		Lang: words.Lang(), ID: base + FeedPath, Title: words.Say("Consultations, decisions and progress"),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Author:  h.deps.CouncilName(r),
		Links:   []atomLink{{"self", "application/atom+xml", base + FeedPath}, {"alternate", "text/html", base + "/"}},
	}
	if len(news) > 0 {
		feed.Updated = news[0].At.UTC().Format(time.RFC3339)
	}
	for _, n := range news {
		at := n.At.UTC().Format(time.RFC3339)
		feed.Entries = append(feed.Entries, atomEntry{
			ID: base + n.Path + "#" + at + "-" + n.Kind.In(nil), Title: n.Title + ": " + n.Kind.In(words), Updated: at,
			Link: atomLink{Href: base + n.Path}, Summary: n.Text,
		})
	}
	return writeXML(w, "application/atom+xml; charset=utf-8", feed)
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
	base := h.deps.BaseFor(r)
	for _, path := range append([]string{"/", "/consultations", "/decisions", "/strategies", "/progress", "/data"}, paths...) {
		site.URLs = append(site.URLs, entry{base + path})
	}
	return writeXML(w, "application/xml; charset=utf-8", site)
}

// robots tells search engines where the sitemap is. Pages that they should not list say so themselves.
func (h *Handlers) robots(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "User-agent: *\nDisallow: /staff\nSitemap: "+h.deps.BaseFor(r)+"/sitemap.xml\n")
	return err
}

func writeXML(w http.ResponseWriter, kind string, v any) error {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	_, err := w.Write(body.Bytes())
	return err
}
