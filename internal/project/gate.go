package project

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Gate is what a project has to pass to go on to a stage.
type Gate struct {
	To         Stage      `yaml:"to" json:"-"`        // the stage after it
	Owner      string     `yaml:"owner" json:"owner"` // role that prepares it
	Due        time.Time  `yaml:"due" json:"due"`
	Evidence   string     `yaml:"evidence" json:"evidence,omitempty"` // for the decision
	Decision   string     `yaml:"decision" json:"decision,omitempty"` // in words, with the reason
	Conditions string     `yaml:"conditions" json:"conditions,omitempty"`
	Status     GateStatus `yaml:"status" json:"-"`
	Decided    time.Time  `yaml:"decided" json:"decided,omitzero"`
	Approvals  []Approval `yaml:"approvals" json:"-"` // of the organisations that take part
}

// Approval says that an organisation approves a gate as it is.
type Approval struct {
	Org  string    `yaml:"organisation"`
	Role string    `yaml:"role"`
	On   time.Time `yaml:"on"`

	part string // digest of what was approved
}

// GateStatus is the status of a gate, as OCDS names those of milestones.
type GateStatus string

// The statuses.
const (
	Scheduled    GateStatus = "scheduled"
	Met          GateStatus = "met"
	NotMet       GateStatus = "notMet"
	PartiallyMet GateStatus = "partiallyMet"
)

// Outcomes lists the statuses that a decision can have.
var Outcomes = []GateStatus{Met, PartiallyMet, NotMet}

// Label returns the name of the status.
func (g GateStatus) Label() locale.LazyMessage {
	switch g {
	case Met:
		return locale.Lazy("Passed")
	case PartiallyMet:
		return locale.Lazy("Passed with conditions")
	case NotMet:
		return locale.Lazy("Not passed")
	}
	return locale.Lazy("Planned")
}

// Passes reports whether the project goes on.
func (g GateStatus) Passes() bool { return g == Met || g == PartiallyMet }

// GateLabel returns the name of the gate to a stage.
func GateLabel(to Stage) locale.LazyMessage {
	switch to {
	case Prepare:
		return locale.Lazy("Gate to prepare it")
	case Deliver:
		return locale.Lazy("Gate to begin")
	}
	return locale.Lazy("Gate to finish")
}

// part identifies what an organisation approves.
func (g *Gate) part() string {
	return digest.Of(db.JSON([]string{g.Owner, db.Time(g.Due), g.Evidence, g.Conditions})).Hex()
}

// Approved reports whether an organisation has approved g as it is now.
func (g *Gate) Approved(org string) bool {
	return slices.ContainsFunc(g.Approvals, func(a Approval) bool { return a.Org == org && a.part == g.part() })
}

func scanGate(r db.Row) (g Gate, err error) {
	return g, r.Scan(&g.To, &g.Owner, db.ScanTime(&g.Due), &g.Evidence, &g.Decision, &g.Conditions, &g.Status, db.ScanTime(&g.Decided))
}

// Gates returns the gates of a project that have been planned or decided, in the order of the stages.
func Gates(ctx context.Context, tx *db.Tx, project string) ([]Gate, error) {
	all, err := db.All(ctx, tx, scanGate, `SELECT stage, owner, due, evidence, decision, conditions, status, decided_at FROM project_gate
		WHERE project = $1`, project)
	if err != nil {
		return nil, err
	}
	type row struct {
		to Stage
		Approval
	}
	approvals, err := db.All(ctx, tx, func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.to, &x.Org, &x.Role, db.ScanTime(&x.On), &x.part)
	}, `SELECT stage, org, role, approved_at, part FROM project_approval WHERE project = $1 ORDER BY approved_at, org`, project)
	for i := range all {
		for _, x := range approvals {
			if x.to == all[i].To {
				all[i].Approvals = append(all[i].Approvals, x.Approval)
			}
		}
	}
	slices.SortFunc(all, func(a, b Gate) int { return slices.Index(Stages, a.To) - slices.Index(Stages, b.To) })
	return all, err
}

// NextGate returns the gate that p has to pass next, which may not have been planned yet, or false if it has passed all.
func (p *Project) NextGate(ctx context.Context, tx *db.Tx) (Gate, bool, error) {
	to, ok := p.Stage.Next()
	if !ok {
		return Gate{}, false, nil
	}
	all, err := Gates(ctx, tx, p.Ref)
	for _, g := range all {
		if g.To == to {
			return g, true, err
		}
	}
	return Gate{To: to, Status: Scheduled}, true, err
}

