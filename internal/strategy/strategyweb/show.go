package strategyweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

type showView struct {
	Lang                             string // of the strategy's texts
	Title, Summary, Period, Invented string
	Source, Follows, FollowedBy      page.UserText
	Stage                            page.Tag
	Steps                            []lifeStep // its life so far, in order
	Unapproved                       bool       // its period has begun and no approval is recorded
	Compare                          string     // address of the comparison of its versions, or ""
	Aims                             []aimView
	Plan                             []planRow
	AllActions                       string // address of the list of all actions, if Plan has not all
	Evidence                         []needView
	Versions                         []versionView
	Publications                     []publicationView
	Decisions                        []decisionView
	Consultations                    []page.UserText
	Duties                           []dutyView
	AllEvidence                      bool   // the register of evidence has more
	PlanInvented, EvidenceInvented   bool   // everything in the section is invented
	Follow                           string // path of the page on which people follow it
	Related                          []web.ReferrerGroup
	Downloads                        []page.Link

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v showView) PageChain() page.Chain { return v.chain }

// Contents returns the links to the sections of the page.
func (v showView) Contents() []page.Link {
	return []page.Link{
		{Text: locale.Key("Aims and objectives"), Href: "#aims"},
		{Text: locale.Key("Action plan"), Href: "#plan"},
		{Text: locale.Key("Evidence"), Href: "#evidence"},
		{Text: locale.Key("Full text"), Href: "#versions"},
		{Text: locale.Key("Publications and legal duties"), Href: "#duties"},
	}
}

// lifeStep is a step in the life of a strategy.
type lifeStep struct {
	Name, Date string
	About      page.UserText // like the decision; without Text if there is nothing to read
}

type aimView struct {
	Ref, Title, Summary, Lang string
	Objectives                []objectiveView
}

type objectiveView struct {
	Ref, Title, Lang, Gaps                              string
	Measure, Baseline, Target, By, Owner, Latest, Trend string
	Missed                                              string        // which measurements are missing, or ""
	Better, Every                                       string        // which way is progress, and how often it is measured; "" if not known
	Source                                              page.UserText // of the measurements
	Readings                                            []readingView
	Chart                                               *chart.Trend // nil with fewer than two measurements
	Actions                                             []page.UserText
	AllActions                                          string // address of the list of all of its actions, if Actions are not all
	AllReadings                                         bool   // it has more measurements than Readings, the latest ones
}

type readingView struct {
	Date, Value, Note, Lang, Invented string
	Source                            page.UserText // if it is not that of the measure
}

// planRow is a row of the action plan.
type planRow struct {
	What, When         page.UserText
	Lang, Who, Measure string
	Why                []page.UserText
	Status             page.Tag
	DueLabel           string
	Late               bool
	Invented           string
}

type needView struct {
	Ref, Lang, Title, Summary, Figure, Date, Area, Invented string
	Source                                                  page.UserText
	Characteristics                                         []string
	Actions                                                 []page.UserText
	MoreActions                                             bool // there are more than these
}

type versionView struct {
	ID, Lang, Name       string
	Date                 time.Time
	Title, Changes, Body string
	Consultation, Source page.UserText
	Because              []changeView
}

// changeView are words of a version that were changed because of a key issue.
type changeView struct {
	Ref, Words string
	Issue      page.UserText
}

type publicationView struct {
	Date, Title, Lang, Duty, Invented string
	Source                            page.UserText
	Entry                             page.Link // in the public record
}

type decisionView struct {
	Date     string
	Decision page.UserText
}

