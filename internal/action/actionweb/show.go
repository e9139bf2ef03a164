package actionweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

type showView struct {
	Lang                                                       string // of the action's texts
	Title, Who, When, Due, DueLabel, Measure, Baseline, Target string

	Moved                       []string // how the due date was changed, the latest first
	Late                        bool
	Status                      page.Tag
	Trend, Gaps, Why, Invented  string
	Source, Strategy, Objective page.UserText
	Needs                       []page.UserText
	Closes                      []page.UserText // evidence of which it closes the gap
	Issues                      []issueView
	Consultations               []page.UserText
	Assessments                 []page.UserText // whose impacts it reduces
	Updates                     []updateView    // of the page, the newest first
	Pages                       page.Pagination
	Chart                       *chart.Trend // nil with fewer than two measurements
	InventedUpdates             bool         // every update is invented
	Cost, Module, Framework     string       // Module and Framework are names
	Groups                      []string     // for whom it is
	Earlier                     []earlierView
	ContinuedBy                 []page.UserText
	Related                     []web.ReferrerGroup
	Contents                    []page.Link // of a page with many updates

	chain page.Chain
}

// PageChain returns the chain that is shown below the header.
func (v showView) PageChain() page.Chain { return v.chain }

// setContents lists the parts of a page that many updates make long.
func (v *showView) setContents(p *locale.Printer) {
	const few = 4
	if len(v.Updates) <= few {
		return
	}
	v.Contents = []page.Link{{Text: p.Say("Why"), Href: "#why"}}
	for _, group := range v.Related {
		v.Contents = append(v.Contents, page.Link{Text: group.Heading, Href: "#" + group.ID})
	}
	v.Contents = append(v.Contents, page.Link{Text: p.Say("Updates"), Href: "#updates"})
	if len(v.Earlier) > 0 {
		v.Contents = append(v.Contents, page.Link{Text: p.Say("In earlier action plans"), Href: "#earlier"})
	}
}

// earlierView is an action of an earlier plan that the action carries forward, with its updates.
type earlierView struct {
	Action     page.UserText
	Updates    []updateView // the latest
	AllUpdates string       // address of all, if there are more
}

// issueView is a key issue that led to the action: the words, with figures that lead to the results.
type issueView struct {
	Issue, Decision page.UserText // Issue is the link to it, with its words without figures
	Words, RaisedBy decision.Prose
	Date            string // of the decision
}

type updateView struct {
	ID, Date             string
	Status               page.Tag
	Text, Lang, Invented string
	Value, Source        page.UserText
}

