package opportunityweb

import (
	"context"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/opportunity"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/skill"
	"github.com/folkmoot/folkmoot/internal/web"
)

// itemView is a proposal in a list.
type itemView struct {
	Request      page.UserText // what asks; its link is the page of the proposal
	Offer        page.UserText
	Asks, Offers page.UserText
	Kind         string
	Rank         int
	State        page.Tag
	New          bool
	Reasons      []string // the parts of its rank
	Notes        []string // what else there is to know about it
}

// unservedView is a need that no partner serves.
type unservedView struct {
	Need  page.UserText
	Score string
}

// listView is the data for list.html.
type listView struct {
	page.StaffView
	Closed   bool
	Items    []itemView
	Pages    page.Pagination
	Computed string
	Unserved []unservedView
	Scarce   []string
	Unseen   []unseenView
	Left     string
}

// unseenView says what is not matched, or not as well, because something is not known.
type unseenView struct {
	Text  string
	Items []page.UserText
}

var exampleItem = itemView{
	Request: page.UserText{Text: "Services are hard to reach", Href: opportunity.ListPath + "/x", Lang: "en"},
	Offer:   page.UserText{Text: "Minibus with a lift", Lang: "en"}, Asks: page.UserText{Text: "Example Council"},
	Offers: page.UserText{Text: "Example Transport"}, Kind: "Joint project", Rank: 1,
	State: page.Tag{Text: "Suggested", Colour: "grey"}, New: true,
	Reasons: []string{"Both are in Melton.", "It covers 4 of 8 days a month."}, Notes: []string{"Still missing for this need: Kitchen."},
}

var listPage = page.New(files, "templates/list.html",
	listView{},
	listView{
		Items: []itemView{exampleItem}, Pages: page.Pagination{Next: opportunity.ListPath + "?page=2"}, Computed: "2 March 2026",
		Unserved: []unservedView{{page.UserText{Text: "Many hate incidents are not reported", Href: "/evidence/hate", Lang: "en"}, "8 of 16"}},
		Scarce:   []string{"British Sign Language interpreting: 1 need and 2 organisations want it"},
		Unseen: []unseenView{{"Offers without a quantity come after those that have one.",
			[]page.UserText{{Text: "Findings", Href: "/offers/findings", Lang: "en"}}}},
		Left: "12 more proposals are not shown. They rank lower than these.",
	},
	listView{Closed: true},
)

// listSize is the number of proposals on a page of the list.
const listSize = 10

