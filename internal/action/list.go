package action

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Filter selects actions by how they are going on the day of the list.
type Filter string

// The filters. An action is in at most one of OnlyOnTime, OnlyLate, OnlyDone and OnlyNotDelivered; it is in none if it
// has no date and no report that it has ended, or if its date has passed and it is not shown as overdue yet.
const (
	AllActions       Filter = ""
	OnlyOnTime       Filter = "on-time"       // going on, and its date has not passed
	OnlyLate         Filter = "late"          // going on, although its date passed some days ago: Action.Late
	OnlyDone         Filter = "done"          // complete
	OnlyNotDelivered Filter = "not-delivered" // closed or carried forward
	OnlyNoReport     Filter = "no-report"     // without any update
)

// Filters lists every filter in the order of pages.
var Filters = []Filter{AllActions, OnlyLate, OnlyOnTime, OnlyDone, OnlyNotDelivered, OnlyNoReport}

var filterLabels = map[Filter]locale.LazyMessage{
	AllActions:       locale.Lazy("All"),
	OnlyLate:         locale.Lazy("Overdue"),
	OnlyOnTime:       locale.Lazy("On time"),
	OnlyDone:         locale.Lazy("Complete"),
	OnlyNotDelivered: locale.Lazy("Closed or carried forward"),
	OnlyNoReport:     locale.Lazy("No update"),
}

// Label returns the name of the filter.
func (f Filter) Label() locale.LazyMessage { return filterLabels[f] }

// condition is the SQL condition of f, with $1 the start of today and $2 that of the first day whose actions are not shown
// as overdue yet. TestListIsFiltered checks that it agrees with
// Action.Late and Status.
func (f Filter) condition() string {
	switch f {
	case OnlyOnTime:
		return `progress = 'open' AND due >= $1 AND ` + usesLate
	case OnlyLate:
		return `progress = 'open' AND due <> '' AND due < $2 AND ` + usesToday
	case OnlyDone:
		return `progress = 'complete' AND ` + usesDays
	case OnlyNotDelivered:
		return `progress = 'ended' AND ` + usesDays
	case OnlyNoReport:
		return `updated || '' = '' AND ` + usesDays // the order, and not this, chooses the index
	}
	return usesDays
}

// Conditions that are always true. Both engines require that every argument is used.
const (
	usesToday = `CAST($1 AS TEXT) IS NOT NULL`
	usesLate  = `CAST($2 AS TEXT) IS NOT NULL`
	usesDays  = usesToday + ` AND ` + usesLate
)

// summarise stores what lists are filtered by, which the updates of the action ref say.
func summarise(ctx context.Context, tx *db.Tx, ref string) error {
	_, err := tx.Exec(ctx, `
		UPDATE action_action SET
			status = (SELECT u.status FROM action_update u WHERE u.action = $1 ORDER BY u.dated DESC LIMIT 1),
			progress = (SELECT CASE u.status WHEN 'complete' THEN 'complete' WHEN 'closed' THEN 'ended'
				WHEN 'carried-forward' THEN 'ended' ELSE 'open' END
				FROM action_update u WHERE u.action = $1 ORDER BY u.dated DESC LIMIT 1),
			updated = (SELECT MAX(u.dated) FROM action_update u WHERE u.action = $1),
			completed = COALESCE((SELECT MIN(u.dated) FROM action_update u WHERE u.action = $1 AND u.status = 'complete'), '')
		WHERE ref = $1`, ref)
	return err
}

// Query selects a page of the list of actions. The zero value is the first page of all of them.
type Query struct {
	Filter    Filter
	Strategy  string // slug, NoStrategy, or "" for all
	Objective string // reference, or "" for all; of Strategy if that is set too
	Owner     string // Action.Who, or "" for all
	Year      int    // in which they are due, or 0 for all
	At        string // the cursor of a page, or "" for the first
}

// NoStrategy is the Query.Strategy of actions that serve no objective.
const NoStrategy = "none"

// PageSize is the number of actions on a page of the list.
const PageSize = 12

// Listing is a page of the list of actions: those that are still to be done by the date that is nearest or was passed
// longest ago, the others by the latest date.
type Listing struct {
	db.Page[*Action]
	Query  Query // as it was understood: an objective has its strategy
	Today  time.Time
	Counts map[Filter]int64 // of all that match the rest of the query

	Strategies []strategy.Outline // by which the list can be filtered
	Owners     []string           // in the order of the alphabet
	Years      []string           // the latest first; without actions that have no date
}

// List returns a page of actions with their updates and reasons.
func (s *Service) List(ctx context.Context, q Query) (l *Listing, err error) {
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		l, err = List(ctx, tx, q)
		return err
	})
	return l, err
}