type dutyView struct {
	Title, Requirement, Law, Last, Due, Label string
	Late, DueSoon                             bool
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, slug, printer := r.Context(), r.PathValue("slug"), h.deps.PagePrinter(r)
	var view showView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		s, err := strategy.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		today, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		duties, err := strategy.DutyStatuses(ctx, tx)
		if err != nil {
			return err
		}
		b := &pageBuilder{ctx: ctx, tx: tx, today: today, PagePrinter: printer, Strategy: s, actions: map[string][]*action.Action{}}
		if err := b.load(); err != nil {
			return err
		}
		view = b.header(duties)
		view.Aims, view.Plan = b.aims()
		if b.planned() > int64(len(view.Plan)) {
			view.AllActions = "/actions?strategy=" + slug
		}
		if view.Evidence, err = b.evidence(); err != nil {
			return err
		}
		view.AllEvidence = len(b.needs) > len(view.Evidence)
		view.PlanInvented = page.InventedOnce(view.Plan, func(r *planRow) *string { return &r.Invented })
		view.EvidenceInvented = page.InventedOnce(view.Evidence, func(n *needView) *string { return &n.Invented })
		if view.Versions, err = b.versions(); err != nil {
			return err
		}
		life, tag, err := getLife(ctx, tx, printer, s)
		if err != nil {
			return err
		}
		view.Stage, view.Unapproved = tag, life.Unapproved
		if err := b.addNeighbours(&view); err != nil {
			return err
		}
		if err := b.addConsultations(&view); err != nil {
			return err
		}
		if err := b.addEntries(h.deps, &view); err != nil {
			return err
		}
		to := web.ReferrerQuery{Ref: slug, Name: s.Title}
		if view.Related, err = h.deps.FindReferrers(ctx, tx, printer, web.StrategyRecord, to); err != nil {
			return err
		}
		made, err := decision.ForStrategy(ctx, tx, slug)
		if err != nil {
			return err
		}
		b.addSteps(&view, made)
		for _, x := range made {
			issues, err := x.AllIssues(ctx, tx)
			if err != nil {
				return err
			}
			view.addChanges(printer, issues)
			view.Decisions = append(
				view.Decisions,
				decisionView{
					printer.Date(x.Date),
					page.UserText{Text: x.Title, Href: "/decisions/" + x.Ref, Lang: printer.LangOrCouncil(x.Language)},
				},
			)
		}
		return nil
	})
	if err != nil {
		return err
	}
	view.Follow = follow.Path("strategy", slug)
	view.Downloads = h.deps.Downloads(r, r.URL.Path)
	view.chain = h.deps.ChainFor(ctx, "strategy", slug)
	return showPage.Write(w, r, http.StatusOK, view)
}

func exampleTrend() *chart.Trend {
	baseline, target := 3.1, 5.0
	return chart.NewTrend(nil, "trend-represent", "Share of disabled staff", "", []chart.Reading{
		{Date: time.Date(2017, 3, 31, 0, 0, 0, 0, time.UTC), Value: 3.4},
		{Date: time.Date(2018, 3, 31, 0, 0, 0, 0, time.UTC), Value: 3.9},
	}, chart.MaxDots, &baseline, &target, time.Date(2020, 3, 31, 0, 0, 0, 0, time.UTC),
		func(v *float64) string { return strategy.FormatValue(nil, v, "%") })
}

var showPage = page.New(files, "templates/show.html", minimalExample, fullExample)

// minimalExample is a strategy with no details.
var minimalExample = showView{Title: "Ageing well", Period: "1 April 2020 to 31 March 2024",
	Stage: page.Tag{Text: "Draft"}, Unapproved: true}

