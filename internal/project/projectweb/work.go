package projectweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// workPath is the list of the projects on which people of an organisation work, and before their references the page of each.
const workPath = "/staff/project-work"

func workPage(ref string) string { return workPath + "/" + ref }

// workView shows the people of a project where it stands, and what they can do.
type workView struct {
	page.StaffView
	itemView
	Back      page.Link
	Notice    string
	Links     []page.Link
	Agreement string
	Signing   []page.Link // sign and withdraw, for those who can
	Progress  progressView
	HasNext   bool
	Next      gateView
	Missing   []string // for the next gate, a sentence each
	GateActs  []page.Link
	Measures  []measureView
}

var workingPage = page.New(files, "templates/work.html",
	workView{
		itemView: exampleItems[0], Back: page.Link{Text: "Work on joint projects", Href: workPath}, Notice: "The reading is recorded.",
		Links: []page.Link{{Text: "Public page", Href: "/projects/interpreters"}}, Agreement: "Each of us keeps appointments.",
		Signing:  []page.Link{{Text: "Sign the project agreement", Href: "/staff/project-work/interpreters/sign"}},
		Progress: exampleProgress, HasNext: true, Next: exampleProgress.Gates[0],
		Missing:  []string{"Example Surgery has not signed the current project agreement."},
		GateActs: []page.Link{{Text: "Prepare the gate", Href: "/staff/project-work/interpreters/plan"}}, Measures: exampleMeasures,
	},
	workView{itemView: exampleItems[1], Back: page.Link{Text: "Work on joint projects", Href: workPath}, HasNext: true,
		Next: gateView{Name: "Gate to prepare it", Status: page.Tag{Text: "Planned", Colour: "blue"}}},
)

// workListView is the list of the projects of one's own organisation, and for the council of all.
type workListView struct {
	page.StaffView
	Items []itemView
	Pages page.Pagination
}

var workListPage = page.New(files, "templates/work_list.html", workListView{}, workListView{Items: exampleItems,
	Pages: page.Pagination{Next: workPath + "?page=2"}})

func (h *handlers) workList(w http.ResponseWriter, r *http.Request) error {
	words, by := h.PagePrinter(r), site.Actor(r)
	q := project.Query{}
	if by.OwnOrg() != actor.CouncilOrg {
		q.Partner = by.OwnOrg()
	}
	var v workListView
	if err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		found, err := project.Find(r.Context(), tx, q, r.URL.Query().Get(page.CursorName), listSize)
		if err != nil {
			return err
		}
		v.Pages = page.Neighbours(workPath, nil, found.Previous, found.Next)
		v.Items, err = items(r.Context(), tx, words, found.Items)
		for i, p := range found.Items {
			v.Items[i].Title.Href = workPage(p.Ref)
		}
		return err
	}); err != nil {
		return err
	}
	return workListPage.Write(w, r, http.StatusOK, v)
}

// getForWork returns the project of the address for people of its organisations and of the council. Others do not learn of the work.
func getForWork(ctx context.Context, tx *db.Tx, r *http.Request) (*project.Project, error) {
	p, err := project.Get(ctx, tx, r.PathValue("ref"))
	if by := site.Actor(r); err == nil && by.OwnOrg() != actor.CouncilOrg && !p.Has(by.OwnOrg()) {
		return nil, fault.New(fault.NotFound, "We cannot find that project. Check the list.")
	}
	return p, err
}

func (h *handlers) work(w http.ResponseWriter, r *http.Request) error {
	var v workView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		p, err := getForWork(r.Context(), tx, r)
		if err != nil {
			return err
		}
		v, err = h.newWorkView(r, tx, p)
		return err
	})
	if err != nil {
		return err
	}
	v.Notice = h.PopNotice(r)
	return workingPage.Write(w, r, http.StatusOK, v)
}

