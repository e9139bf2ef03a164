package informationweb

import (
	"net/http"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// releaseView is the data for release.html.
type releaseView struct {
	Lang, Title, Kind, AsAt, Published, Late, Invented string
	Summary, Meaning, Actions, Changes, Correction     string // Markdown
	Contact                                            page.UserText
	Back                                               page.Link
	Downloads                                          []page.Link
	Preview                                            bool
	Missing                                            []string
	Sets                                               []setView
	Objectives                                         []objectiveView
	Assessments                                        []assessmentView
	Entry                                              page.Link
	Newer                                              page.Link // the release that replaced it, or without Href
	Earlier                                            []page.Link
	CSV, JSON, RulesVersion                            string
}

// objectiveView is an objective on the day of publication.
type objectiveView struct {
	Title                                 page.UserText
	Measure, Baseline, Target, Due, Trend string
	Lang, Latest                          string
}

// assessmentView is an assessment that was published during the year.
type assessmentView struct {
	Title   page.UserText
	On      string
	Changed page.UserText
}

// NoIndex implements what package page asks of views.
func (v releaseView) NoIndex() bool { return v.Preview || v.Newer.Href != "" }

// NoStore implements what package page asks of views.
func (v releaseView) NoStore() bool { return v.Preview }

// Contents returns the links to the sections of the page.
func (v releaseView) Contents() (links []page.Link) {
	if v.Meaning != "" || v.Actions != "" {
		links = append(links, page.Link{Text: locale.Key("What the figures show"), Href: "#meaning"})
	}
	if len(v.Sets) > 0 {
		links = append(links, page.Link{Text: locale.Key("Figures"), Href: "#figures"})
	}
	if len(v.Objectives) > 0 {
		links = append(links, page.Link{Text: locale.Key("Progress on our equality objectives"), Href: "#objectives"})
	}
	if len(v.Assessments) > 0 || v.Changes != "" {
		links = append(links, page.Link{Text: locale.Key("Impact assessments and what changed"), Href: "#assessments"})
	}
	return append(links, page.Link{Text: locale.Key("About this information"), Href: "#about"})
}

var releasePage = page.New(templates, "templates/release.html", exampleReleases[0], exampleReleases[1:]...)

func (h *handlers) show(w http.ResponseWriter, r *http.Request) error { return h.write(w, r, 0) }

func (h *handlers) showNumber(w http.ResponseWriter, r *http.Request) error {
	n, err := releaseNumber(r)
	if err != nil {
		return err
	}
	return h.write(w, r, n)
}

func releaseNumber(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != r.PathValue("number") {
		return 0, fault.New(fault.NotFound, "We cannot find that release.")
	}
	return n, nil
}

// write writes the page of a release; number 0 is the latest.
func (h *handlers) write(w http.ResponseWriter, r *http.Request, number int64) error {
	words := h.PagePrinter(r)
	var v releaseView
	err := h.DB.View(r.Context(), func(tx *db.Tx) error {
		latest, err := information.Get(r.Context(), tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		x := latest
		if number != 0 && number != latest.Number {
			if x, err = information.GetNumber(r.Context(), tx, latest.Ref, number); err != nil {
				return err
			}
		}
		v = newReleaseView(words, x)
		v.Back = page.Link{Text: words.Say("Equality information"), Href: information.PublicPath}
		own := numbered(x.Ref, x.Number)
		v.Downloads = h.Downloads(r, own)
		v.CSV, v.JSON = own+"/figures.csv", own+"/release.json"
		if x.Number != latest.Number {
			v.Newer = page.Link{Text: words.Say("Read the version published on %s", latest.Published), Href: information.Path(latest.Ref)}
		}
		earlier, err := x.Earlier(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, e := range earlier {
			v.Earlier = append(v.Earlier, page.Link{Text: words.Say("Version published on %s", e.Published), Href: numbered(x.Ref, e.Number)})
		}
		v.Entry, err = h.RecordEntry(r.Context(), tx, words.Printer, x.Leaf())
		return err
	})
	if err != nil {
		return err
	}
	return releasePage.Write(w, r, http.StatusOK, v)
}

func numbered(ref string, number int64) string {
	return information.Path(ref) + "/" + strconv.FormatInt(number, 10)
}

// preview shows a working copy as the public page will show it.
func (h *handlers) preview(w http.ResponseWriter, r *http.Request) error {
	c, err := h.records.Get(r.Context(), site.Actor(r), &h.kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	var x *information.Release
	err = h.DB.View(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err == nil {
			x, err = h.service.Prepare(r.Context(), tx, information.FromValues(c.Record, c.Values), now)
		}
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := newReleaseView(words, x)
	v.Preview, v.Back = true, page.Link{Text: words.Say("Back to the record"), Href: information.RecordsPath + "/" + c.Address()}
	if v.Title == "" {
		v.Title, v.Lang = words.Say("No title yet"), words.Lang()
	}
	return releasePage.Write(w, r, http.StatusOK, v)
}

func newReleaseView(words web.PagePrinter, x *information.Release) releaseView {
	p := words.Printer
	v := releaseView{
		Lang: words.LangOrCouncil(""), Title: x.Title, Kind: x.Kind.Label().In(p), Published: p.Date(x.Published), Invented: x.Invented,
		Summary: x.Summary, Meaning: x.Meaning, Actions: x.Actions, Changes: x.Changes, Correction: x.Correction,
		Contact: page.UserText{Text: x.Contact, Lang: words.LangOrCouncil("")},
	}
	if !x.AsAt.IsZero() {
		v.AsAt = p.Date(x.AsAt)
	}
	if due := x.Meets; !due.IsZero() && x.Published.After(due) {
		v.Late = p.Say("It was due by %s.", due)
	}
	for _, m := range x.Missing {
		v.Missing = append(v.Missing, m.Label().In(p))
	}
	for i := range x.Figures {
		v.Sets = append(v.Sets, newSetView(words, &x.Figures[i], "set-"+strconv.Itoa(i+1)))
		v.RulesVersion = x.Figures[i].Figures.Rules
	}
	for _, o := range x.Objectives {
		lang := words.LangOrCouncil(o.Language)
		one := objectiveView{
			Title: page.UserText{Text: o.Title, Lang: lang, Href: "/strategies/" + o.Strategy + "#objective-" + o.Ref}, Lang: lang,
			Measure: o.Measure, Trend: o.Trend.Label().In(p),
			Baseline: strategy.FormatValue(p, o.Baseline, o.Unit), Target: strategy.FormatValue(p, o.Target, o.Unit),
			Latest: strategy.FormatValue(p, o.Latest, o.Unit),
		}
		if !o.Due.IsZero() {
			one.Due = p.Date(o.Due)
		}
		v.Objectives = append(v.Objectives, one)
	}
	for _, a := range x.Assessments {
		lang := words.LangOrCouncil("")
		v.Assessments = append(v.Assessments, assessmentView{page.UserText{Text: a.Title, Href: a.Path, Lang: lang}, p.Date(a.On),
			page.UserText{Text: a.Changed, Lang: lang}})
	}
	return v
}

// listView is the data for list.html.
type listView struct {
	Items  []page.UserText
	Duties []dutyView
	Pages  page.Pagination
}

// dutyView is a duty that the council fulfils with equality information.
type dutyView struct {
	Title, Requires, Law string
	Last                 page.UserText // what was published last
	LastOn, Due, Label   string
	Late, DueSoon        bool
	Lapses               []string // earlier dates that were missed
}

var listPage = page.New(templates, "templates/list.html",
	listView{},
	listView{
		Items: []page.UserText{{Text: "Gender pay gap on 31 March 2025", Href: information.Path("pay-gap-2025"), Lang: "en"}},
		Duties: []dutyView{
			{Title: "Gender pay gap", Requires: "The difference in pay.", Law: "SI 2017/353", Due: "30 March 2027", Label: "120 days left",
				LastOn: "26 March 2026", Last: page.UserText{Text: "Gender pay gap on 31 March 2025",
					Href: information.Path("pay-gap-2025"), Lang: "en"},
				Lapses: []string{"Due by 30 March 2025: not published"}},
			{Title: "Equality information", Requires: "Information, every year.", Law: "SI 2017/353", Due: "29 May 2026",
				Label: "185 days overdue",
				Late:  true},
			{Title: "Annual equality report", Requires: "A report.", Law: "SI 2011/1064", Due: "31 March 2027",
				Label: "12 days left", DueSoon: true},
		},
		Pages: page.Pagination{Next: information.PublicPath + "?page=2"},
	},
)

func (h *handlers) list(w http.ResponseWriter, r *http.Request) error {
	var found db.Page[information.Line]
	var duties []strategy.DutyStatus
	var now time.Time
	err := h.DB.View(r.Context(), func(tx *db.Tx) (err error) {
		if now, err = tx.Now(r.Context()); err != nil {
			return err
		}
		if duties, err = strategy.DutyStatuses(r.Context(), tx); err != nil {
			return err
		}
		found, err = information.List(r.Context(), tx, r.URL.Query().Get(page.CursorName), listSize)
		return err
	})
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := listView{Pages: page.Neighbours(information.PublicPath, nil, found.Previous, found.Next)}
	for _, l := range found.Items {
		v.Items = append(v.Items, page.UserText{Text: l.Title, Href: information.Path(l.Ref), Lang: words.LangOrCouncil("")})
	}
	for i := range duties {
		if information.Fulfils(duties[i].Rule.Duty) {
			v.Duties = append(v.Duties, newDutyView(words, &duties[i], now))
		}
	}
	return listPage.Write(w, r, http.StatusOK, v)
}

func newDutyView(words web.PagePrinter, c *strategy.DutyStatus, now time.Time) dutyView {
	p := words.Printer
	d := dutyView{
		Title: c.Rule.Duty.Label().In(p), Requires: c.Requirement().In(p), Law: c.Rule.Law, Due: p.Date(c.Due), Label: c.Label(now).In(p),
		Late: c.Late(now), DueSoon: c.DueSoon(now),
	}
	if !c.Last.IsZero() {
		d.LastOn = p.Date(c.Last)
		d.Last = page.UserText{Text: c.What.Title, Href: c.What.Source.Address, Lang: words.LangOrCouncil("")}
	}
	for _, l := range c.Lapses {
		if l.Published.IsZero() {
			d.Lapses = append(d.Lapses, p.Say("Due by %s: not published", l.Due))
		} else {
			d.Lapses = append(d.Lapses, p.Say("Due by %s: published late, on %s", l.Due, l.Published))
		}
	}
	return d
}
