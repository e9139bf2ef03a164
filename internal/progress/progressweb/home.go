package progressweb

import (
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
	"github.com/folkmoot/folkmoot/internal/strategy"
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
	Title, Href, Summary, Closes, Left, Invented string
}

type comingView struct{ Title, Href, Opens string }

type changeView struct {
	Title, Href, Date, Invented string
	Said, Did                   decision.Prose
}

type promiseView struct{ Kind, Title, Href, Due, Words string }

// How much of each part the home page shows; the whole is one step away.
const (
	maxAsks     = 3
	maxComing   = 2
	maxPromises = 4
	maxSoon     = 2
)

var homePage = page.New(files, "templates/home.html",
	homeView{Open: open(0), Changed: changed(0), Late: late(0)},
	homeView{
		Area: "Leicestershire", Open: open(4), Changed: changed(12), Late: late(5), MoreLate: 1,
		Asks: []askView{
			{"Equality strategy 2016 to 2020", "/consultations/equality", "What should we do so that everybody has a fair chance?", "27 May 2016 at 11:59pm", "12 days left", "the responses"},
			{"Parks", "/consultations/parks", "", "30 June 2016", "46 days left", ""},
		},
		Coming: []comingView{{"Budget", "/consultations/budget", "1 September 2016"}},
		Changes: []changeView{
			{"Children's centres", "/decisions/centres#answer", "6 July 2018", "this answer",
				decision.Prose{{{Text: "Of you, "}, {Text: "62% (412 of 668)", Href: "/consultations/centres/results/1#keep"}, {Text: " want to keep them."}}},
				decision.Prose{{{Text: "We keep more of them."}}}},
			{"Libraries", "/decisions#answer-libraries", "19 September 2014", "", nil, decision.Prose{{{Text: "We found partners."}}}},
		},
		Overdue: []promiseView{
			{string(progress.Feedback), "Bus services", "/consultations/buses", "30 June 2015", "320 days overdue"},
			{string(progress.Work), "Open ten reporting centres", "/actions/centres", "31 March 2016", "45 days overdue"},
		},
		Soon: []promiseView{{string(progress.Duty), "Equality information", "/progress#duties", "31 May 2016", "16 days left"}},
	},
	homeView{Area: "Leicestershire", Open: open(0), Changed: changed(1), Late: late(0),
		Coming:  []comingView{{"Budget", "/consultations/budget", "1 September 2016"}},
		Changes: []changeView{{"Libraries", "/decisions#answer-libraries", "19 September 2014", "", nil, decision.Prose{{{Text: "We found partners."}}}}},
	},
)

func (d *Desk) home(w http.ResponseWriter, r *http.Request) error {
	area, err := d.area(r)
	if err != nil {
		return err
	}
	h, err := d.Service.Home(r.Context())
	if err != nil {
		return err
	}
	view := homeView{Area: area, Open: open(len(h.Open)), Changed: changed(h.Answered), Late: late(len(h.Late)), MoreLate: max(0, len(h.Late)-maxPromises)}
	for _, c := range first(h.Open, maxAsks) {
		view.Asks = append(view.Asks, ask(c, h.Today))
	}
	for _, c := range first(h.Forthcoming, maxComing) {
		view.Coming = append(view.Coming, comingView{c.Title, "/consultations/" + c.Slug, c.Opens.DateWords()})
	}
	for _, t := range h.Changed {
		view.Changes = append(view.Changes, changeView{t.Title, progress.AnswerPath(t.Answer), page.Date(t.Date), t.Invented, first(t.Said, 1), first(t.Did, 1)})
	}
	view.Overdue = promises(first(h.Late, maxPromises), h.Today)
	view.Soon = promises(first(h.Soon, maxSoon), h.Today)
	return homePage.Write(w, r, http.StatusOK, view)
}

func open(n int) page.Figure {
	if n == 1 {
		return page.Figure{Number: "1", Words: "consultation is open for your views"}
	}
	return page.Figure{Number: page.Number(int64(n)), Words: "consultations are open for your views"}
}

func changed(n int) page.Figure {
	if n == 1 {
		return page.Figure{Number: "1", Words: "time we told you what we did because you spoke"}
	}
	return page.Figure{Number: page.Number(int64(n)), Words: "times we told you what we did because you spoke"}
}

func late(n int) page.Figure {
	if n == 1 {
		return page.Figure{Number: "1", Words: "promise is late"}
	}
	return page.Figure{Number: page.Number(int64(n)), Words: "promises are late"}
}

func ask(c *consult.Consultation, today time.Time) askView {
	v := askView{Title: c.Title, Href: "/consultations/" + c.Slug, Summary: c.Summary, Closes: c.Closes.Words(), Invented: c.Invented}
	if !c.Closes.IsZero() {
		v.Left = strategy.Deadline{Due: c.Closes.Local()}.Words(today)
	}
	return v
}

func promises(all []progress.Promise, today time.Time) (views []promiseView) {
	for _, p := range all {
		views = append(views, promiseView{string(p.Kind), p.Title, p.Path, page.Date(p.Due), p.Words(today)})
	}
	return views
}

func first[T any](all []T, n int) []T { return all[:min(len(all), n)] }
