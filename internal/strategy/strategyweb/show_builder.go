package strategyweb

import (
	"cmp"
	"context"
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
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
)

// pageBuilder builds the page of a strategy.
type pageBuilder struct {
	ctx   context.Context
	tx    *db.Tx
	today time.Time
	web.PagePrinter
	*strategy.Strategy
	actions map[string][]*action.Action // by objective, those that are shown
	count   map[string]int64            // how many each objective has
	needs   []evidence.Need
	places  []place.Place // that the needs are about
}

func (b *pageBuilder) header(duties []strategy.DutyStatus) showView {
	lang := b.LangOrCouncil(b.Language)
	v := showView{
		Lang:     lang,
		Title:    b.Title,
		Summary:  b.Summary,
		Period:   period(b.PagePrinter, b.Strategy),
		Invented: b.Invented,
		Source:   sourceLink(b.Source, lang),
	}
	for _, p := range b.Publications {
		v.Publications = append(
			v.Publications,
			publicationView{b.Date(p.Date), p.Title, lang, p.Kind.Label().In(b.Printer), p.Invented, sourceLink(p.Source, lang), page.Link{}},
		)
	}
	for _, c := range duties {
		v.Duties = append(
			v.Duties,
			dutyView{
				c.Rule.Duty.Label().In(b.Printer),
				c.Requirement().In(b.Printer),
				c.Rule.Law,
				b.Date(c.Last),
				b.Date(c.Due),
				c.Label(b.today).In(b.Printer),
				c.Late(b.today),
				c.DueSoon(b.today),
			},
		)
	}
	return v
}

// addNeighbours adds the strategies before and after.
func (b *pageBuilder) addNeighbours(v *showView) error {
	link := func(s *strategy.Strategy) page.UserText {
		return page.UserText{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: b.LangOrCouncil(s.Language)}
	}
	if b.Follows != "" {
		switch before, err := strategy.GetBrief(b.ctx, b.tx, b.Follows); {
		case err == nil:
			v.Follows = link(before)
		case !fault.Is(err, fault.NotFound):
			return err
		}
	}
	after, err := strategy.FollowedBy(b.ctx, b.tx, b.Slug)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil {
		v.FollowedBy = link(after)
	}
	return err
}

// addSteps adds the life of the strategy: its versions with their consultations and the decision, its period, and what
// replaced it. Steps are in the order of their dates.
func (b *pageBuilder) addSteps(v *showView, made []*decision.Decision) {
	type dated struct {
		day time.Time
		lifeStep
	}
	var all []dated
	add := func(day time.Time, name string, about page.UserText) {
		if !day.IsZero() {
			all = append(all, dated{day, lifeStep{name, b.Date(day), about}})
		}
	}
	for i, version := range b.Versions {
		add(version.Date, version.Kind.Label().In(b.Printer), v.Versions[i].Consultation)
	}
	for _, d := range made {
		if d.Kind == decision.Outcome || d.Kind == "" {
			add(d.Date, b.Say("Decision"), page.UserText{Text: d.Title, Href: "/decisions/" + d.Ref, Lang: b.LangOrCouncil(d.Language)})
		}
	}
	add(b.From, b.Say("Start of the period"), page.UserText{})
	add(b.To, b.Say("End of the period"), v.FollowedBy)
	slices.SortStableFunc(all, func(a, b dated) int { return a.day.Compare(b.day) })
	for _, step := range all {
		v.Steps = append(v.Steps, step.lifeStep)
	}
	if len(b.Texts()) > 1 {
		v.Compare = "/strategies/" + b.Slug + "/versions"
	}
}

// addConsultations adds the consultations about the strategy and about its versions.
func (b *pageBuilder) addConsultations(v *showView) error {
	all, err := consult.ForStrategy(b.ctx, b.tx, b.Slug)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, c := range all {
		v.Consultations = append(
			v.Consultations, page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: b.LangOrCouncil(c.Language)})
		seen["/consultations/"+c.Slug] = true
	}
	for _, version := range v.Versions {
		if link := version.Consultation; link.Href != "" && !seen[link.Href] {
			seen[link.Href], v.Consultations = true, append(v.Consultations, link)
		}
	}
	return nil
}

