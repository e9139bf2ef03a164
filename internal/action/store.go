package action

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

const columns = `ref, what, who, due, timing, measure, unit, baseline, target, objective, why, as_published, source, invented, org,
	continues, cost, groups, module`

// selected are the columns that scan reads: those of a definition, and the owner.
const selected = columns + `, owner`

func scan(r db.Row) (*Action, error) {
	a := &Action{}
	var source, groups string
	err := r.Scan(&a.Ref, &a.What, &a.Who, db.ScanTime(&a.Due), &a.When, &a.Measure, &a.Unit, &a.Baseline, &a.Target,
		&a.Objective, &a.Why, &a.AsPublished, &source, &a.Invented, &a.Organisation,
		&a.Continues, &a.Cost, &groups, &a.Module, &a.Owner)
	if err == nil {
		err = json.Unmarshal([]byte(groups), &a.Groups)
	}
	if err != nil {
		return nil, err
	}
	if a.Organisation == actor.CouncilOrg {
		a.Organisation = ""
	}
	return a, json.Unmarshal([]byte(source), &a.Source)
}

// Get returns the action ref, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Action, error) {
	a, err := db.One(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE ref = $1`, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "We cannot find that action. Look for it in the action plan of its strategy.")
	}
	if err != nil {
		return nil, err
	}
	return a, loadDetails(ctx, tx, []*Action{a})
}

// Each calls fn with every action and its updates, in the order of the plans.
func Each(ctx context.Context, tx *db.Tx, fn func(*Action) error) error {
	return db.Each(func(at string) (db.Page[*Action], error) { return ListPlans(ctx, tx, at) }, fn)
}

// ListPlans returns the page of all actions at the cursor at, in the order of the plans.
func ListPlans(ctx context.Context, tx *db.Tx, at string) (p db.Page[*Action], err error) {
	type row struct {
		position int64
		ref      string
	}
	rows, err := db.ReadPage(ctx, tx, func(r db.Row) (x row, err error) { return x, r.Scan(&x.position, &x.ref) },
		func(x row) []any { return []any{x.position, x.ref} },
		db.PageQuery{Order: byPosition, At: at, Size: maxRefsInQuery}, `SELECT position, ref FROM action_action`, "")
	if err != nil {
		return p, err
	}
	refs := make([]string, len(rows.Items))
	for i, x := range rows.Items {
		refs[i] = x.ref
	}
	all, err := GetMany(ctx, tx, refs...)
	return db.Paged(rows, all), err
}

// byPosition is the order of the plans.
var byPosition = db.Order{Columns: []db.Column{{Name: "position", Number: true}, {Name: "ref"}}}

// GetMany returns the existing actions among refs, in the order of the plans.
func GetMany(ctx context.Context, tx *db.Tx, refs ...string) ([]*Action, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	return list(ctx, tx, `WHERE ref IN (`+db.Placeholders(1, len(refs))+`) ORDER BY position, ref`, db.Args(refs)...)
}

// ForObjectives returns the actions that serve any of the objectives.
func ForObjectives(ctx context.Context, tx *db.Tx, objectives ...string) ([]*Action, error) {
	if len(objectives) == 0 {
		return nil, nil
	}
	return list(ctx, tx, `WHERE objective IN (`+db.Placeholders(1, len(objectives))+`) ORDER BY position, ref`, db.Args(objectives)...)
}

// ForNeeds returns the actions that give any of the needs as a reason.
func ForNeeds(ctx context.Context, tx *db.Tx, needs ...string) ([]*Action, error) {
	return listByReason(ctx, tx, needReason, needs)
}

// Closing returns the actions that close the gap of any of the needs.
func Closing(ctx context.Context, tx *db.Tx, needs ...string) ([]*Action, error) {
	return listByReason(ctx, tx, gapReason, needs)
}

// ForIssues returns the actions that give any of the key issues as a reason. An issue can name further actions itself:
// see package decision.
func ForIssues(ctx context.Context, tx *db.Tx, issues ...string) ([]*Action, error) {
	return listByReason(ctx, tx, issueReason, issues)
}

// ForConsultation returns the actions for which a consultation is held.
func ForConsultation(ctx context.Context, tx *db.Tx, slug string) ([]*Action, error) {
	return listByReason(ctx, tx, consultationReason, []string{slug})
}

// ForAssessment returns the actions that reduce the impacts that an equality impact assessment describes: a document
// of a consultation.
func ForAssessment(ctx context.Context, tx *db.Tx, slug, document string) ([]*Action, error) {
	return listByReason(ctx, tx, impactReason, []string{slug + "/" + document})
}

// maxHistory is how many earlier plans the history of an action goes back.
const maxHistory = 10

// History returns the actions of earlier plans that a carries forward, the latest first.
func History(ctx context.Context, tx *db.Tx, a *Action) (earlier []*Action, err error) {
	seen := map[string]bool{a.Ref: true}
	for at := a.Continues; at != "" && !seen[at] && len(earlier) < maxHistory; {
		before, err := Get(ctx, tx, at)
		if fault.Is(err, fault.NotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		seen[at], earlier, at = true, append(earlier, before), before.Continues
	}
	return earlier, nil
}

// ContinuedBy returns the actions that carry the action ref forward.
func ContinuedBy(ctx context.Context, tx *db.Tx, ref string) ([]*Action, error) {
	return list(ctx, tx, `WHERE continues = $1 ORDER BY position, ref`, ref)
}

const (
	needReason         = "need"
	gapReason          = "gap"
	issueReason        = "issue"
	consultationReason = "consultation"
	impactReason       = "impact"
	assessmentReason   = "assessment"
)

func listByReason(ctx context.Context, tx *db.Tx, kind string, refs []string) ([]*Action, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	return list(
		ctx,
		tx,
		`WHERE ref IN (SELECT action FROM action_reason WHERE kind = $1 AND ref IN (`+db.Placeholders(2, len(refs))+`)) ORDER BY position, ref`,
		append([]any{kind}, db.Args(refs)...)...)
}

func list(ctx context.Context, tx *db.Tx, rest string, args ...any) ([]*Action, error) {
	all, err := db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action `+rest, args...)
	if err != nil {
		return nil, err
	}
	return all, loadDetails(ctx, tx, all)
}

