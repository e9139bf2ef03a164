package progressweb

import (
	"net/http"
	"net/url"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
)

type progressView struct {
	Today      string
	Strategies []strategyView
	One        bool            // only the strategy that the reader chose
	Pages      page.Pagination // of the strategies
	Other      []page.UserText // the first actions without a strategy
	Others     int64           // actions without a strategy, if Other has not all of them; or 0
	Duties     []dutyView
	Contact    page.UserText // whom people ask for what is published under them
	Note       page.UserText

	Published      []publicationView // under these duties, newest first
	PublishedPages page.Pagination
}

// publicationView is something that was published under a legal duty.
type publicationView struct {
	Date, Duty, Title, Lang string
	Source                  page.UserText
	Entry                   page.Link // in the public record
}

type strategyView struct {
	Slug, Period, Invented string
	Strategy               page.UserText
	Counts                 chart.Bars // includes statuses without actions; has no bars if there are no actions at all
	Late                   []overdueView
	AllLate                int64  // how many are overdue, if Late has not all; or 0
	LateHref               string // of the list of them
	ActionsHref            string // of the list of its actions
	Aims                   []aimView
	Latest                 []updateView
	LatestInvented         bool   // every update in Latest is invented
	Missing                string // which promised reports are missing, or ""
}

type overdueView struct {
	Action           page.UserText
	Who, Lang, Label string
}

type aimView struct {
	ID, Title, Lang string
	Objectives      []objectiveView
}

// objectiveView shows the work and the outcome separately: all actions can be complete and nothing have changed.
type objectiveView struct {
	Title                          page.UserText
	Gaps, Baseline, Target, Latest string
	Trend, Completion              string
	Late                           int
}

type updateView struct {
	Date                 string
	Status               page.Tag
	Text, Lang, Invented string
	Action               page.UserText
}

type dutyView struct {
	Title, Asks, Law, Last, Due, Label string
	Late, DueSoon                      bool
}

