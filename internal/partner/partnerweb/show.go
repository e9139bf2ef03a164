package partnerweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the public page of a partner. It names roles and never a person.
type showView struct {
	Lang, Name, Kind, Category, Purpose, Invented string

	Back             page.Link
	Preview          bool
	Site             string
	PartOf           page.UserText
	Branches, Places []page.UserText
	Sectors          []string
	WorksWith        []string
	SpeaksFor        []string
	Communities      []string
	Numbers          []numberView
	Signed           []signedView
	Significant      bool
	Run              []runView // how the partnership is run
	Years            []yearView
	Reviews          []reviewView
	Next, Left       string
	Approved         string // when the entry was approved, and in which role
	LinkedData       string
	Related          []web.ReferrerGroup
}

type numberView struct{ Register, Number string }

// signedView is a version that a partner has signed, the role of who signed, and when it was signed and withdrawn.
type signedView struct {
	Version             page.Link
	Role, On, Withdrawn string
}

// runView is a part of how the partnership is run.
type runView struct{ Label, Text string }

// yearView is what the council gives in a financial year.
type yearView struct {
	Heading, Cash, InKind string // "" without any
	Lines                 []fundingView
}

type fundingView struct{ Kind, What, Amount, Basis string }

type reviewView struct{ On, Result, Equality string }

// NoIndex implements what package page asks of views.
func (v showView) NoIndex() bool { return v.Preview }

// NoStore implements what package page asks of views.
func (v showView) NoStore() bool { return v.Preview }

var showPage = page.New(files, "templates/show.html",
	showView{
		Lang: "en", Name: "Example Valley Food Bank", Kind: "Charity, voluntary or community organisation", Category: "Charity",
		Purpose: "We give food to families.", Invented: "this entry", Site: "https://example.org",
		Back:     page.Link{Text: "Partners", Href: partner.PublicPath},
		PartOf:   page.UserText{Text: "Example food network", Href: "/partners/network", Lang: "en"},
		Branches: []page.UserText{{Text: "North branch", Href: "/partners/north", Lang: "en"}},
		Places:   []page.UserText{{Text: "Exampleshire", Href: "/places/exampleshire", Lang: "en"}},
		Sectors:  []string{"Advice and money"}, WorksWith: []string{"Carers", "Age"}, SpeaksFor: []string{"Disability"},
		Communities: []string{"People who use the food bank"},
		Numbers:     []numberView{{"Charity number, England and Wales", "1234567"}},
		Signed:      []signedView{{page.Link{Text: "Version 2", Href: principlesPath + "/2"}, "Chair of trustees", "1 May 2026", ""}},
		Significant: true, Run: []runView{{"Objective", "Every family has food."}},
		Years: []yearView{{"Financial year 2026 to 2027", "£12,500.50", "£900", []fundingView{
			{"Grant", "Running costs", "£12,500.50", ""}, {"Support in kind", "A room", "£900", "£15 an hour, price list of 2026"}}}},
		Reviews: []reviewView{{"1 May 2026", "It continues.", "Families without a car gain less."}}, Next: "1 May 2027",
		Approved: "Approved on 3 May 2026 by: Publisher", LinkedData: "/partners/food/organisation.jsonld",
		Related: []web.ReferrerGroup{{ID: "related", Heading: "Joint projects", Items: []web.ReferrerItem{
			{UserText: page.UserText{Text: "Lunch for families", Href: "/projects/lunch", Lang: "en"}, Fact: "Under way"}}}},
	},
	showView{Name: "Walking group", Kind: "Group without a registration", Preview: true, Left: "1 May 2026",
		Back: page.Link{Text: "Back to the record", Href: partner.RecordsPath + "/walks"}},
)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	words := h.PagePrinter(r)
	var v showView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		p, err := partner.Get(r.Context(), tx, r.PathValue("id"))
		if err != nil {
			return err
		}
		if v, err = newShowView(r.Context(), tx, words, p); err != nil {
			return err
		}
		v.LinkedData = partner.Path(p.ID) + "/organisation.jsonld"
		q := web.ReferrerQuery{Ref: p.ID, Name: p.Name}
		if v.Related, err = h.FindReferrers(r.Context(), tx, words, web.PartnerRecord, q); err != nil {
			return err
		}
		return v.addDecisions(r.Context(), tx, words, p)
	})
	if err != nil {
		return err
	}
	v.Back = page.Link{Text: words.Say("Partners"), Href: partner.PublicPath}
	return showPage.Write(w, r, http.StatusOK, v)
}

// preview shows a working copy as the public page will show it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	var v showView
	if err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		v, err = newShowView(r.Context(), tx, words, partner.FromValues(c.Record, c.Values))
		return err
	}); err != nil {
		return err
	}
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: partner.RecordsPath + "/" + c.Address()}
	return showPage.Write(w, r, http.StatusOK, v)
}

