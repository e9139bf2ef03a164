package draftweb

import (
	"net/http"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// listView is the list of the consultations and drafts of an organisation.
type listView struct {
	page.StaffView
	Query     string
	Mine      bool // only those that the officer started or changed last
	Parts     []listPart
	AllHref   string
	MineHref  string
	FirstHref string // of the first pages of all parts; "" if they are shown
}

// listPart is a page of drafts, or of consultations without a draft.
type listPart struct {
	Heading string
	Items   []listItem
	Pages   page.Pagination
}

// listItem is a consultation, a draft, or a consultation with a draft.
type listItem struct {
	Title, Href string
	Tag         page.Tag
	HasChanges  bool // the consultation is published and has a draft
	Type        string
	Dates       string
	Changed     string
}

var listPage = page.New(templateFiles, "templates/list.html", listExamples[0], listExamples[1:]...)

// Values of the parameter "list".
const (
	onlyDrafts   = "drafts"
	onlyNoDrafts = "published"
)

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, words, typed := site.Actor(r), page.Printer(r), r.URL.Query()
	if !by.May(actor.Draft) {
		return h.listPublished(w, r)
	}
	v := listView{
		Query: typed.Get("q"), Mine: typed.Get("whose") == "mine",
		AllHref: draftedit.RootPath, MineHref: draftedit.RootPath + "?whose=mine",
	}
	only := typed.Get("list")
	for _, part := range []struct {
		list, heading string
		noDraft       bool
	}{
		{onlyDrafts, words.Say("Drafts and unpublished changes"), false},
		{onlyNoDrafts, words.Say("Published consultations"), true},
	} {
		shown := only == part.list
		if (only == onlyDrafts || only == onlyNoDrafts) && !shown || v.Mine && part.noDraft {
			continue
		}
		q := draft.ListQuery{NoDraft: part.noDraft, Title: v.Query, Mine: v.Mine}
		if shown {
			q.At, v.FirstHref = typed.Get(page.CursorName), draftedit.RootPath
		}
		found, err := h.Drafts.List(r.Context(), by, q)
		if err != nil {
			return err
		}
		query := url.Values{"list": {part.list}}
		for _, name := range []string{"q", "whose"} {
			if typed.Get(name) != "" {
				query.Set(name, typed.Get(name))
			}
		}
		if len(found.Items) > 0 || found.Previous != "" || found.Next != "" {
			v.Parts = append(v.Parts, listPart{
				part.heading, h.listItems(r, found.Items), page.Neighbours(draftedit.RootPath, query, found.Previous, found.Next),
			})
		}
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// listItems returns the rows for all.
func (h *Handlers) listItems(r *http.Request, all []draft.ListItem) (items []listItem) {
	words := page.Printer(r)
	names := map[string]string{} // of accounts, by id
	for _, found := range all {
		item := listItem{
			Title:      found.Title,
			Href:       draftedit.HubPath(found.Slug),
			Tag:        draftedit.StateTag(words, found.State),
			HasChanges: found.HasDraft && found.State != consult.Draft,
			Type:       found.Type.Label().In(words),
			Dates:      draftedit.DateRange(words, found.Opens, found.Closes),
		}
		if found.Register && found.State == consult.Reported {
			item.Tag = draftedit.StateTag(words, consult.Closed)
		}
		if found.HasDraft {
			if _, ok := names[found.ChangedBy]; !ok {
				names[found.ChangedBy] = h.PersonName(r.Context(), found.ChangedBy)
			}
			item.Changed = words.Say("Changed by %s on %s", names[found.ChangedBy], draftedit.LocalTime(found.ChangedAt))
		}
		items = append(items, item)
	}
	return items
}
