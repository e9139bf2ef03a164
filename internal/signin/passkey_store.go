package signin

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const passkeyColumns = `id, credential_id, account, name, public_key, sign_count, backup_eligible, added_at, used_at`

func scanPasskey(row db.Row) (p Passkey, err error) {
	var credential string
	var count int64
	if err := row.Scan(
		&p.ID, &credential, &p.AccountID, &p.Name, &p.publicKey, &count, &p.backupEligible,
		db.ScanTime(&p.AddedAt), db.ScanTime(&p.UsedAt),
	); err != nil {
		return p, err
	}
	p.signCount = uint32(count) // was stored from a uint32
	p.credentialID, err = decodeCredentialID(credential)
	return p, err
}

// listPasskeys returns the passkeys of an account, oldest first.
func listPasskeys(ctx context.Context, tx *db.Tx, account string) ([]Passkey, error) {
	return db.All(
		ctx, tx, scanPasskey,
		`SELECT `+passkeyColumns+` FROM signin_passkey WHERE account = $1 ORDER BY added_at, id`,
		account,
	)
}

// getPasskeyByCredential returns the passkey with a device's id, or fault.NotFound.
func getPasskeyByCredential(ctx context.Context, tx *db.Tx, credential []byte) (Passkey, error) {
	return db.One(
		ctx, tx, scanPasskey,
		`SELECT `+passkeyColumns+` FROM signin_passkey WHERE credential_id = $1`,
		encodeCredentialID(credential),
	)
}

// insertPasskey adds a passkey. It returns fault.Conflict if the device's id is
// in use, which does not happen by chance.
func insertPasskey(ctx context.Context, tx *db.Tx, p Passkey) error {
	n, err := tx.Exec(
		ctx,
		`INSERT INTO signin_passkey (`+passkeyColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') ON CONFLICT DO NOTHING`,
		p.ID, encodeCredentialID(p.credentialID), p.AccountID, p.Name, p.publicKey,
		int64(p.signCount), p.backupEligible, db.Time(p.AddedAt),
	)
	if err == nil && n == 0 {
		err = fault.New(
			fault.Conflict,
			"That passkey is already in use. Choose another device, or remove the passkey first.",
		)
	}
	return err
}

// recordPasskeyUse stores the sign count and the time of the last use of p.
func recordPasskeyUse(ctx context.Context, tx *db.Tx, p Passkey) error {
	_, err := tx.Exec(
		ctx,
		`UPDATE signin_passkey SET sign_count = $2, used_at = $3 WHERE id = $1`,
		p.ID, int64(p.signCount), db.Time(p.UsedAt),
	)
	return err
}

var errPasskeyNotFound = fault.New(fault.NotFound, "We cannot find that passkey.")

// requireRow returns errPasskeyNotFound for a statement that changed no row.
func requireRow(n int64, err error) error {
	if err == nil && n == 0 {
		return errPasskeyNotFound
	}
	return err
}

func renamePasskey(ctx context.Context, tx *db.Tx, account, id, name string) error {
	return requireRow(tx.Exec(
		ctx,
		`UPDATE signin_passkey SET name = $3 WHERE id = $1 AND account = $2`,
		id, account, name,
	))
}

func deletePasskey(ctx context.Context, tx *db.Tx, account, id string) error {
	return requireRow(tx.Exec(ctx, `DELETE FROM signin_passkey WHERE id = $1 AND account = $2`, id, account))
}
