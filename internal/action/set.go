package action

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Set selects the actions that serve any of the objectives, that give any of the key issues or of the evidence as a reason,
// and those named.
type Set struct{ Objectives, Issues, Needs, Refs []string }

// Add adds what other selects.
func (s *Set) Add(other Set) {
	s.Objectives = append(s.Objectives, other.Objectives...)
	s.Issues = append(s.Issues, other.Issues...)
	s.Needs = append(s.Needs, other.Needs...)
	s.Refs = append(s.Refs, other.Refs...)
}

// Empty reports whether s selects nothing.
func (s Set) Empty() bool { return len(s.Objectives)+len(s.Issues)+len(s.Needs)+len(s.Refs) == 0 }

// query returns a SELECT of the references of the actions of s, which is not empty, with placeholders from $first on.
// With conditions joined by OR, neither engine would use the indexes of all.
func (s Set) query(first int) (query string, args []any) {
	var either []string
	add := func(of string, refs []string) { // of selects the actions
		if len(refs) == 0 {
			return
		}
		in, values := db.In(first+len(args), db.Args(refs))
		either, args = append(either, of+in), append(args, values...)
	}
	add(selectByObjective, s.Objectives)
	add(`SELECT action FROM action_reason WHERE kind = '`+issueReason+`' AND ref IN `, s.Issues)
	add(`SELECT action FROM action_reason WHERE kind = '`+needReason+`' AND ref IN `, s.Needs)
	add(`SELECT ref FROM action_action WHERE ref IN `, s.Refs)
	return strings.Join(either, ` UNION `), args
}

const selectByObjective = `SELECT ref FROM action_action WHERE objective IN `

// condition returns the SQL condition of s, which is not empty, on rows of action_action, with placeholders from $first on.
func (s Set) condition(first int) (where string, args []any) {
	query, args := s.query(first)
	if len(s.Issues)+len(s.Needs)+len(s.Refs) == 0 {
		return `objective IN ` + strings.TrimPrefix(query, selectByObjective), args
	}
	return `ref IN (` + query + `)`, args
}

// First returns the action of s that is first in the plans, or fault.NotFound.
func First(ctx context.Context, tx *db.Tx, s Set) (ref string, err error) {
	where, args := s.condition(1)
	return db.One(ctx, tx, db.Text, `SELECT ref FROM action_action WHERE `+where+` ORDER BY position, ref LIMIT 1`, args...)
}

// Progress is how the actions of a Set are going.
type Progress struct {
	Total, Late int64
	Needs       []string  // because of which there are any
	Due         time.Time // the earliest date; zero if none has one
	Updated     time.Time // the date of the latest update; zero if there is none
	Latest      string    // the action that it is about
}

// ProgressOf returns how the actions of s are going, in as many statements for a thousand as for one.
func ProgressOf(ctx context.Context, tx *db.Tx, s Set) (p Progress, err error) {
	if s.Empty() {
		return p, nil
	}
	today, err := tx.Now(ctx)
	if err != nil {
		return p, err
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return p, err
	}
	_, days := Query{}.condition(today, plans, nil)
	where, args := s.condition(len(days) + 1)
	updated := ""
	_, err = db.One(ctx, tx, func(row db.Row) (none struct{}, err error) {
		return none, row.Scan(&p.Total, &p.Late, db.ScanTime(&p.Due), &updated)
	}, `SELECT COUNT(*), COUNT(*) FILTER (WHERE `+OnlyLate.condition()+`), COALESCE(MIN(due) FILTER (WHERE due <> ''), ''),
		COALESCE(MAX(updated), '') FROM action_action WHERE `+usesDays+` AND `+where, append(days, args...)...)
	if err != nil {
		return p, err
	}
	query, args := s.query(1)
	p.Needs, err = db.All(ctx, tx, db.Text, `SELECT ref FROM action_reason WHERE kind = '`+needReason+`' AND action IN (`+query+`)
		GROUP BY ref ORDER BY ref`, args...)
	if err != nil || updated == "" {
		return p, err
	}
	where, args = s.condition(1)
	_, err = db.One(ctx, tx, func(row db.Row) (none struct{}, err error) { return none, row.Scan(&p.Latest, db.ScanTime(&p.Updated)) },
		`SELECT ref, updated FROM action_action WHERE updated = $`+strconv.Itoa(len(args)+1)+` AND `+where+` ORDER BY ref LIMIT 1`,
		append(args, updated)...)
	return p, err
}

// FirstForObjectives returns the first n actions for each of the objectives, in the order of the plans, and how many each has.
func FirstForObjectives(ctx context.Context, tx *db.Tx, n int, objectives ...string) (first []*Action, count map[string]int64, err error) {
	count = map[string]int64{}
	if len(objectives) == 0 {
		return nil, count, nil
	}
	in, args := db.In(1, db.Args(objectives))
	_, err = db.All(ctx, tx, func(row db.Row) (none struct{}, err error) {
		var ref string
		var number int64
		err = row.Scan(&ref, &number)
		count[ref] = number
		return none, err
	}, `SELECT objective, COUNT(*) FROM action_action WHERE objective IN `+in+` GROUP BY objective`, args...)
	if err != nil {
		return nil, nil, err
	}
	first, err = list(ctx, tx, `WHERE ref IN (SELECT ref FROM (
		SELECT ref, ROW_NUMBER() OVER (PARTITION BY objective ORDER BY position, ref) AS place FROM action_action WHERE objective IN `+in+`
		) numbered WHERE place <= $`+strconv.Itoa(len(args)+1)+`) ORDER BY position, ref`, append(args, n)...)
	return first, count, err
}

// ForNeed is an action that gives a need as a reason, without details.
type ForNeed struct {
	Need, Ref, What, Language string
}

// FirstForNeeds returns the first n actions for each of the needs, in the order of the plans.
func FirstForNeeds(ctx context.Context, tx *db.Tx, n int, needs ...string) (first []ForNeed, err error) {
	if len(needs) == 0 {
		return nil, nil
	}
	languages, err := strategy.ObjectiveLanguages(ctx, tx)
	if err != nil {
		return nil, err
	}
	in, args := db.In(1, db.Args(needs))
	return db.All(ctx, tx, func(row db.Row) (a ForNeed, err error) {
		var objective string
		err = row.Scan(&a.Need, &a.Ref, &a.What, &objective)
		a.Language = languages[objective]
		return a, err
	}, `SELECT need, ref, what, objective FROM (
		SELECT r.ref AS need, a.ref, a.what, a.objective, a.position,
			ROW_NUMBER() OVER (PARTITION BY r.ref ORDER BY a.position, a.ref) AS place
		FROM action_reason r JOIN action_action a ON a.ref = r.action WHERE r.kind = '`+needReason+`' AND r.ref IN `+in+`
		) numbered WHERE place <= $`+strconv.Itoa(len(args)+1)+` ORDER BY position, ref`, append(args, n)...)
}

// OpenOf returns the actions of s that have a date and have not ended, by date, without details.
func OpenOf(ctx context.Context, tx *db.Tx, s Set) ([]*Action, error) {
	if s.Empty() {
		return nil, nil
	}
	where, args := s.condition(1)
	return db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action
		WHERE progress = 'open' AND due <> '' AND `+where+` ORDER BY due, ref`, args...)
}

// LatestUpdates returns the latest n updates of the actions of s, the newest first.
func LatestUpdates(ctx context.Context, tx *db.Tx, s Set, n int) ([]DatedUpdate, error) {
	if s.Empty() {
		return nil, nil
	}
	where, args := s.condition(1)
	return datedUpdates(ctx, tx, where, args, n)
}
