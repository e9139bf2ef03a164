package sustainabilityweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/sustainability"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the data for show.html.
type showView struct {
	Back                      page.Link
	Lang, Title, InventedPart string
	Published                 string
	Covers, Needs             []page.UserText
	WithoutNeed, NotChecked   string
	Horizons                  []horizonView
	Goals, Ways               []answerView
	Act                       string
	Entries                   []page.Link // in the public record, of all versions
}

type horizonView struct {
	ID, Name string
	Effects  []effectView
	Reviews  []reviewView
}

type effectView struct {
	Does, Who, Direction, Undo, Evidence, Unless, Review string
	Overdue                                              bool
}

type reviewView struct{ On, Found string }

type answerView struct{ Name, Evidence string }

var showPage = page.New(files, "templates/show.html",
	showView{
		Back: page.Link{Text: "Long-term effects", Href: sustainability.PublicPath}, Lang: "en", Title: "A library van that runs on electricity",
		InventedPart: "this whole page", Published: "2 March 2026",
		Covers: []page.UserText{{Text: "Open to all", Href: "/strategies/open-to-all", Lang: "en"}},
		Needs:  []page.UserText{{Text: "Villages without a library", Href: "/evidence/villages", Lang: "en"}},
		Horizons: []horizonView{
			{ID: "now", Name: "Now", Effects: []effectView{{Does: "The air on the round is cleaner.", Who: "People on the round",
				Direction: "Better off", Undo: "It can be undone", Evidence: "Measurements of the maker.", Unless: "Electricity from coal."}},
				Reviews: []reviewView{{"2 March 2026", "As expected."}}},
			{ID: "5-years", Name: "In 5 years", Effects: []effectView{{Direction: "No effect expected", Evidence: "The van is kept for ten years.",
				Unless: "The round is given up.", Review: "1 April 2031", Overdue: true}}},
		},
		Act: sustainability.ActAddress, Goals: []answerView{{"A healthier Wales", "Fewer fumes."}},
		Ways:    []answerView{{"Prevention", "Fewer illnesses."}},
		Entries: []page.Link{{Text: "Entry 7", Href: "/record/7"}},
	},
	showView{Back: page.Link{Text: "Long-term effects", Href: sustainability.PublicPath}, Title: "Equality strategy",
		Lang: "en", Published: "2 March 2026", WithoutNeed: "It was a duty.", NotChecked: "It was agreed before effects were recorded."},
)

// Contents returns the links to the sections of the page.
func (v showView) Contents() (links []page.Link) {
	for _, h := range v.Horizons {
		links = append(links, page.Link{Text: h.Name, Href: "#" + h.ID})
	}
	return links
}

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var v showView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		c, err := sustainability.Get(r.Context(), tx, r.PathValue("ref"))
		if err == nil {
			v, err = h.newShowView(r.Context(), tx, words, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, v)
}

func (h *handlers) newShowView(ctx context.Context, tx *db.Tx, words web.PagePrinter, c *sustainability.Check) (showView, error) {
	v := showView{
		Back: page.Link{Text: words.Say("Long-term effects"), Href: sustainability.PublicPath}, Lang: words.LangOrCouncil(""), Title: c.Title,
		InventedPart: c.Invented, Published: words.Date(c.Recorded), WithoutNeed: c.WithoutWhy, NotChecked: c.NotChecked,
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return v, err
	}
	for _, name := range c.Activities {
		kind, ref, _ := strings.Cut(name, ":")
		if ref, err = edit.PublishedRef(ctx, tx, kind, ref); err != nil {
			return v, err
		}
		found, err := h.FindRecord(ctx, tx, actor.Actor{}, kind, ref)
		if err != nil {
			return v, err
		}
		if found.Text != "" { // readers see no name of a draft
			found.Lang = words.LangOrCouncil(found.Lang)
			v.Covers = append(v.Covers, found)
		}
	}
	needs, err := evidence.GetMany(ctx, tx, c.Needs)
	if err != nil {
		return v, err
	}
	for _, n := range needs {
		v.Needs = append(v.Needs, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: v.Lang})
	}
	p := words.Printer
	for _, horizon := range sustainability.Horizons {
		one := horizonView{ID: string(horizon), Name: horizon.Label().In(p)}
		for _, e := range c.Of(horizon) {
			shown := effectView{Does: e.Does, Who: e.Who, Direction: e.Direction.Label().In(p), Undo: e.Undo.Label().In(p), Evidence: e.Evidence,
				Unless: e.Unless}
			if !e.Review.IsZero() {
				shown.Review, shown.Overdue = words.Date(e.Review), e.Review.AddDate(0, 0, 1).Before(now)
			}
			one.Effects = append(one.Effects, shown)
		}
		for _, review := range c.Reviews {
			if review.Horizon == horizon {
				one.Reviews = append(one.Reviews, reviewView{words.Date(review.On), review.Found})
			}
		}
		if len(one.Effects) > 0 {
			v.Horizons = append(v.Horizons, one)
		}
	}
	v.Goals, v.Ways = answers(words, c.Goals), answers(words, c.Ways)
	if len(v.Goals)+len(v.Ways) > 0 {
		v.Act = sustainability.ActAddress
	}
	v.Entries, err = h.RecordEntries(ctx, tx, p, web.NumberedSubjects(c.Subject(), c.Version)...)
	return v, err
}

func answers(words web.PagePrinter, all []sustainability.Answer) (shown []answerView) {
	for _, a := range all {
		shown = append(shown, answerView{sustainability.NameOf(a.Code).In(words.Printer), a.Evidence})
	}
	return shown
}
