// Package secrets checks that all servers of an installation hold the same secret
// keys, by fingerprints in their database.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Fingerprint returns the fingerprint of a secret of at least 128 random bits, from
// which it cannot be found.
func Fingerprint(secret []byte) string {
	return digest.Labelled("folkmoot/secret-fingerprint/v1", string(secret)).Hex()
}

// Differing returns the names of those secrets in held, a map from names to
// fingerprints, that are other ones than the database knows.
func Differing(ctx context.Context, tx *db.Tx, held map[string]string) (names []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(held)) {
		known, err := Known(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		if known != "" && known != held[name] {
			names = append(names, name)
		}
	}
	return names, nil
}

// Known returns the fingerprint of the secret in the database, or "".
func Known(ctx context.Context, tx *db.Tx, name string) (string, error) {
	known, err := db.One(ctx, tx, db.Text, `SELECT fingerprint FROM secrets_fingerprint WHERE name = $1`, name)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return known, err
}

// Prove stores the fingerprints of secrets that the database does not know yet, and
// returns an error if others differ. With replace they take the place of those that
// it knows, and replace runs in the same transaction.
func Prove(
	ctx context.Context,
	d *db.DB,
	held map[string]string,
	replace func(ctx context.Context, tx *db.Tx, names []string) error,
) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		differing, err := Differing(ctx, tx, held)
		switch {
		case err != nil:
			return err
		case len(differing) > 0 && replace == nil:
			return DifferentError(differing)
		case len(differing) == 0 && replace != nil:
			return errors.New("the keys are those that the database knows: start without -new-keys")
		}
		for name, fingerprint := range held {
			if _, err := tx.Exec(ctx, `INSERT INTO secrets_fingerprint (name, fingerprint) VALUES ($1, $2)
				ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint
				WHERE secrets_fingerprint.fingerprint <> excluded.fingerprint`, name, fingerprint); err != nil {
				return err
			}
		}
		if replace == nil {
			return nil
		}
		return replace(ctx, tx, differing)
	})
}

// Forget deletes the fingerprint of a secret that is about to be destroyed.
func Forget(ctx context.Context, d *db.DB, name string) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM secrets_fingerprint WHERE name = $1`, name)
		return err
	})
}

// DifferentError is the error for secrets with these names.
func DifferentError(names []string) error {
	return fmt.Errorf("these keys are not the ones that the other servers of this database use: %s. "+
		"Nothing has been changed. Let all servers share one data folder. If the keys have been lost and there are no others, "+
		"start the server once with -new-keys \"REASON\"; what was encrypted with the lost keys can then never be read",
		strings.Join(names, ", "))
}
