package projectweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/partner"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/web"
)

// showView is the public page of a project: for which need, what is done, by whom, and with which results.
type showView struct {
	itemView
	Back         page.Link
	MoneyHref    string // page of its money
	Lang         string
	InventedPart string
	EasyRead     string
	Needs        []needView
	Communities  []string
	Members      []memberView
	Agreement    string
	Effects      []effectView
	Cost         string
	Costs        string
	Benefit      string
	Results      []resultView
	Risks        []project.Risk
	SharesData   bool
	DataSharing  string
	Progress     progressView
}

// Contents returns the links to the sections of the page.
func (v showView) Contents() (links []page.Link) {
	for _, one := range []struct {
		is       bool
		text, id string
	}{
		{true, locale.Key("Why: the need"), "need"}, {true, locale.Key("What we do"), "what"}, {true, locale.Key("Who does what"), "who"},
		{v.Agreement != "", locale.Key("What we have agreed"), "agreement"}, {true, locale.Key("Results"), "results"},
		{len(v.Progress.Gates) > 0, locale.Key("Gates that have been decided"), "gates"},
		{len(v.Progress.Quarters) > 0, locale.Key("Progress each quarter"), "quarters"},
		{len(v.Effects) > 0, locale.Key("What it does to people"), "effects"},
		{v.Cost != "" || v.Costs != "" || v.Benefit != "", locale.Key("What it costs and what it brings"), "value"},
		{len(v.Risks) > 0, locale.Key("Risks"), "risks"},
	} {
		if one.is {
			links = append(links, page.Link{Text: one.text, Href: "#" + one.id})
		}
	}
	return links
}

// needView is a need that a project serves, with the evidence for it.
type needView struct {
	Title  page.UserText
	Figure string
	Source string
}

type memberView struct {
	Org        page.UserText
	Role, Does string
}

type effectView struct{ When, Text string }

type resultView struct {
	ID, Title, Kind string
	LeadsTo         page.Link
	Below           []page.Link
	Measures        []measureView
}

type measureView struct {
	Title, Lang, Unit, Better, Method, Baseline string
	Periods                                     []periodView
}

type periodView struct {
	Days, Target, Note string
	Readings           []readingView // the last one counts
	Reached            page.Tag      // empty if it is not known
	Read               page.Link     // to record or correct a reading, for those who can
}

// readingView is a reading with who read it and when.
type readingView struct {
	Value, By, How, Because string
	Corrected               bool // by the next one
}

var exampleMeasures = []measureView{{
	Title: "Appointments with an interpreter", Lang: "en", Unit: "appointments", Better: "Higher is better",
	Method:   "The surgery counts them.",
	Baseline: "40 on 31 March 2026",
	Periods: []periodView{
		{Days: "1 April 2026 to 30 June 2026", Target: "60", Reached: page.Tag{Text: "Target not reached", Colour: "orange"},
			Readings: []readingView{{"50", "Example Surgery, Practice manager, 1 July 2026", "Counted.", "", true},
				{"55", "Example Surgery, Practice manager, 3 July 2026", "Counted.", "A day was left out.", false}}},
		{Days: "1 July 2026 to 30 September 2026", Note: "No target",
			Read: page.Link{Text: "Record a reading", Href: "/staff/project-work/interpreters/read?from=2026-07-01&measure=appointments"}},
	},
}, {Title: "Languages", Unit: "languages", Better: "Higher is better", Baseline: "None, because it was never counted"}}

var showPage = page.New(files, "templates/show.html",
	showView{
		itemView: exampleItems[0], Back: page.Link{Text: "Joint projects", Href: listPath}, Lang: "en",
		MoneyHref: "/projects/interpreters/money", EasyRead: "We help people talk to doctors.",
		Needs: []needView{{page.UserText{Text: "Residents wait for an interpreter", Href: "/evidence/wait", Lang: "en"},
			"5,512 residents", "Census"}},
		Members: []memberView{{page.UserText{Text: "Example Valley Group", Href: "/partners/group", Lang: "en"}, "Leads the project", ""},
			{page.UserText{Text: "Example Surgery"}, "Lends", "A room"}},
		Communities: []string{"Age"}, Agreement: "Each of us keeps appointments.",
		Effects: []effectView{{"Now", "People can talk to their doctor."}, {"In 5 years", "Illnesses are found earlier."}},
		Cost:    "£12,500.50", Costs: "The fees of interpreters.", Benefit: "Fewer missed appointments.",
		Results: []resultView{
			{"result-1", "Appointments take place", "Output", page.Link{Text: "People are healthier", Href: "#result-2"}, nil, exampleMeasures},
			{"result-2", "People are healthier", "Outcome", page.Link{}, []page.Link{{Text: "Appointments take place", Href: "#result-1"}}, nil},
		},
		Risks: []project.Risk{{What: "Too few interpreters", Answer: "We train more."}}, SharesData: true, DataSharing: "surgery",
		Progress: exampleProgress,
	},
	showView{itemView: exampleItems[1], Back: page.Link{Text: "Joint projects", Href: listPath}, Lang: "cy", InventedPart: "this project"},
)