func (h *handlers) newWorkView(r *http.Request, tx *db.Tx, p *project.Project) (v workView, err error) {
	ctx, words, by := r.Context(), h.PagePrinter(r), site.Actor(r)
	one, err := items(ctx, tx, words, []*project.Project{p})
	if err != nil {
		return v, err
	}
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return v, err
	}
	v = workView{itemView: one[0], Back: page.Link{Text: words.Say("Work on joint projects"), Href: workPath}, Agreement: p.Agreement,
		Links: []page.Link{{Text: words.Say("Public page"), Href: project.Path(p.Ref)}}}
	if by.MayForAll(actor.Partnership) || by.May(actor.Partnership) && by.ActsFor(p.Lead) {
		v.Links = append(v.Links, page.Link{Text: words.Say("Entry in the register"), Href: project.RecordsPath + "/" + p.Ref})
	}
	if v.Progress, err = newProgressView(ctx, tx, words, p, orgs, false); err != nil {
		return v, err
	}
	for _, res := range p.Results {
		for _, m := range res.Measures {
			v.Measures = append(v.Measures, newMeasureView(words, orgs, p, &m))
		}
	}
	if err := v.addSigning(ctx, tx, words, by, p); err != nil {
		return v, err
	}
	g, ok, err := p.NextGate(ctx, tx)
	if err != nil || !ok {
		return v, err
	}
	v.HasNext, v.Next = true, newGateView(words, orgs, &g)
	missing, err := h.service.Missing(ctx, tx, p, &g)
	for _, one := range missing {
		v.Missing = append(v.Missing, page.ErrorMessage(r, one.Err))
	}
	v.addGateActs(words, by, p, &g)
	return v, err
}

// addSigning adds links to what representatives of an organisation that takes part can do.
func (v *workView) addSigning(ctx context.Context, tx *db.Tx, words web.PagePrinter, by actor.Actor, p *project.Project) error {
	if !p.Represents(by) {
		return nil
	}
	unsigned, err := p.Unsigned(ctx, tx)
	if err != nil {
		return err
	}
	has := true
	for _, org := range unsigned {
		has = has && org != by.Org
	}
	switch {
	case has:
		v.Signing = []page.Link{{Text: words.Say("Withdraw the signature"), Href: workPage(p.Ref) + "/withdraw"}}
	case v.Progress.Version != "":
		v.Signing = []page.Link{{Text: words.Say("Sign the project agreement"), Href: workPage(p.Ref) + "/sign"}}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	quarters, err := p.Quarters(ctx, tx, consult.LocalTime(now))
	for i, q := range quarters {
		if !q.Signed(by.Org) {
			v.Progress.Quarters[i].Sign = page.Link{Text: words.Say("Sign off this quarter"),
				Href: workPage(p.Ref) + "/quarter?from=" + q.From.Format(time.DateOnly)}
		}
	}
	if p.Stage != project.Deliver {
		return err
	}
	at := 0
	for _, res := range p.Results {
		for _, m := range res.Measures {
			for j := range m.Periods {
				query := url.Values{"measure": {m.Ref}, "from": {m.Periods[j].From.Format(time.DateOnly)}}
				text := words.Say("Record a reading")
				if m.Periods[j].Current() != nil {
					text = words.Say("Correct the reading")
				}
				if !m.Periods[j].From.After(now) {
					v.Measures[at].Periods[j].Read = page.Link{Text: text, Href: workPage(p.Ref) + "/read?" + query.Encode()}
				}
			}
			at++
		}
	}
	return err
}

func (v *workView) addGateActs(words web.PagePrinter, by actor.Actor, p *project.Project, g *project.Gate) {
	add := func(can bool, text, path string) {
		if can {
			v.GateActs = append(v.GateActs, page.Link{Text: text, Href: workPage(p.Ref) + path})
		}
	}
	may := by.May(actor.Partnership)
	add(may && (by.MayForAll(actor.Partnership) || by.ActsFor(p.Lead)), words.Say("Prepare the gate"), "/plan")
	add(p.Represents(by) && g.Owner != "" && !g.Approved(by.Org), words.Say("Approve the gate for our organisation"), "/approve")
	add(may && by.MayForAll(actor.ApproveRecords), words.Say("Decide about the gate"), "/decide")
}
