package draft

import (
	"context"
	"encoding/json"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const draftColumns = `slug, org, definition, base, started_by, changed_by, changed_at, version`

func scanDraft(row db.Row) (*Draft, error) {
	var d Draft
	var definition string
	if err := row.Scan(&d.Slug, &d.Org, &definition, &d.BaseJSON, &d.StartedBy, &d.ChangedBy, db.ScanTime(&d.ChangedAt), &d.Version); err != nil {
		return nil, err
	}
	return &d, json.Unmarshal([]byte(definition), &d.Definition)
}

// findDraft returns the working copy of slug, or nil.
func findDraft(ctx context.Context, tx *db.Tx, slug consult.Slug) (*Draft, error) {
	d, err := db.One(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM draft_draft WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return d, err
}

func listByOrg(ctx context.Context, tx *db.Tx, org string) ([]*Draft, error) {
	return db.All(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM draft_draft WHERE org = $1 ORDER BY changed_at DESC, slug`, org)
}

// maxVersions is how many versions of a working copy are kept. They serve those
// who save late, not history.
const maxVersions = 20

// saveDraft writes d: as a new row if its version is 0, else over the version that
// was read. It reports whether it did, or another was first.
func saveDraft(ctx context.Context, tx *db.Tx, d *Draft) (bool, error) {
	definition := db.JSON(&d.Definition)
	n, err := tx.Exec(ctx, `
		INSERT INTO draft_draft AS old (`+draftColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (slug) DO UPDATE SET
			definition = excluded.definition, changed_by = excluded.changed_by,
			changed_at = excluded.changed_at, version = excluded.version
		WHERE old.version = excluded.version - 1`,
		d.Slug, d.Org, definition, d.BaseJSON, d.StartedBy, d.ChangedBy, db.Time(d.ChangedAt), d.Version+1)
	if err != nil || n == 0 {
		return false, err
	}
	d.Version++
	if _, err := tx.Exec(ctx, `INSERT INTO draft_version (slug, version, definition) VALUES ($1, $2, $3)`, d.Slug, d.Version, definition); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM draft_version WHERE slug = $1 AND version <= $2`, d.Slug, d.Version-maxVersions)
	return true, err
}

// findVersion returns what version of the working copy said, or nil if it is not kept.
func findVersion(ctx context.Context, tx *db.Tx, slug consult.Slug, version int64) (*consult.Definition, error) {
	text, err := db.One(ctx, tx, db.Text, `SELECT definition FROM draft_version WHERE slug = $1 AND version = $2`, slug, version)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	def := &consult.Definition{}
	return def, json.Unmarshal([]byte(text), def)
}

// Delete drops the working copy of slug, in the transaction of whoever has used
// it up.
func Delete(ctx context.Context, tx *db.Tx, slug consult.Slug) error {
	if _, err := tx.Exec(ctx, `DELETE FROM draft_version WHERE slug = $1`, slug); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM draft_draft WHERE slug = $1`, slug)
	return err
}
