package app

import (
	"context"
	"fmt"
	"net/url"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/site"
)

// SetAddress enters the public address of the site in the record when it is served
// there for the first time. Later it must be the same, unless moved has the reason of
// an operator for another one, which is then entered too. A local address is only
// for trying it out and is not entered.
func (a *App) SetAddress(ctx context.Context, moved string) error {
	address := a.deps.BaseURL
	if u, err := url.Parse(address); err != nil || u.Host == "" || site.IsLoopback(u.Host) {
		return nil
	}
	before, err := a.Log.Address(ctx)
	switch {
	case err != nil:
		return err
	case before == address && moved != "":
		return fmt.Errorf("the address of the site is %s already: start without -moved", address)
	case before == address:
		return nil
	case before != "" && moved == "":
		return fmt.Errorf("FOLKMOOT_BASE_URL is %s, but the public record says that the address of the site is %s. "+
			"Nothing has been changed. If the site has moved, start it once with -moved \"REASON\", which enters the new address in the record",
			address, before)
	}
	return a.Log.SetAddress(ctx, address, func(ctx context.Context, tx *db.Tx) error {
		return audit.Append(ctx, tx, actor.System, "set-address", "record", address, moved)
	})
}
