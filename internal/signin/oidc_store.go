package signin

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// accountOfIdentity returns the account that id is linked to, or fault.NotFound.
func accountOfIdentity(ctx context.Context, tx *db.Tx, id identity) (string, error) {
	return db.One(
		ctx, tx, db.Text,
		`SELECT account FROM signin_identity WHERE issuer = $1 AND subject = $2`,
		id.issuer, id.subject,
	)
}

func hasIdentity(ctx context.Context, tx *db.Tx, issuer, account string) (bool, error) {
	n, err := db.One(
		ctx, tx, db.Int,
		`SELECT COUNT(*) FROM signin_identity WHERE issuer = $1 AND account = $2`,
		issuer, account,
	)
	return n > 0, err
}

func hasAnyIdentity(ctx context.Context, tx *db.Tx, account string) (bool, error) {
	n, err := db.One(ctx, tx, db.Int, `SELECT COUNT(*) FROM signin_identity WHERE account = $1`, account)
	return n > 0, err
}

// linkIdentity links id to an account. It does nothing if they are linked
// already, and returns fault.Conflict if either is linked to another.
func linkIdentity(ctx context.Context, tx *db.Tx, id identity, account string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(
		ctx,
		`INSERT INTO signin_identity (issuer, subject, account, linked_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`,
		id.issuer, id.subject, account, db.Time(now),
	)
	if err != nil || n == 1 {
		return err
	}
	if linked, err := accountOfIdentity(ctx, tx, id); linked == account {
		return err
	}
	return fault.New(
		fault.Conflict,
		"This sign-in or account is already linked to a different one. Unlink it first, or ask your administrator.",
	)
}

func unlinkIdentity(ctx context.Context, tx *db.Tx, issuer, account string) error {
	n, err := tx.Exec(ctx, `DELETE FROM signin_identity WHERE issuer = $1 AND account = $2`, issuer, account)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "Your account is not linked.")
	}
	return err
}
