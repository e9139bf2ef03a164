package project

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// register is a register of projects with the organisations a, b and c, four places and two needs.
type register struct {
	*testing.T
	db      *db.DB
	service *Service
	edit    *edit.Service
	project *edit.Kind
	measure *edit.Kind
}

var (
	officer  = actor.Actor{ID: "lead", Org: actor.CouncilOrg, Roles: []actor.Role{actor.Publisher}, Capabilities: actor.AllCapabilities}
	worker   = partnerActor("a")
	partnerB = partnerActor("b")
	stranger = partnerActor("c")
)

func partnerActor(org string) actor.Actor {
	roles := []actor.Role{actor.PartnerEditor}
	return actor.Actor{ID: org + "-1", Org: org, Roles: roles, Capabilities: account.Capabilities(account.Partner, roles)}
}

func each(t *testing.T, fn func(r *register)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{DB: d}
		kinds := s.Records()
		r := &register{t, d, s, &edit.Service{DB: d}, &kinds[0], &kinds[1]}
		r.update(func(tx *db.Tx) error {
			for _, id := range []string{"a", "b", "c"} {
				if _, err := account.SavePartner(t.Context(), tx, account.Org{ID: id, Name: "Organisation " + id}); err != nil {
					return err
				}
			}
			if err := place.Define(t.Context(), tx, actor.System, place.Definition{Places: []place.Place{
				{Ref: "county", Code: "E1", Name: "County", Kind: place.County},
				{Ref: "north", Code: "E2", Name: "North", Kind: place.District, Within: "county"},
				{Ref: "south", Code: "E3", Name: "South", Kind: place.District, Within: "county"},
				{Ref: "ward", Code: "E4", Name: "Ward", Kind: place.Ward, Within: "north"},
			}}); err != nil {
				return err
			}
			need := func(ref string) evidence.Need {
				return evidence.Need{Ref: ref, Title: "Need " + ref, Summary: "It is so.", Source: evidence.Source{Name: "Census", Date: dbtest.Now}}
			}
			return (&evidence.Service{DB: d}).DefineIn(t.Context(), tx, actor.System,
				evidence.Definition{Needs: []evidence.Need{need("lonely"), need("unheard")}})
		})
		fn(r)
	})
}

func (r *register) update(fn func(tx *db.Tx) error) {
	r.Helper()
	if err := r.db.Update(r.Context(), fn); err != nil {
		r.Fatal(err)
	}
}

// get returns a project, which has to be there.
func (r *register) get(ref string) (p *Project) {
	r.Helper()
	r.update(func(tx *db.Tx) (err error) {
		p, err = Get(r.Context(), tx, ref)
		return err
	})
	return p
}

// define defines projects, and returns the messages of what is wrong.
func (r *register) define(all ...Project) string {
	r.Helper()
	err := r.db.Update(r.Context(), func(tx *db.Tx) error {
		return Define(r.Context(), &definition.Loading{Tx: tx, By: actor.System}, Definition{Projects: all})
	})
	if err == nil {
		return ""
	}
	if !fault.Is(err, fault.Invalid) {
		r.Fatal(err)
	}
	return err.Error()
}

var day = time.Date(dbtest.Now.Year(), dbtest.Now.Month(), dbtest.Now.Day(), 0, 0, 0, 0, time.UTC)

func number(f float64) *float64 { return &f }

// lunch is a project of a, with b, that lacks nothing.
func lunch() Project {
	cost := action.Pence(125_050)
	return Project{
		Ref: "lunch", Title: "Lunch club", Summary: "Lunch on Tuesdays.", EasyRead: "We eat together.", Lead: "a",
		Partners: []Partner{{Org: "b", Role: Lends, Does: "The hall"}}, Needs: []string{"lonely"}, Places: []string{"north"},
		From: day.AddDate(0, -6, 0), Until: day.AddDate(1, 0, 0), Risks: []Risk{{"Few volunteers", "We ask more."}},
		Agreement: "Each of us comes every week.",
		Effects:   Effects{"People meet.", "People know each other.", "Children meet their neighbours."},
		Value:     Value{&cost, "Food. The hall is lent.", "People are less alone."},
		Results: []Result{
			{Ref: "lunches", Kind: Output, Title: "Lunches", PartOf: "together", Measures: []Measure{{
				Ref: "lunches-served", Title: "Lunches served", Unit: "lunches", Better: strategy.Higher, NoBaseline: "there were none",
				Periods: []Period{
					{From: day.AddDate(0, -6, 0), Until: day.AddDate(0, -3, -1), Target: number(100)},
					{From: day.AddDate(0, -3, 0), Until: day.AddDate(0, 0, -1)},
				},
			}}},
			{Ref: "together", Kind: Outcome, Title: "People are less alone"},
		},
	}
}

