// Package riskweb shows the register of equality risks to staff, and comparisons of options to everyone.
package riskweb

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/risk"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html templates/parts/*.html
var files embed.FS

type handlers struct {
	*web.Deps
	records *edit.Service
	kind    edit.Kind // of comparisons of options
}

const registerPath = "/staff/risk-register"

// New returns the feature of equality risks and options.
func New(deps *web.Deps, records *edit.Service) feature.Feature {
	kinds := risk.Records()
	h := &handlers{deps, records, kinds[1]}
	f := feature.Feature{
		Name: "risk", Definitions: risk.Definitions(), Records: kinds,
		AuditLabels: web.AuditLabels{Acts: map[string]string{
			"define-appraisal": locale.Key("Imported a comparison of options"),
			"define-risk":      locale.Key("Imported an equality risk"),
		}},
		Routes: deps.WithDocuments([]site.Route{
			{Method: http.MethodGet, Pattern: risk.PublicPath, Needs: actor.Public, Handler: h.list},
			{Method: http.MethodGet, Pattern: risk.PublicPath + "/{ref}", Needs: actor.Public, Handler: h.show},
			{Method: http.MethodGet, Pattern: risk.AppraisalsPath + "/{id}/preview", Needs: h.kind.Write, Handler: h.preview},
			{Method: http.MethodGet, Pattern: registerPath, Needs: actor.EditRecords, Handler: h.register},
		}, risk.PublicPath+"/{ref}"),
		Work: work,
		Referrers: []web.Referrers{
			{To: web.DecisionRecord, Order: 10, Heading: locale.Lazy("Options that were compared"), Needs: actor.Public, Find: optionsOf},
		},
		Examples: []site.GalleryItem{listPage, optionsPage, registerPage},
		Leaves:   []feature.LeafKind{{Kind: "publication", Open: risk.EachLeaf}},
	}
	f.AddStaffLink(25, "Risk register", registerPath, actor.EditRecords, "Equality risks, the highest first.")
	return f
}

// tag returns a score with the colour of its level.
func tag(p *locale.Printer, score int) page.Tag {
	level := risk.LevelOf(score)
	return page.Tag{Text: p.Say("%s: %d of 16", level.Label(), score), Colour: []string{"grey", "green", "yellow", "red"}[level]}
}

// riskView is a line of the register.
type riskView struct {
	Title                     page.UserText
	Who, Owner, Review, Lang  string
	Before, After             page.Tag
	People                    int64
	Disproportion, Confidence string
	Actions                   []page.UserText
	Places                    []placeView
}

// registerView is the data for register.html.
type registerView struct {
	page.StaffView
	Heads   []page.ColumnHead
	Items   []riskView
	Sources []sourceView // of what is said about places
	Pages   page.Pagination
}

var registerPage = page.New(files, "templates/register.html",
	registerView{},
	registerView{Heads: registerHeads(nil, nil), Pages: page.Pagination{Next: registerPath + "?page=2"}, Sources: exampleSources,
		Items: []riskView{
			{Title: page.UserText{Text: "The lift fails", Href: risk.RisksPath + "/lift", Lang: "en"}, Who: "Disability",
				Lang: "en", Before: tag(nil, 12),
				After: tag(nil, 3), People: 120, Disproportion: "2.2", Places: examplePlaces, Confidence: "Some evidence",
				Owner: "Head of property", Review: "31 March 2027",
				Actions: []page.UserText{{Text: "Repair every lift", Href: "/actions/repair-lifts", Lang: "en"}}},
			{Title: page.UserText{Text: "Forms are only online", Href: risk.RisksPath + "/forms", Lang: "en"}, Before: tag(nil,
				6), After: tag(nil, 1)},
		}},
)

// listSize is the number of risks or comparisons on a page of their list.
const listSize = 50