// addEntries adds where each publication is in the public record.
func (b *pageBuilder) addEntries(deps *web.Deps, v *showView) error {
	leaves := make([]receipt.Leaf, len(b.Publications))
	for i, p := range b.Publications {
		leaves[i] = p.Leaf()
	}
	entries, err := deps.RecordEntryLinks(b.ctx, b.tx, b.Printer, leaves...)
	for i, entry := range entries {
		v.Publications[i].Entry = entry
	}
	return err
}

// addChanges adds to each version the words that were changed because of key issues.
func (v *showView) addChanges(printer web.PagePrinter, issues []decision.Issue) {
	for _, issue := range issues {
		_, id, _ := strings.Cut(issue.Document, "#")
		for i := range v.Versions {
			shown := slices.ContainsFunc(v.Versions[i].Because, func(c changeView) bool { return c.Ref == issue.Ref })
			if issue.Words != "" && v.Versions[i].ID == id && !shown { // two decisions can share a log
				v.Versions[i].Because = append(v.Versions[i].Because, changeView{issue.Ref, issue.Words, page.UserText{
					Text: decision.WithoutFigures(issue.Issue), Href: issue.Path(), Lang: printer.LangOrCouncil(issue.Language),
				}})
			}
		}
	}
}

func sourceLink(s evidence.Source, lang string) page.UserText {
	return page.UserText{Text: s.Name, Href: s.Address, Lang: lang}
}

// aims returns the aims with their objectives, and the action plan.
func (b *pageBuilder) aims() (aims []aimView, plan []planRow) {
	for _, a := range b.Aims {
		v := aimView{a.Ref, a.Title, a.Summary, b.LangOrCouncil(b.Language), nil}
		for _, o := range a.Objectives {
			actions := b.actions[o.Ref]
			objective := b.objective(&o, actions)
			if b.count[o.Ref] > int64(len(objective.Actions)) {
				objective.AllActions = "/actions?objective=" + o.Ref
			}
			v.Objectives = append(v.Objectives, objective)
			for _, x := range actions {
				plan = append(plan, b.planRow(&o, x))
			}
		}
		aims = append(aims, v)
	}
	return aims, plan
}

// planned returns how many actions the strategy has.
func (b *pageBuilder) planned() (n int64) {
	for _, of := range b.count {
		n += of
	}
	return n
}

func (b *pageBuilder) objective(o *strategy.Objective, actions []*action.Action) objectiveView {
	lang := b.LangOrCouncil(b.Language)
	v := objectiveView{
		Ref: o.Ref, Title: o.Title, Lang: lang, Gaps: o.Gaps().In(b.Printer), Measure: o.Measure,
		Baseline: strategy.FormatValue(b.Printer, o.Baseline, o.Unit), Target: strategy.FormatValue(b.Printer, o.Target, o.Unit),
		By: b.Date(o.By), Owner: o.Owner, Trend: o.Trend().Label().In(b.Printer), Actions: b.actionLinks(actions[:min(len(actions), maxActions)]),
	}
	v.Better, v.Source = o.Direction().Label().In(b.Printer), sourceLink(o.Source, lang)
	v.Missed = o.MissedLabel(b.From, b.To, b.today).In(b.Printer)
	if o.Measure != "" && !o.AsPublished {
		v.Every = b.Count(int64(o.Interval()), "Every month", "Every %d months")
	}
	if r, ok := o.Latest(); ok {
		v.Latest = b.Say("%s on %s", strategy.FormatValue(b.Printer, &r.Value, o.Unit), r.Date)
	}
	var readings []chart.Reading
	format := func(value *float64) string { return strategy.FormatValue(b.Printer, value, o.Unit) }
	words := b.share(wordReadings, minReadings)
	v.AllReadings = len(o.Readings) > words
	for i, r := range o.Readings {
		readings = append(readings, chart.Reading{Date: r.Date, Value: r.Value})
		if i < len(o.Readings)-words {
			continue
		}
		v.Readings = append(v.Readings, readingView{b.Date(r.Date), strategy.FormatValue(b.Printer, &r.Value, o.Unit), r.Note, lang, r.Invented,
			page.UserText{}})
		if r.Source.Name != o.Source.Name {
			v.Readings[len(v.Readings)-1].Source = sourceLink(r.Source, lang)
		}
	}
	title := cmp.Or(o.Measure, o.Title)
	v.Chart = chart.NewTrend(b.Printer, "trend-"+o.Ref, title, lang, readings, b.points(), o.Baseline, o.Target, o.By, format)
	return v
}

