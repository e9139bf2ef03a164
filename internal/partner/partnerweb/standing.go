package partnerweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// standingView shows the people of a partner, and the council, where it stands: what it has signed and what was decided about
// its entry, by role.
type standingView struct {
	page.StaffView
	Notice    string
	Back      page.Link // for the council
	Name      string
	Entry     page.Link // empty for those who may not change it
	Public    page.Link // empty without an entry
	Sign      page.Link // empty if there is nothing to sign
	Unsigned  bool      // the current principles are not signed
	Signed    []standingSignature
	Decisions []decisionView
	Pages     page.Pagination
}

type standingSignature struct {
	signedView
	Withdraw page.Link
}

type decisionView struct{ Act, Who, When string }

var standingPage = page.New(files, "templates/standing.html",
	standingView{Name: "Example Valley Food Bank", Notice: "Your organisation has signed the principles.",
		Entry:    page.Link{Text: "Our entry in the register", Href: partner.RecordsPath + "/food"},
		Public:   page.Link{Text: "Public page", Href: "/partners/food"},
		Sign:     page.Link{Text: "Sign the principles of the partnership", Href: signPath},
		Unsigned: true,
		Signed: []standingSignature{{signedView{page.Link{Text: "Version 1", Href: versionPath(1)}, "Chair", "1 May 2026", "2 May 2026"},
			page.Link{Text: "Withdraw the signature", Href: withdrawPath + "?version=1"}}},
		Decisions: []decisionView{{"Approved", "Publisher, Exampleshire County Council", "3 May 2026"}},
	},
	standingView{Name: "Walking group", Back: page.Link{Text: "Partnership", Href: partner.StandingPath}},
)

// overviewView shows the council where all partners stand.
type overviewView struct {
	page.StaffView
	Add        page.Link
	Partners   []overviewLine
	Pages      page.Pagination
	Without    []page.Link // organisations without an entry
	Pairs      []pairView  // that may be one organisation
	Principles page.Link
}

type overviewLine struct {
	Name        page.Link
	Signed      bool
	Significant bool
	Review      string
}

type pairView struct{ A, B page.Link }

var overviewPage = page.New(files, "templates/overview.html", overviewView{}, overviewView{
	Add:        page.Link{Text: "Add a partner", Href: partner.RecordsPath + "/new"},
	Principles: page.Link{Text: "Principles of the partnership", Href: partner.PrinciplesPath},
	Partners: []overviewLine{
		{Name: page.Link{Text: "Example Valley Food Bank", Href: partner.StandingPath + "/food"}, Signed: true, Significant: true,
			Review: "1 May 2027"},
		{Name: page.Link{Text: "Walking group", Href: partner.StandingPath + "/walks"}},
	},
	Pages:   page.Pagination{Next: partner.StandingPath + "?page=2"},
	Without: []page.Link{{Text: "Choir", Href: partner.RecordsPath + "/choir"}},
	Pairs: []pairView{{page.Link{Text: "Food Bank", Href: partner.RecordsPath + "/food"},
		page.Link{Text: "Food Bank Ltd", Href: partner.RecordsPath + "/food-2"}}},
})

// standing shows people of a partner where it stands, and those of the council where all partners stand.
func (h *handlers) standing(w http.ResponseWriter, r *http.Request) error {
	if by := site.Actor(r); by.OwnOrg() != actor.CouncilOrg {
		return h.showStanding(w, r, by.OwnOrg())
	}
	words, by := h.PagePrinter(r), site.Actor(r)
	v := overviewView{}
	if by.May(actor.Partnership) {
		v.Add = page.Link{Text: words.Say("Add a partner"), Href: partner.RecordsPath + "/new"}
	}
	if by.May(actor.EditRecords) {
		v.Principles = page.Link{Text: words.Say("Principles of the partnership"), Href: partner.PrinciplesPath}
	}
	err := h.DB.View(r.Context(), func(tx *db.Tx) error { return v.fill(r, tx, words, by) })
	if err != nil {
		return err
	}
	return overviewPage.Write(w, r, http.StatusOK, v)
}

