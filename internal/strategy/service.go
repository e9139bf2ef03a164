package strategy

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// Service defines and returns strategies. Log writes the public record in the same transaction.
type Service struct {
	DB  *db.DB
	Log *record.Log
	// Consultations returns the consultations that a version of a strategy can name.
	Consultations func(ctx context.Context, tx *db.Tx) ([]edit.Option, error)
	// LongTerm returns the long-term effects of earlier plans, to be read before the next is drafted.
	LongTerm func(ctx context.Context, tx *db.Tx) ([]edit.Reading, error)
}

// Define stores a strategy. Existing versions and publications stay; new publications are entered in the public
// record. Defining the same again changes nothing.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return s.DefineIn(ctx, tx, w, by, def) })
	return err
}

// DefineIn is Define in the transaction of the caller. Its error holds all definition.SettingErrors.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, def Definition) (err error) {
	defer fault.Wrap(&err, "define strategy %s", def.Slug)
	if !by.May(actor.Draft) || len(def.Publications) > 0 && !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to edit or publish strategies. Ask an administrator for permission.")
	}
	before, err := snapshot(ctx, tx, def.Slug)
	if err != nil {
		return err
	}
	if err := def.define(ctx, tx, w); err != nil {
		return err
	}
	after, err := snapshot(ctx, tx, def.Slug)
	if err != nil || after == before {
		return err
	}
	return audit.Append(ctx, tx, by, "define-strategy", "strategy", def.Slug, "")
}

// define validates and stores s with its entries in the public record. Its error holds all definition.SettingErrors.
func (s *Strategy) define(ctx context.Context, tx *db.Tx, w *record.Writer) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	wrong.Add(s.prepare(now))
	wrong.Add(evidence.RequireNeeds(ctx, tx, s.Needs), "needs")
	for i, a := range s.Aims {
		for j, o := range a.Objectives {
			wrong.Add(evidence.RequireNeeds(ctx, tx, o.Needs), "aims", i, "objectives", j, "needs")
		}
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	wrong.Add(s.save(ctx, tx))
	_, err = addPublications(ctx, tx, w, s.Publications)
	wrong.Add(err)
	return wrong.Err()
}

// DefineDuties sets the jurisdiction of the council and adds what it published outside its strategies. Defining the
// same again changes nothing.
func (s *Service) DefineDuties(ctx context.Context, by actor.Actor, def DutyDefinition) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return s.DefineDutiesIn(ctx, tx, w, by, def) })
	return err
}

// DefineDutiesIn is DefineDuties in the transaction of the caller. Its error holds all definition.SettingErrors.
func (s *Service) DefineDutiesIn(
	ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, def DutyDefinition,
) (err error) {
	defer fault.Wrap(&err, "define duties")
	if !by.May(actor.Publish) {
		return fault.New(
			fault.Forbidden,
			"You do not have permission to publish under the equality duty. Ask an administrator for permission to publish.",
		)
	}
	changed, err := saveDuties(ctx, tx, w, def)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, tx, by, "define-duties", "installation", "duties", string(def.Jurisdiction))
}

// saveDuties validates and stores def, and reports whether it changed anything. Its error holds all
// definition.SettingErrors.
func saveDuties(ctx context.Context, tx *db.Tx, w *record.Writer, def DutyDefinition) (changed bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	var wrong definition.SettingErrors
	rules, err := RulesFor(def.Jurisdiction)
	wrong.Add(err, "jurisdiction")
	if def.Employees < 0 {
		wrong.Add(fault.New(fault.Invalid, "Enter the number of employees."), "employees")
	}
	for i := range def.Publications {
		p := &def.Publications[i]
		wrong.Add(p.validate(now), "publications", i)
		wrong.Add(p.checkFor(rules), "publications", i, "for")
		if p.Kind == EqualityObjectives && p.Source.Address == "" {
			err := fault.New(fault.Invalid, "Enter the web address where equality objectives outside a strategy were published.")
			wrong.Add(err, "publications", i, "source", "address")
		}
	}
	if err := wrong.Err(); err != nil {
		return false, err
	}
	rows, err := tx.Exec(ctx, `
		INSERT INTO strategy_jurisdiction AS old (id, jurisdiction, employees, contact, note) VALUES ('this', $1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET jurisdiction = excluded.jurisdiction, employees = excluded.employees,
			contact = excluded.contact, note = excluded.note
		WHERE old.jurisdiction <> excluded.jurisdiction OR old.employees <> excluded.employees
			OR old.contact <> excluded.contact OR old.note <> excluded.note`,
		def.Jurisdiction, def.Employees, def.Contact, def.Note)
	if err != nil {
		return false, err
	}
	added, err := addPublications(ctx, tx, w, def.Publications)
	return rows > 0 || added > 0, err
}

