package edit

import (
	"context"
	"encoding/json"
	"regexp"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

const copyColumns = `kind, id, record, org, title, state, content, base, writers, submitted_by, approved_by, changed_by, ` +
	`changed_at, version`

func scanCopy(row db.Row) (*Copy, error) {
	var c Copy
	var content, base, writers string
	err := row.Scan(&c.Kind, &c.ID, &c.Record, &c.Org, &c.Title, &c.State, &content, &base, &writers, &c.SubmittedBy,
		&c.ApprovedBy, &c.ChangedBy, db.ScanTime(&c.ChangedAt), &c.Version)
	if err != nil {
		return nil, err
	}
	if c.Values, err = parseValues(content); err != nil {
		return nil, err
	}
	if c.Base, err = parseValues(base); err != nil {
		return nil, err
	}
	return &c, json.Unmarshal([]byte(writers), &c.Writers)
}

// validAddress matches references and ids: PostgreSQL refuses some strings that a browser can send.
var validAddress = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// findStored returns the stored copy of the record, or the copy with this id, or nil.
func findStored(ctx context.Context, tx *db.Tx, kind, address string) (*Copy, error) {
	for _, column := range []string{"record", "id"} {
		c, err := db.One(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM edit_copy WHERE kind = $1 AND `+column+` = $2`, kind, address)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return c, err
		}
	}
	return nil, nil
}

// loadPublished returns the published values of a record, or nil.
func (k *Kind) loadPublished(ctx context.Context, tx *db.Tx, ref string) (Values, error) {
	if ref == "" {
		return nil, nil
	}
	v, err := k.Load(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err == nil && v == nil {
		v = Values{}
	}
	return v, err
}

// find returns the copy of a record that by may see. A copy without pending changes, stored or not, has the
// values that are published now.
func find(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, address string) (*Copy, error) {
	if !validAddress.MatchString(address) {
		return nil, notFound()
	}
	c, err := findStored(ctx, tx, k.Name, address)
	if err != nil {
		return nil, err
	}
	if c == nil {
		v, err := k.loadPublished(ctx, tx, address)
		if err != nil {
			return nil, err
		}
		return k.unchanged(ctx, tx, by, address, v)
	}
	sees, held, err := k.sees(ctx, tx, by, c)
	if err != nil {
		return nil, err
	}
	if !sees {
		return nil, notFound()
	}
	if c.State.pending() && !held {
		return c, nil
	}
	v, err := k.loadPublished(ctx, tx, c.Record)
	if err != nil {
		return nil, err
	}
	if held {
		if v == nil {
			return nil, notFound()
		}
		c = &Copy{Kind: c.Kind, ID: c.ID, Record: c.Record, Org: c.Org, State: Published, Held: true}
	}
	if v != nil { // otherwise it is discarded
		c.Values, c.Base = v, v.Clone()
		k.setTitle(c)
	}
	return c, nil
}

// unchanged returns the copy of a record that was never changed here; v are its published values, or nil.
func (k *Kind) unchanged(ctx context.Context, tx *db.Tx, by actor.Actor, ref string, v Values) (c *Copy, err error) {
	c = &Copy{Kind: k.Name, ID: ref, Record: ref, Org: actor.CouncilOrg, State: Published, Values: v, Base: v.Clone()}
	switch {
	case k.OfConsultation != nil:
		c.Title, c.Org, err = k.OfConsultation(ctx, tx, ref)
	case v == nil && ref != k.Only && !k.Proposed:
		return nil, notFound()
	case k.Org != nil && (v != nil || k.Proposed):
		c.Org, err = k.Org(ctx, tx, ref)
	}
	if err != nil {
		return nil, err
	}
	if !by.ActsFor(c.Org) && !k.keeps(by) {
		return nil, notFound()
	}
	if v == nil {
		c.Values, c.Base, c.State = Values{}, nil, Draft
		if k.Initial != nil {
			if c.Values, err = k.Initial(ctx, tx, ref); err != nil {
				return nil, err
			}
		}
	}
	k.setTitle(c)
	return c, nil
}

// autosaveSpan is how long typing continues one version.
const autosaveSpan = 10 * time.Minute

// save stores c as the version after c.Version, which it increments. It reports whether that continues the
// version before: saving what the same person has been typing.
func save(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, act Act) (continues bool, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	last, err := findVersion(ctx, tx, c, c.Version)
	if err != nil {
		return false, err
	}
	continues = last != nil && last.Act == Autosaved && last.By == by.ID && now.Sub(last.At) < autosaveSpan &&
		(act == Saved || act == Autosaved)
	c.ChangedBy, c.ChangedAt = by.ID, now
	base := ""
	if c.Base != nil {
		base = c.Base.text()
	}
	writers := c.Writers
	if writers == nil {
		writers = []string{}
	}
	n, err := tx.Exec(ctx, `
		INSERT INTO edit_copy AS old (`+copyColumns+`, pending)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (kind, id) DO UPDATE SET
			record = excluded.record, org = excluded.org, title = excluded.title, state = excluded.state, pending = excluded.pending,
			content = excluded.content, base = excluded.base, writers = excluded.writers,
			submitted_by = excluded.submitted_by, approved_by = excluded.approved_by,
			changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = excluded.version
		WHERE old.version = excluded.version - 1`,
		c.Kind, c.ID, c.Record, c.Org, c.Title, c.State, c.Values.text(), base, db.JSON(writers), c.SubmittedBy, c.ApprovedBy,
		c.ChangedBy, db.Time(c.ChangedAt), c.Version+1, c.State.pending())
	if err != nil {
		return false, err
	}
	if n == 0 {
		return false, staleError()
	}
	c.Version++
	if continues {
		_, err = tx.Exec(ctx, `UPDATE edit_version SET version = $1, act = $2, made_at = $3, content = $4
			WHERE kind = $5 AND copy = $6 AND version = $7`,
			c.Version, act, db.Time(now), c.Values.text(), c.Kind, c.ID, last.Number)
		return continues, err
	}
	return false, insertVersion(ctx, tx, c, act, by.ID, c.Values)
}

// insertVersion adds the version c.Version to the history.
func insertVersion(ctx context.Context, tx *db.Tx, c *Copy, act Act, by string, v Values) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edit_version (`+versionColumns+`, kind, copy) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Version, act, by, db.Time(now), v.text(), c.Kind, c.ID)
	return err
}

const versionColumns = `version, act, made_by, made_at, content`

func scanVersion(row db.Row) (*Version, error) {
	var v Version
	var content string
	if err := row.Scan(&v.Number, &v.Act, &v.By, db.ScanTime(&v.At), &content); err != nil {
		return nil, err
	}
	var err error
	v.Values, err = parseValues(content)
	return &v, err
}

// findVersion returns a version of c, or nil if it is not stored.
func findVersion(ctx context.Context, tx *db.Tx, c *Copy, number int64) (*Version, error) {
	v, err := db.One(ctx, tx, scanVersion, `SELECT `+versionColumns+` FROM edit_version
		WHERE kind = $1 AND copy = $2 AND version = $3`, c.Kind, c.ID, number)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return v, err
}

// newestVersion is the order of a history.
var newestVersion = db.Order{Columns: []db.Column{{Name: "version", Number: true}}, Descending: true}

// listVersions returns a page of the history of c, the newest first.
func listVersions(ctx context.Context, tx *db.Tx, c *Copy, at string, size int) (db.Page[*Version], error) {
	return db.ReadPage(ctx, tx, scanVersion, func(v *Version) []any { return []any{v.Number} },
		db.PageQuery{Order: newestVersion, At: at, Size: size}, `SELECT `+versionColumns+` FROM edit_version`,
		`kind = $1 AND copy = $2`, c.Kind, c.ID)
}

// lastChanged is the order of the copies of a kind.
var lastChanged = db.Order{Columns: []db.Column{{Name: "changed_at"}, {Name: "id"}}, Descending: true}

// listPending returns a page of the copies of an organisation that wait to be published, sorted by one of CopySorts.
// For the council it has what other organisations submitted, of a kind with Proposed.
func listPending(ctx context.Context, tx *db.Tx, k *Kind, org string, by db.Sort, at string, size int) (db.Page[*Copy], error) {
	order, position := CopySorts.In(by)
	if k.Proposed && org == actor.CouncilOrg {
		return db.ReadPage(ctx, tx, scanCopy, position, db.PageQuery{Order: order, At: at, Size: size},
			`SELECT `+copyColumns+` FROM edit_copy`, `kind = $1 AND pending = TRUE AND (org = $2 OR state <> $3)`, k.Name, org, Draft)
	}
	return db.ReadPage(ctx, tx, scanCopy, position, db.PageQuery{Order: order, At: at, Size: size},
		`SELECT `+copyColumns+` FROM edit_copy`, `kind = $1 AND org = $2 AND pending = TRUE`, k.Name, org)
}

// listDiscarded returns a page of the discarded copies of an organisation, sorted by one of CopySorts.
func listDiscarded(ctx context.Context, tx *db.Tx, kind, org string, by db.Sort, at string, size int) (db.Page[*Copy], error) {
	order, position := CopySorts.In(by)
	return db.ReadPage(ctx, tx, scanCopy, position, db.PageQuery{Order: order, At: at, Size: size},
		`SELECT `+copyColumns+` FROM edit_copy`, `kind = $1 AND org = $2 AND state = $3`, kind, org, Discarded)
}

// newestComment is the order of comments.
var newestComment = db.Order{Columns: []db.Column{{Name: "made_at"}, {Name: "id"}}, Descending: true}

func scanComment(row db.Row) (c Comment, err error) {
	return c, row.Scan(&c.ID, &c.By, db.ScanTime(&c.At), &c.Words)
}

func listComments(ctx context.Context, tx *db.Tx, c *Copy, at string, size int) (db.Page[Comment], error) {
	return db.ReadPage(ctx, tx, scanComment, func(m Comment) []any { return []any{db.Time(m.At), m.ID} },
		db.PageQuery{Order: newestComment, At: at, Size: size}, `SELECT id, made_by, made_at, words FROM edit_comment`,
		`kind = $1 AND copy = $2`, c.Kind, c.ID)
}

func addComment(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, key, words string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edit_comment (id, kind, copy, made_by, made_at, words) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO NOTHING`,
		db.IDFromKey(key), c.Kind, c.ID, by.ID, db.Time(now), survey.CleanText(words))
	return err
}
