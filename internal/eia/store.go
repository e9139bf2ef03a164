package eia

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/receipt"
)

// edition is a frozen publication.
type edition struct {
	number   int64
	recorded time.Time
	body     string
}

func scanEdition(r db.Row) (e edition, err error) {
	return e, r.Scan(&e.number, db.ScanTime(&e.recorded), &e.body)
}

const selectEdition = `SELECT edition, recorded, body FROM eia_edition`

// addEdition stores body as the next edition of a record with an entry in the public record, unless it equals the latest
// one. It reports whether it stored one.
//
// published is when it was published, if that was before it was recorded here; zero is now.
func addEdition(
	ctx context.Context, tx *db.Tx, w *record.Writer, kind, ref, body string, published time.Time,
) (added bool, at time.Time, err error) {
	last, err := db.One(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 AND latest`, kind, ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return false, at, err
	}
	if err == nil && withoutNumber(last.body, last.number) == body {
		return false, at, nil
	}
	if at = published; at.IsZero() {
		if at, err = tx.Now(ctx); err != nil {
			return false, at, err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE eia_edition SET latest = FALSE WHERE kind = $1 AND ref = $2`, kind, ref); err != nil {
		return false, at, err
	}
	body = withNumber(body, last.number+1)
	_, err = tx.Exec(ctx, `INSERT INTO eia_edition (kind, ref, edition, latest, recorded, body) VALUES ($1, $2, $3, TRUE, $4, $5)`,
		kind, ref, last.number+1, db.Time(at), body)
	if err == nil {
		w.Add(leaf(kind, ref, last.number+1, body))
	}
	return true, at, err
}

// withNumber adds the number of an edition to its body, so that restoring an earlier text gives a different entry.
func withNumber(body string, n int64) string { return strings.TrimSuffix(body, "}") + numberSuffix(n) }

func withoutNumber(body string, n int64) string {
	return strings.TrimSuffix(body, numberSuffix(n)) + "}"
}

func numberSuffix(n int64) string { return fmt.Sprintf(`,"edition":%d}`, n) }

// leaf is the entry of an edition in the public record. Its commitment needs no salt, because body is public.
func leaf(kind, ref string, number int64, body string) receipt.Leaf {
	return receipt.Leaf{Subject: fmt.Sprintf("%s/%s/%d", kind, ref, number), Kind: "publication", Commitment: digest.Of(body)}
}

// EachLeaf calls yield with the leaf of each edition, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	type row struct {
		kind, ref, body string
		number          int64
	}
	scan := func(r db.Row) (x row, err error) { return x, r.Scan(&x.kind, &x.ref, &x.number, &x.body) }
	order := db.Order{Columns: []db.Column{{Name: "kind"}, {Name: "ref"}, {Name: "edition", Number: true}}}
	return db.ReadEach(ctx, tx, scan, func(x row) []any { return []any{x.kind, x.ref, x.number} }, order, func(x row) error {
		yield(leaf(x.kind, x.ref, x.number, x.body), fmt.Sprintf("table eia_edition, %s %s edition %d", x.kind, x.ref, x.number))
		return nil
	}, `SELECT kind, ref, edition, body FROM eia_edition`, "")
}

