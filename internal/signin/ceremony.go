package signin

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// ceremony is an exchange in two steps with a passkey or with the provider. The
// challenge of the first step is stored here, not in the browser, so that an
// answer is accepted once, within CeremonyTimeout and in the same browser.
type ceremony struct {
	kind      ceremonyKind
	accountID string // of the account that is signed in or invited; "" at sign-in
	data      string // JSON that depends on the kind
}

type ceremonyKind string

const (
	passkeySignIn ceremonyKind = "passkey-sign-in"
	passkeyAdd    ceremonyKind = "passkey-add"
	oidcSignIn    ceremonyKind = "oidc-sign-in"
	oidcLink      ceremonyKind = "oidc-link"
	oidcAccept    ceremonyKind = "oidc-accept"
)

// CeremonyTimeout is the longest time between the two steps of a ceremony.
const CeremonyTimeout = 5 * time.Minute

// errCeremony is the one error for a ceremony that is over, unknown or of
// another browser.
var errCeremony = fault.New(
	fault.Invalid,
	"That took longer than 5 minutes, was started in another browser or has already been used. Start again.",
)

// startCeremony stores c for browser, a secret in its session. The second step
// needs id, which is a secret too. It also deletes expired ceremonies.
func startCeremony(ctx context.Context, tx *db.Tx, c ceremony, id, browser string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM signin_ceremony WHERE expires_at <= $1`, db.Time(now)); err != nil {
		return err
	}
	_, err = tx.Exec(
		ctx,
		`INSERT INTO signin_ceremony (id, kind, browser, account, data, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		secretDigest("ceremony", id), string(c.kind), secretDigest("browser", browser), c.accountID, c.data,
		db.Time(now.Add(CeremonyTimeout)),
	)
	return err
}

func scanCeremony(row db.Row) (c ceremony, err error) {
	return c, row.Scan((*string)(&c.kind), &c.accountID, &c.data)
}

// getCeremony returns ceremony id of browser, which must be of one of the kinds,
// or errCeremony.
func getCeremony(ctx context.Context, tx *db.Tx, id, browser string, kinds ...ceremonyKind) (ceremony, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return ceremony{}, err
	}
	c, err := db.One(
		ctx, tx, scanCeremony,
		`SELECT kind, account, data FROM signin_ceremony WHERE id = $1 AND browser = $2 AND expires_at > $3`,
		secretDigest("ceremony", id), secretDigest("browser", browser), db.Time(now),
	)
	if fault.Is(err, fault.NotFound) || err == nil && !slices.Contains(kinds, c.kind) {
		err = errCeremony
	}
	return c, err
}

// consumeCeremony does what getCeremony does and deletes the ceremony, so that a
// second attempt needs a new challenge. The caller must commit the transaction
// even if the answer is wrong.
func consumeCeremony(ctx context.Context, tx *db.Tx, id, browser string, kinds ...ceremonyKind) (ceremony, error) {
	c, err := getCeremony(ctx, tx, id, browser, kinds...)
	if err != nil {
		return c, err
	}
	n, err := tx.Exec(ctx, `DELETE FROM signin_ceremony WHERE id = $1`, secretDigest("ceremony", id))
	if err == nil && n != 1 {
		err = errCeremony
	}
	return c, err
}

// unmarshal decodes the data of c into v.
func (c ceremony) unmarshal(v any) error { return json.Unmarshal([]byte(c.data), v) }