var progressPage = page.New(files, "templates/progress.html",
	progressView{Today: "2 March 2026"},
	progressView{
		Today: "12 April 2017",
		Strategies: []strategyView{
			{
				Slug:     "ageing",
				Strategy: page.UserText{Text: "Heneiddio’n dda", Href: "/strategies/ageing", Lang: "cy"},
				Period:   "1 April 2020 to 31 March 2024",
			},
			{
				Slug: "equality-2016",

				ActionsHref: "/actions?strategy=equality-2016",
				Strategy:    page.UserText{Text: "Equality strategy 2016 to 2020", Href: "/strategies/equality-2016"},
				Period:      "1 April 2016 to 31 March 2020",
				Invented:    "the updates",
				Missing:     "2 progress reports are missing. The first was due by 31 December 2016.",
				Counts: web.ActionsByStatus(nil, action.Counts{
					Total: 3, Late: 1, ByStatus: map[action.Status]int{action.OnTrack: 2, action.Complete: 1},
				}),
				AllLate: 12, LateHref: "/actions?strategy=equality-2016&status=late",
				Late: []overdueView{
					{page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres"}, "Community safety team", "", "12 days overdue"},
				},
				Aims: []aimView{
					{"equality-2016-aim-1", "Good relations", "", []objectiveView{
						{
							page.UserText{Text: "More reports", Href: "/objectives/report"},
							"",
							"200 reports",
							"300 reports",
							"240 reports on 1 October 2016",
							"Moved towards the target",
							"1 of 3 actions complete",
							1,
						},
						{
							page.UserText{Text: "Trust", Href: "/objectives/trust"},
							"Missing from this objective: baseline, target.",
							"",
							"",
							"",
							"No measurements yet",
							"No actions",
							0,
						},
					}},
					{"equality-2016-aim-2", "A diverse workforce", "", nil},
				},
				Latest: []updateView{
					{
						"1 February 2017",
						page.Tag{Text: "On track"},
						"Six centres are **open**.",
						"",
						"this update",
						page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres"},
					},
					{
						"1 October 2016", page.Tag{Text: "On track"}, "", "", "",
						page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres"},
					},
				},
			},
		},
		Pages:          page.Pagination{Next: "/progress?page=12"},
		PublishedPages: page.Pagination{Next: "/progress?list=published&page=12"},
		Others:         21,
		Other:          []page.UserText{{Text: "Publish a calendar", Href: "/actions/calendar"}},
		Duties: []dutyView{
			{
				"Equality objectives",
				"Objectives, at least every four years.",
				"SI 2017/353, regulation 5",
				"6 July 2016",
				"5 July 2020",
				"1,180 days left",
				false,
				false,
			},
			{"Equality information", "Information, every year.", "SI 2017/353, regulation 4", "", "30 March 2018", "12 days overdue", true, true},
			{
				"Gender pay gap",
				"Six figures, every year.",
				"SI 2017/353, regulation 3",
				"30 March 2017",
				"30 March 2018",
				"20 days left",
				false,
				true,
			},
		},
		Contact: page.UserText{Text: "Equality team, equality@example.org", Lang: "en"},
		Note:    page.UserText{Text: "Workforce figures are in the annual report.", Lang: "en"},
		Published: []publicationView{{
			"6 July 2016", "Equality objectives", "Equality objectives 2016 to 2020", "",
			page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
			page.Link{Text: "Entry 12 in the public record", Href: "/record?part=1&before=12#entry-12"},
		}},
	},
)

func (h *Handlers) progress(w http.ResponseWriter, r *http.Request) error {
	only, at, publishedAt := web.QueryText(r, "strategy"), r.FormValue(page.CursorName), ""
	if r.FormValue("list") == listPublished {
		at, publishedAt = "", at
	}
	o, err := h.Service.Overview(r.Context(), only, at)
	if err != nil {
		return err
	}
	printer := h.deps.PagePrinter(r)
	p := printer.Printer
	view := progressView{
		Today: p.Date(o.Today), One: only != "", Pages: page.Neighbours("/progress", nil, o.Reports.Previous, o.Reports.Next),
	}
	if o.Others > int64(len(o.Other)) {
		view.Others = o.Others
	}
	for _, a := range o.Other {
		view.Other = append(view.Other, actionLink(printer, a))
	}
	for _, rep := range o.Reports.Items {
		view.Strategies = append(view.Strategies, newStrategyView(printer, &rep, o.Today))
	}
	for _, c := range o.Duties {
		view.Duties = append(
			view.Duties,
			dutyView{
				c.Rule.Duty.Label().In(p),
				c.Requirement().In(p),
				c.Rule.Law,
				p.Date(c.Last),
				p.Date(c.Due),
				c.Label(o.Today).In(p),
				c.Late(o.Today),
				c.DueSoon(o.Today),
			},
		)
	}
	if err := h.addPublications(r, printer, &view, publishedAt); err != nil {
		return err
	}
	return progressPage.Write(w, r, http.StatusOK, view)
}

// listPublished names the list of what was published under legal duties, which has pages of its own.
const listPublished = "published"

// addPublications adds the page at the cursor at of what was published under legal duties, with the entries in the public
// record.
func (h *Handlers) addPublications(r *http.Request, printer web.PagePrinter, view *progressView, at string) error {
	ctx := r.Context()
	return h.deps.DB.View(ctx, func(tx *db.Tx) error {
		duties, err := strategy.DutySettings(ctx, tx)
		if err == nil {
			lang := printer.LangOrCouncil("")
			view.Contact, view.Note = page.UserText{Text: duties.Contact, Lang: lang}, page.UserText{Text: duties.Note, Lang: lang}
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		all, err := strategy.ListPublications(ctx, tx, at)
		if err != nil {
			return err
		}
		view.Published = nil
		view.PublishedPages = page.Neighbours("/progress", url.Values{"list": {listPublished}}, all.Previous, all.Next)
		leaves := make([]receipt.Leaf, len(all.Items))
		for i, p := range all.Items {
			leaves[i] = p.Leaf()
		}
		entries, err := h.deps.RecordEntryLinks(ctx, tx, printer.Printer, leaves...)
		if err != nil {
			return err
		}
		for i, p := range all.Items {
			lang := printer.LangOrCouncil("")
			view.Published = append(view.Published, publicationView{
				printer.Date(p.Date), p.Kind.Label().In(printer.Printer), p.Title, lang,
				page.UserText{Text: p.Source.Name, Href: p.Source.Address, Lang: lang}, entries[i],
			})
		}
		return nil
	})
}

func actionLink(printer web.PagePrinter, a *action.Action) page.UserText {
	return page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: printer.LangOrCouncil(a.Language)}
}

func newStrategyView(printer web.PagePrinter, r *progress.Report, today time.Time) strategyView {
	home, lang, p := "/strategies/"+r.Slug, printer.LangOrCouncil(r.Language), printer.Printer
	v := strategyView{
		Slug:     r.Slug,
		Strategy: page.UserText{Text: r.Title, Href: home, Lang: lang},
		Period:   p.Say("%s to %s", r.From, r.To),
		Invented: r.Invented,
		Counts:   web.ActionsByStatus(p, r.Counts),

		ActionsHref: "/actions?" + url.Values{"strategy": {r.Slug}}.Encode(),
	}
	for _, a := range r.Late {
		v.Late = append(v.Late, overdueView{actionLink(printer, a), a.Who, printer.LangOrCouncil(a.Language), a.DueLabel(today).In(p)})
	}
	if n := int64(r.MissingReports); n > 0 {
		v.Missing = p.Count(n, "%d progress report is missing. It was due by %s.",
			"%d progress reports are missing. The first was due by %s.", r.MissingSince)
	}
	if more := r.Counts.Late - len(r.Late); more > 0 {
		v.AllLate, v.LateHref = int64(r.Counts.Late), v.ActionsHref+"&status="+string(action.OnlyLate)
	}
	for _, aim := range r.Aims {
		av := aimView{ID: r.Slug + "-aim-" + aim.Ref, Title: aim.Title, Lang: lang}
		for _, o := range aim.Objectives {
			av.Objectives = append(av.Objectives, newObjectiveView(p, &o, r.Of[o.Ref], lang))
		}
		v.Aims = append(v.Aims, av)
	}
	for _, u := range r.Latest {
		of := page.UserText{Text: u.Action.What, Href: u.Path(), Lang: lang}
		v.Latest = append(v.Latest, updateView{p.Date(u.Date), web.ActionTag(p, u.Status), u.Text, lang, u.Invented, of})
	}
	v.LatestInvented = page.InventedOnce(v.Latest, func(u *updateView) *string { return &u.Invented })
	return v
}

func newObjectiveView(p *locale.Printer, o *strategy.Objective, c action.Counts, lang string) objectiveView {
	v := objectiveView{
		Title: page.UserText{Text: o.Title, Href: progress.ObjectivePath(o.Ref), Lang: lang},
		Gaps:  o.Gaps().In(p), Trend: o.Trend().Label().In(p), Late: c.Late, Completion: c.CompletionLabel().In(p),
		Baseline: strategy.FormatValue(p, o.Baseline, o.Unit), Target: strategy.FormatValue(p, o.Target, o.Unit),
	}
	if r, ok := o.Latest(); ok {
		v.Latest = p.Say("%s on %s", strategy.FormatValue(p, &r.Value, o.Unit), r.Date)
	}
	return v
}