const updateColumns = `action, dated, status, body, value, source, invented`

func scanUpdate(r db.Row) (u Update, err error) {
	var source string
	if err := r.Scan(&u.Action, db.ScanTime(&u.Date), &u.Status, &u.Text, &u.Value, &source, &u.Invented); err != nil {
		return u, err
	}
	return u, json.Unmarshal([]byte(source), &u.Source)
}

// UpdatesPageSize is how many updates a page of them has.
const UpdatesPageSize = 25

// UpdateName is the name of the query parameter of an action's page with the date of the update that it has to show.
const UpdateName = "update"

// Path returns the path of the page of the action that has u, and its place on that page.
func (u Update) Path() string {
	day := u.Date.UTC().Format(time.DateOnly)
	return "/actions/" + u.Action + "?" + UpdateName + "=" + day + "#" + u.ID()
}

// ID returns the name of u on a page of its action.
func (u Update) ID() string { return "update-" + u.Date.UTC().Format(time.DateOnly) }

// UpdatesAt returns the cursor of a page of ListUpdates with the updates of the given day (like 2017-02-01): the first page,
// if it has them, and otherwise one that begins with them. It returns "" if day is no date.
func (a *Action) UpdatesAt(day string) string {
	on, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	if first := len(a.Updates) - UpdatesPageSize; first <= 0 || !on.Before(a.Updates[first].Date) {
		return ""
	}
	return db.CursorAfter(db.Time(on.AddDate(0, 0, 1)))
}

// ListUpdates returns the page of the updates of an action at the cursor at, the newest first.
func ListUpdates(ctx context.Context, tx *db.Tx, action, at string) (db.Page[Update], error) {
	return db.ReadPage(ctx, tx, scanUpdate, func(u Update) []any { return []any{db.Time(u.Date)} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "dated"}}, Descending: true}, At: at, Size: UpdatesPageSize},
		`SELECT `+updateColumns+` FROM action_update`, `action = $1`, action)
}

// ListAllUpdates returns the page of up to size updates of all actions at the cursor at, action by action.
func ListAllUpdates(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Update], error) {
	return db.ReadPage(ctx, tx, scanUpdate, func(u Update) []any { return []any{u.Action, db.Time(u.Date)} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "action"}, {Name: "dated"}}}, At: at, Size: size},
		`SELECT `+updateColumns+` FROM action_update`, "")
}

type reason struct{ action, kind, ref string }

// maxRefsInQuery is the most references in one IN clause.
const maxRefsInQuery = 200