func (r *register) found(q Query) string {
	r.Helper()
	var refs []string
	r.update(func(tx *db.Tx) error {
		refs = nil
		return db.Each(func(at string) (db.Page[*Project], error) { return Find(r.Context(), tx, q, at, 2) }, func(p *Project) error {
			refs = append(refs, p.Ref)
			return nil
		})
	})
	slices.Sort(refs)
	return strings.Join(refs, " ")
}

// Projects are found by words, place, need, organisation and stage. A place finds projects in it, in its parts and in what it is a
// part of.
func TestProjectsAreFiltered(t *testing.T) {
	each(t, func(r *register) {
		first, walk, talk := lunch(), lunch(), lunch()
		walk.Ref, walk.Title, walk.Lead, walk.Partners, walk.Places, walk.Results = "walk", "Walks", "c", nil, []string{"ward"}, nil
		talk.Ref, talk.Title, talk.Needs, talk.Places = "talk", "Évenings", []string{"unheard"}, []string{"south"}
		talk.Results, talk.Stage = nil, Deliver
		if wrong := r.define(first, walk, talk); wrong != "" {
			t.Fatal(wrong)
		}
		for _, test := range []struct {
			q    Query
			want string
		}{
			{Query{}, "lunch talk walk"}, {Query{Words: "evening"}, "talk"}, {Query{Words: "tuesday LUNCH"}, "lunch talk walk"},
			{Query{Words: "lunch club"}, "lunch"}, {Query{Need: "unheard"}, "talk"}, {Query{Partner: "b"}, "lunch talk"},
			{Query{Partner: "c"}, "walk"}, {Query{Stage: Deliver}, "talk"}, {Query{Stage: Identify, Partner: "a"}, "lunch"},
			{Query{Place: "county"}, "lunch talk walk"}, {Query{Place: "north"}, "lunch walk"}, {Query{Place: "ward"}, "lunch walk"},
			{Query{Place: "south"}, "talk"}, {Query{Place: "nowhere"}, ""},
		} {
			if got := r.found(test.q); got != test.want {
				t.Errorf("%+v: %s, want %s", test.q, got, test.want)
			}
		}
	})
}

// A project without a need that is in the register is refused, and so is everything else that a reader of its page would miss.
func TestProjectRestsOnANeed(t *testing.T) {
	each(t, func(r *register) {
		for want, change := range map[string]func(p *Project){
			"Choose at least one need that the project serves": func(p *Project) { p.Needs = nil },
			`There is no need with reference "invented"`:       func(p *Project) { p.Needs = []string{"lonely", "invented"} },
			"Choose at least one place":                        func(p *Project) { p.Places = nil },
			"The last day cannot be before the first":          func(p *Project) { p.Until = p.From.AddDate(0, 0, -1) },
			"This organisation is there twice":                 func(p *Project) { p.Partners = append(p.Partners, Partner{Org: "a", Role: Funds}) },
			"Choose what the organisation does":                func(p *Project) { p.Partners[0].Role = Leads },
			"Choose an opportunity that both sides":            func(p *Project) { p.Opportunity = "none" },
			"Enter what you do about the risk":                 func(p *Project) { p.Risks[0].Answer = "" },
			"Choose another result of this project":            func(p *Project) { p.Results[1].PartOf = "lunches" },
			"Enter what the organisations will do together":    func(p *Project) { p.Summary = " " },
		} {
			p := lunch()
			change(&p)
			if got := r.define(p); !strings.Contains(got, want) {
				t.Errorf("%q is missing in %q", want, got)
			}
		}
		if wrong := r.define(lunch()); wrong != "" {
			t.Error(wrong)
		}
	})
}

