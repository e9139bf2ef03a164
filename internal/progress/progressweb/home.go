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

// homeView is three parts of equal weight. Each has a number, so that a glance
// is enough, and each says so in words when it is empty: an empty list of
// broken promises is news too.
type homeView struct {
	Area                string
	Open, Changed, Late page.Figure
	Asks                []askView
	Coming              []comingView
	Changes             []changeView
	Overdue             []promiseView
	Soon                []promiseView
	MoreLate            int
}

type askView struct {
	Title, Href, Summary, Lang, Closes, Left, Invented string // what the council wrote is in Lang
}

type comingView struct {
	Consultation page.Written
	Opens        string
}

type changeView struct {
	Consultation         page.Written
	Lang, Date, Invented string
	Said, Did            decision.Prose
}

type promiseView struct {
	What             page.Written
	Kind, Due, Words string
}

// How much of each part the home page shows; the whole is one step away.
const (
	maxAsks     = 3
	maxComing   = 2
	maxPromises = 4
	maxSoon     = 2
)

var (
	exampleComing = comingView{page.Written{Text: "Budget", Href: "/consultations/budget"}, "1 September 2016"}
	exampleChange = changeView{Consultation: page.Written{Text: "Llyfrgelloedd", Href: "/decisions#answer-libraries", Lang: "cy"}, Lang: "cy", Date: "19 September 2014",
		Did: decision.Prose{{{Text: "Daethom o hyd i bartneriaid."}}}}
)

var homePage = page.New(files, "templates/home.html",
	homeView{Open: open(nil, 0), Changed: changed(nil, 0), Late: late(nil, 0)},
	homeView{
		Area: "Leicestershire", Open: open(nil, 4), Changed: changed(nil, 12), Late: late(nil, 5), MoreLate: 1,
		Asks: []askView{
			{"Equality strategy 2016 to 2020", "/consultations/equality", "What should we do so that everybody has a fair chance?", "", "27 May 2016 at 11:59pm", "12 days left", "the responses"},
			{"Parks", "/consultations/parks", "", "", "30 June 2016", "46 days left", ""},
		},
		Coming: []comingView{exampleComing},
		Changes: []changeView{
			{page.Written{Text: "Children's centres", Href: "/decisions/centres#answer"}, "", "6 July 2018", "this answer",
				decision.Prose{{{Text: "Of you, "}, {Text: "62% (412 of 668)", Href: "/consultations/centres/results/1#keep"}, {Text: " want to keep them."}}},
				decision.Prose{{{Text: "We keep more of them."}}}},
			exampleChange,
		},
		Overdue: []promiseView{
			{page.Written{Text: "Bus services", Href: "/consultations/buses"}, "Tell people what came of it", "30 June 2015", "320 days overdue"},
			{page.Written{Text: "Open ten reporting centres", Href: "/actions/centres"}, "Action", "31 March 2016", "45 days overdue"},
		},
		Soon: []promiseView{{page.Written{Text: "Equality information", Href: "/progress#duties"}, "Duty in law", "31 May 2016", "16 days left"}},
	},
	homeView{Area: "Leicestershire", Open: open(nil, 0), Changed: changed(nil, 1), Late: late(nil, 0),
		Coming:  []comingView{exampleComing},
		Changes: []changeView{exampleChange},
	},
)

func (d *Handlers) home(w http.ResponseWriter, r *http.Request) error {
	area, err := d.area(r)
	if err != nil {
		return err
	}
	h, err := d.Service.Home(r.Context())
	if err != nil {
		return err
	}
	words := d.host.Speech(r)
	view := homeView{Area: area, Open: open(words.Printer, len(h.Open)), Changed: changed(words.Printer, h.Answered), Late: late(words.Printer, len(h.Late)), MoreLate: max(0, len(h.Late)-maxPromises)}
	for _, c := range first(h.Open, maxAsks) {
		view.Asks = append(view.Asks, ask(words, c, h.Today))
	}
	for _, c := range first(h.Forthcoming, maxComing) {
		view.Coming = append(view.Coming, comingView{consultation(words, c), c.Opens.DateIn(words.Printer)})
	}
	for _, t := range h.Changed {
		view.Changes = append(view.Changes, changeView{
			page.Written{Text: t.Title, Href: progress.AnswerPath(t.Answer), Lang: words.Of(t.TitleLanguage)}, words.Of(t.Language), words.Date(t.Date), t.Invented, first(t.Said, 1), first(t.Did, 1)})
	}
	view.Overdue = promises(words, first(h.Late, maxPromises), h.Today)
	view.Soon = promises(words, first(h.Soon, maxSoon), h.Today)
	return homePage.Write(w, r, http.StatusOK, view)
}

// The number of a figure stands apart from its words, in a size of its own.

func open(p *locale.Printer, n int) page.Figure {
	return page.Figure{Number: p.Number(int64(n)), Words: p.Choose(int64(n), "consultation is open for your views", "consultations are open for your views")}
}

func changed(p *locale.Printer, n int) page.Figure {
	return page.Figure{Number: p.Number(int64(n)), Words: p.Choose(int64(n), "time we told you what we did because you spoke", "times we told you what we did because you spoke")}
}

func late(p *locale.Printer, n int) page.Figure {
	return page.Figure{Number: p.Number(int64(n)), Words: p.Choose(int64(n), "promise is late", "promises are late")}
}

func consultation(words web.Speech, c *consult.Consultation) page.Written {
	return page.Written{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: words.Of(c.Language)}
}

func ask(words web.Speech, c *consult.Consultation, today time.Time) askView {
	v := askView{Title: c.Title, Href: "/consultations/" + c.Slug, Summary: c.Summary, Lang: words.Of(c.Language), Closes: c.Closes.In(words.Printer), Invented: c.Invented}
	if !c.Closes.IsZero() {
		v.Left = strategy.Deadline{Due: c.Closes.Local()}.Words(today).In(words.Printer)
	}
	return v
}

func promises(words web.Speech, all []progress.Promise, today time.Time) (views []promiseView) {
	for _, p := range all {
		what := page.Written{Text: p.Title, Href: p.Path, Lang: words.Of(p.Language)}
		if p.Said != nil {
			what = page.Written{Text: p.Said.In(words.Printer), Href: p.Path}
		}
		views = append(views, promiseView{what, p.Kind.Words().In(words.Printer), words.Date(p.Due), p.Words(today).In(words.Printer)})
	}
	return views
}

func first[T any](all []T, n int) []T { return all[:min(len(all), n)] }
