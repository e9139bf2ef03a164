package overviewweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// discardedView is the list of the discarded drafts of consultations that were never published.
type discardedView struct {
	page.StaffView
	Back  page.Link
	Days  int // for which a draft can be restored
	Items []discardedItem
	Pages page.Pagination
}

type discardedItem struct {
	Title, Href, Version string
	Facts                []string
}

var discardedPage = page.New(templateFiles, "templates/discarded.html", discardedExamples[0], discardedExamples[1:]...)

// listDiscarded is the value of the parameter "list" for discardedView.
const listDiscarded = "discarded"

// discarded lists the discarded drafts.
func (h *Handlers) discarded(w http.ResponseWriter, r *http.Request) error {
	words := page.Printer(r)
	found, err := h.service.Drafts.Discarded(r.Context(), site.Actor(r), r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	v := discardedView{
		Back: page.Link{Text: words.Say("Consultations"), Href: rootPath}, Days: edit.DiscardedDays,
		Pages: page.Neighbours(rootPath, url.Values{"list": {listDiscarded}}, found.Previous, found.Next),
	}
	for _, c := range found.Items {
		def := draft.DefinitionIn(c)
		v.Items = append(v.Items, discardedItem{
			Title: def.Title, Href: "/staff/consultations/" + c.ID + "/changes", Version: strconv.FormatInt(c.Version, 10),
			Facts: []string{def.Type.Label().In(words),
				words.Say("Changed by %s on %s", h.PersonName(r.Context(), c.ChangedBy), consult.LocalTime(c.ChangedAt)),
				words.Say("Can be restored until %s", words.Date(consult.LocalTime(edit.DiscardedUntil(c.ChangedAt))))},
		})
	}
	return discardedPage.Write(w, r, http.StatusOK, v)
}
