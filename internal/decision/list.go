package decision

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Filter selects decisions by the feedback on their consultations.
type Filter string

// The filters. Reports, approvals to consult and decisions without a consultation are only in AllDecisions.
const (
	AllDecisions     Filter = ""
	OnlyWithFeedback Filter = "published" // the feedback says what was done
	OnlyFeedbackDue  Filter = "due"       // feedback was promised, and neither it nor results are published
)

// Filters lists every filter in the order of pages.
var Filters = []Filter{AllDecisions, OnlyWithFeedback, OnlyFeedbackDue}

var filterLabels = map[Filter]locale.LazyMessage{
	AllDecisions:     locale.Lazy("All"),
	OnlyWithFeedback: locale.Lazy("Feedback published"),
	OnlyFeedbackDue:  locale.Lazy("Feedback due"),
}

// Label returns the name of the filter.
func (f Filter) Label() locale.LazyMessage { return filterLabels[f] }

// Query selects a page of the list of decisions. The zero value is the first page of all of them.
type Query struct {
	Filter  Filter
	Body    string // Decision.Body, or "" for all
	Area    string // of the consultation: consult.Facet.Value, or "" for all
	Subject string
	Year    int    // of the decision, or 0 for all
	At      string // the cursor of a page, or "" for the first
}

// PageSize is the number of decisions, or of feedback, on a page of a list.
const PageSize = 20

// Listing is a page of the list of decisions and reports, newest first.
type Listing struct {
	db.Page[Listed]
	Today  time.Time
	Counts map[Filter]int64 // of all that match the rest of the query

	Feedback int64 // how many consultations have feedback, with a decision or without, whatever the query

	Bodies, Years   []string // by which the list can be filtered
	Areas, Subjects []consult.Facet
}

// Listed is a decision with the feedback on its consultation.
type Listed struct {
	*Decision        // without its Feedback
	Answered  bool   // it is in OnlyWithFeedback
	Due       string // the day, like "2016-06-30", by which feedback was promised if it is in OnlyFeedbackDue; or ""
}

