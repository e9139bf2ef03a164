package sustainability

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/receipt"
)

const selectVersion = `SELECT v.recorded, v.body FROM sustainability_version v JOIN sustainability_check c ON c.ref = v.ref`

func scanCheck(r db.Row) (c *Check, err error) {
	c = &Check{}
	var body string
	if err := r.Scan(db.ScanTime(&c.Recorded), &body); err != nil {
		return nil, err
	}
	return c, json.Unmarshal([]byte(body), c)
}

// Get returns the latest version of a check, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, ref string) (*Check, error) {
	c, err := db.One(ctx, tx, scanCheck, selectVersion+` AND c.version = v.version WHERE c.ref = $1`, ref)
	return c, asNotFound(err)
}

// GetVersion returns a version of a check, or fault.NotFound.
func GetVersion(ctx context.Context, tx *db.Tx, ref string, version int64) (*Check, error) {
	c, err := db.One(ctx, tx, scanCheck, selectVersion+` WHERE v.ref = $1 AND v.version = $2`, ref, version)
	return c, asNotFound(err)
}

func asNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "We cannot find these long-term effects. Check the list.")
	}
	return err
}

// today returns the civil date.
func today(ctx context.Context, tx *db.Tx) (time.Time, error) {
	now, err := tx.Now(ctx)
	at := consult.LocalTime(now)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC), err
}

// insert stores c as its next version.
func (c *Check) insert(ctx context.Context, tx *db.Tx) error {
	for _, table := range []string{"sustainability_activity", "sustainability_need"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE ref = $1`, c.Ref); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sustainability_version (ref, version, recorded, body) VALUES ($1, $2, $3, $4)`,
		c.Ref, c.Version, db.Time(c.Recorded), db.JSON(c)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO sustainability_check (ref, version, title, recorded, checked, review)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ref) DO UPDATE SET version = excluded.version, title = excluded.title,
			checked = excluded.checked, review = excluded.review`,
		c.Ref, c.Version, c.Title, db.Time(c.Recorded), c.NotChecked == "", db.Time(c.NextReview())); err != nil {
		return err
	}
	var activities, needs [][]any
	for _, name := range c.Activities {
		activities = append(activities, []any{name, c.Ref})
	}
	for _, need := range c.Needs {
		needs = append(needs, []any{need, c.Ref})
	}
	if _, err := tx.Insert(ctx, `sustainability_activity (activity, ref)`, activities, "ON CONFLICT DO NOTHING"); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, `sustainability_need (need, ref)`, needs, "ON CONFLICT DO NOTHING")
	return err
}

// Line is a check in a list.
type Line struct {
	Ref, Title string
	Checked    bool      // false: only the reason why there is none is recorded
	First      time.Time // of the first version
	Review     time.Time // earliest day on which an effect is looked at again, or zero
}

const selectLines = `SELECT c.ref, c.title, c.checked, c.recorded, c.review FROM sustainability_check c`

func scanLine(r db.Row) (l Line, err error) {
	return l, r.Scan(&l.Ref, &l.Title, &l.Checked, db.ScanTime(&l.First), db.ScanTime(&l.Review))
}

var byTitle = db.Order{Columns: []db.Column{{Name: "title"}, {Name: "ref"}}}

func linePosition(l Line) []any { return []any{l.Title, l.Ref} }

// List returns a page of all checks by title.
func List(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[Line], error) {
	return db.ReadPage(ctx, tx, scanLine, linePosition, db.PageQuery{Order: byTitle, At: at, Size: size}, selectLines, "")
}

// ListWhole returns a page of the latest versions of all checks.
func ListWhole(ctx context.Context, tx *db.Tx, at string, size int) (db.Page[*Check], error) {
	return db.ReadPage(ctx, tx, scanCheck, func(c *Check) []any { return []any{c.Title, c.Ref} },
		db.PageQuery{Order: db.Order{Columns: []db.Column{{Name: "c.title"}, {Name: "c.ref"}}}, At: at, Size: size},
		selectVersion+` AND c.version = v.version`, "")
}

// Count returns how many checks say what the effects are.
func Count(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM sustainability_check WHERE checked`)
}

// Due returns at most limit checks of which an effect is to be looked at again by until, the earliest first.
func Due(ctx context.Context, tx *db.Tx, until time.Time, limit int) ([]Line, error) {
	return db.All(ctx, tx, scanLine, selectLines+` WHERE c.review > '' AND c.review <= $1 ORDER BY c.review, c.ref LIMIT $2`,
		db.Time(until), limit)
}

// readFirst is how many records are read before the next plan is drafted.
const readFirst = 20

// ForNextPlan returns the effects of earlier plans that will be looked at again, the earliest first, to be read before the next plan
// is drafted.
func ForNextPlan(ctx context.Context, tx *db.Tx) (all []edit.Reading, err error) {
	found, err := Due(ctx, tx, latest, readFirst)
	for _, l := range found {
		all = append(all, edit.Reading{Title: l.Title, Href: Path(l.Ref), Fact: locale.Lazy("Looked at again on %s", locale.LazyDate(l.Review))})
	}
	return all, err
}

// latest is after any day on which effects are looked at again.
var latest = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// ForActivity returns the checks that cover a published record, also if they name the draft that it was.
func ForActivity(ctx context.Context, tx *db.Tx, kind, ref string) ([]Line, error) {
	names, err := edit.ActivityNames(ctx, tx, kind, ref)
	if err != nil {
		return nil, err
	}
	return covering(ctx, tx, names)
}

// maxCovering is how many checks of an activity are read. There is rarely more than one.
const maxCovering = 40

// covering returns the checks that cover any of the activities, the ones that are reviewed last first, at most maxCovering.
func covering(ctx context.Context, tx *db.Tx, names []string) ([]Line, error) {
	if len(names) == 0 {
		return nil, nil
	}
	return db.All(ctx, tx, scanLine, selectLines+` WHERE c.ref IN (SELECT ref FROM sustainability_activity WHERE activity IN (`+
		db.Placeholders(1, len(names))+`)) ORDER BY c.review DESC, c.ref LIMIT `+strconv.Itoa(maxCovering), db.Args(names)...)
}

// ForNeed returns at most limit checks that rest on a need, by title.
func ForNeed(ctx context.Context, tx *db.Tx, need string, limit int) ([]Line, error) {
	return db.All(ctx, tx, scanLine, selectLines+` WHERE c.ref IN (SELECT ref FROM sustainability_need WHERE need = $1)
		ORDER BY c.title, c.ref LIMIT $2`, need, limit)
}

// EachLeaf calls yield with the leaf of each version of a check, and where it is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	order := db.Order{Columns: []db.Column{{Name: "ref"}, {Name: "version", Number: true}}}
	return db.ReadEach(ctx, tx, scanCheck, func(c *Check) []any { return []any{c.Ref, c.Version} }, order, func(c *Check) error {
		yield(c.Leaf(), fmt.Sprintf("table sustainability_version, %s %d", c.Ref, c.Version))
		return nil
	}, `SELECT recorded, body FROM sustainability_version`, "")
}