// show is the public page of a project.
func (h *handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx, words := r.Context(), h.PagePrinter(r)
	var v showView
	err := h.DB.View(ctx, func(tx *db.Tx) error {
		p, err := project.Get(ctx, tx, r.PathValue("ref"))
		if err != nil {
			return err
		}
		v, err = newShowView(ctx, tx, words, p)
		return err
	})
	if err != nil {
		return err
	}
	return showPage.Write(w, r, http.StatusOK, v)
}

func newShowView(ctx context.Context, tx *db.Tx, words web.PagePrinter, p *project.Project) (v showView, err error) {
	items, err := items(ctx, tx, words, []*project.Project{p})
	if err != nil {
		return v, err
	}
	v = showView{
		itemView: items[0], Back: page.Link{Text: words.Say("Joint projects"), Href: listPath}, Lang: words.LangOrCouncil(p.Language),
		InventedPart: p.Invented, EasyRead: p.EasyRead, Agreement: p.Agreement, Costs: p.Costs, Benefit: p.Benefit, Risks: p.Risks,
		SharesData: p.SharesData, DataSharing: p.DataSharing,
	}
	v.Title.Href, v.MoneyHref = "", project.MoneyPath(p.Ref)
	for _, code := range p.Communities {
		if name, ok := evidence.GroupName(code); ok {
			v.Communities = append(v.Communities, name.In(words.Printer))
		}
	}
	if p.Cost != nil {
		v.Cost = "£" + p.Cost.In(words.Printer)
	}
	for _, e := range []effectView{
		{words.Say("Now"), p.Now}, {words.Say("In 5 years"), p.FiveYears}, {words.Say("In 25 years"), p.Generation},
	} {
		if e.Text != "" {
			v.Effects = append(v.Effects, e)
		}
	}
	needs, err := evidence.GetMany(ctx, tx, p.Needs)
	if err != nil {
		return v, err
	}
	for _, n := range needs {
		v.Needs = append(v.Needs, needView{page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: words.LangOrCouncil("")},
			n.Figure, n.Source.Name})
	}
	if v.Members, err = members(ctx, tx, words, p); err != nil {
		return v, err
	}
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return v, err
	}
	v.Results = results(words, orgs, p)
	v.Progress, err = newProgressView(ctx, tx, words, p, orgs, true)
	return v, err
}

// members shows who takes part, each with a link to its entry in the directory of partners, if it has one.
func members(ctx context.Context, tx *db.Tx, words web.PagePrinter, p *project.Project) (all []memberView, err error) {
	orgs, err := orgTexts(ctx, tx, words)
	if err != nil {
		return nil, err
	}
	for _, m := range p.Members() {
		text := orgs[m.Org]
		if m.Org != actor.CouncilOrg {
			switch _, err := partner.Get(ctx, tx, m.Org); {
			case err == nil:
				text.Href = partner.Path(m.Org)
			case !fault.Is(err, fault.NotFound):
				return nil, err
			}
		}
		all = append(all, memberView{text, m.Role.Label().In(words.Printer), m.Does})
	}
	return all, nil
}

// results shows the results of p, each with those that lead to it.
func results(words web.PagePrinter, orgs map[string]page.UserText, p *project.Project) (all []resultView) {
	for _, r := range p.Results {
		v := resultView{ID: r.Ref, Title: r.Title, Kind: r.Kind.Short().In(words.Printer)}
		if of := p.Result(r.PartOf); of != nil {
			v.LeadsTo = page.Link{Text: of.Title, Href: "#" + of.Ref}
		}
		for _, below := range p.Results {
			if below.PartOf == r.Ref {
				v.Below = append(v.Below, page.Link{Text: below.Title, Href: "#" + below.Ref})
			}
		}
		for _, m := range r.Measures {
			v.Measures = append(v.Measures, newMeasureView(words, orgs, p, &m))
		}
		all = append(all, v)
	}
	return all
}

func newMeasureView(words web.PagePrinter, orgs map[string]page.UserText, of *project.Project, m *project.Measure) measureView {
	v := measureView{Title: m.Title, Lang: words.LangOrCouncil(of.Language), Unit: m.Unit, Better: m.Better.Label().In(words.Printer),
		Method: m.Method}
	if m.Baseline == nil {
		v.Baseline = words.Say("None, because: %s", m.NoBaseline)
	} else {
		v.Baseline = words.Say("%s on %s", words.Decimal(*m.Baseline), words.Date(m.Dated))
	}
	for _, p := range m.Periods {
		one := periodView{Days: words.Say("%s to %s", words.Date(p.From), words.Date(p.Until)), Target: decimal(words.Printer, p.Target),
			Note: p.Note}
		for i, r := range p.Readings {
			one.Readings = append(one.Readings, readingView{words.Decimal(r.Value), words.Say("%s, %s", orgs[r.Org].Text, r.Role) + ", " +
				words.Date(r.On), r.How, r.Because, i+1 < len(p.Readings)})
		}
		if reached, known := m.Reached(&p); known && reached {
			one.Reached = page.Tag{Text: words.Say("Target reached"), Colour: "green"}
		} else if known {
			one.Reached = page.Tag{Text: words.Say("Target not reached"), Colour: "orange"}
		}
		v.Periods = append(v.Periods, one)
	}
	return v
}

// decimal returns a number that may be missing.
func decimal(words *locale.Printer, f *float64) string {
	if f == nil {
		return ""
	}
	return words.Decimal(*f)
}