// List returns a page of decisions.
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
	if err := l.addFacets(ctx, tx); err != nil {
		return nil, err
	}
	promised, err := consult.PromisedFeedback(ctx, tx)
	if err != nil {
		return nil, err
	}
	where, args, err := q.condition(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, f := range Filters {
		condition, values := f.condition(promised, len(args)+1)
		l.Counts[f], err = db.One(ctx, tx, db.Int,
			`SELECT COUNT(*) FROM decision_decision WHERE latest`+where+condition, slices.Concat(args, values)...)
		if err != nil {
			return nil, err
		}
	}
	l.Feedback, err = db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM decision_feedback WHERE latest`)
	if err != nil {
		return nil, err
	}
	condition, values := q.Filter.condition(promised, len(args)+1)
	page, err := db.ReadPage(ctx, tx, scan, func(d *Decision) []any { return []any{db.Time(d.Date), d.Ref} },
		db.PageQuery{Order: newest, At: q.At, Size: PageSize}, `SELECT body, edition FROM decision_decision`,
		`latest`+where+condition, slices.Concat(args, values)...)
	if err != nil {
		return nil, err
	}
	return l, l.add(ctx, tx, page, promised)
}

// newest is the order of the list of decisions.
var newest = db.Order{Columns: []db.Column{{Name: "dated"}, {Name: "ref"}}, Descending: true}

// hasFeedback is the SQL condition that there is feedback on the consultation of a decision that says what was done.
const hasFeedback = `EXISTS (SELECT 1 FROM decision_feedback f
	WHERE f.consultation = decision_decision.consultation AND f.latest AND f.complete)`

// condition returns the SQL condition of f, which begins with AND or is "", and its arguments, of which the first has the
// number first. promised are the consultations to which feedback was promised.
func (f Filter) condition(promised map[consult.Slug]string, first int) (where string, args []any) {
	switch f {
	case OnlyWithFeedback:
		return ` AND kind = 'decision' AND consultation <> '' AND ` + hasFeedback, nil
	case OnlyFeedbackDue:
		list, args := inSlugs(first, slices.Sorted(maps.Keys(promised)))
		return ` AND kind = 'decision' AND ` + list + ` AND NOT ` + hasFeedback, args
	}
	return "", nil
}

// inSlugs returns the SQL condition that the consultation of a decision is one of slugs. The expression keeps the index by
// consultation out of it: lists are read in the order of another one.
func inSlugs(first int, slugs []consult.Slug) (where string, args []any) {
	list, args := db.In(first, append([]any{"no consultation"}, db.Args(slugs)...))
	return `consultation || '' IN ` + list, args
}

// condition returns the SQL condition of q without its filter, which begins with AND or is "", and its arguments.
func (q Query) condition(ctx context.Context, tx *db.Tx) (where string, args []any, err error) {
	for _, label := range []struct {
		value string
		slugs func(context.Context, *db.Tx, string) ([]consult.Slug, error)
	}{{q.Area, consult.InArea}, {q.Subject, consult.OnSubject}} {
		if label.value == "" {
			continue
		}
		slugs, err := label.slugs(ctx, tx, label.value)
		if err != nil {
			return "", nil, err
		}
		in, values := inSlugs(len(args)+1, slugs)
		where, args = where+` AND `+in, append(args, values...)
	}
	if q.Body != "" {
		args = append(args, q.Body)
		where += ` AND decided_by = $` + strconv.Itoa(len(args))
	}
	if q.Year > 0 {
		from := time.Date(q.Year, 1, 1, 0, 0, 0, 0, time.UTC)
		args = append(args, db.Time(from), db.Time(from.AddDate(1, 0, 0)))
		where += ` AND dated >= $` + strconv.Itoa(len(args)-1) + ` AND dated < $` + strconv.Itoa(len(args))
	}
	return where, args, nil
}

// addFacets adds by what all decisions can be filtered.
func (l *Listing) addFacets(ctx context.Context, tx *db.Tx) (err error) {
	l.Bodies, err = db.All(ctx, tx, db.Text,
		`SELECT decided_by FROM decision_decision WHERE latest GROUP BY decided_by ORDER BY decided_by`)
	if err != nil {
		return err
	}
	locale.SortFolded(l.Bodies)
	l.Years, err = db.All(ctx, tx, db.Text, `
		SELECT substr(dated, 1, 4) FROM decision_decision WHERE latest GROUP BY substr(dated, 1, 4) ORDER BY 1 DESC`)
	if err != nil {
		return err
	}
	l.Areas, l.Subjects, err = consult.Facets(ctx, tx)
	return err
}

// add adds the decisions of a page with the feedback on their consultations.
func (l *Listing) add(ctx context.Context, tx *db.Tx, page db.Page[*Decision], promised map[consult.Slug]string) error {
	var slugs []consult.Slug
	for _, d := range page.Items {
		if d.Consultation != "" && d.Kind == Outcome {
			slugs = append(slugs, d.Consultation)
		}
	}
	answered, err := Answered(ctx, tx, slugs...)
	if err != nil {
		return err
	}
	items := make([]Listed, len(page.Items))
	for i, d := range page.Items {
		items[i].Decision = d
		if d.Kind != Outcome {
			continue
		}
		if items[i].Answered = answered[d.Consultation]; !items[i].Answered {
			items[i].Due = promised[d.Consultation]
		}
	}
	l.Page = db.Paged(page, items)
	return nil
}

// Answered returns which of the consultations have feedback that says what was done.
func Answered(ctx context.Context, tx *db.Tx, slugs ...consult.Slug) (map[consult.Slug]bool, error) {
	answered := map[consult.Slug]bool{}
	if len(slugs) == 0 {
		return answered, nil
	}
	list, args := db.In(1, db.Args(slugs))
	found, err := db.All(ctx, tx, db.Text,
		`SELECT consultation FROM decision_feedback WHERE latest AND complete AND consultation IN `+list, args...)
	for _, slug := range found {
		answered[slug] = true
	}
	return answered, err
}

// ListFeedback returns the page of feedback at the cursor at, newest first.
func ListFeedback(ctx context.Context, tx *db.Tx, at string) (db.Page[*Feedback], error) {
	return db.ReadPage(ctx, tx, scanFeedback, func(a *Feedback) []any { return []any{db.Time(a.Date), a.Consultation} },
		db.PageQuery{
			Order: db.Order{Columns: []db.Column{{Name: "dated"}, {Name: "consultation"}}, Descending: true}, At: at, Size: PageSize,
		}, `SELECT body, edition FROM decision_feedback`, `latest`)
}

// ListAll returns the page of up to size decisions and reports at the cursor at, newest first, without their feedback.
func ListAll(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Decision], error) {
	return db.ReadPage(ctx, tx, scan, func(d *Decision) []any { return []any{db.Time(d.Date), d.Ref} },
		db.PageQuery{Order: newest, At: at, Size: size}, `SELECT body, edition FROM decision_decision`, `latest`)
}

// LastRecorded returns when a decision was last published or corrected, or zero.
func LastRecorded(ctx context.Context, tx *db.Tx) (time.Time, error) {
	return db.One(ctx, tx, scanTime, `SELECT COALESCE(MAX(recorded), '') FROM decision_decision WHERE latest`)
}

// LastFeedbackRecorded returns when feedback was last published or corrected, or zero.
func LastFeedbackRecorded(ctx context.Context, tx *db.Tx) (time.Time, error) {
	return db.One(ctx, tx, scanTime, `SELECT COALESCE(MAX(recorded), '') FROM decision_feedback WHERE latest`)
}

func scanTime(r db.Row) (at time.Time, err error) { return at, r.Scan(db.ScanTime(&at)) }

// CountFeedback returns how many consultations have feedback that says what was done.
func CountFeedback(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM decision_feedback WHERE latest AND complete`)
}

