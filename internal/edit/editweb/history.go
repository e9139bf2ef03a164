package editweb

import (
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// historyView lists the versions of a record, the newest first, with the words that changed.
type historyView struct {
	head
	Action, Version string
	Versions        []versionView
	Pages           page.Pagination
}

type versionView struct {
	Number  int64
	What    string
	Who     string
	Current bool
	Changes []changedField
}

var historyPage = page.New(files, "templates/history.html", historyExamples[0], historyExamples[1:]...)

func (h *handlers) history(w http.ResponseWriter, r *http.Request) error {
	c, err := h.get(r)
	if err != nil {
		return err
	}
	words := page.Printer(r)
	found, before, err := h.records.History(r.Context(), c, r.URL.Query().Get(page.CursorName))
	if err != nil {
		return err
	}
	var all []edit.Values
	for _, version := range found.Items {
		all = append(all, version.Values)
	}
	if before != nil {
		all = append(all, before.Values)
	}
	offered, err := h.records.Offered(r.Context(), site.Actor(r), h.kind, all...)
	if err != nil {
		return err
	}
	path := h.path(c) + "/history"
	v := historyView{head: h.head(r, c, h.backToRecord(r, c)), Action: path, Version: strconv.FormatInt(c.Version, 10),
		Pages: page.Neighbours(path, nil, found.Previous, found.Next)}
	for i, version := range found.Items {
		var earlier edit.Values
		switch {
		case i+1 < len(found.Items):
			earlier = found.Items[i+1].Values
		case before != nil:
			earlier = before.Values
		}
		one := versionView{Number: version.Number, What: version.Act.Label().In(words),
			Who: h.whoAndWhen(r, version.By, version.At), Current: version.Number == c.Version}
		if earlier != nil { // the first version has nothing to be compared with
			one.Changes = changes(words, h.kind, offered.Labels, earlier, version.Values)
		}
		v.Versions = append(v.Versions, one)
	}
	return historyPage.Write(w, r, http.StatusOK, v)
}

// undo makes an earlier version the draft.
func (h *handlers) undo(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Undo(r.Context(), site.Actor(r), h.kind, h.address(r), version(r, "version"), version(r, "to"))
	if err != nil {
		return err
	}
	h.SetNotice(r, page.Printer(r).Say("This is the earlier version again, as a draft."))
	return site.Redirect(w, r, h.path(c))
}