func (h *handlers) register(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[risk.Risk]
	actions := map[string]*action.Action{}
	places := map[string][]place.Hardship{}
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = risk.Register(r.Context(), tx, page.SortBy(r.URL.Query()), r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		var refs []string
		for i := range found.Items {
			if places[found.Items[i].Ref], err = place.HardshipOf(r.Context(), tx, found.Items[i].Places); err != nil {
				return err
			}
			refs = append(refs, found.Items[i].Actions...)
		}
		all, err := action.GetMany(r.Context(), tx, refs...)
		for _, a := range all {
			actions[a.Ref] = a
		}
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := registerView{Heads: registerHeads(words.Printer, r.URL.Query()),
		Pages: page.Neighbours(registerPath, r.URL.Query(), found.Previous, found.Next)}
	for i := range found.Items {
		item := newRiskView(words, &found.Items[i], actions)
		item.Places, v.Sources = addPlaces(words, v.Sources, places[found.Items[i].Ref])
		v.Items = append(v.Items, item)
	}
	return registerPage.Write(w, r, http.StatusOK, v)
}

func registerHeads(p *locale.Printer, query url.Values) []page.ColumnHead {
	return page.ColumnHeads(registerPath, query, risk.RegisterSorts.Link,
		page.Column{Text: p.Say("Risk"), Sort: "title"}, page.Column{Text: p.Say("After the actions"), Sort: "score"},
		page.Column{Text: p.Say("Before the actions")}, page.Column{Text: p.Say("Who is affected")},
		page.Column{Text: p.Say("Actions")}, page.Column{Text: p.Say("Review date"), Sort: "review"})
}

func newRiskView(words web.PagePrinter, x *risk.Risk, actions map[string]*action.Action) riskView {
	p := words.Printer
	v := riskView{
		Title: page.UserText{Text: x.Title, Href: risk.RisksPath + "/" + x.Ref, Lang: words.LangOrCouncil("")}, Lang: words.LangOrCouncil(""),
		Before: tag(p, x.Inherent()), After: tag(p, x.Residual()), People: x.People, Owner: x.Owner,
	}
	var who []string
	for _, code := range x.Who {
		if name, ok := evidence.GroupName(code); ok {
			who = append(who, name.In(p))
		}
	}
	v.Who = strings.Join(who, ", ")
	if d := x.Disproportion(); d > 0 {
		v.Disproportion = p.Fixed(d, 1)
	}
	if x.Confidence != "" {
		v.Confidence = x.Confidence.Label().In(p)
	}
	if !x.Review.IsZero() {
		v.Review = p.Date(x.Review)
	}
	for _, ref := range x.Actions {
		a := actions[ref]
		if a == nil {
			continue
		}
		v.Actions = append(v.Actions, page.UserText{Text: a.What, Href: "/actions/" + ref, Lang: words.LangOrCouncil(a.Language)})
	}
	return v
}

// listView is the data for list.html.
type listView struct {
	Items []page.UserText
	Pages page.Pagination
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{Items: []page.UserText{{Text: "Library opening hours", Href: "/options/libraries", Lang: "en"}},
		Pages: page.Pagination{Next: "/options?page=2"}},
)

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[risk.Line]
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		found, err = risk.ListAppraisals(r.Context(), tx, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	v := listView{Pages: page.Neighbours(risk.PublicPath, nil, found.Previous, found.Next)}
	for _, l := range found.Items {
		v.Items = append(v.Items, page.UserText{Text: l.Title, Href: risk.PublicPath + "/" + l.Ref, Lang: h.PagePrinter(r).LangOrCouncil("")})
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// effectView is what an option does to a group.
type effectView struct {
	Who, Does, Harm, Likelihood string
	Score                       page.Tag
	People                      string
}

// optionView is an option in the ranking.
type optionView struct {
	ID, Name, Does, Saving string
	Rank                   int
	Worst                  page.Tag
	Dominated              string // name of the option that is better
	Chosen                 bool
	Effects                []effectView
	Places                 []placeView
}

// optionsView is the data for options.html.
type optionsView struct {
	Lang, Title, About, Invented string
	Back                         page.Link
	Downloads                    []page.Link
	Preview                      bool
	Options                      []optionView
	Chart                        *chart.Bars
	First                        *chart.Bars // how often each option comes first
	Flips                        []flipView
	Sources                      []sourceView // of what is said about places
	Chosen, Reasons, Review      string
	Decision                     page.UserText
	Entries                      []page.Link // in the public record, of all publications
}

// Contents returns the links to the sections of the page.
func (v optionsView) Contents() (links []page.Link) {
	if len(v.Options) == 0 {
		return nil
	}
	if v.Chosen != "" {
		links = append(links, page.Link{Text: locale.Key("What we chose"), Href: "#choice"})
	}
	return append(links, page.Link{Text: locale.Key("Options, the least harmful first"), Href: "#ranking"},
		page.Link{Text: locale.Key("How sure the order is"), Href: "#sensitivity"})
}

// NoIndex implements what package page asks of views.
func (v optionsView) NoIndex() bool { return v.Preview }

// NoStore implements what package page asks of views.
func (v optionsView) NoStore() bool { return v.Preview }

var optionsPage = page.New(files, "templates/options.html", exampleOptions[0], exampleOptions[1:]...)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var v optionsView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		a, err := risk.GetAppraisal(r.Context(), tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		if v, err = h.loadOptions(r.Context(), tx, words, a); err != nil {
			return err
		}
		v.Back = page.Link{Text: words.Say("Comparisons of options"), Href: risk.PublicPath}
		v.Downloads = h.Downloads(r, r.URL.Path)
		v.Entries, err = h.RecordEntries(r.Context(), tx, words.Printer, a.Subjects()...)
		return err
	})
	if err != nil {
		return err
	}
	return optionsPage.Write(w, r, http.StatusOK, v)
}

// preview shows a working copy as the public page will show it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words, a := h.PagePrinter(r), risk.AppraisalFromValues(c.Record, c.Values)
	var v optionsView
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		v, err = h.loadOptions(r.Context(), tx, words, &a)
		return err
	})
	if err != nil {
		return err
	}
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: risk.AppraisalsPath + "/" + c.Address()}
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	return optionsPage.Write(w, r, http.StatusOK, v)
}