var showPage = page.New(
	files,
	"templates/show.html",
	showView{Title: "Train staff", Who: "Head of people", When: "Every year",
		Status: page.Tag{Text: "Not started", Colour: "grey"}, Trend: "No measurements yet",
		Gaps: "This action has no date or measure of success."},
	showView{
		Title: "Open ten reporting centres", Who: "Community safety team", When: "By spring 2017",
		Due: "31 March 2017", DueLabel: "12 days overdue", Late: true, Moved: []string{"Changed on 4 February 2017 from 31 January 2017"},
		Measure: "Number of reports a year", Baseline: "200 reports", Target: "300 reports",
		Status: page.Tag{Text: "On track"}, Trend: "Moved towards the target",
		Why: "The number of reports has fallen since 2014.", Invented: "its updates",
		Source:    page.UserText{Text: "Action plan", Href: "https://example.org/plan"},
		Strategy:  page.UserText{Text: "Equality strategy", Href: "/strategies/equality-2016"},
		Objective: page.UserText{Text: "Increase reporting of hate incidents", Href: "/strategies/equality-2016#objective-report"},
		Closes:    []page.UserText{{Text: "Buses are rare", Href: "/evidence/buses", Lang: "en"}},
		Needs: []page.UserText{
			{Text: "Many hate incidents are not reported", Href: "/strategies/equality-2016#need-hate"},
			{Text: "Few people know where to report an incident"},
		},
		Issues: []issueView{
			{
				page.UserText{Text: "There are too few places to report an incident", Href: "/decisions/adopt#issue-nowhere"},
				page.UserText{Text: "Equality strategy adopted", Href: "/decisions/adopt"},
				decision.Prose{{
					{Text: "There are too few places to report an incident. "},
					{Text: "62% (412 of 668)", Href: "/consultations/equality/results/1#places"}, {Text: " asked for more."},
				}},
				decision.Prose{{{Text: "Faith groups"}}},
				"6 July 2016",
			},
		},
		Cost: "£12,500", Module: "Responsive services and customer care", Framework: "Equality Framework for Local Government 2021",
		Groups: []string{"Disability", "Race"},
		Earlier: []earlierView{{AllUpdates: "/actions/two-centres#updates",
			Action: page.UserText{Text: "Open two reporting centres", Href: "/actions/two-centres", Lang: "en"}, Updates: []updateView{
				{"", "31 March 2016", page.Tag{Text: "Carried forward", Colour: "grey"}, "One is open.", "en", "", page.UserText{}, page.UserText{}}}}},
		ContinuedBy:   []page.UserText{{Text: "Open reporting centres in every district", Href: "/actions/all-centres", Lang: "en"}},
		Consultations: []page.UserText{{Text: "Reporting hate incidents", Href: "/consultations/hate-incidents"}},
		Assessments:   []page.UserText{{Text: "Equality impact assessment", Href: "/consultations/hate-incidents/documents/impact"}},
		Updates: []updateView{
			{
				"update-2017-02-01",
				"1 February 2017",
				page.Tag{Text: "On track"},
				"Six centres are **open**.",
				"",
				"",
				page.UserText{Text: "240 reports"},
				page.UserText{Text: "Minutes", Href: "https://example.org/minutes"},
			},
			{
				"update-2016-10-01", "1 October 2016", page.Tag{Text: "On track"}, "Mae tri ar agor.", "cy", "this update",
				page.UserText{}, page.UserText{},
			},
		},
	},
	showView{
		Title:    "Publish a calendar",
		Who:      "Equalities team",
		Due:      "30 June 2016",
		DueLabel: "3 days left",
		Measure:  "The calendar is published",
		Status:   page.Tag{Text: "Complete", Colour: "green"},
		Trend:    "No measurements yet",

		InventedUpdates: true,
		Pages:           page.Pagination{Next: "/actions/flag?page=12"},
		Updates:         []updateView{{Date: "1 June 2016", Status: page.Tag{Text: "Complete", Colour: "green"}}},
	},
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, ref, printer := r.Context(), r.PathValue("ref"), h.deps.PagePrinter(r)
	var view showView
	err := h.deps.DB.View(ctx, func(tx *db.Tx) error {
		a, err := action.Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		today, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		at := cmp.Or(r.FormValue(page.CursorName), a.UpdatesAt(r.FormValue(action.UpdateName)))
		updates, err := action.ListUpdates(ctx, tx, ref, at)
		if err != nil {
			return err
		}
		view = newShowView(printer, a, updates.Items, today)
		view.Pages = page.Neighbours("/actions/"+ref, nil, updates.Previous, updates.Next)
		if err := view.addHistory(ctx, tx, printer, a); err != nil {
			return err
		}
		return h.addReasons(ctx, tx, printer, a, &view)
	})
	if err != nil {
		return err
	}
	view.chain = h.deps.ChainFor(ctx, "action", ref)
	view.setContents(page.Printer(r))
	return showPage.Write(w, r, http.StatusOK, view)
}

// newShowView returns the view of a with some of its updates.
func newShowView(printer web.PagePrinter, a *action.Action, updates []action.Update, today time.Time) showView {
	p, lang := printer.Printer, printer.LangOrCouncil(a.Language)
	v := showView{
		Lang: lang, Title: a.What, Who: a.Who, When: a.When,
		Due: p.Date(a.Due), DueLabel: a.DueLabel(today).In(p), Late: a.Late(today), Measure: a.Measure,
		Baseline: strategy.FormatValue(p, a.Baseline, a.Unit), Target: strategy.FormatValue(p, a.Target, a.Unit),
		Status: web.ActionTag(p, a.Status()), Trend: a.Trend().Label().In(p), Gaps: a.Gaps().In(p), Why: a.Why, Invented: a.Invented,
		Source: page.UserText{Text: a.Source.Name, Href: a.Source.Address, Lang: lang},
	}
	format := func(value *float64) string { return strategy.FormatValue(p, value, a.Unit) }
	var readings []chart.Reading
	for _, u := range a.Updates {
		if u.Value != nil {
			readings = append(readings, chart.Reading{Date: u.Date, Value: *u.Value})
		}
	}
	v.Chart = chart.NewTrend(p, "trend", cmp.Or(a.Measure, a.What), lang, readings, chart.MaxDots, a.Baseline, a.Target, a.Due, format)
	for _, u := range updates {
		v.Updates = append(v.Updates, newUpdateView(printer, a, u))
	}
	if a.Cost != nil {
		v.Cost = locale.WithUnit(a.Cost.In(p), "£")
	}
	if f, m, ok := action.GetModule(a.Module); ok {
		v.Module, v.Framework = m.Name.In(p), f.Name
	}
	for _, code := range a.Groups {
		if name, ok := evidence.GroupName(code); ok {
			v.Groups = append(v.Groups, name.In(p))
		}
	}
	for _, d := range slices.Backward(a.NewDates) {
		v.Moved = append(v.Moved, p.Say("Changed on %s from %s", d.Changed, d.Before))
	}
	v.InventedUpdates = page.InventedOnce(v.Updates, func(u *updateView) *string { return &u.Invented })
	return v
}

