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
	homeView{Open: open(nil, 0), Changed: changed(nil, 0), Late: late(nil, 0)},
	homeView{
		Area: "Leicestershire", Open: open(nil, 4), Changed: changed(nil, 12), Late: late(nil, 5), MoreLate: 1,
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
	homeView{Area: "Leicestershire", Open: open(nil, 0), Changed: changed(nil, 1), Late: late(nil, 0),
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
	words := page.In(r)
	view := homeView{Area: area, Open: open(words, len(h.Open)), Changed: changed(words, h.Answered), Late: late(words, len(h.Late)), MoreLate: max(0, len(h.Late)-maxPromises)}
	for _, c := range first(h.Open, maxAsks) {
		view.Asks = append(view.Asks, ask(words, c, h.Today))
	}
	for _, c := range first(h.Forthcoming, maxComing) {
		view.Coming = append(view.Coming, comingView{c.Title, "/consultations/" + c.Slug, c.Opens.DateIn(words)})
	}
	for _, t := range h.Changed {
		view.Changes = append(view.Changes, changeView{t.Title, progress.AnswerPath(t.Answer), words.Date(t.Date), t.Invented, first(t.Said, 1), first(t.Did, 1)})
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

// left is how long there is, or how late it is, in words.
func left(p *locale.Printer, d strategy.Deadline, today time.Time) string {
	switch n := int64(d.Left(today)); {
	case d.Due.IsZero():
		return ""
	case n > 0:
		return p.Count(n, "%d day left", "%d days left")
	case n < 0:
		return p.Count(-n, "%d day overdue", "%d days overdue")
	}
	return p.Say("due today")
}

func ask(words *locale.Printer, c *consult.Consultation, today time.Time) askView {
	v := askView{Title: c.Title, Href: "/consultations/" + c.Slug, Summary: c.Summary, Closes: c.Closes.In(words), Invented: c.Invented}
	if !c.Closes.IsZero() {
		v.Left = left(words, strategy.Deadline{Due: c.Closes.Local()}, today)
	}
	return v
}

func promises(words *locale.Printer, all []progress.Promise, today time.Time) (views []promiseView) {
	for _, p := range all {
		views = append(views, promiseView{words.Say(kinds[p.Kind]), p.Title, p.Path, words.Date(p.Due), left(words, p.Deadline, today)})
	}
	return views
}

// kinds say what was promised.
var kinds = map[progress.PromiseKind]string{
	progress.Feedback: locale.Key("Tell people what came of it"), progress.Work: locale.Key("Action"), progress.Duty: locale.Key("Duty in law"),
}

func first[T any](all []T, n int) []T { return all[:min(len(all), n)] }
