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
	err := row.Scan(
		&d.Slug, &d.Org, &definition, &d.BaseJSON, &d.StartedBy, &d.ChangedBy, db.ScanTime(&d.ChangedAt), &d.Version,
	)
	if err != nil {
		return nil, err
	}
	return &d, json.Unmarshal([]byte(definition), &d.Definition)
}

// findDraft returns the stored draft of slug, or nil.
func findDraft(ctx context.Context, tx *db.Tx, slug consult.Slug) (*Draft, error) {
	d, err := db.One(ctx, tx, scanDraft, `SELECT `+draftColumns+` FROM draft_draft WHERE slug = $1`, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return d, err
}

// lastChanged is the order of the drafts of an organisation.
var lastChanged = db.Order{Columns: []db.Column{{Name: "changed_at"}, {Name: "slug"}}, Descending: true}

// listByOrg returns the page of up to size drafts of an organisation at the cursor at, the last changed first.
func listByOrg(ctx context.Context, tx *db.Tx, org, at string, size int) (db.Page[*Draft], error) {
	return db.ReadPage(ctx, tx, scanDraft, func(d *Draft) []any { return []any{db.Time(d.ChangedAt), d.Slug} },
		db.PageQuery{Order: lastChanged, At: at, Size: size}, `SELECT `+draftColumns+` FROM draft_draft`, `org = $1`, org)
}

// drafted returns which of these consultations have a draft.
func drafted(ctx context.Context, tx *db.Tx, slugs []consult.Slug) (map[consult.Slug]bool, error) {
	have := map[consult.Slug]bool{}
	if len(slugs) == 0 {
		return have, nil
	}
	found, err := db.All(ctx, tx, db.Text, `SELECT slug FROM draft_draft WHERE slug IN (`+db.Placeholders(1, len(slugs))+`)`,
		db.Args(slugs)...)
	for _, slug := range found {
		have[slug] = true
	}
	return have, err
}

// maxVersions is how many versions of a draft are stored. They are only for comparing concurrent changes.
const maxVersions = 20

// saveDraft stores d as the version after d.Version, which it increments. It reports false and changes nothing
// if d.Version is not the latest version.
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
	_, err = tx.Exec(ctx, `INSERT INTO draft_version (slug, version, definition) VALUES ($1, $2, $3)`,
		d.Slug, d.Version, definition)
	if err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM draft_version WHERE slug = $1 AND version <= $2`, d.Slug, d.Version-maxVersions)
	return true, err
}

// findVersion returns a version of the draft of slug, or nil if it is not stored.
func findVersion(ctx context.Context, tx *db.Tx, slug consult.Slug, version int64) (*consult.Definition, error) {
	text, err := db.One(ctx, tx, db.Text,
		`SELECT definition FROM draft_version WHERE slug = $1 AND version = $2`, slug, version)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	def := &consult.Definition{}
	return def, json.Unmarshal([]byte(text), def)
}

// deleteDraft deletes the draft of slug with its versions.
func deleteDraft(ctx context.Context, tx *db.Tx, slug consult.Slug) error {
	if _, err := tx.Exec(ctx, `DELETE FROM draft_version WHERE slug = $1`, slug); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM draft_draft WHERE slug = $1`, slug)
	return err
}

// ChangedIn returns which of these consultations have a draft, and who started it and changed it last.
func ChangedIn(ctx context.Context, tx *db.Tx, slugs []consult.Slug) (map[consult.Slug][]string, error) {
	have := map[consult.Slug][]string{}
	if len(slugs) == 0 {
		return have, nil
	}
	type row struct{ slug, started, changed string }
	found, err := db.All(ctx, tx, func(r db.Row) (d row, err error) { return d, r.Scan(&d.slug, &d.started, &d.changed) },
		`SELECT slug, started_by, changed_by FROM draft_draft WHERE slug IN (`+db.Placeholders(1, len(slugs))+`)`, db.Args(slugs)...)
	for _, d := range found {
		have[d.slug] = []string{d.started, d.changed}
	}
	return have, err
}