func (g *Gate) save(ctx context.Context, tx *db.Tx, project string) error {
	_, err := tx.Exec(ctx, `INSERT INTO project_gate (project, stage, owner, due, evidence, decision, conditions, status, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (project, stage) DO UPDATE SET owner = excluded.owner, due = excluded.due, evidence = excluded.evidence,
			decision = excluded.decision, conditions = excluded.conditions, status = excluded.status, decided_at = excluded.decided_at`,
		project, string(g.To), g.Owner, db.Time(g.Due), g.Evidence, g.Decision, g.Conditions, string(g.Status), db.Time(g.Decided))
	return err
}

// PlanGate stores what is prepared for the next gate of a project: owner, date, evidence and conditions. The organisation that leads
// the project and the council do that. A change makes the approvals of the other organisations void.
func (s *Service) PlanGate(ctx context.Context, by actor.Actor, ref string, planned Gate) (err error) {
	defer fault.Wrap(&err, "plan a gate of project %s", ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, g, err := s.nextGate(ctx, tx, by, ref, planned.To)
		if err != nil {
			return err
		}
		if err := requireWriter(by, p.Lead); err != nil {
			return err
		}
		g.Owner, g.Due = strings.Join(strings.Fields(planned.Owner), " "), planned.Due
		g.Evidence, g.Conditions = strings.TrimSpace(planned.Evidence), strings.TrimSpace(planned.Conditions)
		var wrong definition.SettingErrors
		if g.Owner == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the role that is responsible for the gate."), "owner")
		}
		if g.Due.IsZero() {
			wrong.Add(fault.New(fault.Invalid, "Enter the day on which the gate is to be decided."), "due")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := g.save(ctx, tx, ref); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "plan-project-gate", KindName, ref, string(g.To))
	})
}

// nextGate returns a project with its next gate, if that leads to the stage to.
func (s *Service) nextGate(ctx context.Context, tx *db.Tx, by actor.Actor, ref string, to Stage) (*Project, Gate, error) {
	p, err := Get(ctx, tx, ref)
	if err == nil && !by.May(actor.Partnership) {
		err = fault.New(fault.Forbidden, "You do not have permission to work on projects.")
	}
	if err != nil {
		return nil, Gate{}, err
	}
	g, ok, err := p.NextGate(ctx, tx)
	if err == nil && (!ok || g.To != to) {
		err = fault.New(fault.Conflict, "The project has gone on since you opened the page. Open it again.")
	}
	return p, g, err
}

// ApproveGate approves the next gate of a project as it is prepared, for by's organisation. part is Gate.Part of what was read.
func (s *Service) ApproveGate(ctx context.Context, by actor.Actor, ref string, to Stage, part, role string) (err error) {
	defer fault.Wrap(&err, "approve a gate of project %s", ref)
	if role, err = cleanRole(role); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, g, err := s.nextGate(ctx, tx, by, ref, to)
		if err != nil {
			return err
		}
		switch {
		case !p.Represents(by):
			return fault.New(fault.Forbidden, "Only a representative of an organisation that takes part in the project can do this.")
		case g.Owner == "":
			return fault.New(fault.Invalid, "The gate has not been prepared yet. The organisation that leads the project does that first.")
		case g.part() != part:
			return fault.New(fault.Conflict, "The gate has changed since you opened the page. Read it again before you approve it.")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := saveApproval(ctx, tx, ref, to, Approval{by.Org, role, now, part}, by.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "approve-project-gate", KindName, ref, string(to))
	})
}

func saveApproval(ctx context.Context, tx *db.Tx, project string, to Stage, a Approval, account string) error {
	_, err := tx.Exec(ctx, `INSERT INTO project_approval (project, stage, org, role, account, part, approved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (project, stage, org) DO UPDATE SET role = excluded.role, account = excluded.account, part = excluded.part,
			approved_at = excluded.approved_at`, project, string(to), a.Org, a.Role, account, a.part, db.Time(a.On))
	return err
}

// Part identifies what is prepared for the gate, for those who approve it.
func (g *Gate) Part() string { return g.part() }

