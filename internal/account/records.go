package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// PartnersPath is the staff area's register of partners, which package partner keeps.
const PartnersPath = "/staff/partners"

// PartnerOptions returns the partner organisations by name, for fields that name one.
func PartnerOptions(ctx context.Context, tx *db.Tx) ([]edit.Option, error) {
	return orgOptions(ctx, tx, string(Partner))
}

// OrgOptions returns the council and the partner organisations by name.
func OrgOptions(ctx context.Context, tx *db.Tx) ([]edit.Option, error) {
	return orgOptions(ctx, tx, string(Council), string(Partner))
}

func orgOptions(ctx context.Context, tx *db.Tx, kinds ...string) (all []edit.Option, err error) {
	return db.All(ctx, tx, func(r db.Row) (o edit.Option, err error) {
		var name string
		err = r.Scan(&o.Value, &name)
		o.Label = edit.Name(name)
		return o, err
	}, `SELECT id, name FROM account_org WHERE kind IN (`+db.Placeholders(1, len(kinds))+`) ORDER BY name, id`, db.Args(kinds)...)
}
