package web

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/page"
)

// The parts of an Atom feed (RFC 4287) that we use.
type (
	// AtomFeed is a feed.
	AtomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Links   []AtomLink  `xml:"link"`
		Entries []AtomEntry `xml:"entry"`
	}
	// AtomLink is a link of a feed or of an entry.
	AtomLink struct {
		Rel  string `xml:"rel,attr,omitempty"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	// AtomEntry is an entry of a feed.
	AtomEntry struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    AtomLink `xml:"link"`
		Summary string   `xml:"summary,omitempty"`
	}
)

// WriteXML answers with v as XML of a media type.
func WriteXML(w http.ResponseWriter, kind string, v any) error {
	var body bytes.Buffer
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	_, err := w.Write(body.Bytes())
	return err
}

// AtomType is the media type of a feed.
const AtomType = "application/atom+xml; charset=utf-8"

// NewListFeed returns the feed of a list, without entries. Its title is what the heading of the list says.
func NewListFeed(lang, base, council string, list page.FilteredList) *AtomFeed {
	f := &AtomFeed{
		Lang: lang, ID: base + list.FeedHref, Title: list.Heading, Author: council,
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []AtomLink{
			{Rel: "self", Type: "application/atom+xml", Href: base + list.FeedHref},
			{Rel: "alternate", Type: "text/html", Href: base + list.Href},
		},
	}
	for _, chosen := range list.Chosen {
		f.Title += " · " + chosen.Text
	}
	return f
}

// Add adds an entry that was last changed at a time. The feed was changed with the latest of its entries.
func (f *AtomFeed) Add(e AtomEntry, at time.Time) {
	e.Updated = at.UTC().Format(time.RFC3339)
	f.Updated = max(f.Updated, e.Updated)
	f.Entries = append(f.Entries, e)
}
