package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

const passkeyColumns = `id, credential, account, name, public_key, count, movable, added_at, used_at`

func scanPasskey(row db.Row) (p Passkey, err error) {
	var credential string
	var count int64
	if err := row.Scan(&p.ID, &credential, &p.Account, &p.Name, &p.publicKey, &count, &p.movable, db.ScanTime(&p.AddedAt), db.ScanTime(&p.UsedAt)); err != nil {
		return p, err
	}
	p.count = uint32(count) // it was written from one
	p.credential, err = readID(credential)
	return p, err
}

// passkeysOf returns the passkeys of an account, oldest first.
func passkeysOf(ctx context.Context, tx *db.Tx, account string) ([]Passkey, error) {
	return db.All(ctx, tx, scanPasskey, `SELECT `+passkeyColumns+` FROM account_passkey WHERE account = $1 ORDER BY added_at, id`, account)
}

// byCredential returns the passkey that a device knows by that id.
func byCredential(ctx context.Context, tx *db.Tx, credential []byte) (Passkey, error) {
	return db.One(ctx, tx, scanPasskey, `SELECT `+passkeyColumns+` FROM account_passkey WHERE credential = $1`, storedID(credential))
}

// insertPasskey keeps a passkey. No two devices choose the same id by chance, so
// one that is there already is refused.
func insertPasskey(ctx context.Context, tx *db.Tx, p Passkey) error {
	n, err := tx.Exec(ctx, `INSERT INTO account_passkey (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') ON CONFLICT DO NOTHING`,
		p.ID, storedID(p.credential), p.Account, p.Name, p.publicKey, int64(p.count), p.movable, db.Time(p.AddedAt))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "That passkey is in use already. Choose another device, or remove the passkey first.")
	}
	return err
}

// usePasskey writes down that p was used.
func usePasskey(ctx context.Context, tx *db.Tx, p Passkey) error {
	_, err := tx.Exec(ctx, `UPDATE account_passkey SET count = $2, used_at = $3 WHERE id = $1`, p.ID, int64(p.count), db.Time(p.UsedAt))
	return err
}

var errNoPasskey = fault.New(fault.NotFound, "We cannot find that passkey.")

// onlyOne turns a change that met no row into fault.NotFound.
func onlyOne(n int64, err error) error {
	if err == nil && n == 0 {
		return errNoPasskey
	}
	return err
}

func renamePasskey(ctx context.Context, tx *db.Tx, account, id, name string) error {
	return onlyOne(tx.Exec(ctx, `UPDATE account_passkey SET name = $3 WHERE id = $1 AND account = $2`, id, account, name))
}

func deletePasskey(ctx context.Context, tx *db.Tx, account, id string) error {
	return onlyOne(tx.Exec(ctx, `DELETE FROM account_passkey WHERE id = $1 AND account = $2`, id, account))
}