// loadDetails reads the languages, reasons and updates (oldest first) of all.
func loadDetails(ctx context.Context, tx *db.Tx, all []*Action) error {
	if len(all) == 0 {
		return nil
	}
	languages, err := strategy.ObjectiveLanguages(ctx, tx)
	if err != nil {
		return err
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range all {
		a.grace = plans.PublicDays - 1
	}
	for some := range slices.Chunk(all, maxRefsInQuery) {
		if err := loadSomeDetails(ctx, tx, some, languages); err != nil {
			return err
		}
	}
	return nil
}

// loadSomeDetails is loadDetails for at most maxRefsInQuery actions. languages are those of the objectives.
func loadSomeDetails(ctx context.Context, tx *db.Tx, all []*Action, languages map[string]string) error {
	byRef := map[string]*Action{}
	var refs []string
	for _, a := range all {
		byRef[a.Ref], a.Language = a, languages[a.Objective]
		refs = append(refs, a.Ref)
	}
	where, args := ` WHERE action IN (`+db.Placeholders(1, len(refs))+`)`, db.Args(refs)
	reasons, err := db.All(ctx, tx, func(r db.Row) (x reason, err error) { return x, r.Scan(&x.action, &x.kind, &x.ref) },
		`SELECT action, kind, ref FROM action_reason`+where+` ORDER BY action, kind, ref`, args...)
	if err != nil {
		return err
	}
	for _, r := range reasons {
		switch a := byRef[r.action]; {
		case a == nil: // an action that was not asked for
		case r.kind == needReason:
			a.Needs = append(a.Needs, r.ref)
		case r.kind == gapReason:
			a.Closes = append(a.Closes, r.ref)
		case r.kind == consultationReason:
			a.Consultations = append(a.Consultations, r.ref)
		case r.kind == impactReason:
			a.Mitigates = append(a.Mitigates, r.ref)
		case r.kind == assessmentReason:
			a.Assessment = r.ref
		default:
			a.Issues = append(a.Issues, r.ref)
		}
	}
	updates, err := db.All(ctx, tx, scanUpdate, `SELECT `+updateColumns+` FROM action_update`+where+` ORDER BY action, dated`, args...)
	if err != nil {
		return err
	}
	for _, u := range updates {
		if a := byRef[u.Action]; a != nil {
			a.Updates = append(a.Updates, u)
		}
	}
	dates, err := db.All(ctx, tx, scanNewDate, `SELECT `+newDateColumns+` FROM action_new_date`+where+` ORDER BY action, changed`, args...)
	for _, d := range dates {
		if a := byRef[d.Action]; a != nil {
			a.NewDates = append(a.NewDates, d)
		}
	}
	return err
}

func (a *Action) save(ctx context.Context, tx *db.Tx, position int) error {
	if err := a.noteNewDate(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO action_action (position, `+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
			$17, $18, $19, $20)
		ON CONFLICT (ref) DO UPDATE SET position = excluded.position, what = excluded.what, who = excluded.who, due = excluded.due,
			timing = excluded.timing, measure = excluded.measure, unit = excluded.unit, baseline = excluded.baseline,
			target = excluded.target, objective = excluded.objective, why = excluded.why,
			as_published = excluded.as_published, source = excluded.source, invented = excluded.invented,
			org = excluded.org, continues = excluded.continues, cost = excluded.cost, groups = excluded.groups, module = excluded.module`,
		position, a.Ref, a.What, a.Who, db.Time(a.Due), a.When, a.Measure, a.Unit, a.Baseline, a.Target,
		a.Objective, a.Why, a.AsPublished, db.JSON(a.Source), a.Invented, a.Org(),
		a.Continues, a.Cost, db.JSON(a.Groups), a.Module)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM action_reason WHERE action = $1`, a.Ref); err != nil {
		return err
	}
	var rows [][]any
	for _, of := range []struct {
		kind string
		refs []string
	}{
		{needReason, a.Needs}, {gapReason, a.Closes}, {issueReason, a.Issues}, {consultationReason, a.Consultations}, {impactReason, a.Mitigates},
		{assessmentReason, nonEmpty(a.Assessment)},
	} {
		for _, ref := range of.refs {
			rows = append(rows, []any{a.Ref, of.kind, ref})
		}
	}
	if _, err := tx.Insert(ctx, `action_reason (action, kind, ref)`, rows, `ON CONFLICT DO NOTHING`); err != nil {
		return err
	}
	for _, u := range a.Updates {
		u.Action = a.Ref
		if _, err := u.insert(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// insert stores u, and what lists of actions are filtered by. If an update with the same date exists, it must be equal;
// otherwise insert returns fault.Conflict.
func (u Update) insert(ctx context.Context, tx *db.Tx) (inserted bool, err error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO action_update (`+updateColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (action, dated) DO NOTHING`,
		u.Action, db.Time(u.Date), u.Status, u.Text, u.Value, db.JSON(u.Source), u.Invented)
	if err != nil {
		return false, err
	}
	if n == 1 {
		return true, summarise(ctx, tx, u.Action)
	}
	existing, err := db.One(ctx, tx, scanUpdate, `SELECT `+updateColumns+` FROM action_update WHERE action = $1 AND dated = $2`,
		u.Action, db.Time(u.Date))
	if err == nil && db.JSON(existing) != db.JSON(u) {
		err = fault.Newf(fault.Conflict, "Action %q already has a published update dated %s. Add a new update with a later date.",
			u.Action, locale.LazyDate(u.Date))
	}
	return false, err
}

// nonEmpty returns ref as a list, which is empty without it.
func nonEmpty(ref string) []string {
	if ref == "" {
		return nil
	}
	return []string{ref}
}
