package account

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Definition is the contents of the file of partner organisations.
type Definition struct {
	Organisations []OrgDefinition `yaml:"organisations"`
}

// OrgDefinition is a partner organisation in a definition file.
type OrgDefinition struct {
	ID       string `yaml:"id"`
	Name     string `yaml:"name"`
	Category string `yaml:"category"`
	Site     string `yaml:"site"`
}

// Definitions returns the kinds of definition files of this feature: the partner organisations.
func (s *Service) Definitions() []definition.Kind {
	organisations := definition.FileKind[Definition]{
		One: "partner organisation", Many: "partner organisations", Pattern: "organisations.yaml",
		Define: func(ctx context.Context, l *definition.Loading, def Definition) error { return s.define(ctx, l, def) },
		Count:  func(d Definition) int { return len(d.Organisations) },
		Names: func(d Definition, defines func(kind, ref string)) {
			for _, o := range d.Organisations {
				defines("organisation", o.ID)
			}
		},
		Export: func(ctx context.Context, tx *db.Tx, files map[string]any) error {
			all, err := ListOrgs(ctx, tx)
			def := Definition{}
			for _, o := range all {
				if o.Kind == Partner {
					def.Organisations = append(def.Organisations, OrgDefinition{o.ID, o.Name, o.Category, o.Site})
				}
			}
			if len(def.Organisations) > 0 {
				files["organisations.yaml"] = def
			}
			return err
		},
	}
	return []definition.Kind{organisations.Kind()}
}

// define adds and changes partner organisations. Defining the same again changes nothing.
func (s *Service) define(ctx context.Context, l *definition.Loading, def Definition) error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i, d := range def.Organisations {
		if seen[d.ID] {
			wrong.Add(fault.Newf(fault.Invalid, "Organisation %q is in the file twice.", d.ID), "organisations", i, "id")
			continue
		}
		seen[d.ID] = true
		o := Org{ID: d.ID, Name: d.Name, Category: d.Category, Site: d.Site}
		changed, err := savePartner(ctx, l.Tx, l.By, o)
		if err == nil && changed && s.Renamed != nil {
			err = s.Renamed(ctx, l.Tx, o)
		}
		wrong.Add(err, "organisations", i)
		if err == nil && changed {
			wrong.Add(audit.Append(ctx, l.Tx, l.By, "define-organisation", "organisation", d.ID, ""), "organisations", i)
		}
	}
	return wrong.Err()
}

// savePartner adds the partner organisation o or gives it these details, and reports whether it was otherwise. Its error
// may be definition.SettingErrors.
func savePartner(ctx context.Context, tx *db.Tx, by actor.Actor, o Org) (changed bool, err error) {
	if !by.MayForAll(actor.Operate) {
		return false, fault.New(fault.Forbidden, "You do not have permission to add organisations.")
	}
	return SavePartner(ctx, tx, o)
}

// SavePartner adds the partner organisation o or gives it these details, and reports whether it was otherwise. It checks no
// permission: package partner lets those publish an entry of the register who may. Its error may be definition.SettingErrors.
func SavePartner(ctx context.Context, tx *db.Tx, o Org) (changed bool, err error) {
	o.Kind = Partner
	var wrong definition.SettingErrors
	wrong.Add(o.checkID(), "id")
	if o.Name, err = CheckName(o.Name, errNoOrgName); err != nil {
		wrong.Add(err, "name")
	}
	wrong.Add(CheckSite(o.Site), "site")
	if err := wrong.Err(); err != nil {
		return false, err
	}
	stored, err := GetOrg(ctx, tx, o.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		return true, insertOrg(ctx, tx, o)
	case err != nil:
		return false, err
	case stored.Kind != Partner:
		wrong.Add(errOrgIDTaken, "id")
		return false, wrong.Err()
	case stored.Name == o.Name && stored.Category == o.Category && stored.Site == o.Site:
		return false, nil
	}
	_, err = tx.Exec(ctx, `UPDATE account_org SET name = $2, category = $3, site = $4 WHERE id = $1`, o.ID, o.Name, o.Category, o.Site)
	return true, err
}
