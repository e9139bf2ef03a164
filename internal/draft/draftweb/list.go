package draftweb

import (
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// listView is the list of the consultations and drafts of an organisation.
type listView struct {
	page.StaffView
	Query     string
	Mine      bool // only those that the officer started or changed last
	CountText string
	Items     []listItem
	AllHref   string
	MineHref  string
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

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, words, query := site.Actor(r), page.Printer(r), r.URL.Query()
	if !by.May(actor.Draft) {
		return h.listPublished(w, r)
	}
	all, err := h.Drafts.List(r.Context(), by)
	if err != nil {
		return err
	}
	v := listView{
		Query: query.Get("q"), Mine: query.Get("whose") == "mine",
		AllHref: draftedit.RootPath, MineHref: draftedit.RootPath + "?whose=mine",
	}
	all = draft.FilterByTitle(all, v.Query)
	if v.Mine {
		all = slices.DeleteFunc(all, func(item draft.ListItem) bool {
			return item.ChangedBy != by.ID && item.StartedBy != by.ID
		})
	}
	names := map[string]string{} // of accounts, by id
	for _, found := range all {
		item := listItem{
			Title:      found.Title,
			Href:       draftedit.HubPath(found.Slug),
			Tag:        stateTag(words, found.State),
			HasChanges: found.HasDraft && found.State != consult.Draft,
			Type:       found.Type.Label().In(words),
			Dates:      dateRange(words, found.Opens, found.Closes),
		}
		if found.Register && found.State == consult.Reported {
			item.Tag = stateTag(words, consult.Closed)
		}
		if found.HasDraft {
			if _, ok := names[found.ChangedBy]; !ok {
				names[found.ChangedBy] = h.PersonName(r.Context(), found.ChangedBy)
			}
			item.Changed = words.Say("Changed by %s on %s", names[found.ChangedBy], draftedit.LocalTime(found.ChangedAt))
		}
		v.Items = append(v.Items, item)
	}
	v.CountText = words.Count(int64(len(all)), "%d consultation", "%d consultations")
	return listPage.Write(w, r, http.StatusOK, v)
}

// stateTag returns the tag that shows the state of a consultation.
func stateTag(words *locale.Printer, state consult.State) page.Tag {
	return page.Tag{Text: state.Label().In(words), Colour: stateColours[state]}
}

var stateColours = map[consult.State]string{
	consult.Draft: "grey", consult.Forthcoming: "yellow", consult.Open: "green", consult.Reported: "teal", consult.Withdrawn: "red",
}

// dateRange returns the opening and closing dates in words. Dates that cannot be parsed, because the draft is
// incomplete, are left out.
func dateRange(words *locale.Printer, opens, closes string) string {
	from, _ := consult.ParseCivilTime(opens, "")
	to, _ := consult.ParseCivilTime(closes, "")
	switch {
	case from.IsZero() && to.IsZero():
		return words.Say("no dates yet")
	case to.IsZero():
		return words.Say("from %s", from.DateIn(words))
	case from.IsZero():
		return words.Say("until %s", to.DateIn(words))
	}
	return words.Say("%s to %s", from.DateIn(words), to.DateIn(words))
}
