package overviewweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/represent"
)

// heardPath is the address of the page about groups that have hardly responded.
const heardPath = rootPath + "/{slug}/heard"

// heardView is who has hardly responded to a consultation, and what was done to hear from them.
type heardView struct {
	page.StaffView
	Title    page.UserText
	Left     string // days left, or ""
	Why      string // why there are no numbers; "" if there are
	Counted  string
	Groups   []unheardView
	Others   []actView
	Sources  []string // of the figures, by population
	Compared bool     // some numbers can be compared
	Record   string   // address of the form in which officers record what they did; "" for those who may not
	Affected string   // address of the page about affected users; "" for those who may not
	Lang     string   // of what officers wrote
}

// unheardView is a group far below its share.
type unheardView struct {
	Question page.UserText // of which the group is an answer
	Group    page.UserText
	Numbers  string
	Methods  []string
	Acts     []actView
}

// actView is something that was done.
type actView struct {
	Date, Method, Who, Where, What, Result, People, Groups string
	Since                                                  string // what the numbers were before, and are
}

var heardPage = page.New(templateFiles, "templates/heard.html", heardExamples[0], heardExamples[1:]...)

func (h *Handlers) heard(w http.ResponseWriter, r *http.Request) error {
	by, slug := site.Actor(r), r.PathValue("slug")
	found, err := h.service.Heard(r.Context(), by, slug)
	if err != nil {
		return err
	}
	words := h.PagePrinter(r)
	v := newHeardView(words, found)
	if by.May(actor.Engage) {
		v.Record = strings.ReplaceAll(reach.EngagementPath, "{slug}", slug) + "/edit"
		v.Affected = strings.ReplaceAll(reach.ProfilePath, "{slug}", slug) + "/files"
	}
	return heardPage.Write(w, r, http.StatusOK, v)
}

func newHeardView(words web.PagePrinter, h *overview.Heard) heardView {
	c := h.Consultation
	v := heardView{
		Title: page.UserText{Text: c.Title, Href: web.ConsultationPath(c.Slug), Lang: words.LangOrCouncil(c.Language)},
		Lang:  words.LangOrCouncil(""),
	}
	if c.StateAt(h.Now) == consult.Open {
		v.Left = daysLeft(words.Printer, c, h.Now)
	}
	for _, a := range h.Others {
		v.Others = append(v.Others, newAct(words.Printer, a))
	}
	g := newGroupsView(words.Printer, h.Groups)
	switch {
	case g == nil && c.Monitoring == nil && c.AreaQuestion == "":
		v.Why = words.Say("The questionnaire asks nothing about people or where they live.")
		return v
	case g == nil:
		v.Why = words.Say("There are no numbers of groups before a consultation opens and after its results are released. " +
			"See the results instead.")
		return v
	case g.Counted == "":
		v.Why = g.Next
		return v
	}
	v.Counted = g.Counted + " " + g.Next
	v.addSources(words.Printer, h.Groups)
	today := equality.Day(h.Now.Format(time.DateOnly))
	for i := range h.Unheard {
		v.Groups = append(v.Groups, newUnheard(words.Printer, &h.Unheard[i], today))
	}
	return v
}

// addSources sets the sources of the figures with which g is compared, those about affected users first.
func (v *heardView) addSources(p *locale.Printer, g *overview.Groups) {
	var affected, residents []string
	add := func(to *[]string, b *represent.Benchmark) {
		if b != nil && !slices.Contains(*to, b.SourceOf()) {
			*to = append(*to, b.SourceOf())
		}
	}
	for _, t := range g.Tables {
		add(&affected, t.Affected)
		add(&residents, t.Residents)
	}
	if len(affected) > 0 {
		v.Sources = append(v.Sources, p.Say("Affected users: %s", strings.Join(affected, "; ")))
	}
	if len(residents) > 0 {
		v.Sources = append(v.Sources, p.Say("Residents: %s", strings.Join(residents, "; ")))
	}
	v.Compared = len(v.Sources) > 0
}

func newUnheard(p *locale.Printer, u *overview.Unheard, today equality.Day) unheardView {
	v := unheardView{
		Question: page.UserText{Text: tableTitle(p, *u.Table)}, Group: page.UserText{Text: groupLabel(p, u.Group)},
		Numbers: numbersOf(p, u),
	}
	if u.Table.Text != "" {
		v.Question.Lang = u.Table.Lang
	}
	if u.Group.Text != "" {
		v.Group.Lang = u.Table.Lang
	}
	for _, m := range reach.Suggest(today, u.Table.ID, u.Group.ID) {
		v.Methods = append(v.Methods, m.Label().In(p))
	}
	for _, a := range u.Acts {
		one := newAct(p, a.Act)
		one.Since = sinceText(p, &a, u.Group)
		v.Acts = append(v.Acts, one)
	}
	return v
}

