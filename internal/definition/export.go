package definition

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/council"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Export hands to put every file of the folder that describes the installation on
// d, as Load reads it: what the council published, in its last words. Loaded
// again where it was taken, it changes nothing. Responses, releases and whatever
// is still being written are not in it.
func Export(ctx context.Context, d *db.DB, put func(name string, data []byte) error) error {
	files := map[string]any{}
	err := d.View(ctx, func(tx *db.Tx) error {
		clear(files)
		for _, gather := range []func(context.Context, *db.Tx, map[string]any) error{exportCouncil, exportPlans, exportConsultations, exportDecisions} {
			if err := gather(ctx, tx, files); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := encode(files[name])
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := put(name, data); err != nil {
			return err
		}
	}
	return nil
}

func exportCouncil(ctx context.Context, tx *db.Tx, files map[string]any) error {
	profile, err := council.Get(ctx, tx)
	switch {
	case err == nil:
		files["council.yaml"] = profile
	case !fault.Is(err, fault.NotFound):
		return err
	}
	duties, err := strategy.Duties(ctx, tx)
	switch {
	case err == nil:
		files["duties.yaml"] = duties
	case !fault.Is(err, fault.NotFound):
		return err
	}
	return nil
}

func exportPlans(ctx context.Context, tx *db.Tx, files map[string]any) error {
	needs, err := evidence.All(ctx, tx)
	if err != nil {
		return err
	}
	if len(needs) > 0 {
		files["evidence/needs.yaml"] = &evidence.Definition{Needs: needs}
	}
	strategies, err := strategy.All(ctx, tx)
	if err != nil {
		return err
	}
	serves := map[string]string{} // the strategy of each objective
	for _, s := range strategies {
		files["strategies/"+s.Slug+".yaml"] = s
		for _, aim := range s.Aims {
			for _, o := range aim.Objectives {
				serves[o.Ref] = s.Slug
			}
		}
	}
	actions, err := action.All(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range actions { // a file for each plan, because an action has its place in its plan
		name := "actions/" + cmp.Or(serves[a.Objective], "other") + ".yaml"
		plan, ok := files[name].(*action.Definition)
		if !ok {
			plan = &action.Definition{}
			files[name] = plan
		}
		plan.Actions = append(plan.Actions, *a)
	}
	return nil
}

func exportConsultations(ctx context.Context, tx *db.Tx, files map[string]any) error {
	slugs, err := consult.Slugs(ctx, tx)
	if err != nil {
		return err
	}
	var register Register
	for _, slug := range slugs {
		def, err := consult.GetDefinition(ctx, tx, slug)
		if err != nil {
			return err
		}
		if def.Register != nil {
			register.Consultations = append(register.Consultations, *def)
			continue
		}
		files["consultations/"+slug+"/consultation.yaml"] = def
	}
	if len(register.Consultations) > 0 {
		files["register.yaml"] = &register
	}
	return nil
}

func exportDecisions(ctx context.Context, tx *db.Tx, files map[string]any) error {
	all, err := decision.All(ctx, tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		whole, err := decision.Get(ctx, tx, d.Ref)
		if err != nil {
			return err
		}
		files["decisions/"+d.Ref+".yaml"] = whole
	}
	return nil
}