// newShowView returns what the entry p says.
func newShowView(ctx context.Context, tx *db.Tx, words web.PagePrinter, p *partner.Partner) (v showView, err error) {
	lang := words.LangOrCouncil("")
	text := func(name, href string) page.UserText { return page.UserText{Text: name, Href: href, Lang: lang} }
	v = showView{
		Lang: lang, Name: p.Name, Kind: p.Kind.Label().In(words.Printer), Category: p.Category, Purpose: p.Purpose, Invented: p.Invented,
		Site: p.Site, Communities: p.Communities, Significant: p.Significant, WorksWith: inWords(words, p.WorksWithNames()),
		SpeaksFor: inWords(words, p.SpeaksForNames()),
	}
	if account.CheckSite(v.Site) != nil {
		v.Site = ""
	}
	for _, s := range p.Sectors {
		v.Sectors = append(v.Sectors, s.Label().In(words.Printer))
	}
	for _, id := range p.Identifiers {
		if s, ok := partner.FindScheme(id.Scheme); ok {
			v.Numbers = append(v.Numbers, numberView{s.Label.In(words.Printer), id.Number})
		}
	}
	if !p.Ended.IsZero() {
		v.Left = words.Date(p.Ended)
	}
	places, err := place.GetMany(ctx, tx, p.Places)
	if err != nil {
		return v, err
	}
	for _, one := range places {
		v.Places = append(v.Places, text(one.Name, "/places/"+one.Ref))
	}
	if p.PartOf != "" {
		whole, err := partner.Get(ctx, tx, p.PartOf)
		if ignored := ignoreNotFound(err); ignored != nil {
			return v, ignored
		}
		if err == nil {
			v.PartOf = text(whole.Name, partner.Path(whole.ID))
		}
	}
	branches, err := partner.Find(ctx, tx, partner.Query{PartOf: p.ID}, "", listSize)
	if p.ID != "" {
		for _, one := range branches.Items {
			v.Branches = append(v.Branches, text(one.Name, partner.Path(one.ID)))
		}
	}
	v.addGovernance(words, &p.Governance)
	return v, err
}

// addGovernance adds how the partnership is run. Liabilities and risks are for staff.
func (v *showView) addGovernance(words web.PagePrinter, g *partner.Governance) {
	add := func(label, text string) {
		if text != "" {
			v.Run = append(v.Run, runView{label, text})
		}
	}
	add(words.Say("Why it is significant"), g.Why)
	add(words.Say("Objective"), g.Objective)
	add(words.Say("Lead officer at the council"), g.Lead)
	add(words.Say("Contact in the organisation"), g.Contact)
	add(words.Say("Agreement or terms"), g.Agreement)
	add(words.Say("Reporting arrangements"), g.Reporting)
	add(words.Say("Targets or main outcomes for the year"), g.Targets)
	add(words.Say("How the partnership can end"), g.Exit)
	pounds := func(p action.Pence) string { return "£" + p.In(words.Printer) }
	for _, y := range g.FundingByYear() {
		year := yearView{Heading: words.Say("Financial year %s to %s", strconv.FormatInt(y.Year, 10), strconv.FormatInt(y.Year+1, 10))}
		if y.Cash > 0 {
			year.Cash = pounds(y.Cash)
		}
		if y.InKind > 0 {
			year.InKind = pounds(y.InKind)
		}
		for _, f := range y.Lines {
			line := fundingView{f.Kind.Label().In(words.Printer), f.What, "", f.Basis}
			if f.Amount != nil {
				line.Amount = pounds(*f.Amount)
			}
			year.Lines = append(year.Lines, line)
		}
		v.Years = append(v.Years, year)
	}
	for _, r := range g.Reviews {
		v.Reviews = append(v.Reviews, reviewView{words.Date(r.On), r.Result, r.Equality})
	}
	if !g.Next.IsZero() {
		v.Next = words.Date(g.Next)
	}
}

// addDecisions adds what p has signed, and who approved its entry.
func (v *showView) addDecisions(ctx context.Context, tx *db.Tx, words web.PagePrinter, p *partner.Partner) error {
	signed, err := partner.Signatures(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, s := range signed {
		v.Signed = append(v.Signed, newSignedView(words, s))
	}
	d, ok, err := partner.LastApproval(ctx, tx, p.ID)
	if err == nil && ok {
		v.Approved = words.Say("Approved on %s by: %s", words.Date(d.At), rolesOf(words, d))
	}
	return err
}

// rolesOf returns the roles in which something was decided.
func rolesOf(words web.PagePrinter, d partner.Decision) string {
	if len(d.Roles) == 0 {
		return words.Say("The system")
	}
	return account.RoleNames(words.Printer, d.Roles)
}

func newSignedView(words web.PagePrinter, s partner.Signature) signedView {
	v := signedView{page.Link{Text: words.Say("Version %d", s.Version), Href: versionPath(s.Version)}, s.Role, words.Date(s.On), ""}
	if !s.Withdrawn.IsZero() {
		v.Withdrawn = words.Date(s.Withdrawn)
	}
	return v
}

func inWords(words web.PagePrinter, names []locale.LazyMessage) (all []string) {
	for _, name := range names {
		all = append(all, name.In(words.Printer))
	}
	return all
}

func ignoreNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func hasSigned(all []partner.Signature, version int64) bool {
	for _, s := range all {
		if s.Version == version && s.Withdrawn.IsZero() {
			return true
		}
	}
	return false
}

// represents reports whether by may sign for a partner.
func represents(by actor.Actor) bool {
	return by.May(actor.Partnership) && by.OwnOrg() != actor.CouncilOrg
}
