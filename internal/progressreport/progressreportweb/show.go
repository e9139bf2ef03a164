package progressreportweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the page of a report. What officers wrote stands beside what is computed.
type showView struct {
	Lang, Title, Kind, Period, Invented string // Lang is the language of what officers wrote
	Self                                string // path of the report; "" in a preview
	Strategy                            page.UserText
	Annual, Corrected                   bool
	Entries                             []page.Link // in the public record, of all editions

	Foreword, Who, Workforce, Assessments, Complaints, Partnership, Cases, Next, Notes string

	Counts        chart.Bars
	Late          []actionView
	Done, Dropped []actionView
	Objectives    []objectiveView
	Consultations []consultationView
	EIAs          []assessmentView
	Published     []publicationView
	Partners, Due []actionView
	Signed        []signatureView
	EasyRead      bool
	Downloads     []page.Link // the report as files and data
}

// Contents returns the links to the sections of the page.
func (v showView) Contents() []page.Link {
	links := []page.Link{
		{Text: locale.Key("Late and at risk"), Href: "#late"}, {Text: locale.Key("Objectives"), Href: "#objectives"},
		{Text: locale.Key("Actions"), Href: "#actions"}, {Text: locale.Key("Consultations and what changed"), Href: "#consultations"},
		{Text: locale.Key("What happens next"), Href: "#next"}, {Text: locale.Key("About the figures"), Href: "#notes"},
	}
	if v.Annual {
		links = append([]page.Link{{Text: locale.Key("Who we are"), Href: "#who"}}, links...)
	}
	return links
}

type actionView struct {
	Action          page.UserText
	Lang, Who       string
	Due, Label, Why string
	Status          page.Tag
}

type objectiveView struct {
	Objective                                          page.UserText
	Owner, Lang, Trend, Baseline, Target, Latest, Work string
	Words                                              string
}

type consultationView struct {
	Consultation page.UserText
	Responses    string
	Changes      []changeView
}

type changeView struct {
	Issue   page.UserText
	Changed bool
	Words   string
}

type assessmentView struct {
	Document page.UserText
	Actions  []page.UserText
}

type publicationView struct{ Date, Kind, Title, Lang string }

type signatureView struct{ Owner, Lang, On string }

