package editweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// listView is the list of the records of a kind.
type listView struct {
	page.StaffView
	Title, About string
	Add          page.Link
	Parts        []listPart
	All          page.Link // to the first pages of all parts; empty if they are shown
	Discarded    page.Link // to the drafts that were discarded and never published; empty if they are shown
}

type listPart struct {
	Heading string
	Items   []listItem
	Pages   page.Pagination
}

type listItem struct {
	Link page.Link
	Tag  page.Tag // empty for records without changes
	Fact string

	Restore string // version of a discarded draft, which can be restored; "" for others
}

var listPage = page.New(files, "templates/list.html", listExamples[0], listExamples[1:]...)

// Values of the parameter "list".
const (
	onlyPending   = "changes"
	onlyPublished = "published"
	onlyDiscarded = "discarded"
)

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	words, by, asked := page.Printer(r), site.Actor(r), r.URL.Query()
	v := listView{Title: words.Say(h.kind.Many), About: words.Say(h.kind.About),
		Add: page.Link{Text: words.Say(h.kind.AddLabel), Href: h.kind.Path + "/new"}}
	only, at := asked.Get("list"), func(part string) string {
		if asked.Get("list") == part {
			return asked.Get(page.CursorName)
		}
		return ""
	}
	if only == onlyPending || only == onlyPublished || only == onlyDiscarded {
		v.All = page.Link{Text: words.Say("Show everything"), Href: h.kind.Path}
	}
	if only == onlyDiscarded {
		found, err := h.records.Discarded(r.Context(), by, h.kind, at(onlyDiscarded))
		if err != nil {
			return err
		}
		v.Parts = []listPart{h.copiesPart(r, words.Say("Discarded drafts"), onlyDiscarded, found)}
		return listPage.Write(w, r, http.StatusOK, v)
	}
	v.Discarded = page.Link{Text: words.Say("Discarded drafts"), Href: h.kind.Path + "?list=" + onlyDiscarded}
	if only != onlyPublished {
		found, err := h.records.Pending(r.Context(), by, h.kind, at(onlyPending))
		if err != nil {
			return err
		}
		v.Parts = append(v.Parts, h.copiesPart(r, words.Say("Drafts and changes"), onlyPending, found))
	}
	if only != onlyPending {
		found, err := h.records.Published(r.Context(), by, h.kind, at(onlyPublished))
		if err != nil {
			return err
		}
		part := listPart{Heading: words.Say("Published"),
			Pages: page.Neighbours(h.kind.Path, url.Values{"list": {onlyPublished}}, found.Previous, found.Next)}
		for _, item := range found.Items {
			part.Items = append(part.Items, listItem{Link: page.Link{Text: item.Title, Href: h.kind.Path + "/" + item.Ref}})
		}
		v.Parts = append(v.Parts, part)
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// copiesPart returns a part of the list with working copies.
func (h *handlers) copiesPart(r *http.Request, heading, only string, found db.Page[*edit.Copy]) listPart {
	words := page.Printer(r)
	part := listPart{Heading: heading, Pages: page.Neighbours(h.kind.Path, url.Values{"list": {only}}, found.Previous, found.Next)}
	for _, c := range found.Items {
		item := listItem{Link: page.Link{Text: c.Title, Href: h.path(c)}, Tag: stateTag(words, c.State),
			Fact: h.whoAndWhen(r, c.ChangedBy, c.ChangedAt)}
		if c.Title == "" {
			item.Link.Text = words.Say("No title yet")
		}
		if c.State == edit.Discarded {
			item.Restore = strconv.FormatInt(c.Version, 10)
			item.Fact += " · " + words.Say("Can be restored until %s", words.Date(consult.LocalTime(edit.DiscardedUntil(c.ChangedAt))))
		}
		part.Items = append(part.Items, item)
	}
	return part
}
