package partnerweb

import (
	"context"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/web"
)

// homeView is the data for home.html, the home page of the partnership.
type homeView struct {
	Lang, Introduction, Invented string
	Partners                     int64
	Principles                   []keptLine
}

// keptLine is a principle with the first number that shows how it is kept.
type keptLine struct {
	Link    page.Link
	Name    string // of the principle in the partnership’s words, if they are not those of Link
	Figure  page.Figure
	Lacking int64 // how many are missing in all
	Shown   bool  // there is something to count
}

var homePage = page.New(files, "templates/home.html",
	homeView{Lang: "en", Introduction: "We work together as equals.", Invented: "the wording and the signatures", Partners: 12,
		Principles: []keptLine{
			{Link: page.Link{Text: "Equality", Href: partner.KeepsPath(partner.Equality)}, Figure: page.Figure{Number: "14 of 16",
				Label: "Impact assessments that are not late"}, Lacking: 2, Shown: true},
			{Link: page.Link{Text: "Quality", Href: partner.KeepsPath(partner.Quality)}, Name: "Doing well", Shown: true},
			{Link: page.Link{Text: "Involvement", Href: partner.KeepsPath(partner.Involvement)}},
		}},
	homeView{Principles: []keptLine{{Link: page.Link{Text: "Equality", Href: partner.KeepsPath(partner.Equality)}}}},
)