func exampleDay(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// exampleReport has something in every section.
func exampleReport() *progressreport.Report {
	baseline, target, latest := 200.0, 300.0, 240.0
	late := progressreport.ActionFacts{Ref: "centres", What: "Open ten reporting centres", Who: "Safety team", Due: exampleDay(2017, 3, 1),
		Status: action.OffTrack, Late: true, DaysLate: 30, Update: "Two are *not* open.", Partner: true}
	return &progressreport.Report{
		Ref: "annual-2017", Title: "Equality strategy: annual report 2016 to 2017", Kind: progressreport.Annual, Strategy: "equality-2016",
		From: exampleDay(2016, 4, 1), To: exampleDay(2017, 3, 31), Invented: "this report",
		Foreword: "A year of **work**.", Who: "One in six of us is disabled.", Workforce: "We asked staff.", Assessments: "We kept the bus.",
		Complaints: "12 complaints.", Partnership: "With the police.", Cases: "A mother told us.", Next: "More of it.", Notes: "Small numbers.",
		Objectives: []progressreport.ObjectiveWords{{Objective: "report", Words: "More people report."}},
		EasyRead: []easyread.Line{
			{Picture: "read", Words: "This is our report."}, {Picture: "check", Words: "More people told us about hate."},
		},
		Signed: []progressreport.Signature{{Owner: "Head of safety", On: exampleDay(2017, 5, 2)}}, Edition: 2,
		Facts: &progressreport.Facts{
			StrategyTitle: "Equality strategy 2016 to 2020",
			Actions: []progressreport.ActionFacts{late,
				{Ref: "calendar", What: "Publish a calendar", Who: "Equalities team", Status: action.Complete, Updated: exampleDay(2016, 6, 1)},
				{Ref: "van", What: "Run a van", Who: "Libraries", Status: action.Closed, Update: "Too dear."}},
			Objectives: []progressreport.ObjectiveFacts{{Ref: "report", Title: "More reports", Owner: "Head of safety", Unit: "reports",
				Baseline: &baseline, Target: &target, Latest: &latest, LatestOn: exampleDay(2016, 10, 1),
				Trend:   strategy.TrendOf(&baseline, &target, &latest, ""),
				Actions: 3, Complete: 1, Late: 1}, {Ref: "trust", Title: "Trust"}},
			Consultations: []progressreport.ConsultationFacts{{Slug: "equality", Title: "Equality strategy", Responses: 1166,
				Changes: []progressreport.ChangeFacts{
					{Issue: "There are too few places.", Changed: true, Words: "We will open ten.", Decision: "adopt", Ref: "nowhere"},
					{Issue: "Dogs.", Words: "A by-law covers this.", Decision: "adopt", Ref: "dogs"}}}},
			Assessments: []progressreport.AssessmentFacts{
				{Title: "Impact assessment", Path: "/consultations/equality/documents/impact", Actions: []string{"van"}},
			},
			Publications: []progressreport.PublicationFacts{
				{Kind: strategy.AllDuties()[0], Title: "Objectives 2016", Date: exampleDay(2016, 7, 6)},
			},
			Due: []progressreport.ActionFacts{
				{Ref: "loops", What: "Repair the hearing loops", Who: "Property", Due: exampleDay(2017, 9, 30)},
			},
		},
	}
}

func exampleView(r *progressreport.Report, entries ...page.Link) showView {
	v := newShowView(web.PagePrinter{}, r)
	v.Entries, v.Downloads = entries, web.ExampleDownloads("/progress-reports/annual-2017")
	return v
}

var showPage = page.New(files, "templates/show.html",
	exampleView(exampleReport(), page.Link{Text: "Entry 12 in the public record", Href: "/record?part=1&before=12#entry-12"}),
	exampleView(&progressreport.Report{
		Ref: "q1", Title: "Quarterly report", Kind: progressreport.Quarterly, Facts: &progressreport.Facts{},
	}),
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	found, entries, err := h.get(r)
	if err != nil {
		return err
	}
	view := newShowView(h.PagePrinter(r), found)
	view.Entries = entries
	view.Downloads = append(h.Downloads(r, view.Self),
		page.Link{Text: page.Printer(r).Say("Data (CSV)"), Href: view.Self + "/data.csv"},
		page.Link{Text: page.Printer(r).Say("Data (JSON)"), Href: view.Self + "/data.json"})
	return showPage.Write(w, r, http.StatusOK, view)
}

func newShowView(words web.PagePrinter, r *progressreport.Report) showView {
	f, lang := r.Facts, words.LangOrCouncil("")
	v := showView{
		Lang: lang, Title: r.Title, Kind: r.Kind.Label().In(words.Printer), Period: words.Say("%s to %s", r.From, r.To), Invented: r.Invented,
		Self: progressreport.Path(r.Ref), Annual: r.Kind == progressreport.Annual, Corrected: r.Edition > 1, EasyRead: len(r.EasyRead) > 0,
		Strategy: page.UserText{Text: f.StrategyTitle, Href: "/strategies/" + r.Strategy, Lang: words.LangOrCouncil(f.Language)},
		Foreword: r.Foreword, Who: r.Who, Workforce: r.Workforce, Assessments: r.Assessments, Complaints: r.Complaints,
		Partnership: r.Partnership, Cases: r.Cases, Next: r.Next, Notes: r.Notes, Counts: web.ActionsByStatus(words.Printer, f.Counts()),
	}
	if r.Strategy == "" {
		v.Strategy = page.UserText{}
	}
	v.addActions(words, r)
	for _, o := range f.Objectives {
		v.Objectives = append(v.Objectives, newObjectiveView(words, r, o))
	}
	for _, c := range f.Consultations {
		v.Consultations = append(v.Consultations, newConsultationView(words, c))
	}
	for _, a := range f.Assessments {
		x := assessmentView{Document: page.UserText{Text: a.Title, Href: a.Path, Lang: words.LangOrCouncil(a.Language)}}
		for _, ref := range a.Actions {
			x.Actions = append(x.Actions, page.UserText{Text: titleOf(f, ref), Href: "/actions/" + ref, Lang: words.LangOrCouncil(f.Language)})
		}
		v.EIAs = append(v.EIAs, x)
	}
	for _, p := range f.Publications {
		v.Published = append(v.Published, publicationView{words.Date(p.Date), p.Kind.Label().In(words.Printer), p.Title, lang})
	}
	for _, s := range r.Signed {
		v.Signed = append(v.Signed, signatureView{s.Owner, words.LangOrCouncil(f.Language), words.Date(s.On)})
	}
	return v
}

// titleOf returns what an action is called, or its reference if it does not belong to the strategy.
func titleOf(f *progressreport.Facts, ref string) string {
	for _, a := range f.Actions {
		if a.Ref == ref {
			return a.What
		}
	}
	return ref
}

// addActions sorts the actions into late, done and dropped ones, those of partners, and those that are due next.
func (v *showView) addActions(words web.PagePrinter, r *progressreport.Report) {
	for _, a := range r.Facts.Actions {
		x := newActionView(words, r.Facts, a)
		switch {
		case a.Late || a.Status == action.AtRisk || a.Status == action.OffTrack:
			v.Late = append(v.Late, x)
		case a.Status == action.Complete:
			v.Done = append(v.Done, x)
		case a.Status.Ended():
			v.Dropped = append(v.Dropped, x)
		}
		if a.Partner {
			v.Partners = append(v.Partners, x)
		}
	}
	for _, a := range r.Facts.Due {
		v.Due = append(v.Due, newActionView(words, r.Facts, a))
	}
}

func newActionView(words web.PagePrinter, f *progressreport.Facts, a progressreport.ActionFacts) actionView {
	lang := words.LangOrCouncil(f.Language)
	v := actionView{
		Action: page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: lang}, Lang: lang, Who: a.Who, Due: words.Date(a.Due), Why: a.Update,
		Status: web.ActionTag(words.Printer, a.Status),
	}
	if a.Late {
		v.Label = words.Count(int64(a.DaysLate), "%d day overdue", "%d days overdue")
	}
	return v
}

