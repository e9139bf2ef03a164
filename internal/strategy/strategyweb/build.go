package strategyweb

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// builder puts the page of one strategy together from the features below.
type builder struct {
	ctx   context.Context
	tx    *db.Tx
	today time.Time
	*strategy.Strategy
	actions map[string][]*action.Action // by objective
	needs   []evidence.Need
}

func (b *builder) head(clocks []strategy.Clock) showView {
	v := showView{Title: b.Title, Summary: b.Summary, Period: period(b.Strategy), Invented: b.Invented, Source: sourceLink(b.Source)}
	for _, p := range b.Publications {
		v.Publications = append(v.Publications, publicationView{page.Date(p.Date), p.Title, dutyWords[p.Kind], p.Invented, sourceLink(p.Source)})
	}
	for _, c := range clocks {
		v.Duties = append(v.Duties, dutyView{c.Rule.Title, c.Asks(), c.Rule.Law, page.Date(c.Last), page.Date(c.Due), c.Words(b.today), c.Late(b.today), c.Near(b.today)})
	}
	return v
}

var dutyWords = map[strategy.Duty]string{
	strategy.EqualityObjectives:  "Equality objectives",
	strategy.EqualityInformation: "Equality information",
}

func sourceLink(s evidence.Source) page.Link { return page.Link{Text: s.Name, Href: s.Address} }

// aims returns the aims with their objectives, and the plan that serves them.
func (b *builder) aims() (aims []aimView, plan []planRow) {
	for _, a := range b.Aims {
		v := aimView{a.Ref, a.Title, a.Summary, nil}
		for _, o := range a.Objectives {
			actions := b.actions[o.Ref]
			v.Objectives = append(v.Objectives, objective(&o, actions))
			for _, x := range actions {
				plan = append(plan, b.planRow(&o, x))
			}
		}
		aims = append(aims, v)
	}
	return aims, plan
}

func objective(o *strategy.Objective, actions []*action.Action) objectiveView {
	v := objectiveView{
		Ref: o.Ref, Title: o.Title, Gaps: o.Gaps(), Measure: o.Measure, Baseline: strategy.Amount(o.Baseline, o.Unit),
		Target: strategy.Amount(o.Target, o.Unit), By: page.Date(o.By), Owner: o.Owner, Moved: string(o.Movement()), Actions: actionLinks(actions),
	}
	if r, ok := o.Latest(); ok {
		v.Latest = strategy.Amount(&r.Value, o.Unit) + " on " + page.Date(r.Date)
	}
	for _, r := range o.Readings {
		v.Readings = append(v.Readings, readingView{page.Date(r.Date), strategy.Amount(&r.Value, o.Unit), r.Note, r.Invented})
	}
	return v
}

func actionLinks(actions []*action.Action) (links []page.Link) {
	for _, a := range actions {
		links = append(links, page.Link{Text: a.What, Href: "/actions/" + a.Ref})
	}
	return links
}

func (b *builder) planRow(o *strategy.Objective, a *action.Action) planRow {
	row := planRow{
		What: page.Link{Text: a.What, Href: "/actions/" + a.Ref}, Who: a.Who, When: page.Date(a.Due), Measure: a.Measure,
		Status: a.Status().Words(), DueWords: a.DueWords(b.today), Late: a.Late(b.today), Invented: a.Invented,
	}
	if row.When == "" {
		row.When = a.When
	}
	row.Why = append(row.Why, page.Link{Text: o.Title, Href: "#objective-" + o.Ref})
	for _, need := range a.Needs {
		row.Why = append(row.Why, page.Link{Text: b.needTitle(need), Href: "#need-" + need})
	}
	if a.Why != "" {
		row.Why = append(row.Why, page.Link{Text: a.Why})
	}
	return row
}

// read reads the actions of every objective, and the needs that the strategy,
// its objectives or those actions name.
func (b *builder) read() (err error) {
	refs := slices.Clone(b.Needs)
	for _, o := range b.Objectives() {
		refs = append(refs, o.Needs...)
		if b.actions[o.Ref], err = action.ForObjective(b.ctx, b.tx, o.Ref); err != nil {
			return err
		}
		for _, a := range b.actions[o.Ref] {
			refs = append(refs, a.Needs...)
		}
	}
	b.needs, err = evidence.Some(b.ctx, b.tx, refs)
	return err
}

func (b *builder) needTitle(ref string) string {
	for _, n := range b.needs {
		if n.Ref == ref {
			return n.Title
		}
	}
	return ref
}

func (b *builder) evidence() (views []needView, err error) {
	for _, n := range b.needs {
		actions, err := action.ForNeed(b.ctx, b.tx, n.Ref)
		if err != nil {
			return nil, err
		}
		views = append(views, needView{
			Ref: n.Ref, Title: n.Title, Says: n.Says, Figure: n.Figure, Date: page.Date(n.Source.Date), Area: n.Area, Invented: n.Invented,
			Source: sourceLink(n.Source), Characteristics: n.About(), Actions: actionLinks(actions),
		})
	}
	return views, nil
}

var kindWords = map[strategy.Kind]string{strategy.Draft: "Draft", strategy.Consulted: "Consulted on", strategy.Adopted: "Adopted"}

func (b *builder) versions() (views []versionView, err error) {
	for _, v := range b.Versions {
		view := versionView{ID: v.ID, Name: kindWords[v.Kind], Date: page.Date(v.Date), Title: v.Title, Changes: v.Changes, Body: v.Body, Source: sourceLink(v.Source)}
		if v.Consultation != "" {
			c, err := consult.Get(b.ctx, b.tx, v.Consultation)
			switch {
			case fault.Is(err, fault.NotFound):
			case err != nil:
				return nil, err
			case c.Stage != consult.Drafting: // a draft is nobody's business yet
				view.Consultation = page.Link{Text: c.Title, Href: "/consultations/" + c.Slug}
			}
		}
		views = append(views, view)
	}
	return views, nil
}