// fill reads the partners, and what is missing or odd about them.
func (v *overviewView) fill(r *http.Request, tx *db.Tx, words web.PagePrinter, by actor.Actor) error {
	ctx := r.Context()
	v.Partners, v.Without, v.Pairs = nil, nil, nil
	found, err := partner.Find(ctx, tx, partner.Query{}, r.URL.Query().Get(page.CursorName), listSize)
	if err != nil {
		return err
	}
	current, err := partner.Current(ctx, tx)
	if ignored := ignoreNotFound(err); ignored != nil {
		return ignored
	}
	for _, p := range found.Items {
		line := overviewLine{Name: page.Link{Text: p.Name, Href: partner.StandingPath + "/" + p.ID}, Significant: p.Significant}
		signed, err := partner.Signatures(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		line.Signed = current != nil && hasSigned(signed, current.Version)
		if !p.Next.IsZero() {
			line.Review = words.Date(p.Next)
		}
		v.Partners = append(v.Partners, line)
	}
	v.Pages = page.Neighbours(partner.StandingPath, nil, found.Previous, found.Next)
	if !by.MayForAll(actor.Partnership) {
		return nil
	}
	without, err := partner.WithoutEntry(ctx, tx)
	if err != nil {
		return err
	}
	for _, o := range without {
		v.Without = append(v.Without, page.Link{Text: o.Name, Href: partner.RecordsPath + "/" + o.ID})
	}
	pairs, err := partner.SameNumbers(ctx, tx)
	for _, one := range pairs {
		a, err := entryLink(ctx, tx, one.A)
		if err != nil {
			return err
		}
		b, err := entryLink(ctx, tx, one.B)
		if err != nil {
			return err
		}
		v.Pairs = append(v.Pairs, pairView{a, b})
	}
	return err
}

// entryLink returns the link to the entry of a partner in the register.
func entryLink(ctx context.Context, tx *db.Tx, id string) (page.Link, error) {
	o, err := account.GetOrg(ctx, tx, id)
	return page.Link{Text: o.Name, Href: partner.RecordsPath + "/" + id}, err
}

// standingOf shows the council where a partner stands.
func (h *handlers) standingOf(w http.ResponseWriter, r *http.Request) error {
	by, org := site.Actor(r), r.PathValue("org")
	if by.OwnOrg() != actor.CouncilOrg {
		return fault.New(fault.NotFound, "We cannot find that partner. Check the list.")
	}
	return h.showStanding(w, r, org)
}

const decisionsSize = 20

func (h *handlers) showStanding(w http.ResponseWriter, r *http.Request, org string) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	var v standingView
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		v, err = h.newStandingView(r, tx, words, by, org)
		return err
	})
	if err != nil {
		return err
	}
	v.Notice = h.PopNotice(r)
	if by.OwnOrg() == actor.CouncilOrg {
		v.Back = page.Link{Text: words.Say("Partnership"), Href: partner.StandingPath}
	}
	return standingPage.Write(w, r, http.StatusOK, v)
}

// newStandingView reads where the organisation stands.
func (h *handlers) newStandingView(
	r *http.Request, tx *db.Tx, words web.PagePrinter, by actor.Actor, org string,
) (v standingView, err error) {
	ctx := r.Context()
	o, err := account.GetOrg(ctx, tx, org)
	if err != nil {
		return v, err
	}
	if o.Kind != account.Partner {
		return v, fault.New(fault.NotFound, "We cannot find that partner. Check the list.")
	}
	v.Name = o.Name
	if owns, err := h.kind.Owns(ctx, tx, by, org); err != nil {
		return v, err
	} else if owns {
		v.Entry = page.Link{Text: words.Say("Entry in the register"), Href: partner.RecordsPath + "/" + org}
	}
	if _, err := partner.Get(ctx, tx, org); err == nil {
		v.Public = page.Link{Text: words.Say("Public page"), Href: partner.Path(org)}
	} else if ignoreNotFound(err) != nil {
		return v, err
	}
	signed, err := partner.Signatures(ctx, tx, org)
	if err != nil {
		return v, err
	}
	mine := represents(by) && by.ActsFor(org)
	for _, s := range signed {
		line := standingSignature{signedView: newSignedView(words, s)}
		if mine && s.Withdrawn.IsZero() {
			line.Withdraw = page.Link{Text: words.Say("Withdraw the signature"), Href: withdrawPath + "?version=" + strconv.FormatInt(s.Version, 10)}
		}
		v.Signed = append(v.Signed, line)
	}
	current, err := partner.Current(ctx, tx)
	if ignored := ignoreNotFound(err); ignored != nil {
		return v, ignored
	}
	if current != nil && err == nil && !hasSigned(signed, current.Version) {
		v.Unsigned = true
		if mine {
			v.Sign = page.Link{Text: words.Say("Sign the principles of the partnership"), Href: signPath}
		}
	}
	found, err := partner.Decisions(ctx, tx, org, r.URL.Query().Get(page.CursorName), decisionsSize)
	if err != nil {
		return v, err
	}
	v.Pages = page.Neighbours(r.URL.Path, nil, found.Previous, found.Next)
	for _, d := range found.Items {
		who, err := account.GetOrg(ctx, tx, d.Org)
		if err != nil {
			return v, err
		}
		v.Decisions = append(v.Decisions, decisionView{d.Act.Label().In(words.Printer), words.Say("%s, %s", rolesOf(words, d), who.Name),
			words.Date(consult.LocalTime(d.At))})
	}
	return v, nil
}