// RecentFeedback returns the latest feedback, at most n. With complete it is only that which says what was done.
func RecentFeedback(ctx context.Context, tx *db.Tx, complete bool, n int) ([]*Feedback, error) {
	only := ``
	if complete {
		only = ` AND complete`
	}
	return db.All(ctx, tx, scanFeedback, selectFeedback+only+` ORDER BY dated DESC, consultation DESC LIMIT `+strconv.Itoa(n))
}

// DecidedIn returns the latest decisions and reports about the consultations slugs, at most n.
func DecidedIn(ctx context.Context, tx *db.Tx, slugs []consult.Slug, n int) ([]*Decision, error) {
	in, args := inSlugs(1, slugs)
	return db.All(ctx, tx, scan, selectDecision+` AND `+in+` ORDER BY dated DESC, ref DESC LIMIT `+strconv.Itoa(n), args...)
}

// FeedbackOn returns the latest feedback on the consultations slugs, at most n.
func FeedbackOn(ctx context.Context, tx *db.Tx, slugs []consult.Slug, n int) ([]*Feedback, error) {
	in, args := inSlugs(1, slugs)
	return db.All(ctx, tx, scanFeedback, selectFeedback+` AND `+in+` ORDER BY dated DESC, consultation DESC LIMIT `+strconv.Itoa(n), args...)
}

// EachRef calls fn with the references of all decisions.
func EachRef(ctx context.Context, tx *db.Tx, fn func(string) error) error {
	return db.EachText(ctx, tx, "ref", fn, `SELECT ref FROM decision_decision`, `latest`)
}

// EachAnsweredAlone calls fn with the consultations whose feedback belongs to no decision, and has a page of its own.
func EachAnsweredAlone(ctx context.Context, tx *db.Tx, fn func(consult.Slug) error) error {
	return db.EachText(ctx, tx, "consultation", fn, `SELECT consultation FROM decision_feedback`, `latest AND decision = ''`)
}

// Recent returns the latest decisions and reports without their feedback, at most n.
func Recent(ctx context.Context, tx *db.Tx, n int) ([]*Decision, error) {
	return db.All(ctx, tx, scan, selectDecision+` ORDER BY dated DESC, ref DESC LIMIT `+strconv.Itoa(n))
}
