package projectweb

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/project"
	"github.com/folkmoot/folkmoot/internal/web"
)

// progressView is what the organisations of a project have signed, decided and reported: for its public page, and for the people
// who work on it.
type progressView struct {
	Lang     string
	Version  string // of the agreement; "" without one
	Signed   []signedView
	Unsigned []page.UserText
	Gates    []gateView // decided
	Quarters []quarterView
}

// signedView is an organisation that has signed, the role of who signed for it, and when.
type signedView struct {
	page.UserText
	Role, On string
}

// gateView is a gate that is planned or decided.
type gateView struct {
	Name       string
	Status     page.Tag
	On         string // day of the decision, or on which it is due
	Owner      string
	Evidence   string
	Conditions string
	Decision   string
	Approved   []signedView
	Lang       string // of the texts
}

// quarterView is a quarter with what the organisations say about it.
type quarterView struct {
	Days, Due string
	SignOffs  []signOffView
	Waiting   []page.UserText // have not signed
	Late      bool            // Waiting are late
	Sign      page.Link       // empty for those who cannot sign
}

type signOffView struct {
	signedView
	Words string
}

var exampleProgress = progressView{
	Lang: "en", Version: "Version 2, 1 April 2026",
	Signed:   []signedView{{page.UserText{Text: "Example Valley Group", Lang: "en"}, "Chair", "2 April 2026"}},
	Unsigned: []page.UserText{{Text: "Example Surgery", Lang: "en"}},
	Gates: []gateView{{"Gate to begin", page.Tag{Text: "Passed with conditions", Colour: "green"}, "3 April 2026", "Manager", "The plan.",
		"A second interpreter by May.", "We begin.",
		[]signedView{{page.UserText{Text: "Example Surgery", Lang: "en"}, "Practice manager", "3 April 2026"}}, "en"},
		{Name: "Gate to prepare it", Status: page.Tag{Text: "Not passed", Colour: "red"}, On: "1 March 2026", Decision: "No room."}},
	Quarters: []quarterView{
		{Days: "1 April 2026 to 30 June 2026", Due: "30 July 2026", Late: true, Waiting: []page.UserText{{Text: "Example Surgery", Lang: "en"}},
			SignOffs: []signOffView{{signedView{page.UserText{Text: "Example Valley Group", Lang: "en"}, "Chair", "1 July 2026"}, "We met."}}},
		{Days: "1 July 2026 to 30 September 2026", Due: "30 October 2026", Waiting: []page.UserText{{Text: "Example Surgery", Lang: "en"}},
			Sign: page.Link{Text: "Sign off this quarter", Href: "/staff/project-work/interpreters/quarter?from=2026-07-01"}},
	},
}

// newProgressView reads the progress of p. The public sees who is late only after the notice that the council's plans state.
func newProgressView(
	ctx context.Context, tx *db.Tx, words web.PagePrinter, p *project.Project, orgs map[string]page.UserText, public bool,
) (v progressView, err error) {
	v.Lang = words.LangOrCouncil(p.Language)
	current, err := project.CurrentAgreement(ctx, tx, p.Ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	if err == nil {
		v.Version = words.Say("Version %d, %s", current.Version, words.Date(consult.LocalTime(current.Published)))
		signed, err := project.Signatures(ctx, tx, p.Ref)
		if err != nil {
			return v, err
		}
		for _, s := range signed {
			if s.Version == current.Version && s.Withdrawn.IsZero() {
				v.Signed = append(v.Signed, newSignedView(words, orgs, s.Org, s.Role, s.On))
			}
		}
		unsigned, err := p.Unsigned(ctx, tx)
		if err != nil {
			return v, err
		}
		v.Unsigned = texts(orgs, unsigned)
	}
	gates, err := project.Gates(ctx, tx, p.Ref)
	if err != nil {
		return v, err
	}
	for _, g := range gates {
		if !g.Decided.IsZero() {
			v.Gates = append(v.Gates, newGateView(words, orgs, &g))
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return v, err
	}
	quarters, err := p.Quarters(ctx, tx, consult.LocalTime(now))
	for _, q := range quarters {
		v.Quarters = append(v.Quarters, newQuarterView(words, orgs, p, &q, public))
	}
	return v, err
}

func newQuarterView(
	words web.PagePrinter, orgs map[string]page.UserText, p *project.Project, q *project.Quarter, public bool,
) quarterView {
	v := quarterView{Days: words.Say("%s to %s", words.Date(q.From), words.Date(q.Until)), Due: words.Date(q.Due)}
	for _, s := range q.SignOffs {
		v.SignOffs = append(v.SignOffs, signOffView{newSignedView(words, orgs, s.Org, s.Role, s.On), s.Words})
	}
	if v.Late = len(q.Late) > 0; public {
		v.Late = v.Late && q.Public
	}
	if public && !v.Late {
		return v
	}
	for _, m := range p.Members() {
		if !q.Signed(m.Org) {
			v.Waiting = append(v.Waiting, orgs[m.Org])
		}
	}
	return v
}

func newGateView(words web.PagePrinter, orgs map[string]page.UserText, g *project.Gate) gateView {
	v := gateView{Name: project.GateLabel(g.To).In(words.Printer), Owner: g.Owner, Evidence: g.Evidence, Conditions: g.Conditions,
		Decision: g.Decision, Lang: words.LangOrCouncil(""), Status: page.Tag{Text: g.Status.Label().In(words.Printer), Colour: "blue"}}
	switch {
	case g.Status.Passes():
		v.Status.Colour = "green"
	case g.Status == project.NotMet:
		v.Status.Colour = "red"
	}
	if !g.Decided.IsZero() {
		v.On = words.Date(consult.LocalTime(g.Decided))
	} else if !g.Due.IsZero() {
		v.On = words.Date(g.Due)
	}
	for _, a := range g.Approvals {
		if g.Approved(a.Org) {
			v.Approved = append(v.Approved, newSignedView(words, orgs, a.Org, a.Role, a.On))
		}
	}
	return v
}

func newSignedView(words web.PagePrinter, orgs map[string]page.UserText, org, role string, at time.Time) signedView {
	return signedView{orgs[org], role, words.Date(consult.LocalTime(at))}
}

// texts returns the names of organisations.
func texts(orgs map[string]page.UserText, ids []string) (all []page.UserText) {
	for _, id := range ids {
		all = append(all, orgs[id])
	}
	return all
}
