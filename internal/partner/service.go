package partner

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
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Service signs the principles and loads the register from files.
type Service struct{ DB *db.DB }

// Decision is what was decided about the entry of a partner.
type Decision struct {
	Act   edit.Act
	Org   string       // of who did it
	Roles []actor.Role // of who did it at that time; none for the program
	At    time.Time

	id string
}

// decisions are the acts that are recorded.
var decisions = []edit.Act{edit.SubmitAct, edit.ReturnAct, edit.ApproveAct, edit.PublishAct}

// recordDecision records an act on an entry with the roles of who did it, so that it can be read after the person has gone.
func recordDecision(ctx context.Context, tx *db.Tx, by actor.Actor, c *edit.Copy, act edit.Act) error {
	if c.Record == "" || !slices.Contains(decisions, act) { // of an organisation that is not there yet, or of its own drafts
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	roles := make([]string, len(by.Roles))
	for i, r := range by.Roles {
		roles[i] = string(r)
	}
	_, err = tx.Exec(ctx, `INSERT INTO partner_decision (id, partner, act, org, roles, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		db.NewID(), c.Record, string(act), by.OwnOrg(), strings.Join(roles, " "), db.Time(now))
	return err
}

// newestDecision is the order of decisions.
var newestDecision = db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true}

// Decisions returns a page of what was decided about the entry of a partner, the newest first.
func Decisions(ctx context.Context, tx *db.Tx, partner, at string, size int) (db.Page[Decision], error) {
	return db.ReadPage(ctx, tx, func(r db.Row) (d Decision, err error) {
		var roles string
		err = r.Scan(&d.id, &d.Act, &d.Org, &roles, db.ScanTime(&d.At))
		for _, role := range strings.Fields(roles) {
			d.Roles = append(d.Roles, actor.Role(role))
		}
		return d, err
	}, func(d Decision) []any { return []any{db.Time(d.At), d.id} }, db.PageQuery{Order: newestDecision, At: at, Size: size},
		`SELECT id, act, org, roles, made_at FROM partner_decision`, `partner = $1`, partner)
}

// LastApproval returns the latest approval of the entry of a partner. Without one, the entry came from a file and ok is false.
func LastApproval(ctx context.Context, tx *db.Tx, partner string) (d Decision, ok bool, err error) {
	found, err := Decisions(ctx, tx, partner, "", maxDue)
	for _, d := range found.Items {
		if d.Act == edit.ApproveAct {
			return d, true, err
		}
	}
	return d, false, err
}

// Definitions returns the kinds of definition files of this feature: the principles and the entries of partners.
func (s *Service) Definitions() []definition.Kind {
	principles := definition.FileKind[PrinciplesDefinition]{
		One: "version of the principles", Many: "versions of the principles", Pattern: "partnership-principles.yaml",
		Count:  func(d PrinciplesDefinition) int { return len(d.Versions) },
		Define: definePrinciples,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := db.All(ctx, tx, scanPrinciples, selectPrinciples+` ORDER BY version`)
			if len(all) > 0 {
				d := &PrinciplesDefinition{}
				for _, p := range all {
					d.Versions = append(d.Versions, *p)
				}
				files["partnership-principles.yaml"] = d
			}
			return err
		},
	}
	partners := definition.FileKind[Definition]{
		One: "partner", Many: "partners", Pattern: "partners/*.yaml",
		Count:  func(d Definition) int { return len(d.Partners) },
		Define: definePartners,
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			d := &Definition{}
			err := db.ReadEach(ctx, tx, scan, func(p *Partner) []any { return []any{p.ID} }, db.Order{Columns: []db.Column{{Name: "id"}}},
				func(p *Partner) (err error) { d.Partners = append(d.Partners, *p); return nil },
				`SELECT `+columns+` FROM partner_partner`, "")
			if err != nil || len(d.Partners) == 0 {
				return err
			}
			for i := range d.Partners {
				d.Partners[i].Name = "" // organisations.yaml has it
				if d.Partners[i].Signed, err = Signatures(ctx, tx, d.Partners[i].ID); err != nil {
					return err
				}
			}
			files["partners/partners.yaml"] = d
			return nil
		},
	}
	return []definition.Kind{principles.Kind(), partners.Kind()}
}

// PrinciplesDefinition is the contents of the file of the principles.
type PrinciplesDefinition struct {
	Versions []Principles `yaml:"versions"`
}

func requireCouncil(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to import partners. Ask the council to do it.")
	}
	return nil
}

// definePrinciples adds the versions that are not there yet. A version that is there is never changed.
func definePrinciples(ctx context.Context, l *definition.Loading, d PrinciplesDefinition) error {
	if err := requireCouncil(l.By); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range d.Versions {
		p := &d.Versions[i]
		if err := p.validate(); err != nil {
			wrong.Add(err, "versions", i)
			continue
		}
		stored, err := Version(ctx, l.Tx, p.Version)
		switch {
		case err == nil && db.JSON(stored) == db.JSON(p):
			continue
		case err == nil:
			wrong.Add(fault.Newf(fault.Invalid, "Version %d is published with another text. Add a new version.", p.Version),
				"versions", i, "version")
			continue
		case !fault.Is(err, fault.NotFound):
			return err
		}
		last := int64(0)
		if current, err := Current(ctx, l.Tx); err == nil {
			last = current.Version
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		if p.Version != last+1 || p.Published.IsZero() {
			wrong.Add(fault.Newf(fault.Invalid, "The next version is %d. Give its number and the day on which it was published.", last+1),
				"versions", i, "version")
			continue
		}
		if err := p.insert(ctx, l.Tx); err != nil {
			return err
		}
		if err := audit.Append(ctx, l.Tx, l.By, "define-principles", "principles", "principles", ""); err != nil {
			return err
		}
	}
	return wrong.Err()
}

// definePartners stores the entries of a file. Defining the same again changes nothing.
func definePartners(ctx context.Context, l *definition.Loading, d Definition) error {
	if err := requireCouncil(l.By); err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for i := range d.Partners {
		changed, err := d.Partners[i].define(ctx, l)
		if err == nil && changed {
			err = audit.Append(ctx, l.Tx, l.By, "define-partner", "partner", d.Partners[i].ID, "")
		}
		wrong.Add(err, "partners", i)
	}
	return wrong.Err()
}

// define stores p and its signatures, and reports whether that changed anything.
func (p *Partner) define(ctx context.Context, l *definition.Loading) (changed bool, err error) {
	if p.Name != "" {
		o := account.Org{ID: p.ID, Name: p.Name, Category: p.Category, Site: p.Site}
		if changed, err = account.SavePartner(ctx, l.Tx, o); err != nil {
			return false, err
		}
	}
	if err := p.loadOrg(ctx, l.Tx); fault.Is(err, fault.NotFound) {
		var wrong definition.SettingErrors
		wrong.Add(definition.Missing("organisation", p.ID,
			fault.Newf(fault.Invalid, "There is no organisation %q. Add it to organisations.yaml.", p.ID)), "organisation")
		return false, wrong.Err()
	} else if err != nil {
		return false, err
	}
	if err := p.check(ctx, l.Tx); err != nil {
		return false, err
	}
	before, err := Get(ctx, l.Tx, p.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, err
	}
	if err != nil || db.JSON(before) != db.JSON(p) || before.Name != p.Name {
		changed = true
		if err := p.save(ctx, l.Tx); err != nil {
			return false, err
		}
	}
	for i, one := range p.Signed {
		var wrong definition.SettingErrors
		_, err := Version(ctx, l.Tx, one.Version)
		switch {
		case fault.Is(err, fault.NotFound):
			wrong.Add(fault.Newf(fault.Invalid, "There is no version %d of the principles.", one.Version), "signed", i, "version")
			return false, wrong.Err()
		case err != nil:
			return false, err
		case strings.TrimSpace(one.Role) == "" || one.On.IsZero():
			wrong.Add(fault.New(fault.Invalid, "Give the role of who signed, and the day."), "signed", i)
			return false, wrong.Err()
		}
		one.Partner = p.ID
		n, err := insertSignature(ctx, l.Tx, one, "", keepStored)
		if err != nil {
			return false, err
		}
		changed = changed || n > 0
	}
	return changed, nil
}