func newObjectiveView(words web.PagePrinter, r *progressreport.Report, o progressreport.ObjectiveFacts) objectiveView {
	lang := words.LangOrCouncil(r.Facts.Language)
	v := objectiveView{
		Objective: page.UserText{Text: o.Title, Href: "/objectives/" + o.Ref, Lang: lang}, Owner: o.Owner, Lang: lang,
		Trend: o.Trend.Label().In(words.Printer), Words: r.Words(o.Ref),
		Baseline: strategy.FormatValue(words.Printer, o.Baseline, o.Unit), Target: strategy.FormatValue(words.Printer, o.Target, o.Unit),
		Work: action.Counts{Total: o.Actions, ByStatus: map[action.Status]int{action.Complete: o.Complete}}.CompletionLabel().In(words.Printer),
	}
	if o.Latest != nil {
		v.Latest = words.Say("%s on %s", strategy.FormatValue(words.Printer, o.Latest, o.Unit), o.LatestOn)
	}
	return v
}

func newConsultationView(words web.PagePrinter, c progressreport.ConsultationFacts) consultationView {
	lang := words.LangOrCouncil(c.Language)
	v := consultationView{Consultation: page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: lang}}
	if c.Responses > 0 {
		v.Responses = words.Count(c.Responses, "%d response counted", "%d responses counted")
	}
	for _, x := range c.Changes {
		v.Changes = append(v.Changes, changeView{
			page.UserText{Text: x.Issue, Href: "/decisions/" + x.Decision + "#issue-" + x.Ref, Lang: lang}, x.Changed, x.Words,
		})
	}
	return v
}