func (b *pageBuilder) actionLinks(actions []*action.Action) (links []page.UserText) {
	for _, a := range actions {
		links = append(links, b.actionLink(a))
	}
	return links
}

func (b *pageBuilder) actionLink(a *action.Action) page.UserText {
	return page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: b.LangOrCouncil(a.Language)}
}

func (b *pageBuilder) planRow(o *strategy.Objective, a *action.Action) planRow {
	lang := b.LangOrCouncil(a.Language)
	row := planRow{
		What: b.actionLink(a), Lang: lang, Who: a.Who, When: page.UserText{Text: b.Date(a.Due)}, Measure: a.Measure,
		Status: web.ActionTag(b.Printer, a.Status()), DueLabel: a.DueLabel(b.today).In(b.Printer), Late: a.Late(b.today), Invented: a.Invented,
	}
	if row.When.Text == "" {
		row.When = page.UserText{Text: a.When, Lang: lang}
	}
	row.Why = append(row.Why, page.UserText{Text: o.Title, Href: "#objective-" + o.Ref, Lang: b.LangOrCouncil(b.Language)})
	for _, need := range a.Needs {
		row.Why = append(row.Why, b.needLink(need))
	}
	if a.Why != "" {
		row.Why = append(row.Why, page.UserText{Text: a.Why, Lang: lang})
	}
	return row
}

// Limits of the page. What it leaves out is on the pages of objectives and of evidence, and in the list of actions.
const (
	planRows     = 50 // of the action plan, divided among the objectives
	minActions   = 3  // of an objective
	maxActions   = 3  // of an objective above the plan
	chartPoints  = 60 // of all charts, divided among the objectives
	minPoints    = 6  // of a chart
	wordReadings = 30 // measurements in words, divided among the objectives
	minReadings  = 3  // of an objective
	maxNeeds     = 10 // findings
	maxBecause   = 3  // actions because of a finding
)

// share returns what part of all items each objective can show: at least a few.
func (b *pageBuilder) share(all, few int) int {
	return max(few, all/max(1, len(b.Objectives())))
}

// points returns how many measurements the chart of an objective can show.
func (b *pageBuilder) points() int { return min(chart.MaxDots, b.share(chartPoints, minPoints)) }

// load reads the first actions of every objective, and the needs of the strategy, its objectives and those actions.
func (b *pageBuilder) load() (err error) {
	refs := slices.Clone(b.Needs)
	var objectives []string
	for _, o := range b.Objectives() {
		refs, objectives = append(refs, o.Needs...), append(objectives, o.Ref)
	}
	actions, count, err := action.FirstForObjectives(b.ctx, b.tx, b.share(planRows, minActions), objectives...)
	if err != nil {
		return err
	}
	b.count = count
	for _, a := range actions {
		b.actions[a.Objective] = append(b.actions[a.Objective], a)
		refs = append(refs, a.Needs...)
	}
	if b.needs, err = evidence.GetMany(b.ctx, b.tx, refs); err != nil {
		return err
	}
	var places []string
	for _, n := range b.needs {
		places = append(places, n.Places...)
	}
	b.places, err = place.GetMany(b.ctx, b.tx, places)
	return err
}

// placeNames returns the names of places, separated by commas.
func (b *pageBuilder) placeNames(refs []string) string {
	var names []string
	for _, p := range b.places {
		if slices.Contains(refs, p.Ref) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}