// A measure needs a direction, and a baseline or a reason why there is none. A period can have a target, or only be there for a
// reading. Row 12 of docs/complaints.md.
func TestMeasureNeedsADirectionAndNoBaselineAtAnyPrice(t *testing.T) {
	each(t, func(r *register) {
		for want, change := range map[string]func(m *Measure){
			"Choose whether higher or lower values are better": func(m *Measure) { m.Better = "" },
			"Enter the baseline, or why there is none":         func(m *Measure) { m.NoBaseline = "" },
			"Remove the reason why there is none":              func(m *Measure) { m.Baseline, m.Dated = number(1), day },
			"Enter the date of the baseline":                   func(m *Measure) { m.Baseline, m.NoBaseline = number(0), "" },
			"A period begins after the one before it ends":     func(m *Measure) { m.Periods[1].From = m.Periods[0].Until },
			"Enter the unit": func(m *Measure) { m.Unit = "" },
		} {
			p := lunch()
			change(&p.Results[0].Measures[0])
			if got := r.define(p); !strings.Contains(got, want) {
				t.Errorf("%q is missing in %q", want, got)
			}
		}
		p := lunch()
		p.Results[0].Measures[0].Baseline, p.Results[0].Measures[0].NoBaseline, p.Results[0].Measures[0].Dated = number(0), "", day
		if wrong := r.define(p); wrong != "" {
			t.Fatal(wrong)
		}
		m := r.get("lunch").Results[0].Measures[0]
		if m.Baseline == nil || *m.Baseline != 0 || m.Periods[0].Target == nil || m.Periods[1].Target != nil || m.Project != "lunch" {
			t.Errorf("stored: %+v", m)
		}
	})
}

// Defining the same file again changes nothing. What is published comes back as it was.
func TestDefiningAProjectAgainChangesNothing(t *testing.T) {
	each(t, func(r *register) {
		if wrong := r.define(lunch()); wrong != "" {
			t.Fatal(wrong)
		}
		r.update(func(tx *db.Tx) error {
			p := lunch()
			changed, err := p.define(t.Context(), &definition.Loading{Tx: tx, By: actor.System})
			if changed {
				t.Error("the same project was stored again")
			}
			stored, getErr := Get(t.Context(), tx, "lunch")
			if getErr == nil && db.JSON(stored.Results) != db.JSON(p.Results) {
				t.Errorf("results: %s, want %s", db.JSON(stored.Results), db.JSON(p.Results))
			}
			return errors.Join(err, getErr)
		})
	})
}

// The organisation that leads a project begins it, and the council approves it. Another organisation sees no draft of it, and
// cannot change it. The same is true of its measures.
func TestTheLeadWritesTheProjectAndTheCouncilApprovesIt(t *testing.T) {
	each(t, func(r *register) {
		ctx := t.Context()
		v := r.values()
		c := r.start(r.project, worker, v)
		if _, err := r.edit.Get(ctx, partnerB, r.project, c.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation sees the draft: %v", err)
		}
		r.publish(r.project, worker, c)
		p := r.get("lunch-club")
		if p.Lead != "a" || p.Stage != Identify || len(p.Results) != 1 || p.Results[0].Ref != "lunch-club-result-1" {
			t.Fatalf("published: %+v", p)
		}
		if _, err := r.edit.Get(ctx, stranger, r.project, "lunch-club"); err == nil {
			if owns, err := r.project.Owns(ctx, nil, stranger, "lunch-club"); owns && err == nil {
				t.Error("a stranger may change the project")
			}
		}
		m := edit.Values{"title": {"Lunches served"}, "result": {"lunch-club-result-1"}, "unit": {"lunches"}, "better": {"higher"},
			"no-baseline": {"there were none"}}
		of := r.start(r.measure, stranger, m)
		_, err := r.edit.Submit(ctx, stranger, r.measure, of.Address(), of.Version)
		if err == nil || !strings.Contains(err.Error(), "your organisation leads") {
			t.Errorf("a stranger submitted a measure: %v", err)
		}
		r.publish(r.measure, worker, r.start(r.measure, worker, m))
		if got := r.get("lunch-club").Results[0].Measures; len(got) != 1 || got[0].Title != "Lunches served" {
			t.Errorf("measures: %+v", got)
		}
	})
}

// values are what the form of a project of a says.
func (r *register) values() edit.Values {
	p := lunch()
	p.Results = []Result{{Kind: Output, Title: "Lunches"}}
	return p.form().Values()
}

// start begins a record.
func (r *register) start(k *edit.Kind, by actor.Actor, v edit.Values) *edit.Copy {
	r.Helper()
	c, err := r.edit.Start(r.Context(), by, k, db.NewID(), edit.Save{Values: v})
	if err != nil {
		r.Fatal(err)
	}
	return c
}

// publish submits a copy, which the council approves and publishes.
func (r *register) publish(k *edit.Kind, by actor.Actor, c *edit.Copy) {
	r.Helper()
	c, err := r.edit.Submit(r.Context(), by, k, c.Address(), c.Version)
	if err == nil {
		_, err = r.edit.ApproveAndPublish(r.Context(), officer, k, c.Address(), c.Version)
	}
	if err != nil {
		r.Fatal(err)
	}
}
