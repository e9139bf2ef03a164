// Package actionweb shows an action: what was promised, why, and what became
// of it.
package actionweb

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/host"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

//go:embed templates/*.html
var files embed.FS

// Desk answers the requests about actions.
type Desk struct {
	Service *action.Service
	host    *host.Host
}

// New puts the feature in its place.
func New(h *host.Host, s *action.Service) *Desk {
	d := &Desk{s, h}
	h.Site.Add(page.Route{Method: http.MethodGet, Pattern: "/actions/{ref}", Needs: actor.Public, Handler: d.show})
	h.Site.Show(showPage)
	return d
}

type showView struct {
	Title, Who, When, Due, DueWords, Measure, Baseline, Target string
	Late                                                       bool
	Status, Moved, Gaps, Why, Invented                         string
	Source, Strategy, Objective                                page.Link
	Needs                                                      []page.Link
	Issues                                                     []issueView
	Updates                                                    []updateView

	chain page.Chain
}

// PageChain is shown under the header of the page.
func (v showView) PageChain() page.Chain { return v.chain }

type issueView struct {
	Issue, Decision page.Link
}

type updateView struct {
	Date, Status, Text, Value, Invented string
	Source                              page.Link
}

var showPage = page.New(files, "templates/show.html",
	showView{Title: "Train staff", Who: "Head of people", When: "Every year", Status: "Not started", Moved: string(strategy.Unread),
		Gaps: "This action has no date and no measure."},
	showView{
		Title: "Open ten reporting centres", Who: "Community safety team", When: "Before spring", Due: "31 March 2017", DueWords: "12 days overdue", Late: true,
		Measure: "Reports a year", Baseline: "200 reports", Target: "300 reports", Status: "On track", Moved: string(strategy.Towards),
		Why: "Reports had fallen.", Invented: "its updates", Source: page.Link{Text: "Action plan", Href: "https://example.org/plan"},
		Strategy: page.Link{Text: "Equality strategy", Href: "/strategies/equality-2016"}, Objective: page.Link{Text: "More reports", Href: "/strategies/equality-2016#objective-report"},
		Needs:  []page.Link{{Text: "Hate incidents go unreported", Href: "/strategies/equality-2016#need-hate"}, {Text: "Nobody knows where to go"}},
		Issues: []issueView{{page.Link{Text: "There is nowhere to report", Href: "/decisions/adopt#issue-nowhere"}, page.Link{Text: "Strategy adopted", Href: "/decisions/adopt"}}},
		Updates: []updateView{
			{"1 February 2017", "On track", "Six are **open**.", "240 reports", "", page.Link{Text: "Minutes", Href: "https://example.org/minutes"}},
			{"1 October 2016", "On track", "Three are open.", "", "this update", page.Link{}},
		},
	},
	showView{Title: "Publish a calendar", Who: "Equalities team", Due: "30 June 2016", DueWords: "3 days left", Measure: "It is there", Status: "On track", Moved: string(strategy.Unread)},
)

func (d *Desk) show(w http.ResponseWriter, r *http.Request) error {
	ctx, ref := r.Context(), r.PathValue("ref")
	var view showView
	err := d.host.DB.View(ctx, func(tx *db.Tx) error {
		a, err := action.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		today, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		view = shown(a, today)
		return view.why(ctx, tx, a)
	})
	if err != nil {
		return err
	}
	view.chain = d.host.ChainFor(ctx, "action", ref)
	return showPage.Write(w, r, http.StatusOK, view)
}

func shown(a *action.Action, today time.Time) showView {
	v := showView{
		Title: a.What, Who: a.Who, When: a.When, Due: page.Date(a.Due), DueWords: a.DueWords(today), Late: a.Late(today),
		Measure: a.Measure, Baseline: strategy.Amount(a.Baseline, a.Unit), Target: strategy.Amount(a.Target, a.Unit),
		Status: a.Status().Words(), Moved: string(a.Movement()), Gaps: a.Gaps(), Why: a.Why, Invented: a.Invented,
		Source: page.Link{Text: a.Source.Name, Href: a.Source.Address},
	}
	for _, u := range slices.Backward(a.Updates) {
		v.Updates = append(v.Updates, updateView{page.Date(u.Date), u.Status.Words(), u.Text, strategy.Amount(u.Value, a.Unit), u.Invented, page.Link{Text: u.Source.Name, Href: u.Source.Address}})
	}
	return v
}

// why fills in what the action is there for. Needs are read on the page of the
// strategy, so without a strategy they are words.
func (v *showView) why(ctx context.Context, tx *db.Tx, a *action.Action) error {
	home := ""
	if a.Objective != "" {
		o, err := strategy.Find(ctx, tx, a.Objective)
		if err != nil {
			return err
		}
		s, err := strategy.Get(ctx, tx, o.Strategy)
		if err != nil {
			return err
		}
		home = "/strategies/" + s.Slug
		v.Strategy, v.Objective = page.Link{Text: s.Title, Href: home}, page.Link{Text: o.Title, Href: home + "#objective-" + o.Ref}
	}
	needs, err := evidence.Some(ctx, tx, a.Needs)
	if err != nil {
		return err
	}
	for _, n := range needs {
		l := page.Link{Text: n.Title}
		if home != "" {
			l.Href = home + "#need-" + n.Ref
		}
		v.Needs = append(v.Needs, l)
	}
	issues, err := decision.IssuesBehind(ctx, tx, a.Ref, a.Issues)
	if err != nil {
		return err
	}
	for _, i := range issues {
		made, err := decision.Get(ctx, tx, i.Decision)
		if err != nil {
			return err
		}
		at := "/decisions/" + i.Decision
		v.Issues = append(v.Issues, issueView{page.Link{Text: decision.Plain(i.Issue), Href: at + "#issue-" + i.Ref}, page.Link{Text: made.Title, Href: at}})
	}
	return nil
}