// snapshot returns the stored strategy as JSON, or "" if there is none, to see whether a definition changes it.
func snapshot(ctx context.Context, tx *db.Tx, slug string) (string, error) {
	s, err := Get(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return db.JSON(s), nil
}

// addPublications stores new publications and enters each in the public record. It returns their number, or
// definition.SettingErrors with a fault.Conflict for each stored publication that has a different text.
func addPublications(ctx context.Context, tx *db.Tx, w *record.Writer, all []Publication) (added int, err error) {
	var wrong definition.SettingErrors
	for i, p := range all {
		body := db.JSON(p)
		n, err := tx.Exec(ctx, `
			INSERT INTO strategy_publication (kind, dated, strategy, body) VALUES ($1, $2, $3, $4)
			ON CONFLICT (kind, dated, strategy) DO NOTHING`,
			p.Kind, db.Time(p.Date), p.Strategy, body)
		if err != nil {
			return added, err
		}
		if n == 1 {
			w.Add(p.leaf(body))
			added++
			continue
		}
		existing, err := db.One(ctx, tx, db.Text, `
			SELECT body FROM strategy_publication WHERE kind = $1 AND dated = $2 AND strategy = $3`,
			p.Kind, db.Time(p.Date), p.Strategy)
		if err != nil {
			return added, err
		}
		if existing != body {
			wrong.Add(fault.Newf(
				fault.Conflict,
				"The %s of %s are already in the public record with different text. "+
					"Published entries cannot be changed, so add a new one.",
				p.Kind,
				locale.LazyDate(p.Date),
			), "publications", i)
		}
	}
	return added, wrong.Err()
}

// Fulfil stores p with its entry in the public record, unless something is already stored under the same duty on that day.
// Features that publish under a duty call it in the transaction of the publication.
func Fulfil(ctx context.Context, tx *db.Tx, w *record.Writer, p Publication) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := p.validate(now); err != nil {
		return err
	}
	body := db.JSON(p)
	n, err := tx.Exec(ctx, `INSERT INTO strategy_publication (kind, dated, strategy, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, dated, strategy) DO NOTHING`, p.Kind, db.Time(p.Date), p.Strategy, body)
	if err == nil && n == 1 {
		w.Add(p.leaf(body))
	}
	return err
}

// leaf is the entry of p in the public record. Its commitment needs no salt, because body is public.
func (p *Publication) leaf(body string) receipt.Leaf {
	subject := string(p.Kind) + "/" + p.Date.Format("2006-01-02")
	if p.Strategy != "" {
		subject = "strategy/" + p.Strategy + "/" + subject
	}
	return receipt.Leaf{Subject: subject, Kind: "publication", Commitment: digest.Of(body)}
}

// Leaf is the entry of a stored publication in the public record.
func (p *Publication) Leaf() receipt.Leaf { return p.leaf(db.JSON(p)) }

// Get returns a strategy, or fault.NotFound.
func (s *Service) Get(ctx context.Context, slug string) (found *Strategy, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		found, err = Get(ctx, tx, slug)
		return err
	})
	return found, err
}

// PageSize is the number of strategies on a page of the list.
const PageSize = 20

// List returns the page of the list of strategies at the cursor at, newest first, with what ListBrief reads.
func (s *Service) List(ctx context.Context, at string) (p db.Page[*Strategy], err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		p, err = ListBrief(ctx, tx, at, PageSize)
		return err
	})
	return p, err
}

// Duties returns the jurisdiction of the council and what it published outside its strategies, or fault.NotFound if no
// jurisdiction has been set.
func Duties(ctx context.Context, tx *db.Tx) (*DutyDefinition, error) {
	d, err := DutySettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	d.Publications, err = db.All(ctx, tx, scanPublication, `SELECT body FROM strategy_publication WHERE strategy = '' ORDER BY dated, kind`)
	return d, err
}

// DutySettings is Duties without the publications.
func DutySettings(ctx context.Context, tx *db.Tx) (*DutyDefinition, error) {
	return db.One(ctx, tx, func(r db.Row) (*DutyDefinition, error) {
		d := &DutyDefinition{}
		return d, r.Scan(&d.Jurisdiction, &d.Employees, &d.Contact, &d.Note)
	}, `SELECT jurisdiction, employees, contact, note FROM strategy_jurisdiction WHERE id = 'this'`)
}

// DutyStatuses returns the status of each legal duty of the council. It is empty if no jurisdiction has been set.
func DutyStatuses(ctx context.Context, tx *db.Tx) ([]DutyStatus, error) {
	duties, err := DutySettings(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	set, err := RulesFor(duties.Jurisdiction)
	if err != nil {
		return nil, err
	}
	published, err := AllPublications(ctx, tx)
	if err != nil {
		return nil, err
	}
	var statuses []DutyStatus
	for _, r := range Applicable(set, duties.Employees) {
		statuses = append(statuses, r.status(published, duties.Employees))
	}
	return statuses, nil
}

// AllPublications returns everything that was published under a legal duty, oldest first.
func AllPublications(ctx context.Context, tx *db.Tx) ([]Publication, error) {
	return db.All(ctx, tx, scanPublication, `SELECT body FROM strategy_publication ORDER BY dated, kind, strategy`)
}

// ListPublications returns the page of what was published under a legal duty at the cursor at, newest first.
func ListPublications(ctx context.Context, tx *db.Tx, at string) (p db.Page[Publication], err error) {
	type row struct {
		Publication
		key []any // columns of the order
	}
	rows, err := db.ReadPage(ctx, tx, func(r db.Row) (x row, err error) {
		var body, dated, kind, strategy string
		if err := r.Scan(&body, &dated, &kind, &strategy); err != nil {
			return x, err
		}
		x.key = []any{dated, kind, strategy}
		return x, json.Unmarshal([]byte(body), &x.Publication)
	}, func(x row) []any { return x.key }, db.PageQuery{
		Order: db.Order{Columns: []db.Column{{Name: "dated"}, {Name: "kind"}, {Name: "strategy"}}, Descending: true}, At: at, Size: PageSize,
	}, `SELECT body, dated, kind, strategy FROM strategy_publication`, "")
	items := make([]Publication, len(rows.Items))
	for i, x := range rows.Items {
		items[i] = x.Publication
	}
	return db.Paged(rows, items), err
}
