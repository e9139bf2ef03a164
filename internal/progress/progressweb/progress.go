package progressweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

type progressView struct {
	Today      string
	Strategies []strategyView
	Other      []page.Link
	Duties     []dutyView
}

type strategyView struct {
	Slug, Title, Href, Period, Invented string
	Counts                              page.ShareTable // every status, also those that have no action; no bars if there are no actions
	Late                                []lateView
	Aims                                []aimView
	Latest                              []newsView
}

type lateView struct {
	Action     page.Link
	Who, Words string
}

type aimView struct {
	Title      string
	Objectives []objectiveView
}

// objectiveView keeps the work apart from the outcome: all can be done, and
// nothing have changed.
type objectiveView struct {
	Title                          page.Link
	Gaps, Baseline, Target, Latest string
	Moved, Done                    string
	Late                           int
}

type newsView struct {
	Date, Status, Text, Invented string
	Action                       page.Link
}

type dutyView struct {
	Title, Asks, Law, Last, Due, Words string
	Late, Near                         bool
}

var progressPage = page.New(files, "templates/progress.html",
	progressView{Today: "2 March 2026"},
	progressView{
		Today: "12 April 2017",
		Strategies: []strategyView{
			{Slug: "ageing", Title: "Ageing well", Href: "/strategies/ageing", Period: "1 April 2020 to 31 March 2024"},
			{
				Slug: "equality-2016", Title: "Equality strategy 2016 to 2020", Href: "/strategies/equality-2016", Period: "1 April 2016 to 31 March 2020",
				Invented: "the updates", Counts: statuses(action.Counts{Total: 3, Late: 1, Of: map[action.Status]int{action.OnTrack: 2, action.Complete: 1}}),
				Late: []lateView{{page.Link{Text: "Open ten reporting centres", Href: "/actions/centres"}, "Community safety team", "12 days overdue"}},
				Aims: []aimView{
					{"Good relations", []objectiveView{
						{page.Link{Text: "More reports", Href: "/strategies/equality-2016#objective-report"}, "", "200 reports", "300 reports", "240 reports on 1 October 2016", string(strategy.Towards), "1 of 3 actions complete", 1},
						{page.Link{Text: "Trust", Href: "/strategies/equality-2016#objective-trust"}, "This objective has no baseline and no target.", "", "", "", string(strategy.Unread), "No actions", 0},
					}},
					{"A diverse workforce", nil},
				},
				Latest: []newsView{
					{"1 February 2017", "On track", "Six are **open**.", "this update", page.Link{Text: "Open ten reporting centres", Href: "/actions/centres"}},
					{"1 October 2016", "On track", "", "", page.Link{Text: "Open ten reporting centres", Href: "/actions/centres"}},
				},
			},
		},
		Other: []page.Link{{Text: "Publish a calendar", Href: "/actions/calendar"}},
		Duties: []dutyView{
			{"Equality objectives", "Objectives, at least every four years.", "SI 2017/353, regulation 5", "6 July 2016", "5 July 2020", "1,180 days left", false, false},
			{"Equality information", "Information, every year.", "SI 2017/353, regulation 4", "", "30 March 2018", "12 days overdue", true, true},
			{"Gender pay gap", "Six figures, every year.", "SI 2017/353, regulation 3", "30 March 2017", "30 March 2018", "20 days left", false, true},
		},
	},
)

func (d *Desk) progress(w http.ResponseWriter, r *http.Request) error {
	o, err := d.Service.Overview(r.Context())
	if err != nil {
		return err
	}
	view := progressView{Today: page.Date(o.Today), Other: actionLinks(o.Other)}
	for _, rep := range o.Reports {
		view.Strategies = append(view.Strategies, strategyOf(&rep, o.Today))
	}
	for _, c := range o.Clocks {
		view.Duties = append(view.Duties, dutyView{c.Rule.Title, c.Asks(), c.Rule.Law, page.Date(c.Last), page.Date(c.Due), c.Words(o.Today), c.Late(o.Today), c.Near(o.Today)})
	}
	return progressPage.Write(w, r, http.StatusOK, view)
}

func actionLinks(all []*action.Action) (links []page.Link) {
	for _, a := range all {
		links = append(links, page.Link{Text: a.What, Href: "/actions/" + a.Ref})
	}
	return links
}

func strategyOf(r *progress.Report, today time.Time) strategyView {
	home := "/strategies/" + r.Slug
	v := strategyView{Slug: r.Slug, Title: r.Title, Href: home, Period: page.Date(r.From) + " to " + page.Date(r.To), Invented: r.Invented, Counts: statuses(r.Counts)}
	for _, a := range r.Late {
		v.Late = append(v.Late, lateView{page.Link{Text: a.What, Href: "/actions/" + a.Ref}, a.Who, a.DueWords(today)})
	}
	what := map[string]string{}
	for _, aim := range r.Aims {
		av := aimView{Title: aim.Title}
		for _, o := range aim.Objectives {
			for _, a := range o.Actions {
				what[a.Ref] = a.What
			}
			av.Objectives = append(av.Objectives, objectiveOf(&o, home, today))
		}
		v.Aims = append(v.Aims, av)
	}
	for _, u := range r.Latest {
		v.Latest = append(v.Latest, newsView{page.Date(u.Date), u.Status.Words(), u.Text, u.Invented, page.Link{Text: what[u.Action], Href: "/actions/" + u.Action}})
	}
	return v
}

// statuses draws how many of the actions are in each status. Of none there is
// nothing to draw.
func statuses(c action.Counts) page.ShareTable {
	if c.Total == 0 {
		return page.ShareTable{}
	}
	t := page.ShareTable{Caption: "Actions by status, " + page.Number(int64(c.Total)) + " in all", Label: "Status", Number: "Actions", Of: float64(c.Total)}
	for _, s := range action.Statuses {
		n := c.Of[s]
		t.Bars = append(t.Bars, page.Bar{Label: s.Words(), Value: float64(n), Text: page.Number(int64(n))})
	}
	return t
}

func objectiveOf(o *progress.ObjectiveReport, home string, today time.Time) objectiveView {
	c := action.Count(o.Actions, today)
	v := objectiveView{
		Title: page.Link{Text: o.Title, Href: home + "#objective-" + o.Ref}, Gaps: o.Gaps(), Moved: string(o.Movement()), Late: c.Late, Done: c.DoneWords(),
		Baseline: strategy.Amount(o.Baseline, o.Unit), Target: strategy.Amount(o.Target, o.Unit),
	}
	if r, ok := o.Latest(); ok {
		v.Latest = strategy.Amount(&r.Value, o.Unit) + " on " + page.Date(r.Date)
	}
	return v
}
