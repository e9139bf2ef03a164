package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A ceremony is what a browser does in two steps with something that is not
// ours: a passkey, or the provider who signs people in for the council. What
// the first step asked for is kept here and not in the browser, so that the
// answer to it counts once, for five minutes, and in that browser alone.
type ceremony struct {
	kind      ceremonyKind
	accountID string // who it is for: the account that is signed in or invited; "" at sign-in
	data      string // JSON, of the kind
}

type ceremonyKind string

const (
	passkeySignIn ceremonyKind = "passkey-sign-in"
	passkeyAdd    ceremonyKind = "passkey-add"
	oidcSignIn    ceremonyKind = "oidc-sign-in"
	oidcLink      ceremonyKind = "oidc-link"
	oidcAccept    ceremonyKind = "oidc-accept"
)

// CeremonyTimeout is how long there is between the two steps.
const CeremonyTimeout = 5 * time.Minute

// errCeremony is what everybody is told whose second step finds no first one,
// whatever is the reason.
var errCeremony = fault.New(
	fault.Invalid,
	"That took longer than 5 minutes, was started in another browser or has already been used. Start again.",
)

// secretDigest is what is stored of a secret.
func secretDigest(purpose, secret string) string {
	sum := sha256.Sum256([]byte("folkmoot/" + purpose + "/v1\x00" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// startCeremony writes c down for browser, the secret of a session. The second step must
// bring id along, which is a secret too. What nobody has ended in time goes.
func startCeremony(ctx context.Context, tx *db.Tx, c ceremony, id, browser string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM signin_ceremony WHERE expires_at <= $1`, db.Time(now)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO signin_ceremony (id, kind, browser, account, data, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		secretDigest("ceremony", id), string(c.kind), secretDigest("browser", browser), c.accountID, c.data, db.Time(now.Add(CeremonyTimeout)))
	return err
}

const ceremonyColumns = `kind, account, data`

func scanCeremony(row db.Row) (c ceremony, err error) {
	return c, row.Scan((*string)(&c.kind), &c.accountID, &c.data)
}

// getCeremony returns the ceremony id of browser, which is of one of the kinds, without
// ending it.
func getCeremony(ctx context.Context, tx *db.Tx, id, browser string, kinds ...ceremonyKind) (ceremony, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return ceremony{}, err
	}
	c, err := db.One(ctx, tx, scanCeremony, `SELECT `+ceremonyColumns+` FROM signin_ceremony
		WHERE id = $1 AND browser = $2 AND expires_at > $3`, secretDigest("ceremony", id), secretDigest("browser", browser), db.Time(now))
	if err == nil && !slices.Contains(kinds, c.kind) {
		err = errCeremony
	}
	return c, ceremonyNotFound(err)
}

// consumeCeremony is look, and ends the ceremony. It is gone when the transaction is kept,
// whatever becomes of what was sent: a second try needs another challenge. So
// the transaction must not be given up because what was sent is wrong.
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

func ceremonyNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return errCeremony
	}
	return err
}

// unmarshal reads the data of c into v.
func (c ceremony) unmarshal(v any) error { return json.Unmarshal([]byte(c.data), v) }