// home shows whether the partnership keeps its principles.
func (h *handlers) home(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	v := homeView{Lang: words.LangOrCouncil("")}
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		current, err := partner.Current(ctx, tx)
		if ignored := ignoreNotFound(err); ignored != nil {
			return ignored
		}
		if err == nil {
			v.Introduction, v.Invented = current.Introduction, current.Invented
		}
		if v.Partners, err = partner.Count(ctx, tx); err != nil {
			return err
		}
		v.Principles = nil
		for _, code := range partner.AllKeeps {
			kept, err := h.CountKept(ctx, tx, code)
			if err != nil {
				return err
			}
			v.Principles = append(v.Principles, newKeptLine(words, code, nameOf(current, code), kept))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return homePage.Write(w, r, http.StatusOK, v)
}

// nameOf returns what the partnership calls the principle about k, or "" if that is its own name or there is none.
func nameOf(p *partner.Principles, k partner.Keeps) string {
	if p == nil {
		return ""
	}
	for _, one := range p.Principles {
		if one.Kept == k && one.Name != k.Label().In(nil) {
			return one.Name
		}
	}
	return ""
}

func newKeptLine(words web.PagePrinter, code partner.Keeps, name string, kept []web.Kept) keptLine {
	line := keptLine{Link: page.Link{Text: code.Label().In(words.Printer), Href: partner.KeepsPath(code)}, Name: name, Shown: len(kept) > 0}
	for i := range kept {
		line.Lacking += kept[i].LacksNow()
	}
	if len(kept) > 0 {
		line.Figure = newFigure(words, &kept[0])
	}
	return line
}

// keepsView is the data for keeps.html, the page of a principle.
type keepsView struct {
	Back        page.Link
	Title, Lang string
	Promised    []principleView // in the partnership’s words
	Invented    string
	Counted     []keptView
	Lacking     int64
	Next, Last  page.Link // the principles beside it
}

type keptView struct {
	ID      string
	Figure  page.Figure
	Items   []keptItemView
	More    string // address of the page that lists all
	Missing []keptItemView
	Others  int64 // are missing and not shown
}

type keptItemView struct {
	page.UserText
	Fact string
}

var keepsPage = page.New(files, "templates/keeps.html",
	keepsView{
		Back: page.Link{Text: "The partnership", Href: partner.HomePath}, Title: "Partnership", Lang: "en", Invented: "the wording",
		Promised: []principleView{{Name: "Partnership", Means: "We share what we know."}}, Lacking: 3,
		Counted: []keptView{
			{ID: "kept-1", Figure: page.Figure{Number: "9 of 12", Label: "Partners that have signed version 2 of the principles"},
				Items: []keptItemView{
					{page.UserText{Text: "Example Valley Food Bank", Href: "/partners/food", Lang: "en"}, "Chair of trustees, 2 May 2026"},
				},
				More: partner.PublicPath, Others: 2,
				Missing: []keptItemView{{page.UserText{Text: "Walking group", Href: "/partners/walks", Lang: "en"}, ""}}},
			{ID: "kept-2", Figure: page.Figure{Number: "0", Label: "Joint projects under way"}},
		},
		Next: page.Link{Text: "Equality", Href: partner.KeepsPath(partner.Equality)},
		Last: page.Link{Text: "Accountability", Href: partner.KeepsPath(partner.Accountability)},
	},
	keepsView{Back: page.Link{Text: "The partnership", Href: partner.HomePath}, Title: "Quality of life", Lang: "en"},
)

// keeps shows how a principle is kept: what was counted, and what is missing.
func (h *handlers) keeps(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	code := partner.Keeps(r.PathValue("principle"))
	if !code.IsKnown() {
		return fault.New(fault.NotFound, "There is no such principle. Go to the page of the partnership.")
	}
	p := words.Printer
	v := keepsView{Back: page.Link{Text: words.Say("The partnership"), Href: partner.HomePath}, Title: code.Label().In(p),
		Lang: words.LangOrCouncil("")}
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		current, err := partner.Current(ctx, tx)
		if ignored := ignoreNotFound(err); ignored != nil {
			return ignored
		}
		v.Promised, v.Counted, v.Lacking = nil, nil, 0
		if err == nil {
			v.Invented = current.Invented
			for _, one := range current.Principles {
				if one.Kept == code {
					v.Promised = append(v.Promised, principleView{Name: one.Name, Means: one.Means})
				}
			}
		}
		kept, err := h.CountKept(ctx, tx, code)
		for i := range kept {
			v.Counted = append(v.Counted, newKeptView(words, &kept[i], i))
			v.Lacking += kept[i].LacksNow()
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, k := range partner.AllKeeps {
		if k == code {
			beside := func(j int) page.Link {
				k := partner.AllKeeps[(j+len(partner.AllKeeps))%len(partner.AllKeeps)]
				return page.Link{Text: k.Label().In(p), Href: partner.KeepsPath(k)}
			}
			v.Last, v.Next = beside(i-1), beside(i+1)
		}
	}
	return keepsPage.Write(w, r, http.StatusOK, v)
}

// newFigure returns the number of k, with its total if it has one.
func newFigure(words web.PagePrinter, k *web.Kept) page.Figure {
	f := page.Figure{Number: words.Number(k.Number), Label: k.Words.In(words.Printer)}
	if k.Of > 0 {
		f.Number = words.Say("%d of %d", k.Number, k.Of)
	}
	return f
}

func newKeptView(words web.PagePrinter, k *web.Kept, i int) keptView {
	items := func(all []web.KeptItem) (shown []keptItemView) {
		for _, item := range all[:min(len(all), web.MaxKept)] {
			item.Lang = words.LangOrCouncil(item.Lang)
			shown = append(shown, keptItemView{item.UserText, item.Fact.In(words.Printer)})
		}
		return shown
	}
	v := keptView{ID: "kept-" + string(rune('1'+i)), Items: items(k.Items), More: k.Href, Missing: items(k.Missing),
		Figure: newFigure(words, k)}
	v.Others = k.LacksNow() - int64(len(v.Missing))
	return v
}

// keepings is what the register counts about the principle of partnership.
var keepings = []web.Keeping{
	{Principle: partner.Partnership, Order: 10, Count: countSigned},
	{Principle: partner.Partnership, Order: 20, Count: countReviewed},
}

// countSigned counts who has signed the current principles.
func countSigned(ctx context.Context, tx *db.Tx, _ time.Time) (k web.Kept, err error) {
	k.Of, err = partner.Count(ctx, tx)
	if err != nil {
		return k, err
	}
	current, err := partner.Current(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		k.Words = locale.Lazy("Partners that have signed principles. None are published yet.")
		return k, nil
	}
	if err != nil {
		return k, err
	}
	standing, err := partner.StandingOf(ctx, tx, current.Version)
	if err != nil {
		return k, err
	}
	k.Number, k.Of, k.Href = int64(len(standing.Signed)), int64(len(standing.Signed)+len(standing.Unsigned)), principlesPath
	k.Words = locale.Lazy("Partners that have signed version %d of the principles", current.Version)
	for _, s := range standing.Signed[:min(len(standing.Signed), web.MaxKept)] {
		k.Items = append(k.Items, web.KeptItem{UserText: page.UserText{Text: s.Name, Href: partner.Path(s.Partner)},
			Fact: locale.Lazy("%s, %s", s.Role, locale.LazyDate(s.On))})
	}
	for _, p := range standing.Unsigned {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: p.Name, Href: partner.Path(p.ID)},
			Fact: locale.Lazy("Has not signed this version")})
	}
	return k, nil
}

// countReviewed counts the partnerships whose yearly review is not late.
func countReviewed(ctx context.Context, tx *db.Tx, now time.Time) (k web.Kept, err error) {
	if k.Of, k.Lacking, err = partner.CountReviews(ctx, tx, now); err != nil {
		return k, err
	}
	k.Number, k.Words = k.Of-k.Lacking, locale.Lazy("Yearly reviews of partnerships that are not late")
	due, err := partner.DueReviews(ctx, tx, now.AddDate(0, 0, -1))
	for _, p := range due[:min(len(due), web.MaxKept)] {
		k.Missing = append(k.Missing, web.KeptItem{UserText: page.UserText{Text: p.Name, Href: partner.Path(p.ID)},
			Fact: locale.Lazy("The review was due on %s", locale.LazyDate(p.Next))})
	}
	return k, err
}