// List is (*Service).List in the transaction of the caller.
func List(ctx context.Context, tx *db.Tx, q Query) (l *Listing, err error) {
	l = &Listing{Counts: map[Filter]int64{}}
	if l.Today, err = tx.Now(ctx); err != nil {
		return nil, err
	}
	if l.Strategies, err = strategy.Outlines(ctx, tx); err != nil {
		return nil, err
	}
	if err := l.addFacets(ctx, tx); err != nil {
		return nil, err
	}
	q.completeStrategy(l.Strategies)
	l.Query = q
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	where, args := q.condition(l.Today, plans, l.Strategies)
	if err := l.count(ctx, tx, where, args); err != nil {
		return nil, err
	}
	order := db.Order{Columns: []db.Column{{Name: "due"}, {Name: "ref"}}, Descending: q.Filter != OnlyLate && q.Filter != OnlyOnTime}
	l.Page, err = db.ReadPage(ctx, tx, scan, func(a *Action) []any { return []any{db.Time(a.Due), a.Ref} },
		db.PageQuery{Order: order, At: q.At, Size: PageSize}, `SELECT `+selected+` FROM action_action`,
		q.Filter.condition()+where, args...)
	if err != nil {
		return nil, err
	}
	return l, loadDetails(ctx, tx, l.Items)
}

// completeStrategy sets the strategy of an objective, and drops an objective of another strategy: a reader who chooses
// another strategy does not want it any more.
func (q *Query) completeStrategy(strategies []strategy.Outline) {
	if q.Objective == "" {
		return
	}
	for _, s := range strategies {
		for _, o := range s.Objectives {
			switch {
			case o.Ref != q.Objective:
			case q.Strategy == "":
				q.Strategy = s.Slug
			case q.Strategy != s.Slug:
				q.Objective = ""
			}
		}
	}
}

// condition returns the SQL condition of q without its filter, which begins with AND or is "", and the arguments, of
// which the first two are those of Filter.condition.
func (q Query) condition(today time.Time, plans council.Plans, strategies []strategy.Outline) (where string, args []any) {
	y, m, d := today.Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	args = []any{db.Time(start), db.Time(start.AddDate(0, 0, 1-plans.PublicDays))}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where += " AND " + condition
	}
	switch {
	case q.Objective != "":
		add(`objective = ?`, q.Objective)
	case q.Strategy == NoStrategy:
		add(`objective = ''`)
	case q.Strategy != "":
		objectives := []any{""}
		for _, s := range strategies {
			if s.Slug == q.Strategy {
				for _, o := range s.Objectives {
					objectives = append(objectives, o.Ref)
				}
			}
		}
		list, values := db.In(len(args)+1, objectives)
		args = append(args, values...)
		// The expression keeps the index by objective out of it: the list is read in the order of another one.
		where += ` AND objective <> '' AND objective || '' IN ` + list
	}
	if q.Owner != "" {
		add(`who = ?`, q.Owner)
	}
	if q.Year > 0 {
		from := time.Date(q.Year, 1, 1, 0, 0, 0, 0, time.UTC)
		add(`due >= ? AND due < ?`, db.Time(from), db.Time(from.AddDate(1, 0, 0)))
	}
	return where, args
}

// count counts the actions for each filter.
func (l *Listing) count(ctx context.Context, tx *db.Tx, where string, args []any) error {
	columns := make([]string, len(Filters))
	for i, f := range Filters {
		columns[i] = `COUNT(*) FILTER (WHERE ` + f.condition() + `)`
	}
	numbers := make([]int64, len(Filters))
	_, err := db.One(ctx, tx, func(row db.Row) (none struct{}, err error) {
		into := make([]any, len(numbers))
		for i := range numbers {
			into[i] = &numbers[i]
		}
		return none, row.Scan(into...)
	}, `SELECT `+strings.Join(columns, ", ")+` FROM action_action WHERE `+usesDays+where, args...)
	for i, f := range Filters {
		l.Counts[f] = numbers[i]
	}
	return err
}

// addFacets adds the owners and the years of all actions.
func (l *Listing) addFacets(ctx context.Context, tx *db.Tx) (err error) {
	if l.Owners, err = db.All(ctx, tx, db.Text, `SELECT who FROM action_action GROUP BY who ORDER BY who`); err != nil {
		return err
	}
	locale.SortFolded(l.Owners)
	l.Years, err = db.All(ctx, tx, db.Text, `
		SELECT substr(due, 1, 4) FROM action_action WHERE due <> '' GROUP BY substr(due, 1, 4) ORDER BY 1 DESC`)
	return err
}

// DatedUpdate is an update with the action that it is about, which has no details.
type DatedUpdate struct {
	Update
	Action *Action
}

