package progressweb

import (
	"cmp"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// objectiveShowView is the page of an objective: how it is going, what is done for it and why.
type objectiveShowView struct {
	Lang, Title, Gaps string // Lang is the language of the strategy
	Strategy          page.UserText
	Rows              []factView
	Late              string // "2 overdue actions", or ""
	Chart             *chart.Trend
	Readings          []readingView // of the page, newest first
	Pages             page.Pagination
	ReadingsInvented  bool                  // every measurement is invented
	Actions           []objectiveActionView // the first
	AllActions        string                // address of the list of all, if there are more
	Needs             []page.UserText
	Causes            []causeView
	Updates           []updateView
	UpdatesInvented   bool
	Follow            string // path of the page on which people follow it

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v objectiveShowView) PageChain() page.Chain { return v.chain }

// factView is a line of what an objective is and how it is going.
// Contents returns the links to the parts of the page.
func (v objectiveShowView) Contents() []page.Link {
	all := []page.Link{{Text: locale.Key("Measurements"), Href: "#measurements"}, {Text: locale.Key("What we are doing"), Href: "#actions"}}
	if len(v.Causes) > 0 {
		all = append(all, page.Link{Text: locale.Key("What people told us"), Href: "#why"})
	}
	if len(v.Needs) > 0 {
		all = append(all, page.Link{Text: locale.Key("Evidence"), Href: "#evidence"})
	}
	return append(all, page.Link{Text: locale.Key("Latest updates"), Href: "#updates"})
}

type factView struct{ Key, Value, Lang, Note string }

type readingView struct {
	Date, Value, Note, Lang, Invented string
	Source                            page.UserText
}

type objectiveActionView struct {
	Action        page.UserText
	Who, Lang     string
	Due, DueLabel string
	Late          bool
	Status        page.Tag
}

// causeView is a key issue that led to the work: what people said and what the council decided.
type causeView struct {
	Lang, Title, Href, Date string // Title is the issue without figures
	Words, Changed          decision.Prose
	Decision                page.UserText
}

var exampleCause = causeView{
	Title: "There are too few places to report an incident", Href: "/decisions/adopt#issue-nowhere", Date: "6 July 2016",
	Words: decision.Prose{{
		{Text: "There are too few places to report an incident. "},
		{Text: "62% (412 of 668)", Href: "/consultations/equality/results/1#places"}, {Text: " asked for more."},
	}},
	Changed:  decision.Prose{{{Text: "We will open ten reporting centres."}}},
	Decision: page.UserText{Text: "Equality strategy adopted", Href: "/decisions/adopt"},
}

func exampleObjectiveTrend() *chart.Trend {
	baseline, target := 200.0, 300.0
	return chart.NewTrend(nil, "trend", "Number of reports a year", "", []chart.Reading{
		{Date: time.Date(2016, 3, 31, 0, 0, 0, 0, time.UTC), Value: 210},
		{Date: time.Date(2017, 3, 31, 0, 0, 0, 0, time.UTC), Value: 240},
	}, chart.MaxDots, &baseline, &target, time.Date(2018, 3, 31, 0, 0, 0, 0, time.UTC), func(v *float64) string {
		return strategy.FormatValue(nil, v, "reports")
	})
}

var objectivePage = page.New(files, "templates/objective.html",
	objectiveShowView{Title: "Trust", Gaps: "Missing from this objective: baseline, target.",
		Strategy: page.UserText{Text: "Equality strategy 2016 to 2020", Href: "/strategies/equality-2016"},
		Rows:     []factView{{Key: "Outcome", Value: "No measurements yet"}},
	},
	objectiveShowView{
		Follow: "/follow/objective/report", Title: "Increase reporting of hate incidents", Late: "1 overdue action",
		Strategy: page.UserText{Text: "Equality strategy 2016 to 2020", Href: "/strategies/equality-2016"},
		Rows: []factView{
			{Key: "Outcome", Value: "Moved towards the target"}, {Key: "Work", Value: "1 of 2 actions complete"},
			{Key: "Measure", Value: "Number of reports a year"},
		},
		Chart: exampleObjectiveTrend(),
		Readings: []readingView{
			{"31 March 2017", "240 reports", "After six centres opened.", "", "this measurement", page.UserText{Text: "Police data"}},
			{"31 March 2016", "210 reports", "", "", "", page.UserText{Text: "Police data", Href: "https://example.org/data"}},
		},
		Pages: page.Pagination{Next: "/objectives/report?page=12"},
		Actions: []objectiveActionView{
			{page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres"}, "Community safety team", "",
				"31 March 2017", "12 days overdue", true, page.Tag{Text: "On track"}},
			{page.UserText{Text: "Cyhoeddi calendr", Href: "/actions/calendar", Lang: "cy"}, "Tîm diogelwch", "cy",
				"30 June 2016", "", false, page.Tag{Text: "Complete", Colour: "green"}},
		},
		AllActions: "/actions?objective=report",
		Needs:      []page.UserText{{Text: "Many hate incidents are not reported", Href: "/evidence/hate"}},
		Causes:     []causeView{exampleCause},
		Updates: []updateView{{
			"1 February 2017", page.Tag{Text: "On track"}, "Six centres are **open**.", "", "this update",
			page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres?update=2017-02-01#update-2017-02-01"},
		}},
	},
)

// objective shows the page of an objective.
func (h *Handlers) objective(w http.ResponseWriter, r *http.Request) error {
	o, err := h.Service.Objective(r.Context(), r.PathValue("ref"), r.FormValue(page.CursorName))
	if err != nil {
		return err
	}
	view := newObjectiveShowView(h.deps.PagePrinter(r), o)
	view.Follow = follow.Path("objective", o.Ref)
	view.chain = h.deps.ChainFor(r.Context(), "strategy", o.Of.Slug)
	return objectivePage.Write(w, r, http.StatusOK, view)
}

func newObjectiveShowView(words web.PagePrinter, o *progress.ObjectiveHistory) objectiveShowView {
	lang := words.LangOrCouncil(o.Of.Language)
	v := objectiveShowView{
		Lang: lang, Title: o.Title, Gaps: o.Gaps().In(words.Printer), Rows: objectiveRows(words, o),
		Strategy: page.UserText{Text: o.Of.Title, Href: "/strategies/" + o.Of.Slug, Lang: lang},
	}
	if late := o.Counts.Late; late > 0 {
		v.Late = words.Count(int64(late), "%d overdue action", "%d overdue actions")
	}
	v.addReadings(words, o)
	for _, a := range o.Actions {
		v.Actions = append(v.Actions, objectiveActionView{
			actionLink(words, a), a.Who, words.LangOrCouncil(a.Language), words.Date(a.Due),
			a.DueLabel(o.Today).In(words.Printer), a.Late(o.Today), web.ActionTag(words.Printer, a.Status()),
		})
	}
	if o.Counts.Total > len(o.Actions) {
		v.AllActions = "/actions?objective=" + o.Ref
	}
	for _, n := range o.Needs {
		v.Needs = append(v.Needs, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: words.LangOrCouncil("")})
	}
	for _, c := range o.Causes {
		v.Causes = append(v.Causes, newCauseView(words, c))
	}
	for _, u := range o.Updates {
		of := page.UserText{Text: u.Action.What, Href: u.Path(), Lang: lang}
		v.Updates = append(v.Updates, updateView{words.Date(u.Date), web.ActionTag(words.Printer, u.Status), u.Text, lang, u.Invented, of})
	}
	v.UpdatesInvented = page.InventedOnce(v.Updates, func(u *updateView) *string { return &u.Invented })
	return v
}

