package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// PartnersPath is where administrators edit the details of partner organisations.
const PartnersPath = "/staff/partners"

// Records returns the kinds of records that administrators edit in the browser: partner organisations. An administrator
// publishes them alone, because a council may have only one.
func (s *Service) Records() []edit.Kind {
	return []edit.Kind{{
		Name: "organisation", Path: PartnersPath,
		One: "Organisation", Many: "Partner organisations", AddLabel: "Add a partner organisation",
		Files: "organisations.yaml", Within: "organisations/*",
		About: "Organisations that carry out some of the actions and report on them. You can invite their users under Organisations.",
		Write: actor.Operate, Approve: actor.Operate, Agrees: edit.AgreesNothing, OwnApproval: true, Reauth: true,
		Fields: []edit.Field{
			{Name: "name", Kind: edit.Line, Required: true, Label: "Name"},
			{Name: "category", Kind: edit.Line, Label: "What it is", Hint: "For example, “Charity” or “District council”.", Width: 30},
			{Name: "site", Kind: edit.Line, Label: "Web address", Hint: "Starting with https://", Check: CheckSite},
		},
		Listed: edit.ListColumns{Ref: "id", Title: "name", Date: "created_at", DateLabel: "Added"},
		List: func(ctx context.Context, tx *db.Tx, q edit.ListQuery) (db.Page[edit.Item], error) {
			return db.ReadPage(ctx, tx, q.Scan, q.Position, q.PageQuery, `SELECT id, name, created_at FROM account_org`,
				`kind = $1`, string(Partner))
		},
		Load: func(ctx context.Context, tx *db.Tx, ref string) (edit.Values, error) {
			o, err := GetOrg(ctx, tx, ref)
			if err == nil && o.Kind != Partner {
				err = errOrgNotFound
			}
			if err != nil {
				return nil, err
			}
			return o.form().Values(), nil
		},
		Publish: func(ctx context.Context, l *definition.Loading, ref string, v edit.Values) error {
			o := Org{ID: ref}
			o.form().Change(v)
			_, err := savePartner(ctx, l.Tx, l.By, o)
			if fault.Is(err, fault.Conflict) { // the id of the council
				err = fault.New(fault.Invalid, "Another organisation has this name. Choose a different one.")
			}
			return err
		},
		Example: edit.Values{"name": {"Example Valley Food Bank"}, "category": {"Charity"}, "site": {"https://example.org"}},
	}}
}

// form connects the fields of the form with o.
func (o *Org) form() edit.Binding {
	return edit.Binding{edit.BindLine("name", &o.Name), edit.BindLine("category", &o.Category), edit.BindLine("site", &o.Site)}
}

// PartnerOptions returns the partner organisations by name, for fields that name one.
func PartnerOptions(ctx context.Context, tx *db.Tx) (all []edit.Option, err error) {
	return db.All(ctx, tx, func(r db.Row) (o edit.Option, err error) {
		var name string
		err = r.Scan(&o.Value, &name)
		o.Label = edit.Name(name)
		return o, err
	}, `SELECT id, name FROM account_org WHERE kind = $1 ORDER BY name, id`, string(Partner))
}