// Leaf returns the entry of an edition of an assessment in the public record.
func Leaf(ctx context.Context, tx *db.Tx, ref string, number int64) (l receipt.Leaf, err error) {
	e, err := db.One(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 AND edition = $3`, kindName, ref, number)
	return leaf(kindName, ref, number, e.body), err
}

func (e edition) assessment() (*Assessment, error) {
	a := &Assessment{Edition: e.number, Recorded: e.recorded}
	return a, json.Unmarshal([]byte(e.body), a)
}

func notFound() error {
	return fault.New(fault.NotFound, "We cannot find that assessment. Check the list of assessments.")
}

// Get returns the latest edition of an assessment, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Assessment, error) {
	e, err := db.One(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 AND latest`, kindName, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return e.assessment()
}

// GetEdition returns an edition of an assessment, or fault.NotFound.
func GetEdition(ctx context.Context, tx *db.Tx, ref string, number int64) (*Assessment, error) {
	e, err := db.One(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 AND edition = $3`, kindName, ref, number)
	if fault.Is(err, fault.NotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	return e.assessment()
}

// EditionName is what an edition of an assessment is called. Title is that of the latest one.
type EditionName struct {
	Ref, Title string
	Number     int64
	At         time.Time // when it was published
}

const selectEditionName = `SELECT ref, edition, recorded, (SELECT title FROM eia_assessment a WHERE a.ref = eia_edition.ref)
	FROM eia_edition`

func scanEditionName(r db.Row) (n EditionName, err error) {
	return n, r.Scan(&n.Ref, &n.Number, db.ScanTime(&n.At), &n.Title)
}

// ListEditionNames returns a page of the names of the editions of all assessments, by reference, without reading them.
func ListEditionNames(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[EditionName], error) {
	return db.ReadPage(ctx, tx, scanEditionName, func(n EditionName) []any { return []any{n.Ref, n.Number} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "edition", Number: true}}}, At: at, Size: size},
		selectEditionName, `kind = $1`, kindName)
}

// EditionNamesOf returns the names of the editions of some assessments.
func EditionNamesOf(ctx context.Context, tx *db.Tx, refs []string) ([]EditionName, error) {
	return db.All(ctx, tx, scanEditionName, selectEditionName+` WHERE kind = $1 AND ref IN (`+db.Placeholders(2, len(refs))+`)
		ORDER BY ref, edition`, append([]any{kindName}, db.Args(refs)...)...)
}

// eachEditionOf calls fn with every edition of an assessment, the latest first.
func eachEditionOf(ctx context.Context, tx *db.Tx, ref string, fn func(*Assessment) error) error {
	all, err := db.All(ctx, tx, scanEdition, selectEdition+` WHERE kind = $1 AND ref = $2 ORDER BY edition DESC`, kindName, ref)
	if err != nil {
		return err
	}
	for _, e := range all {
		a, err := e.assessment()
		if err == nil {
			err = fn(a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wasPublished reports whether exactly this text is an edition of a, the latest or an earlier one. A file that has several
// editions, or an earlier one, can so be loaded again.
func (a *Assessment) wasPublished(ctx context.Context, tx *db.Tx) (found bool, err error) {
	body := db.JSON(a)
	return found, eachEditionOf(ctx, tx, a.Ref, func(was *Assessment) error {
		found = found || db.JSON(was) == body
		return nil
	})
}

// PublishedBetween returns the assessments that were published from one day to another, each as its last edition of these days
// says, by their references. Reasons why there is none are left out.
func PublishedBetween(ctx context.Context, tx *db.Tx, from, to time.Time) (all []*Assessment, err error) {
	type row struct {
		ref string
		edition
	}
	scan := func(r db.Row) (x row, err error) {
		return x, r.Scan(&x.ref, &x.number, db.ScanTime(&x.recorded), &x.body)
	}
	order := db.Order{Columns: []db.Column{{Name: "kind"}, {Name: "ref"}, {Name: "edition", Number: true}}}
	return all, db.ReadEach(ctx, tx, scan, func(x row) []any { return []any{kindName, x.ref, x.number} }, order, func(x row) error {
		a, err := x.assessment()
		if err != nil {
			return err
		}
		if n := len(all); n > 0 && all[n-1].Ref == a.Ref {
			all = all[:n-1]
		}
		if a.Needed == NeedYes {
			all = append(all, a)
		}
		return nil
	}, `SELECT ref, edition, recorded, body FROM eia_edition`, `kind = $1 AND recorded >= $2 AND recorded < $3`,
		kindName, db.Time(from), db.Time(to.AddDate(0, 0, 1)))
}

// Changed returns what the council says that it changed because of a, or "".
func (a *Assessment) Changed() string {
	if slices.Contains(a.Outcomes, string(Adjust)) || slices.Contains(a.Outcomes, string(Stop)) {
		return a.Reasons
	}
	return ""
}

// EditionDate is when an edition was published.
type EditionDate struct {
	Number int64
	At     time.Time
}

// Editions returns the editions of an assessment, the latest first.
func Editions(ctx context.Context, tx *db.Tx, ref string) ([]EditionDate, error) {
	return db.All(ctx, tx, func(r db.Row) (e EditionDate, err error) { return e, r.Scan(&e.Number, db.ScanTime(&e.At)) },
		`SELECT edition, recorded FROM eia_edition WHERE kind = $1 AND ref = $2 ORDER BY edition DESC`, kindName, ref)
}

// Values returns the fields of a as the form shows them.
func (a *Assessment) Values() edit.Values { return a.form().Values() }

// save stores a as a new edition, and reports whether it did.
func (a *Assessment) save(ctx context.Context, tx *db.Tx, w *record.Writer) (changed bool, err error) {
	changed, at, err := addEdition(ctx, tx, w, kindName, a.Ref, db.JSON(a), a.Published)
	if err != nil || !changed {
		return false, err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO eia_assessment (ref, title, recorded, needed, current_to, service, team, year)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (ref) DO UPDATE SET title = excluded.title, recorded = excluded.recorded, needed = excluded.needed,
			current_to = excluded.current_to, service = excluded.service, team = excluded.team, year = excluded.year`,
		a.Ref, a.Title, db.Time(at), a.Needed, a.currentTo(), a.Service, locale.Fold(a.Team), a.Year)
	if err != nil {
		return false, err
	}
	for _, table := range []string{"eia_activity", "eia_impact", "eia_action"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE assessment = $1`, a.Ref); err != nil {
			return false, err
		}
	}
	var activities, impacts, actions [][]any
	for _, name := range a.Activities {
		activities = append(activities, []any{name, a.Ref})
	}
	if a.Needed == NeedYes {
		for i, m := range a.Impacts {
			impacts = append(impacts, []any{a.Ref, int64(i), m.Group, string(m.Direction), string(m.Size), int64(m.Number),
				a.proposes(m), int64(a.Year)})
		}
	}
	for _, ref := range a.ActionRefs() {
		actions = append(actions, []any{ref, a.Ref})
	}
	for _, of := range []struct {
		into string
		rows [][]any
	}{
		{`eia_activity (activity, assessment)`, activities},
		{`eia_impact (assessment, position, affected, direction, size, number, proposed, year)`, impacts},
		{`eia_action (action, assessment)`, actions},
	} {
		if _, err := tx.Insert(ctx, of.into, of.rows, `ON CONFLICT DO NOTHING`); err != nil {
			return false, err
		}
	}
	return true, nil
}

// proposes reports whether m is an impact of what is proposed: it is of all options or of a preferred one, or none is preferred.
func (a *Assessment) proposes(m Impact) bool {
	preferred := func(o Option) bool { return o.Preferred }
	return m.Option == "" || !slices.ContainsFunc(a.Options, preferred) || slices.ContainsFunc(a.Options, func(o Option) bool {
		return o.Preferred && locale.Fold(o.Option) == locale.Fold(m.Option)
	})
}

// Named is the reference and the title of an assessment.
type Named struct {
	Ref, Title string
	First      time.Time // when its first version was published: a decision made before did not rest on it
}

// named selects Named from eia_assessment a.
const named = `SELECT a.ref, a.title, e.recorded FROM eia_assessment a
	JOIN eia_edition e ON e.kind = '` + kindName + `' AND e.ref = a.ref AND e.edition = 1 `

func scanNamed(r db.Row) (n Named, err error) {
	return n, r.Scan(&n.Ref, &n.Title, db.ScanTime(&n.First))
}

// ForActivity returns the published assessments that cover an activity, also if they name the draft that it was.
func ForActivity(ctx context.Context, tx *db.Tx, kind, ref string) ([]Named, error) {
	names, err := edit.ActivityNames(ctx, tx, kind, ref)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, scanNamed, named+`WHERE a.ref IN
		(SELECT assessment FROM eia_activity WHERE activity IN (`+db.Placeholders(1, len(names))+`)) ORDER BY a.title, a.ref`,
		db.Args(names)...)
}

// ForAction returns the published assessments that cover an action, or name it because it reduces an impact.
func ForAction(ctx context.Context, tx *db.Tx, ref string) ([]Named, error) {
	names, err := edit.ActivityNames(ctx, tx, "action", ref)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, scanNamed, named+`WHERE a.ref IN (SELECT assessment FROM eia_action WHERE action = $1
			UNION SELECT assessment FROM eia_activity WHERE activity IN (`+db.Placeholders(2, len(names))+`))
		ORDER BY a.title, a.ref`, append([]any{ref}, db.Args(names)...)...)
}