// DecideGate decides about the next gate of a project. The council does that. A project goes on only if nothing is missing:
// otherwise the error is definition.SettingErrors with a sentence for each thing, and what was prepared stays.
func (s *Service) DecideGate(ctx context.Context, by actor.Actor, ref string, to Stage, outcome GateStatus, words string) (err error) {
	defer fault.Wrap(&err, "decide a gate of project %s", ref)
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		p, g, err := s.nextGate(ctx, tx, by, ref, to)
		if err != nil {
			return err
		}
		if !by.MayForAll(actor.ApproveRecords) {
			return fault.New(fault.Forbidden, "Only the council decides about a gate.")
		}
		g.Status, g.Decision = outcome, strings.TrimSpace(words)
		var wrong definition.SettingErrors
		if !slices.Contains(Outcomes, outcome) {
			wrong.Add(fault.New(fault.Invalid, "Choose passed, passed with conditions or not passed."), "outcome")
		}
		if g.Decision == "" {
			wrong.Add(fault.New(fault.Invalid, "Enter the decision and the reason for it."), "decision")
		}
		if outcome == PartiallyMet && g.Conditions == "" {
			wrong.Add(fault.New(fault.Invalid,
				"The gate has no conditions. Enter them before you decide that it is passed with conditions."), "outcome")
		}
		if outcome.Passes() {
			missing, err := s.Missing(ctx, tx, p, &g)
			if err != nil {
				return err
			}
			wrong = append(wrong, missing...)
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		if g.Decided, err = tx.Now(ctx); err != nil {
			return err
		}
		if err := g.save(ctx, tx, ref); err != nil {
			return err
		}
		if outcome.Passes() {
			if _, err := tx.Exec(ctx, `UPDATE project_project SET stage = $2 WHERE ref = $1`, ref, string(to)); err != nil {
				return err
			}
		}
		return audit.Append(ctx, tx, by, "decide-project-gate", KindName, ref, string(to)+" "+string(outcome))
	})
}

// Missing returns what keeps p from passing the gate g, a sentence each.
func (s *Service) Missing(ctx context.Context, tx *db.Tx, p *Project, g *Gate) (all definition.SettingErrors, err error) {
	add := func(err error) { all.Add(err, "outcome") }
	if g.Owner == "" || g.Due.IsZero() || g.Evidence == "" {
		add(fault.New(fault.Invalid, "The gate is not prepared: its owner, its date and the evidence for the decision have to be entered."))
	}
	for _, one := range p.lacking() {
		add(one.Err)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	names, err := orgNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	unsigned, err := p.Unsigned(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, org := range unsigned {
		add(fault.Newf(fault.Invalid, "%s has not signed the current project agreement.", names[org]))
	}
	for _, m := range p.Members() {
		if !g.Approved(m.Org) {
			add(fault.Newf(fault.Invalid, "%s has not approved the gate as it is prepared now.", names[m.Org]))
		}
	}
	switch err := s.passGate(ctx, tx, p, g.To != Prepare); {
	case edit.AsLinked(err) != nil:
		add(edit.AsLinked(err).Err)
	case err != nil:
		return nil, err
	}
	switch g.To {
	case Deliver:
		if err := s.checkDataSharing(ctx, tx, p, now); err != nil {
			if !fault.Is(err, fault.Invalid) {
				return nil, err
			}
			add(err)
		}
		if !p.hasTarget() {
			add(fault.New(fault.Invalid, "No measure has a target. Add at least one, so that everyone can see what the project is to bring."))
		}
	case Close:
		for _, r := range p.Results {
			for _, m := range r.Measures {
				if n := len(m.Periods); n > 0 && m.Periods[n-1].Target != nil && m.Periods[n-1].Current() == nil {
					add(fault.Newf(fault.Invalid, "“%s” has no reading for its last period.", m.Title))
				}
			}
		}
	}
	return all, nil
}

// checkDataSharing returns fault.Invalid if p shares personal data and no agreement about it is in force.
func (s *Service) checkDataSharing(ctx context.Context, tx *db.Tx, p *Project, now time.Time) error {
	if !p.SharesData {
		return nil
	}
	if strings.TrimSpace(p.DataSharing) == "" {
		return fault.New(fault.Invalid, "The project shares personal data and names no data-sharing agreement. Add it to the project.")
	}
	inForce := false
	if s.InForce != nil {
		var err error
		inForce, err = s.InForce(ctx, tx, p.DataSharing, now)
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Invalid, "The project names a data-sharing agreement that the register does not have. Check its name.")
		}
		if err != nil {
			return err
		}
	}
	if !inForce {
		return fault.New(fault.Invalid, "The project shares personal data, and its data-sharing agreement is not in force.")
	}
	return nil
}

func (p *Project) hasTarget() bool {
	for _, r := range p.Results {
		for _, m := range r.Measures {
			if slices.ContainsFunc(m.Periods, func(one Period) bool { return one.Target != nil }) {
				return true
			}
		}
	}
	return false
}

// orgNames returns the names of all organisations by id.
func orgNames(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	orgs, err := account.ListOrgs(ctx, tx)
	names := map[string]string{}
	for _, o := range orgs {
		names[o.ID] = o.Name
	}
	return names, err
}
