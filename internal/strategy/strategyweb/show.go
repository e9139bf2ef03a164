package strategyweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

type showView struct {
	Title, Summary, Period, Invented string
	Source                           page.Link
	Aims                             []aimView
	Plan                             []planRow
	Evidence                         []needView
	Versions                         []versionView
	Publications                     []publicationView
	Decisions                        []page.Link
	Duties                           []dutyView

	chain page.Chain
}

// PageChain is shown under the header of the page.
func (v showView) PageChain() page.Chain { return v.chain }

// Contents are the headings of the page, which is long.
func (v showView) Contents() []page.Link {
	return []page.Link{
		{Text: locale.Key("Aims and objectives"), Href: "#aims"}, {Text: locale.Key("Plan: what, who, when"), Href: "#plan"}, {Text: locale.Key("Evidence"), Href: "#evidence"},
		{Text: locale.Key("The text, as a draft and as adopted"), Href: "#versions"}, {Text: locale.Key("Publications and duties"), Href: "#duties"},
	}
}

type aimView struct {
	Ref, Title, Summary string
	Objectives          []objectiveView
}

type objectiveView struct {
	Ref, Title, Gaps                                    string
	Measure, Baseline, Target, By, Owner, Latest, Moved string
	Readings                                            []readingView
	Actions                                             []page.Link
}

type readingView struct{ Date, Value, Note, Invented string }

// planRow has the columns of a paper action plan, and what became of it.
type planRow struct {
	What               page.Link
	Who, When, Measure string
	Why                []page.Link
	Status, DueWords   string
	Late               bool
	Invented           string
}

type needView struct {
	Ref, Title, Says, Figure, Date, Area, Invented string
	Source                                         page.Link
	Characteristics                                []string
	Actions                                        []page.Link
}

type versionView struct {
	ID, Name, Date, Title, Changes, Body string
	Consultation, Source                 page.Link
}

type publicationView struct {
	Date, Title, Duty, Invented string
	Source                      page.Link
}

type dutyView struct {
	Title, Asks, Law, Last, Due, Words string
	Late, Near                         bool
}

func (d *Desk) show(w http.ResponseWriter, r *http.Request) error {
	ctx, slug := r.Context(), r.PathValue("slug")
	var view showView
	err := d.host.DB.View(ctx, func(tx *db.Tx) error {
		s, err := strategy.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		today, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		clocks, err := strategy.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		b := &builder{ctx: ctx, tx: tx, today: today, Strategy: s, actions: map[string][]*action.Action{}}
		if err := b.read(); err != nil {
			return err
		}
		view = b.head(clocks)
		view.Aims, view.Plan = b.aims()
		if view.Evidence, err = b.evidence(); err != nil {
			return err
		}
		if view.Versions, err = b.versions(); err != nil {
			return err
		}
		made, err := decision.ForStrategy(ctx, tx, slug)
		for _, x := range made {
			view.Decisions = append(view.Decisions, page.Link{Text: page.Date(x.Date) + ": " + x.Title, Href: "/decisions/" + x.Ref})
		}
		return err
	})
	if err != nil {
		return err
	}
	view.chain = d.host.ChainFor(ctx, "strategy", slug)
	return showPage.Write(w, r, http.StatusOK, view)
}

var showPage = page.New(files, "templates/show.html", bare, full)

// bare is a strategy of which hardly anything is known.
var bare = showView{Title: "Ageing well", Period: "1 April 2020 to 31 March 2024"}

var full = showView{
	Title: "Equality strategy 2016 to 2020", Summary: "What we will do so that everybody has a fair chance.", Period: "1 April 2016 to 31 March 2020",
	Invented: "the updates", Source: page.Link{Text: "The council's page", Href: "https://example.org/strategy"},
	Aims: []aimView{{"workforce", "A diverse workforce", "People like those we serve.", []objectiveView{
		{Ref: "represent", Title: "Staff like the county", Measure: "Share of disabled staff", Baseline: "3.1%", Target: "5%", By: "31 March 2020",
			Owner: "Head of people", Latest: "3.9% on 31 March 2018", Moved: string(strategy.Towards),
			Readings: []readingView{{"31 March 2018", "3.9%", "From the workforce profile.", "this reading"}},
			Actions:  []page.Link{{Text: "Train those who recruit", Href: "/actions/recruit"}}},
		{Ref: "trained", Title: "Everybody is trained", Moved: string(strategy.Unread), Gaps: "This objective has no measure, no baseline, no target, no date and no owner."},
	}}, {"together", "Good relations", "", nil}},
	Plan: []planRow{
		{What: page.Link{Text: "Train those who recruit", Href: "/actions/recruit"}, Who: "Head of people", When: "31 March 2017", Measure: "All are trained",
			Why: []page.Link{{Text: "Who works here", Href: "#need-workforce"}}, Status: "On track", DueWords: "12 days overdue", Late: true, Invented: "its updates"},
		{What: page.Link{Text: "Fly the flag", Href: "/actions/flag"}, Who: "Facilities", When: "Every year", Measure: "The flag flies", Status: "Not started", DueWords: "3 days left"},
		{What: page.Link{Text: "Publish a calendar", Href: "/actions/calendar"}, Who: "Equalities team", When: "30 June 2016", Status: "Complete"},
	},
	Evidence: []needView{
		{Ref: "workforce", Title: "Who works here", Says: "The workforce is not like the county.", Figure: "3.1%", Date: "31 March 2015", Area: "Leicestershire",
			Source: page.Link{Text: "Workforce profile", Href: "https://example.org/profile"}, Characteristics: []string{"Disability", "Race"}, Actions: []page.Link{{Text: "Train those who recruit", Href: "/actions/recruit"}}},
		{Ref: "trust", Title: "Who trusts us", Says: "Fewer than half do.", Date: "1 May 2015", Source: page.Link{Text: "Survey"}, Invented: "this finding"},
	},
	Versions: []versionView{
		{ID: "draft", Name: "Draft", Date: "25 April 2016", Title: "Draft strategy", Body: "We *want* to be fair.", Consultation: page.Link{Text: "Equality strategy", Href: "/consultations/equality"}},
		{ID: "adopted", Name: "Adopted", Date: "6 July 2016", Changes: "Aim 2 is clearer.", Body: "We **will** be fair.", Source: page.Link{Text: "Minutes", Href: "https://example.org/minutes"}},
	},
	Publications: []publicationView{{"6 July 2016", "Equality objectives 2016 to 2020", "Equality objectives", "", page.Link{Text: "Minutes", Href: "https://example.org/minutes"}}},
	Decisions:    []page.Link{{Text: "6 July 2016: Strategy adopted", Href: "/decisions/adopt"}},
	Duties: []dutyView{
		{Title: "Equality objectives", Asks: "Objectives, at least every four years.", Law: "SI 2017/353, regulation 5", Last: "6 July 2016", Due: "5 July 2020", Words: "12 days overdue", Late: true, Near: true},
		{Title: "Equality information", Asks: "Information, every year.", Law: "SI 2017/353, regulation 4", Due: "30 March 2018", Words: "20 days left", Near: true},
	},
}
