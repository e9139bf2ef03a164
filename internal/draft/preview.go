package draft

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// MaxPreviewDays is the maximum number of days for which a preview link works.
const MaxPreviewDays = 14

// Preview is a link that shows a draft to people without an account.
type Preview struct {
	ID        string
	CreatedBy string // account
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero if not revoked
	OpenCount int64     // how often the first page of the preview was opened
}

// ActiveAt reports whether the link works at the time now.
func (p *Preview) ActiveAt(now time.Time) bool {
	return p.RevokedAt.IsZero() && now.Before(p.ExpiresAt)
}

const previewColumns = `id, created_by, created_at, expires_at, revoked_at, open_count`

func scanPreview(row db.Row) (p Preview, err error) {
	return p, row.Scan(
		&p.ID, &p.CreatedBy, db.ScanTime(&p.CreatedAt), db.ScanTime(&p.ExpiresAt), db.ScanTime(&p.RevokedAt), &p.OpenCount,
	)
}

// CreatePreview creates a link that works for the given number of days and returns its token. Only a digest of
// the token is stored.
func (s *Service) CreatePreview(ctx context.Context, by actor.Actor, slug consult.Slug, days int) (token string, err error) {
	defer fault.Wrap(&err, "create a preview of %s", slug)
	if !by.May(actor.Draft) {
		return "", forbidden()
	}
	if days < 1 || days > MaxPreviewDays {
		return "", fault.Newf(fault.Invalid, "Number of days must be between 1 and %d.", MaxPreviewDays)
	}
	token = db.NewSecret()
	var random [8]byte
	rand.Read(random[:])
	id := hex.EncodeToString(random[:])
	err = s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO draft_preview (`+previewColumns+`, slug, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, by.ID, db.Time(now), db.Time(now.AddDate(0, 0, days)), "", 0, slug, tokenDigest(token))
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "create-preview-link", "consultation", slug, id)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Previews returns the preview links of slug, the newest first, and the current time for [Preview.ActiveAt].
func (s *Service) Previews(ctx context.Context, by actor.Actor, slug consult.Slug) (all []Preview, now time.Time, err error) {
	defer fault.Wrap(&err, "list previews of %s", slug)
	if !by.May(actor.Draft) {
		return nil, now, forbidden()
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		if now, err = tx.Now(ctx); err != nil {
			return err
		}
		all, err = db.All(ctx, tx, scanPreview,
			`SELECT `+previewColumns+` FROM draft_preview WHERE slug = $1 ORDER BY created_at DESC, id`, slug)
		return err
	})
	return all, now, err
}

// RevokePreview turns off the link with the given id. It does nothing if there is no such link, or it is off
// already.
func (s *Service) RevokePreview(ctx context.Context, by actor.Actor, slug consult.Slug, id string) (err error) {
	defer fault.Wrap(&err, "revoke a preview of %s", slug)
	if !by.May(actor.Draft) {
		return forbidden()
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE draft_preview SET revoked_at = $3 WHERE slug = $1 AND id = $2 AND revoked_at = ''`,
			slug, id, db.Time(now))
		if err != nil || n == 0 {
			return err
		}
		return audit.Append(ctx, tx, by, "revoke-preview-link", "consultation", slug, id)
	})
}

// OpenPreview returns the draft that the link with the given token shows. With count, the visit is counted and
// entered in the audit log without an account. The error is the same for an unknown, expired or revoked link
// and for a draft that no longer exists.
func (s *Service) OpenPreview(ctx context.Context, token string, count bool) (d *Draft, p Preview, err error) {
	defer fault.Wrap(&err, "open a preview")
	inactive := fault.New(fault.NotFound,
		"This preview link does not work or has expired. Ask the person who sent it for a new one.")
	open := func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		slug, err := db.One(ctx, tx, db.Text, `SELECT slug FROM draft_preview WHERE digest = $1`, tokenDigest(token))
		if fault.Is(err, fault.NotFound) {
			return inactive
		}
		if err != nil {
			return err
		}
		p, err = db.One(ctx, tx, scanPreview,
			`SELECT `+previewColumns+` FROM draft_preview WHERE digest = $1`, tokenDigest(token))
		if err != nil {
			return err
		}
		if !p.ActiveAt(now) {
			return inactive
		}
		if d, err = getDraft(ctx, tx, actor.System, slug); fault.Is(err, fault.NotFound) || err == nil && d.State == edit.Discarded {
			return inactive
		}
		if err != nil || !count {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE draft_preview SET open_count = open_count + 1 WHERE id = $1`, p.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, actor.Actor{Org: d.Org}, "open-preview-link", "consultation", slug, p.ID)
	}
	if count {
		err = s.DB.Update(ctx, open)
	} else {
		err = s.DB.View(ctx, open)
	}
	if err != nil {
		return nil, Preview{}, err
	}
	return d, p, nil
}

// tokenDigest returns the digest that is stored of a token.
func tokenDigest(token string) string {
	return digest.Of("folkmoot/preview/v1\n" + token).Hex()
}
