package draftweb

import (
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/draft/draftedit"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// listView is the consultations and drafts of an organisation.
type listView struct {
	page.StaffView
	Query     string
	Mine      bool
	CountText string
	Items     []listItem
	AllHref   string // leads to those of everybody, or to the whole list
	MineHref  string
}

// listItem is one of them.
type listItem struct {
	Title, Href string
	Tag         page.Tag
	HasChanges  bool // there is a working copy of something that is published
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
	v := listView{Query: query.Get("q"), Mine: query.Get("whose") == "mine", AllHref: draftedit.RootPath, MineHref: draftedit.RootPath + "?whose=mine"}
	all = draft.FilterByTitle(all, v.Query)
	if v.Mine {
		all = slices.DeleteFunc(all, func(l draft.ListItem) bool { return l.ChangedBy != by.ID && l.StartedBy != by.ID })
	}
	names := map[string]string{}
	for _, l := range all {
		one := listItem{
			Title:      l.Title,
			Href:       draftedit.HubPath(l.Slug),
			Tag:        stateTag(words, l.State),
			HasChanges: l.HasDraft && l.State != consult.Draft,
			Type:       l.Type.Label().In(words),
			Dates:      dateRange(words, l.Opens, l.Closes),
		}
		if l.HasDraft {
			if _, ok := names[l.ChangedBy]; !ok {
				names[l.ChangedBy] = h.PersonName(r.Context(), l.ChangedBy)
			}
			one.Changed = words.Say("Changed by %s on %s", names[l.ChangedBy], draftedit.LocalTime(l.ChangedAt))
		}
		v.Items = append(v.Items, one)
	}
	v.CountText = words.Count(int64(len(all)), "%d consultation", "%d consultations")
	return listPage.Write(w, r, http.StatusOK, v)
}

// stateTag is a state in a word.
func stateTag(words *locale.Printer, state consult.State) page.Tag {
	return page.Tag{Text: state.Label().In(words), Colour: stateColours[state]}
}

var stateColours = map[consult.State]string{
	consult.Draft: "grey", consult.Forthcoming: "yellow", consult.Open: "green", consult.Reported: "teal", consult.Withdrawn: "red",
}

// dateRange says from when to when, as far as it is known.
func dateRange(words *locale.Printer, opens, closes string) string {
	from, _ := consult.ParseCivilTime(opens, "") // what cannot be read is not known
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
