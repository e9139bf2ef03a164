package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// PartnersPath is the staff area's register of partners, which package partner keeps.
const PartnersPath = "/staff/partners"

// PartnerOptions returns the partner organisations by name, for fields that name one.
func PartnerOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return db.All(ctx, tx, func(r db.Row) (o edit.Option, err error) {
		var name string
		err = r.Scan(&o.Value, &name)
		o.Label = edit.Name(name)
		return o, err
	}, `SELECT id, name FROM account_org WHERE kind = $1 ORDER BY name, id`, string(Partner))
}