// numbersOf says how many people of a group are shown, and what its share is.
func numbersOf(p *locale.Printer, u *overview.Unheard) string {
	shown := p.Say("Fewer than 10 of the %s people shown.", p.Number(u.Shown))
	if u.Group.AtLeast > 0 {
		shown = p.Say("At least %s of the %s people shown.", p.Number(u.Group.AtLeast), p.Number(u.Shown))
	}
	share := web.SharePercent(p, u.Share)
	switch {
	case u.Benchmark.Population == represent.Residents:
		return shown + " " + p.Say("The group is %s of residents.", share)
	case u.Residents > 0:
		return shown + " " + p.Say("The group is %s of affected users and %s of residents.", share, web.SharePercent(p, u.Residents))
	}
	return shown + " " + p.Say("The group is %s of affected users.", share)
}

// sinceText says what has changed since something was done.
func sinceText(p *locale.Printer, a *overview.ActSince, g overview.Group) string {
	text := func(n int64) string {
		if n == 0 {
			return p.Say("fewer than 10")
		}
		return p.Say("at least %s", p.Number(n))
	}
	if a.Counted == "" {
		return p.Say("Not counted before. Shown now: %s.", text(g.AtLeast))
	}
	day, _ := time.Parse(time.DateOnly, a.Counted)
	return p.Say("Shown on %s: %s. Shown now: %s.", p.Date(day), text(a.Before), text(g.AtLeast))
}

func newAct(p *locale.Printer, a reach.Act) actView {
	v := actView{Date: p.Date(a.Date), Method: a.Method.Label().In(p), Who: a.Who, Where: a.Where, What: a.What, Result: a.Result,
		Groups: strings.Join(a.Names, "; ")}
	if a.People > 0 {
		v.People = p.Count(a.People, "%d person reached", "%d people reached")
	}
	return v
}

// work returns the consultations that close soon with groups who have hardly responded.
func work(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (all []web.WorkItem, err error) {
	if !by.May(actor.Engage) {
		return nil, nil
	}
	found, err := overview.ClosingUnheard(ctx, tx, by, now)
	for _, s := range found {
		all = append(all, web.WorkItem{
			Kind: web.DueWork, About: web.AboutConsultation(s.Consultation), Due: s.Consultation.Closes.At,
			Text: locale.LazyCount(int64(s.Groups), "%d group has hardly responded", "%d groups have hardly responded"),
			Href: strings.ReplaceAll(heardPath, "{slug}", s.Consultation.Slug),
		})
	}
	return all, err
}

var heardExamples = []heardView{
	{
		Title: page.UserText{Text: "Parks", Href: "/staff/consultations/parks", Lang: "en"}, Left: "12 days left", Lang: "en",
		Counted: "Counted on 2 May 2026, when there were 200 responses.", Compared: true, Sources: []string{"Affected users: Park permits"},
		Record: "/staff/consultations/parks/engagement/edit", Affected: "/staff/consultations/parks/affected-users/files",
		Groups: []unheardView{
			{
				Question: page.UserText{Text: "Age", Lang: "en"}, Group: page.UserText{Text: "16 to 24", Lang: "en"},
				Numbers: "At least 10 of the 150 people shown. The group is 16% of affected users and 12% of residents.",
				Methods: []string{"Youth participation worker", "Social media"},
				Acts: []actView{{Date: "20 April 2026", Method: "Outreach to existing groups", Who: "Youth service", Where: "Exampleton",
					What: "We visited two youth clubs.", Result: "Most had not known.", People: "35 people reached",
					Since: "Shown on 15 April 2026: fewer than 10. Shown now: at least 10."}},
			},
			{Question: page.UserText{Text: "Ethnic group"}, Group: page.UserText{Text: "Asian or Asian British"},
				Numbers: "Fewer than 10 of the 150 people shown.", Methods: []string{"Focus group"}},
		},
		Others: []actView{{Date: "10 April 2026", Method: "Drop-in or exhibition", Who: "Parks team", What: "We were at the library.",
			Groups: "Sex: Female"}},
	},
	{Title: page.UserText{Text: "Parks", Href: "/staff/consultations/parks", Lang: "en"}, Why: "There are no numbers of groups."},
	{Title: page.UserText{Text: "Parks", Href: "/staff/consultations/parks", Lang: "en"}, Counted: "Counted on 2 May 2026.", Compared: true},
	{Title: page.UserText{Text: "Parks", Href: "/staff/consultations/parks", Lang: "en"}, Counted: "Counted on 2 May 2026."},
}
