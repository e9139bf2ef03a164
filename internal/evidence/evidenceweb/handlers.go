// Package evidenceweb shows evidence to the public, and to officers before it is published.
package evidenceweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/skill"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	records *edit.Service
	kind    edit.Kind
}

const publicPath = "/evidence"

// New returns the feature of evidence.
func New(deps *web.Deps, service *evidence.Service, records *edit.Service) feature.Feature {
	kinds := service.Records()
	h := &handlers{deps, records, kinds[0]}
	return feature.Feature{
		Name: "evidence", Definitions: service.Definitions(), Records: kinds,
		AuditLabels: web.AuditLabels{Acts: map[string]string{"define-need": locale.Key("Imported a need")}},
		Work:        work,
		Keepings:    []web.Keeping{{Principle: partner.Quality, Order: 20, Count: countGaps}},
		Referrers: []web.Referrers{{
			To: web.PlaceRecord, Order: 40, Heading: locale.Lazy("Evidence"), Needs: actor.Public, Find: evidenceIn,
		}},
		Routes: []site.Route{
			{Method: http.MethodGet, Pattern: publicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: publicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: evidence.RecordsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
		},
		Examples: []site.GalleryItem{listPage, needPage},
	}
}

type needView struct {
	Lang, Title, Summary, Figure, Date, Invented string
	Kind, Quality, Gap                           string

	Back            page.Link
	Preview         bool
	Source          page.UserText
	Places          []page.UserText
	Characteristics []string
	Helps           []string      // what would help
	Harms           []harmView    // what it does to people if nothing helps
	Closing         []closingView // actions that close the gap
	Related         []web.ReferrerGroup
}

// harmView is what a need does to a group of people.
type harmView struct {
	Who, Harm, Likelihood string
	Score                 int
}

// closingView is an action that closes a gap.
type closingView struct {
	page.UserText
	Who, Due string
}

// NoIndex implements what package page asks of views.
func (v needView) NoIndex() bool { return v.Preview }

// NoStore implements what package page asks of views.
func (v needView) NoStore() bool { return v.Preview }

var needPage = page.New(files, "templates/need.html",
	needView{
		Lang: "en", Title: "One in six residents is disabled", Summary: "The highest rates are in two districts.", Figure: "16.6%",
		Date: "21 March 2021", Invented: "this finding", Back: page.Link{Text: "Evidence", Href: publicPath},
		Kind: "Data", Quality: "Adequate", Gap: "It does not include children.",
		Source:          page.UserText{Text: "Census 2021", Href: "https://example.org", Lang: "en"},
		Places:          []page.UserText{{Text: "Exampleshire", Href: "/places/exampleshire", Lang: "en"}},
		Characteristics: []string{"Disability", "Age"}, Helps: []string{"Minibus: 4 days a month", "Kitchen"},
		Harms: []harmView{{"Disability", "2: loss of choice, or a modest cost", "3: likely", 6}},
		Closing: []closingView{
			{page.UserText{Text: "Ask schools", Href: "/actions/schools", Lang: "en"}, "Head of schools", "1 May 2027"},
		},
		Related: []web.ReferrerGroup{{ID: "related-a", Heading: "Actions because of this", Items: []web.ReferrerItem{
			{UserText: page.UserText{Text: "Build ramps", Href: "/actions/ramps", Lang: "en"}, Fact: "On track"},
		}}},
	},
	needView{
		Title: "One in six", Preview: true, Gap: "Children.",
		Back: page.Link{Text: "Back to the record", Href: evidence.RecordsPath + "/x"},
	},
)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	var n evidence.Need
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		n, err = evidence.Get(r.Context(), tx, r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v, err := h.view(r.Context(), words, n)
	if err != nil {
		return err
	}
	v.Back = page.Link{Text: words.Say("Evidence"), Href: publicPath}
	return needPage.Write(w, r, http.StatusOK, v)
}

// preview shows a working copy as the public page will show it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v, err := h.view(r.Context(), words, evidence.FromValues(c.Record, c.Values))
	if err != nil {
		return err
	}
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: evidence.RecordsPath + "/" + c.Address()}
	return needPage.Write(w, r, http.StatusOK, v)
}

// view returns the page of n, with what uses it.
func (h *handlers) view(ctx context.Context, words web.PagePrinter, n evidence.Need) (needView, error) {
	lang := words.LangOrCouncil("")
	v := needView{
		Lang: lang, Title: n.Title, Summary: n.Summary, Figure: n.Figure, Invented: n.Invented, Gap: n.Gap,
		Kind: n.Kind.Label().In(words.Printer), Quality: n.Quality.Label().In(words.Printer),
		Source: page.UserText{Text: n.Source.Name, Href: n.Source.Address, Lang: lang},
	}
	if !n.Source.Date.IsZero() {
		v.Date = words.Date(n.Source.Date)
	}
	if n.Source.CheckAddress() != nil {
		v.Source.Href = ""
	}
	for _, name := range n.CharacteristicNames() {
		v.Characteristics = append(v.Characteristics, name.In(words.Printer))
	}
	v.addHelp(words, n)
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	return v, h.DB.View(ctx, func(tx *db.Tx) error {
		places, err := place.GetMany(ctx, tx, n.Places)
		if err != nil {
			return err
		}
		v.Places, v.Closing = nil, nil
		for _, p := range places {
			v.Places = append(v.Places, page.UserText{Text: p.Name, Href: "/places/" + p.Ref, Lang: lang})
		}
		closing, err := action.Closing(ctx, tx, n.Ref)
		if err != nil {
			return err
		}
		for _, a := range closing {
			one := closingView{UserText: page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: words.LangOrCouncil(a.Language)}, Who: a.Who}
			if !a.Due.IsZero() {
				one.Due = words.Date(a.Due)
			}
			v.Closing = append(v.Closing, one)
		}
		v.Related, err = h.FindReferrers(ctx, tx, words, web.EvidenceRecord, web.ReferrerQuery{Ref: n.Ref, Name: n.Title})
		return err
	})
}

// addHelp shows what would help with a need, and what it does to people.
func (v *needView) addHelp(words web.PagePrinter, n evidence.Need) {
	for _, h := range n.Helps {
		text := skill.Name(h.Skill).In(words.Printer)
		if h.Quantity > 0 {
			text = words.Say("%s: %s", text, h.Unit.Quantity(h.Quantity))
		}
		v.Helps = append(v.Helps, text)
	}
	for _, h := range n.Harms {
		name, _ := evidence.GroupName(h.Who)
		v.Harms = append(v.Harms, harmView{name.In(words.Printer), evidence.HarmLabel(h.Harm.Number()).In(words.Printer),
			evidence.LikelihoodLabel(h.Likelihood.Number()).In(words.Printer), h.Score()})
	}
}