// newFor is how long a proposal that no one has answered is marked as new.
const newFor = 14 * 24 * time.Hour

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, words, by := r.Context(), h.PagePrinter(r), site.Actor(r)
	closed := web.QueryText(r, "show") == "closed"
	var v listView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		v = listView{Closed: closed}
		found, err := h.service.List(ctx, tx, by, closed, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v.Pages = page.Neighbours(opportunity.ListPath, r.URL.Query(), found.Previous, found.Next)
		var proposals []*opportunity.Proposal
		for _, l := range found.Items {
			proposals = append(proposals, l.Proposal)
		}
		n, err := readNames(ctx, tx, proposals)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, p := range proposals {
			v.Items = append(v.Items, n.item(words, p, now))
		}
		if closed {
			return nil
		}
		return v.addResult(ctx, tx, words)
	})
	if err != nil {
		return err
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

// names are what proposals refer to.
type names struct {
	needs  map[string]evidence.Need
	offers map[string]*offer.Entry
	orgs   map[string]account.Org
	places map[string]place.Place
}

func readNames(ctx context.Context, tx *db.Tx, proposals []*opportunity.Proposal) (*names, error) {
	n := &names{needs: map[string]evidence.Need{}, orgs: map[string]account.Org{}, places: map[string]place.Place{}}
	var needs, entries, places []string
	for _, p := range proposals {
		entries = append(append(entries, p.Offer), p.Returns...)
		places = append(places, p.Places...)
		if p.Kind == opportunity.ForNeed {
			needs = append(needs, p.Request)
		} else {
			entries = append(entries, p.Request)
		}
	}
	found, err := evidence.GetMany(ctx, tx, needs)
	if err != nil {
		return nil, err
	}
	for _, x := range found {
		n.needs[x.Ref] = x
	}
	if n.offers, err = offer.GetMany(ctx, tx, entries); err != nil {
		return nil, err
	}
	orgs, err := account.ListOrgs(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, o := range orgs {
		n.orgs[o.ID] = o
	}
	known, err := place.GetMany(ctx, tx, places)
	for _, x := range known {
		n.places[x.Ref] = x
	}
	return n, err
}

func (n *names) entry(words web.PagePrinter, ref string) page.UserText {
	e := n.offers[ref]
	if e == nil {
		return page.UserText{}
	}
	return page.UserText{Text: e.Title, Lang: words.LangOrCouncil(e.Language)}
}

func (n *names) org(words web.PagePrinter, id string) page.UserText {
	return page.UserText{Text: n.orgs[id].Name, Lang: words.LangOrCouncil("")}
}

// item shows p in a list, with its reasons in words.
func (n *names) item(words web.PagePrinter, p *opportunity.Proposal, now time.Time) itemView {
	v := itemView{
		Offer: n.entry(words, p.Offer), Asks: n.org(words, p.Asks), Offers: n.org(words, p.Offers), Kind: p.Kind.Label().In(words.Printer),
		Rank: p.Rank, State: stateTag(words.Printer, p.State), Reasons: n.reasons(words, p), Notes: n.notes(words, p),
		New: p.State == opportunity.Suggested && now.Sub(p.Since) < newFor,
	}
	if p.Kind == opportunity.ForNeed {
		v.Request = page.UserText{Text: n.needs[p.Request].Title, Lang: words.LangOrCouncil("")}
	} else {
		v.Request = n.entry(words, p.Request)
	}
	v.Request.Href = opportunity.ListPath + "/" + p.ID
	return v
}

func stateTag(p *locale.Printer, s opportunity.State) page.Tag {
	colour := map[opportunity.State]string{
		opportunity.Contacted: "blue", opportunity.Agreed: "green", opportunity.Declined: "red", opportunity.Deferred: "yellow",
	}[s]
	if colour == "" {
		colour = "grey"
	}
	return page.Tag{Text: s.Label().In(p), Colour: colour}
}

// reasons says why p is proposed, in the order in which the parts of the rank count.
func (n *names) reasons(words web.PagePrinter, p *opportunity.Proposal) (all []string) {
	w := words.Printer
	if len(p.Scores) > 0 {
		all = append(all, w.Say("Without help, the harm to the group that is worst off is %d of 16.", p.Scores[0]))
	} else {
		all = append(all, w.Say("How much harm there is without help is not known."))
	}
	if len(p.Places) > 0 {
		name := n.places[p.Places[0]].Name
		if p.Tenth > 0 {
			all = append(all, w.Say("Both are in %s, where the most deprived small area is in tenth %d of 10.", name, p.Tenth))
		} else {
			all = append(all, w.Say("Both are in %s.", name))
		}
	}
	if p.Named {
		for _, code := range p.Communities {
			if name, ok := evidence.GroupName(code); ok {
				all = append(all, w.Say("Both name a community: %s.", name))
			}
		}
	}
	unit := skill.Unit("")
	if e := n.offers[p.Offer]; e != nil {
		unit = e.Unit
	}
	if p.Wanted > 0 {
		all = append(all, w.Say("It covers %d of the %s that would help.", p.Covers, unit.Quantity(p.Wanted)))
	} else {
		all = append(all, w.Say("How much of it would be covered is not known."))
	}
	if p.Endless() {
		all = append(all, w.Say("Neither side gives a last day."))
	} else {
		all = append(all, w.Count(int64(p.Days), "Both are there for %d day.", "Both are there for %d days."))
	}
	return all
}

// notes says what one side would get in return, and what is still missing.
func (n *names) notes(words web.PagePrinter, p *opportunity.Proposal) (all []string) {
	w := words.Printer
	for _, ref := range p.Returns {
		if e := n.offers[ref]; e != nil {
			all = append(all, w.Say("In return: the other side offers what they want, “%s”.", e.Title))
		}
	}
	for _, term := range p.Missing {
		all = append(all, w.Say("Still missing for this need: %s.", skill.Name(term)))
	}
	return all
}

// addResult adds what was seen apart from proposals, and what could not be seen.
func (v *listView) addResult(ctx context.Context, tx *db.Tx, words web.PagePrinter) error {
	result, err := opportunity.GetResult(ctx, tx)
	if err != nil || result.Computed.IsZero() {
		return err
	}
	w := words.Printer
	v.Computed = w.Date(result.Computed)
	var refs []string
	for _, u := range result.Unserved {
		refs = append(refs, u.Need)
	}
	unseen := []struct {
		text string
		refs []string
	}{
		{w.Say("Needs without a place are not matched."), result.Unseen.NeedsWithoutPlace},
		{w.Say("Needs that do not say what would help are not matched."), result.Unseen.NeedsWithoutTerm},
		{w.Say("Needs that do not say what they do to people come last."), result.Unseen.NeedsWithoutHarm},
	}
	for _, u := range unseen {
		refs = append(refs, u.refs...)
	}
	needs, err := needTexts(ctx, tx, words, refs)
	if err != nil {
		return err
	}
	for _, u := range result.Unserved {
		one := unservedView{Need: needs[u.Need], Score: w.Say("Harm not known")}
		if len(u.Scores) > 0 {
			one.Score = w.Say("%d of 16", u.Scores[0])
		}
		v.Unserved = append(v.Unserved, one)
	}
	for _, s := range result.Scarce {
		v.Scarce = append(v.Scarce, w.Say("%s: wanted for %s and by %s", skill.Name(s.Term),
			locale.LazyCount(int64(s.Needs), "%d need", "%d needs"), locale.LazyCount(int64(s.Partners), "%d organisation", "%d organisations")))
	}
	for _, u := range unseen {
		v.addUnseen(u.text, u.refs, needs)
	}
	entries, err := offer.GetMany(ctx, tx, result.Unseen.OffersWithoutQuantity)
	if err != nil {
		return err
	}
	offers := map[string]page.UserText{}
	for ref, e := range entries {
		offers[ref] = page.UserText{Text: e.Title, Href: offer.Path(ref), Lang: words.LangOrCouncil(e.Language)}
	}
	v.addUnseen(w.Say("Offers without a quantity come after those that have one."), result.Unseen.OffersWithoutQuantity, offers)
	if result.Left > 0 {
		v.Left = w.Count(int64(result.Left), "%d more proposal is not shown. It ranks lower than these.",
			"%d more proposals are not shown. They rank lower than these.")
	}
	return nil
}

func (v *listView) addUnseen(text string, refs []string, texts map[string]page.UserText) {
	u := unseenView{Text: text}
	for _, ref := range refs {
		if t, ok := texts[ref]; ok {
			u.Items = append(u.Items, t)
		}
	}
	if len(u.Items) > 0 {
		v.Unseen = append(v.Unseen, u)
	}
}

func needTexts(ctx context.Context, tx *db.Tx, words web.PagePrinter, refs []string) (map[string]page.UserText, error) {
	found, err := evidence.GetMany(ctx, tx, refs)
	texts := map[string]page.UserText{}
	for _, n := range found {
		texts[n.Ref] = page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: words.LangOrCouncil("")}
	}
	return texts, err
}