var fullExample = showView{
	Follow: "/follow/strategy/equality-2016", Downloads: web.ExampleDownloads("/strategies/equality-2016"),
	Title: "Equality strategy 2016 to 2020", Summary: "How we will make our services and workplaces fairer.",
	Period: "1 April 2016 to 31 March 2020", Invented: "the updates",
	Follows:    page.UserText{Text: "Equality strategy 2012 to 2016", Href: "/strategies/equality-2012"},
	FollowedBy: page.UserText{Text: "Equality strategy 2020 to 2024", Href: "/strategies/equality-2020"},
	Source:     page.UserText{Text: "The council’s website", Href: "https://example.org/strategy"},
	Stage:      page.Tag{Text: "Replaced", Colour: "grey"}, Compare: "/strategies/equality-2016/versions",
	Steps: []lifeStep{
		{"Draft", "25 April 2016", page.UserText{Text: "Equality strategy", Href: "/consultations/equality"}},
		{"Approved", "6 July 2016", page.UserText{Text: "Strategy adopted", Href: "/decisions/adopt"}},
		{"Start of the period", "1 April 2016", page.UserText{}},
	},
	Aims: []aimView{{"workforce", "A diverse workforce", "Our workforce should reflect the people we serve.", "", []objectiveView{
		{
			Ref:      "represent",
			Title:    "A workforce that reflects the county",
			Measure:  "Share of disabled staff",
			Baseline: "3.1%",
			Target:   "5%",
			By:       "31 March 2020",
			Owner:    "Head of people",
			Latest:   "3.9% on 31 March 2018",
			Trend:    "Moved towards the target",
			Better:   "Higher is better",
			Every:    "Every 6 months",
			Missed:   "1 measurement is missing. It was due by 30 September 2017.",
			Source:   page.UserText{Text: "Staff survey", Href: "https://example.org/survey"},
			Readings: []readingView{
				{"31 March 2018", "3.9%", "From the workforce profile.", "", "this reading", page.UserText{Text: "Workforce profile"}},
			},
			Chart:       exampleTrend(),
			Actions:     []page.UserText{{Text: "Train recruiting managers", Href: "/actions/recruit"}},
			AllActions:  "/actions?objective=represent",
			AllReadings: true,
		},
		{
			Ref:   "trained",
			Title: "All staff have equality training",
			Trend: "No measurements yet",
			Gaps:  "Missing from this objective: measure, baseline, target, due date, role responsible.",
		},
	}}, {"together", "Good relations", "", "", nil}},
	Plan: []planRow{
		{
			What:    page.UserText{Text: "Train recruiting managers", Href: "/actions/recruit"},
			Who:     "Head of people",
			When:    page.UserText{Text: "31 March 2017"},
			Measure: "Share of recruiting managers trained",
			Why: []page.UserText{
				{Text: "Our workforce", Href: "#need-workforce"},
			},
			Status:   page.Tag{Text: "On track"},
			DueLabel: "12 days overdue",
			Late:     true,
			Invented: "its updates",
		},
		{
			What:     page.UserText{Text: "Fly the rainbow flag", Href: "/actions/flag"},
			Who:      "Facilities",
			When:     page.UserText{Text: "Every year"},
			Measure:  "The flag is flown on agreed dates",
			Status:   page.Tag{Text: "Not started", Colour: "grey"},
			DueLabel: "3 days left",
		},
		{
			What:   page.UserText{Text: "Publish a calendar", Href: "/actions/calendar"},
			Who:    "Equalities team",
			When:   page.UserText{Text: "30 June 2016"},
			Status: page.Tag{Text: "Complete", Colour: "green"},
		},
	},
	AllActions: "/actions?strategy=equality-2016", AllEvidence: true,
	Evidence: []needView{
		{
			Ref:     "workforce",
			Title:   "Our workforce",
			Summary: "Disabled people are under-represented in our workforce.",
			Figure:  "3.1%",
			Date:    "31 March 2015",
			Area:    "Leicestershire",
			Source: page.UserText{
				Text: "Workforce profile",
				Href: "https://example.org/profile",
			},
			Characteristics: []string{"Disability", "Race"},
			Actions:         []page.UserText{{Text: "Train recruiting managers", Href: "/actions/recruit"}},
			MoreActions:     true,
		},
		{
			Ref:      "trust",
			Title:    "Trust in the council",
			Summary:  "Fewer than half of residents trust the council.",
			Date:     "1 May 2015",
			Source:   page.UserText{Text: "Residents’ survey"},
			Invented: "this finding",
		},
	},
	Versions: []versionView{
		{
			ID:           "draft",
			Name:         "Draft",
			Date:         time.Date(2016, 4, 25, 0, 0, 0, 0, time.UTC),
			Title:        "Draft strategy",
			Body:         "We *propose* three aims.",
			Consultation: page.UserText{Text: "Equality strategy", Href: "/consultations/equality"},
		},
		{
			ID:      "adopted",
			Name:    "Adopted",
			Date:    time.Date(2016, 7, 6, 0, 0, 0, 0, time.UTC),
			Changes: "Aim 2 is more specific.",
			Body:    "We **will** work towards three aims.",
			Source:  page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
			Because: []changeView{{"carers", "work towards", page.UserText{Text: "The draft is vague", Href: "/decisions/adopt#issue-vague"}}},
		},
	},
	Publications: []publicationView{
		{
			"6 July 2016",
			"Equality objectives 2016 to 2020",
			"",
			"Equality objectives",
			"",
			page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
			page.Link{Text: "Entry 12 in the public record", Href: "/record?part=1&before=12#entry-12"},
		},
	},
	Consultations: []page.UserText{{Text: "Equality strategy", Href: "/consultations/equality"}},
	Decisions:     []decisionView{{"6 July 2016", page.UserText{Text: "Strategy adopted", Href: "/decisions/adopt"}}},
	Duties: []dutyView{
		{
			Title:       "Equality objectives",
			Requirement: "Objectives, at least every four years.",
			Law:         "SI 2017/353, regulation 5",
			Last:        "6 July 2016",
			Due:         "5 July 2020",
			Label:       "12 days overdue",
			Late:        true,
			DueSoon:     true,
		},
		{
			Title:       "Equality information",
			Requirement: "Information, every year.",
			Law:         "SI 2017/353, regulation 4",
			Due:         "30 March 2018",
			Label:       "20 days left",
			DueSoon:     true,
		},
	},
}
