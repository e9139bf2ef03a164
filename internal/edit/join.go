package edit

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// The functions of this file are for features whose forms do not fit declared fields, such as the questionnaire builder:
// they keep their working copies here, in transactions of their own.

// StartIn stores a new record of a kind of which every consultation has one. id must not be used yet.
func (s *Service) StartIn(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, id string, v Values) (*Copy, error) {
	c := &Copy{Kind: k.Name, ID: id, Record: id, Org: by.OwnOrg(), Values: v, State: Draft}
	k.setTitle(c)
	c.addWriter(by.ID)
	_, err := save(ctx, tx, by, c, Saved)
	return c, err
}

// VersionIn returns the values of a version of a record, or nil if it is not stored.
func VersionIn(ctx context.Context, tx *db.Tx, c *Copy, number int64) (Values, error) {
	v, err := findVersion(ctx, tx, c, number)
	if err != nil || v == nil {
		return nil, err
	}
	return v.Values, nil
}

// VersionBeforeIn returns the values of the latest version before the given one, or nil if there is none.
func VersionBeforeIn(ctx context.Context, tx *db.Tx, c *Copy, number int64) (Values, error) {
	all, err := db.All(ctx, tx, scanVersion, `SELECT `+versionColumns+` FROM edit_version
		WHERE kind = $1 AND copy = $2 AND version < $3 ORDER BY version DESC LIMIT 1`, c.Kind, c.ID, number)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0].Values, nil
}

// ListPendingIn returns a page of the copies of an organisation that wait to be published, the last changed first.
func ListPendingIn(ctx context.Context, tx *db.Tx, k *Kind, org, at string, size int) (db.Page[*Copy], error) {
	return listPending(ctx, tx, k, org, "", at, size)
}

// PendingIn returns those of the records that have a copy which waits to be published.
func PendingIn(ctx context.Context, tx *db.Tx, k *Kind, ids []string) ([]*Copy, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.All(ctx, tx, scanCopy, `SELECT `+copyColumns+` FROM edit_copy
		WHERE kind = $1 AND pending = TRUE AND id IN (`+db.Placeholders(2, len(ids))+`)`, append([]any{k.Name}, db.Args(ids)...)...)
}

// ExistsIn reports whether there is a copy with this id, also one without pending changes.
func ExistsIn(ctx context.Context, tx *db.Tx, k *Kind, id string) (bool, error) {
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM edit_copy WHERE kind = $1 AND id = $2)`, k.Name, id)
}

// DiscardIn is Discard in the transaction of the caller, for the given version of a copy; the caller writes the audit entry.
func (s *Service) DiscardIn(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, c *Copy) error {
	if err := k.discard(ctx, tx, c); err != nil {
		return err
	}
	_, err := save(ctx, tx, by, c, DiscardAct)
	return err
}
