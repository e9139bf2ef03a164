package progressweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// homeView has three parts of equal weight: open consultations, what changed, and overdue promises. Each has a number
// and a text for when it is empty, since an empty list of overdue promises is news too.
type homeView struct {
	Area                string
	Open, Changed, Late page.Figure
	Asks                []openView
	Forthcoming         []forthcomingView
	Changes             []changeView
	Overdue             []promiseView
	DueSoon             []promiseView
	MoreOverdue         int
}

type openView struct {
	Title, Href, Summary, Lang, Closes, Left, Invented string // Lang is the language of Title and Summary
}

type forthcomingView struct {
	Consultation page.UserText
	Opens        string
}

type changeView struct {
	Consultation         page.UserText
	Lang, Date, Invented string
	Said, Did            decision.Prose
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
		Consultation: page.UserText{Text: "Llyfrgelloedd", Href: "/decisions#answer-libraries", Lang: "cy"},
		Lang:         "cy",
		Date:         "19 September 2014",
		Did:          decision.Prose{{{Text: "Daethom o hyd i bartneriaid."}}},
	}
)

var homePage = page.New(files, "templates/home.html",
	homeView{Open: openFigure(nil, 0), Changed: changedFigure(nil, 0), Late: lateFigure(nil, 0)},
	homeView{
		Area: "Leicestershire", Open: openFigure(nil, 4), Changed: changedFigure(nil, 12), Late: lateFigure(nil, 5), MoreOverdue: 1,
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
		Changes: []changeView{
			{page.UserText{Text: "Children’s centres", Href: "/decisions/centres#answer"}, "", "6 July 2018", "this answer",
				decision.Prose{
					{
						{Text: "More than half of you, "},
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
	homeView{Area: "Leicestershire", Open: openFigure(nil, 0), Changed: changedFigure(nil, 1), Late: lateFigure(nil, 0),
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
		Open:        openFigure(words.Printer, len(home.Open)),
		Changed:     changedFigure(words.Printer, home.FeedbackCount),
		Late:        lateFigure(words.Printer, len(home.Late)),
		MoreOverdue: max(0, len(home.Late)-maxPromises),
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
				Href: progress.FeedbackPath(t.Feedback),
				Lang: words.LangOrCouncil(t.TitleLanguage),
			}, words.LangOrCouncil(t.Language), words.Date(t.Date), t.Invented, firstN(t.Said, 1), firstN(t.Did, 1)})
	}
	view.Overdue = newPromiseViews(words, firstN(home.Late, maxPromises), home.Today)
	view.DueSoon = newPromiseViews(words, firstN(home.DueSoon, maxDueSoon), home.Today)
	return homePage.Write(w, r, http.StatusOK, view)
}

// The number of a figure is shown separately from its label, in large type.

func openFigure(p *locale.Printer, n int) page.Figure {
	return page.Figure{Number: p.Number(int64(n)), Label: p.Choose(int64(n), "open consultation", "open consultations")}
}

func changedFigure(p *locale.Printer, n int) page.Figure {
	return page.Figure{
		Number: p.Number(int64(n)),
		Label:  p.Choose(int64(n), "consultation where you can see what changed", "consultations where you can see what changed"),
	}
}

func lateFigure(p *locale.Printer, n int) page.Figure {
	return page.Figure{Number: p.Number(int64(n)), Label: p.Choose(int64(n), "promise overdue", "promises overdue")}
}

func consultationLink(words web.PagePrinter, c *consult.Consultation) page.UserText {
	return page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: words.LangOrCouncil(c.Language)}
}

func newOpenView(words web.PagePrinter, c *consult.Consultation, today time.Time) openView {
	v := openView{
		Title:    c.Title,
		Href:     "/consultations/" + c.Slug,
		Summary:  c.Summary,
		Lang:     words.LangOrCouncil(c.Language),
		Closes:   c.Closes.In(words.Printer),
		Invented: c.Invented,
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
