package editweb

import (
	"net/http"
	"net/url"

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
}

var listPage = page.New(files, "templates/list.html", listExamples[0], listExamples[1:]...)

// Values of the parameter "list".
const (
	onlyPending   = "changes"
	onlyPublished = "published"
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
	if only == onlyPending || only == onlyPublished {
		v.All = page.Link{Text: words.Say("Show everything"), Href: h.kind.Path}
	}
	if only != onlyPublished {
		found, err := h.records.Pending(r.Context(), by, h.kind, at(onlyPending))
		if err != nil {
			return err
		}
		part := listPart{Heading: words.Say("Drafts and changes"),
			Pages: page.Neighbours(h.kind.Path, url.Values{"list": {onlyPending}}, found.Previous, found.Next)}
		for _, c := range found.Items {
			item := listItem{page.Link{Text: c.Title, Href: h.path(c)}, stateTag(words, c.State), h.whoAndWhen(r, c.ChangedBy, c.ChangedAt)}
			if c.Title == "" {
				item.Link.Text = words.Say("No title yet")
			}
			part.Items = append(part.Items, item)
		}
		v.Parts = append(v.Parts, part)
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
