package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const passkeyColumns = `id, credential_id, account, name, public_key, count, backup_eligible, added_at, used_at`

func scanPasskey(row db.Row) (p Passkey, err error) {
	var credential string
	var count int64
	if err := row.Scan(&p.ID, &credential, &p.AccountID, &p.Name, &p.publicKey, &count, &p.backupEligible, db.ScanTime(&p.AddedAt), db.ScanTime(&p.UsedAt)); err != nil {
		return p, err
	}
	p.signCount = uint32(count) // it was written from one
	p.credentialID, err = decodeCredentialID(credential)
	return p, err
}

// listPasskeys returns the passkeys of an account, oldest first.
func listPasskeys(ctx context.Context, tx *db.Tx, account string) ([]Passkey, error) {
	return db.All(ctx, tx, scanPasskey, `SELECT `+passkeyColumns+` FROM signin_passkey WHERE account = $1 ORDER BY added_at, id`, account)
}

// getPasskeyByCredential returns the passkey that a device knows by that id.
func getPasskeyByCredential(ctx context.Context, tx *db.Tx, credential []byte) (Passkey, error) {
	return db.One(
		ctx,
		tx,
		scanPasskey,
		`SELECT `+passkeyColumns+` FROM signin_passkey WHERE credential_id = $1`,
		encodeCredentialID(credential),
	)
}

// insertPasskey keeps a passkey. No two devices choose the same id by chance, so
// one that is there already is refused.
func insertPasskey(ctx context.Context, tx *db.Tx, p Passkey) error {
	n, err := tx.Exec(
		ctx,
		`INSERT INTO signin_passkey (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') ON CONFLICT DO NOTHING`,
		p.ID,
		encodeCredentialID(p.credentialID),
		p.AccountID,
		p.Name,
		p.publicKey,
		int64(p.signCount),
		p.backupEligible,
		db.Time(p.AddedAt),
	)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "That passkey is already in use. Choose another device, or remove the passkey first.")
	}
	return err
}

// recordPasskeyUse writes down that p was used.
func recordPasskeyUse(ctx context.Context, tx *db.Tx, p Passkey) error {
	_, err := tx.Exec(ctx, `UPDATE signin_passkey SET count = $2, used_at = $3 WHERE id = $1`, p.ID, int64(p.signCount), db.Time(p.UsedAt))
	return err
}

var errPasskeyNotFound = fault.New(fault.NotFound, "We cannot find that passkey.")

// requireRow turns a change that met no row into fault.NotFound.
func requireRow(n int64, err error) error {
	if err == nil && n == 0 {
		return errPasskeyNotFound
	}
	return err
}

func renamePasskey(ctx context.Context, tx *db.Tx, account, id, name string) error {
	return requireRow(tx.Exec(ctx, `UPDATE signin_passkey SET name = $3 WHERE id = $1 AND account = $2`, id, account, name))
}

func deletePasskey(ctx context.Context, tx *db.Tx, account, id string) error {
	return requireRow(tx.Exec(ctx, `DELETE FROM signin_passkey WHERE id = $1 AND account = $2`, id, account))
}
