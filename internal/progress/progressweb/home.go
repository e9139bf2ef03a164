package progressweb

import (
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// homeView has what people can do now, what came of earlier consultations, and what is late. Every figure is computed.
type homeView struct {
	Area        string
	Asks        []openView
	Forthcoming []forthcomingView
	Figures     []page.Figure
	Changes     []changeView
	Invented    []string // what is invented in Changes, each once
	Late        string   // "1 promise overdue"; "" if nothing is
	Overdue     []promiseView
	DueSoon     []promiseView
	MoreOverdue int
}

type openView struct {
	Title, Href, Summary, Lang, Closes, Left, Invented string // Lang is the language of Title and Summary
}

type forthcomingView struct {
	Consultation page.UserText
	Opens        string
}

type changeView struct {
	Consultation page.UserText
	Lang, Date   string
	Said, Did    decision.Prose
}

type promiseView struct {
	What             page.UserText
	Kind, Due, Label string
}

// How many items of each part the home page shows. Other pages list all of them.
const (
	maxOpen        = 3
	maxForthcoming = 2
	maxPromises    = 4
	maxDueSoon     = 2
)

var (
	exampleForthcoming = forthcomingView{page.UserText{Text: "Budget", Href: "/consultations/budget"}, "1 September 2016"}
	exampleChange      = changeView{
		Consultation: page.UserText{Text: "Llyfrgelloedd", Href: "/feedback/libraries", Lang: "cy"},
		Lang:         "cy",
		Date:         "19 September 2014",
		Did:          decision.Prose{{{Text: "Daethom o hyd i bartneriaid."}}},
	}
)

var homePage = page.New(files, "templates/home.html",
	homeView{},
	homeView{
		Area: "Leicestershire", Late: "5 promises overdue", MoreOverdue: 1,
		Figures: homeFigures(nil, &progress.Home{Held: 48, Heard: 11166, OnTime: 9, ActionsDue: 16}),
		Asks: []openView{
			{
				"Equality strategy 2016 to 2020",
				"/consultations/equality",
				"Tell us what you think of our draft equality strategy.",
				"",
				"27 May 2016 at 11:59pm",
				"12 days left",
				"the responses",
			},
			{"Parks", "/consultations/parks", "", "", "30 June 2016", "46 days left", ""},
		},
		Forthcoming: []forthcomingView{exampleForthcoming},
		Invented:    []string{"this answer"},
		Changes: []changeView{
			{page.UserText{Text: "Children’s centres", Href: "/decisions/centres#answer"}, "", "6 July 2018",
				decision.Prose{
					{
						{Text: "Many of you, "},
						{Text: "62% (412 of 668)", Href: "/consultations/centres/results/1#keep"},
						{Text: ", want to keep the centres open."},
					},
				},
				decision.Prose{{{Text: "We will keep four more centres open."}}}},
			exampleChange,
		},
		Overdue: []promiseView{
			{page.UserText{Text: "Bus services", Href: "/consultations/buses"}, "Publish feedback", "30 June 2015", "320 days overdue"},
			{page.UserText{Text: "Open ten reporting centres", Href: "/actions/centres"}, "Action", "31 March 2016", "45 days overdue"},
		},
		DueSoon: []promiseView{
			{page.UserText{Text: "Equality information", Href: "/progress#duties"}, "Legal duty", "31 May 2016", "16 days left"},
		},
	},
	homeView{Area: "Leicestershire", Figures: homeFigures(nil, &progress.Home{Held: 1}),
		Forthcoming: []forthcomingView{exampleForthcoming},
		Changes:     []changeView{exampleChange},
	},
)

func (h *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	area, err := h.area(r)
	if err != nil {
		return err
	}
	home, err := h.Service.Home(r.Context())
	if err != nil {
		return err
	}
	words := h.deps.PagePrinter(r)
	view := homeView{
		Area:        area,
		Figures:     homeFigures(words.Printer, home),
		MoreOverdue: max(0, int(home.LateCount)-maxPromises),
	}
	for _, c := range firstN(home.Open, maxOpen) {
		view.Asks = append(view.Asks, newOpenView(words, c, home.Today))
	}
	for _, c := range firstN(home.Forthcoming, maxForthcoming) {
		view.Forthcoming = append(view.Forthcoming, forthcomingView{consultationLink(words, c), c.Opens.DateIn(words.Printer)})
	}
	for _, t := range home.Changed {
		view.Changes = append(view.Changes, changeView{
			page.UserText{
				Text: t.Title,
				Href: t.Feedback.Path(),
				Lang: words.LangOrCouncil(t.TitleLanguage),
			}, words.LangOrCouncil(t.Language), words.Date(t.Date), firstN(t.Said, 1), firstN(t.Did, 1)})
		if t.Invented != "" && !slices.Contains(view.Invented, t.Invented) {
			view.Invented = append(view.Invented, t.Invented)
		}
	}
	if n := home.LateCount; n > 0 {
		view.Late = words.Count(n, "%d promise overdue", "%d promises overdue")
	}
	view.Overdue = newPromiseViews(words, firstN(home.Late, maxPromises), home.Today)
	view.DueSoon = newPromiseViews(words, firstN(home.DueSoon, maxDueSoon), home.Today)
	return homePage.Write(w, r, http.StatusOK, view)
}

// homeFigures returns the figures that say something: what was held, who was heard and what was done on time.
func homeFigures(p *locale.Printer, h *progress.Home) (all []page.Figure) {
	add := func(n int64, text string) { all = append(all, page.Figure{Number: p.Number(n), Label: text}) }
	if h.Held > 0 {
		add(h.Held, p.Choose(h.Held, "consultation held", "consultations held"))
	}
	if h.Heard > 0 {
		add(h.Heard, p.Choose(h.Heard, "response counted in published results", "responses counted in published results"))
	}
	if due := h.ActionsDue; due > 0 {
		add(h.OnTime, p.Count(due, "of %d action due so far was completed on time", "of %d actions due so far were completed on time"))
	}
	return all
}

func consultationLink(words web.PagePrinter, c *consult.Consultation) page.UserText {
	return page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: words.LangOrCouncil(c.Language)}
}

func newOpenView(words web.PagePrinter, c *consult.Consultation, today time.Time) openView {
	v := openView{
		Title:    c.Title,
		Href:     "/consultations/" + c.Slug,
		Invented: c.Invented,
		Summary:  c.Summary,
		Lang:     words.LangOrCouncil(c.Language),
		Closes:   c.Closes.In(words.Printer),
	}
	if !c.Closes.IsZero() {
		v.Left = strategy.Deadline{Due: c.Closes.Local()}.Label(today).In(words.Printer)
	}
	return v
}

func newPromiseViews(words web.PagePrinter, all []progress.Promise, today time.Time) (views []promiseView) {
	for _, p := range all {
		what := page.UserText{Text: p.Title, Href: p.Path, Lang: words.LangOrCouncil(p.Language)}
		if p.LocalisedTitle != nil {
			what = page.UserText{Text: p.LocalisedTitle.In(words.Printer), Href: p.Path}
		}
		views = append(views, promiseView{what, p.Kind.Label().In(words.Printer), words.Date(p.Due), p.Label(today).In(words.Printer)})
	}
	return views
}

func firstN[T any](all []T, n int) []T { return all[:min(len(all), n)] }