func newCauseView(words web.PagePrinter, c decision.Cause) causeView {
	lang := words.LangOrCouncil(c.Language)
	changed := c.Changed
	if len(changed) == 0 {
		changed = c.NoChange
	}
	return causeView{
		lang, decision.WithoutFigures(c.Issue.Issue), c.Path(), words.Date(c.Of.Date), c.Text, changed,
		page.UserText{Text: c.Of.Title, Href: c.Of.Path, Lang: words.LangOrCouncil(c.Of.Language)},
	}
}

// objectiveRows says what the objective is and how it is going: the outcome apart from the work.
func objectiveRows(words web.PagePrinter, o *progress.ObjectiveHistory) (rows []factView) {
	lang := words.LangOrCouncil(o.Of.Language)
	add := func(key, value, lang string) {
		if value != "" {
			rows = append(rows, factView{Key: key, Value: value, Lang: lang})
		}
	}
	latest := ""
	if r, ok := o.Latest(); ok {
		latest = words.Say("Latest measurement: %s", words.Say("%s on %s", strategy.FormatValue(words.Printer, &r.Value, o.Unit), r.Date))
	}
	rows = append(rows, factView{Key: words.Say("Outcome"), Value: o.Trend().Label().In(words.Printer), Note: latest})
	add(words.Say("Measurements"), o.MissedLabel(o.Of.From, o.Of.To, o.Today).In(words.Printer), "")
	add(words.Say("Work"), o.Counts.CompletionLabel().In(words.Printer), "")
	add(words.Say("Measure"), o.Measure, lang)
	add(words.Say("Baseline"), strategy.FormatValue(words.Printer, o.Baseline, o.Unit), lang)
	add(words.Say("Target"), strategy.FormatValue(words.Printer, o.Target, o.Unit), lang)
	add(words.Say("Due date"), words.Date(o.By), "")
	add(words.Say("Who is responsible"), o.Owner, lang)
	return rows
}

// addReadings adds the measurements, the newest first, and their chart.
func (v *objectiveShowView) addReadings(words web.PagePrinter, o *progress.ObjectiveHistory) {
	format := func(value *float64) string { return strategy.FormatValue(words.Printer, value, o.Unit) }
	var readings []chart.Reading
	for _, r := range o.Readings {
		readings = append(readings, chart.Reading{Date: r.Date, Value: r.Value})
	}
	for _, r := range o.Listed.Items {
		source := r.Source
		if source.Name == "" {
			source = o.Source
		}
		v.Readings = append(v.Readings, readingView{
			words.Date(r.Date), format(&r.Value), r.Note, v.Lang, r.Invented,
			page.UserText{Text: source.Name, Href: source.Address, Lang: v.Lang},
		})
	}
	v.Pages = page.Neighbours(progress.ObjectivePath(o.Ref), nil, o.Listed.Previous, o.Listed.Next)
	v.ReadingsInvented = page.InventedOnce(v.Readings, func(r *readingView) *string { return &r.Invented })
	title := cmp.Or(o.Measure, o.Title)
	v.Chart = chart.NewTrend(words.Printer, "trend", title, v.Lang, readings, chart.MaxDots, o.Baseline, o.Target, o.By, format)
}