// addHistory adds the actions that a carries forward, with their updates, and those that carry it forward.
func (v *showView) addHistory(ctx context.Context, tx *db.Tx, printer web.PagePrinter, a *action.Action) error {
	link := func(x *action.Action) page.UserText {
		return page.UserText{Text: x.What, Href: "/actions/" + x.Ref, Lang: printer.LangOrCouncil(x.Language)}
	}
	earlier, err := action.History(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, x := range earlier {
		one := earlierView{Action: link(x)}
		for _, u := range slices.Backward(x.Updates[max(0, len(x.Updates)-shownUpdates):]) {
			one.Updates = append(one.Updates, newUpdateView(printer, x, u))
		}
		if len(x.Updates) > len(one.Updates) {
			one.AllUpdates = one.Action.Href + "#updates"
		}
		v.Earlier = append(v.Earlier, one)
	}
	later, err := action.ContinuedBy(ctx, tx, a.Ref)
	for _, x := range later {
		v.ContinuedBy = append(v.ContinuedBy, link(x))
	}
	return err
}

// addReasons adds the objective, needs and key issues that led to the action.
func (h *Handlers) addReasons(
	ctx context.Context, tx *db.Tx, printer web.PagePrinter, a *action.Action, v *showView,
) error {
	if a.Objective != "" {
		o, err := strategy.GetObjectiveBrief(ctx, tx, a.Objective)
		if err != nil {
			return err
		}
		s, err := strategy.GetBrief(ctx, tx, o.Strategy)
		if err != nil {
			return err
		}
		v.Strategy = page.UserText{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: printer.LangOrCouncil(s.Language)}
		v.Objective = page.UserText{Text: o.Title, Href: "/objectives/" + o.Ref, Lang: printer.LangOrCouncil(s.Language)}
	}
	needs, err := evidence.GetMany(ctx, tx, a.Needs)
	if err != nil {
		return err
	}
	for _, n := range needs {
		v.Needs = append(v.Needs, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: printer.LangOrCouncil("")})
	}
	gaps, err := evidence.GetMany(ctx, tx, a.Closes)
	if err != nil {
		return err
	}
	for _, n := range gaps {
		v.Closes = append(v.Closes, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: printer.LangOrCouncil("")})
	}
	if err := v.addConsultations(ctx, tx, printer, a); err != nil {
		return err
	}
	if v.Related, err = h.deps.FindReferrers(ctx, tx, printer, web.ActionRecord, web.ReferrerQuery{Ref: a.Ref, Name: a.What}); err != nil {
		return err
	}
	causes, err := h.causes(ctx, tx, a)
	for _, c := range causes {
		lang := printer.LangOrCouncil(c.Language)
		v.Issues = append(v.Issues, issueView{
			page.UserText{Text: decision.WithoutFigures(c.Issue.Issue), Href: c.Path(), Lang: lang},
			page.UserText{Text: c.Of.Title, Href: c.Of.Path, Lang: printer.LangOrCouncil(c.Of.Language)}, c.Text, c.RaisedBy,
			printer.Date(c.Of.Date),
		})
	}
	return err
}

// addConsultations adds the consultations that are held for the action and the assessments whose impacts it reduces.
// What is not published yet is left out.
func (v *showView) addConsultations(ctx context.Context, tx *db.Tx, printer web.PagePrinter, a *action.Action) error {
	public := func(slug string) (*consult.Consultation, error) {
		c, err := consult.Get(ctx, tx, slug)
		if fault.Is(err, fault.NotFound) || err == nil && c.Stage == consult.StageDraft {
			return nil, nil
		}
		return c, err
	}
	for _, slug := range a.Consultations {
		c, err := public(slug)
		if err != nil {
			return err
		}
		if c != nil {
			v.Consultations = append(
				v.Consultations,
				page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: printer.LangOrCouncil(c.Language)},
			)
		}
	}
	for _, ref := range a.Mitigates {
		slug, id, _ := strings.Cut(ref, "/")
		c, err := public(slug)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		for _, d := range c.Documents {
			if d.ID == id {
				v.Assessments = append(v.Assessments, page.UserText{
					Text: d.Title, Href: "/consultations/" + slug + "/documents/" + id, Lang: printer.LangOrCouncil(c.Language),
				})
			}
		}
	}
	return nil
}
