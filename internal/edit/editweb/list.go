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
	Heading   string
	Heads     []page.ColumnHead
	DateLabel string // "" if there is no column with dates
	State     bool   // whether there is a column with states
	Items     []listItem
	Pages     page.Pagination
}

type listItem struct {
	Link page.Link
	Tag  page.Tag // of a part with states
	Date string
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
	sort := page.SortBy(asked)
	v := listView{Title: words.Say(h.kind.Many), About: words.Say(h.kind.About),
		Add: page.Link{Text: words.Say(h.kind.AddLabel), Href: h.kind.Path + "/new"}}
	if !h.kind.MayStart(by) {
		v.Add = page.Link{}
	}
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
		found, err := h.records.Discarded(r.Context(), by, h.kind, sort, at(onlyDiscarded))
		if err != nil {
			return err
		}
		v.Parts = []listPart{h.copiesPart(r, words.Say("Discarded drafts"), onlyDiscarded, found)}
		return listPage.Write(w, r, http.StatusOK, v)
	}
	v.Discarded = page.Link{Text: words.Say("Discarded drafts"), Href: h.kind.Path + "?list=" + onlyDiscarded}
	if only != onlyPublished {
		found, err := h.records.Pending(r.Context(), by, h.kind, sort, at(onlyPending))
		if err != nil {
			return err
		}
		v.Parts = append(v.Parts, h.copiesPart(r, words.Say("Drafts and changes"), onlyPending, found))
	}
	if only != onlyPending {
		found, err := h.records.Published(r.Context(), by, h.kind, sort, at(onlyPublished))
		if err != nil {
			return err
		}
		part := listPart{Heading: words.Say("Published"), Pages: h.neighbours(r, onlyPublished, found.Previous, found.Next)}
		columns := []page.Column{{Text: words.Say("Title"), Sort: edit.SortTitle}}
		if label := h.kind.Listed.DateLabel; label != "" {
			part.DateLabel = words.Say(label)
			columns = append(columns, page.Column{Text: part.DateLabel, Sort: edit.SortDate})
		}
		part.Heads = page.ColumnHeads(h.kind.Path, asked, h.kind.Sorts().Link, columns...)
		for _, item := range found.Items {
			line := listItem{Link: page.Link{Text: item.Title, Href: h.kind.Path + "/" + item.Ref}}
			if h.kind.Proposed && !by.MayForAll(h.kind.Write) && !by.ActsFor(item.Ref) { // of another organisation
				line.Link.Href = h.kind.PublicPath(item.Ref)
			}
			if !item.Date.IsZero() {
				line.Date = words.Date(consult.LocalTime(item.Date))
			}
			part.Items = append(part.Items, line)
		}
		v.Parts = append(v.Parts, part)
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// copiesPart returns a part of the list with working copies.
func (h *handlers) copiesPart(r *http.Request, heading, only string, found db.Page[*edit.Copy]) listPart {
	words := page.Printer(r)
	part := listPart{Heading: heading, State: true, DateLabel: words.Say("Last changed"),
		Pages: h.neighbours(r, only, found.Previous, found.Next)}
	part.Heads = page.ColumnHeads(h.kind.Path, r.URL.Query(), edit.CopySorts.Link,
		page.Column{Text: words.Say("Title"), Sort: edit.SortTitle}, page.Column{Text: words.Say("State")},
		page.Column{Text: part.DateLabel, Sort: edit.SortDate})
	for _, c := range found.Items {
		item := listItem{Link: page.Link{Text: c.Title, Href: h.path(c)}, Tag: stateTag(words, c.State),
			Date: h.whoAndWhen(r, c.ChangedBy, c.ChangedAt)}
		if c.Title == "" {
			item.Link.Text = words.Say("No title yet")
		}
		if c.State == edit.Discarded {
			item.Restore = strconv.FormatInt(c.Version, 10)
			item.Fact = words.Say("Can be restored until %s", words.Date(consult.LocalTime(edit.DiscardedUntil(c.ChangedAt))))
		}
		part.Items = append(part.Items, item)
	}
	return part
}

// neighbours returns the links to the neighbouring pages of a part of the list, sorted as it is.
func (h *handlers) neighbours(r *http.Request, part, previous, next string) page.Pagination {
	query := url.Values{"list": {part}}
	if sort := page.SortBy(r.URL.Query()); sort != "" {
		query.Set(page.SortName, string(sort))
	}
	return page.Neighbours(h.kind.Path, query, previous, next)
}
