package draftweb

import (
	"net/http"
	"slices"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// listView is the consultations and drafts of an organisation.
type listView struct {
	page.Desk
	Words string
	Mine  bool
	Found string
	Items []item
	All   string // leads to those of everybody, or to the whole list
	Own   string
}

// item is one of them.
type item struct {
	Title, Href string
	Tag         page.Tag
	Copy        bool // there is a working copy of something that is published
	Type        string
	Dates       string
	Changed     string
}

var listPage = page.New(files, "templates/list.html", listExamples[0], listExamples[1:]...)

func (d *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, words, query := site.By(r), page.In(r), r.URL.Query()
	if !by.May(actor.Draft) {
		return d.work(w, r)
	}
	all, err := d.draft.List(r.Context(), by)
	if err != nil {
		return err
	}
	v := listView{Words: query.Get("q"), Mine: query.Get("whose") == "mine", All: root, Own: root + "?whose=mine"}
	all = draft.Search(all, v.Words)
	if v.Mine {
		all = slices.DeleteFunc(all, func(l draft.Listed) bool { return l.By != by.ID && l.Begun != by.ID })
	}
	names := map[string]string{}
	for _, l := range all {
		one := item{Title: l.Title, Href: hub(l.Slug), Tag: stateTag(words, l.State), Copy: l.Copy && l.State != consult.Draft, Type: l.Type.Words().In(words), Dates: spanWords(words, l.Opens, l.Until)}
		if l.Copy {
			if _, ok := names[l.By]; !ok {
				names[l.By] = d.NameOf(r.Context(), l.By)
			}
			one.Changed = words.Say("Changed by %s on %s", names[l.By], local(l.At))
		}
		v.Items = append(v.Items, one)
	}
	v.Found = words.Count(int64(len(all)), "%d consultation", "%d consultations")
	return listPage.Write(w, r, http.StatusOK, v)
}

// stateTag is a state in a word.
func stateTag(words *locale.Printer, state consult.State) page.Tag {
	return page.Tag{Text: state.Words().In(words), Colour: colours[state]}
}

var colours = map[consult.State]string{
	consult.Draft: "grey", consult.Forthcoming: "yellow", consult.Open: "green", consult.Reported: "teal", consult.Withdrawn: "red",
}

// spanWords says from when to when, as far as it is known.
func spanWords(words *locale.Printer, opens, closes string) string {
	from, _ := consult.ParseMoment(opens, "") // what cannot be read is not known
	to, _ := consult.ParseMoment(closes, "")
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