// RecentUpdates returns the latest updates of the actions that q selects, on whatever page, at most n.
func RecentUpdates(ctx context.Context, tx *db.Tx, q Query, n int) ([]DatedUpdate, error) {
	today, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	outlines, err := strategy.Outlines(ctx, tx)
	if err != nil {
		return nil, err
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	where, args := q.condition(today, plans, outlines)
	return datedUpdates(ctx, tx, q.Filter.condition()+where, args, n)
}

// datedUpdates returns the latest n updates of the actions that a condition selects. They are updates of the n actions that
// were updated last: before an update of any other action come those n, each with its own latest.
func datedUpdates(ctx context.Context, tx *db.Tx, where string, args []any, n int) ([]DatedUpdate, error) {
	limit := strconv.Itoa(n)
	updates, err := db.All(ctx, tx, scanUpdate, `
		SELECT `+updateColumns+` FROM action_update
		WHERE action IN (SELECT ref FROM action_action WHERE updated <> '' AND `+where+` ORDER BY updated DESC, ref LIMIT `+limit+`)
		ORDER BY dated DESC, action LIMIT `+limit, args...)
	if err != nil || len(updates) == 0 {
		return nil, err
	}
	refs := make([]string, len(updates))
	for i, u := range updates {
		refs[i] = u.Action
	}
	byRef, err := briefs(ctx, tx, refs)
	recent := make([]DatedUpdate, len(updates))
	for i, u := range updates {
		recent[i] = DatedUpdate{u, byRef[u.Action]}
	}
	return recent, err
}

// briefs returns actions without details by reference.
func briefs(ctx context.Context, tx *db.Tx, refs []string) (map[string]*Action, error) {
	byRef := map[string]*Action{}
	for some := range slices.Chunk(refs, maxRefsInQuery) {
		in, args := db.In(1, db.Args(some))
		actions, err := db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE ref IN `+in, args...)
		if err != nil {
			return nil, err
		}
		for _, a := range actions {
			byRef[a.Ref] = a
		}
	}
	return byRef, nil
}

// FirstDue returns the first n actions that f selects, by date, and how many it selects.
func FirstDue(ctx context.Context, tx *db.Tx, f Filter, n int) (first []*Action, count int64, err error) {
	today, err := tx.Now(ctx)
	if err != nil {
		return nil, 0, err
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	where, args := Query{}.condition(today, plans, nil)
	count, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM action_action WHERE `+f.condition()+where, args...)
	if err != nil {
		return nil, 0, err
	}
	first, err = list(ctx, tx, `WHERE `+f.condition()+where+` ORDER BY due, ref LIMIT `+strconv.Itoa(n), args...)
	return first, count, err
}

// LastUpdated returns the day of the latest update of the actions that serve any of the objectives, or zero.
func LastUpdated(ctx context.Context, tx *db.Tx, objectives ...string) (day time.Time, err error) {
	if len(objectives) == 0 {
		return day, nil
	}
	in, args := db.In(1, db.Args(objectives))
	_, err = db.One(ctx, tx, func(row db.Row) (none struct{}, err error) { return none, row.Scan(db.ScanTime(&day)) },
		`SELECT COALESCE(MAX(updated), '') FROM action_action WHERE objective IN `+in, args...)
	return day, err
}

// CountFor returns the counts of the actions for each of the objectives today, by objective.
func CountFor(ctx context.Context, tx *db.Tx, today time.Time, objectives ...string) (map[string]Counts, error) {
	of := map[string]Counts{}
	if len(objectives) == 0 {
		return of, nil
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	_, args := Query{}.condition(today, plans, nil)
	in, refs := db.In(len(args)+1, db.Args(objectives))
	_, err = db.All(ctx, tx, func(row db.Row) (none struct{}, err error) {
		var objective string
		var status Status
		var count, late int
		err = row.Scan(&objective, &status, &count, &late)
		of[objective] = of[objective].Plus(Counts{count, late, map[Status]int{status: count}})
		return none, err
	}, `SELECT objective, status, COUNT(*), COUNT(*) FILTER (WHERE `+OnlyLate.condition()+`) FROM action_action
		WHERE `+usesDays+` AND objective IN `+in+` GROUP BY objective, status`, append(args, refs...)...)
	return of, err
}

// FirstLate returns the first n overdue actions for the objectives, longest overdue first, without updates, reasons and languages.
func FirstLate(ctx context.Context, tx *db.Tx, today time.Time, n int, objectives ...string) ([]*Action, error) {
	if len(objectives) == 0 {
		return nil, nil
	}
	plans, err := council.GetPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	_, args := Query{}.condition(today, plans, nil)
	in, refs := db.In(len(args)+1, db.Args(objectives))
	late, err := db.All(ctx, tx, scan, `SELECT `+selected+` FROM action_action WHERE `+OnlyLate.condition()+` AND `+usesDays+`
		AND objective IN `+in+` ORDER BY due, ref LIMIT `+strconv.Itoa(n), append(args, refs...)...)
	for _, a := range late {
		a.grace = plans.PublicDays - 1
	}
	return late, err
}

// EachRef calls fn with the references of all actions.
func EachRef(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "ref", fn, `SELECT ref FROM action_action`, "")
}

// CountOnTime returns how many actions were due by today, and how many of them were complete on the day that they were
// due.
func CountOnTime(ctx context.Context, tx *db.Tx) (onTime, due int64, err error) {
	today, err := tx.Now(ctx)
	if err != nil {
		return 0, 0, err
	}
	_, err = db.One(ctx, tx, func(row db.Row) (none struct{}, err error) { return none, row.Scan(&due, &onTime) }, `
		SELECT COUNT(*), COUNT(*) FILTER (WHERE completed <> '' AND completed <= due) FROM action_action WHERE due <> '' AND due <= $1`,
		db.Time(today))
	return onTime, due, err
}
