package eia

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Agreed looks for records that agree an activity although no assessment of it is recorded: neither one that is or was
// current, nor a reason why there is none.
type Agreed struct {
	Kinds func() []edit.Kind // of all features
}

// Definitions returns a kind without files of its own, to be loaded after all others. It refuses the records of a folder that
// Agreed finds.
func (g Agreed) Definitions() definition.Kind {
	return definition.Kind{Read: func(f *definition.Folder, _ []*definition.File, _ *definition.Problems) definition.Loader {
		return definition.Loader{Define: func(ctx context.Context, l *definition.Loading) (int, error) {
			kinds := g.byName()
			for _, d := range f.Defined() {
				k := kinds[d.Kind]
				if k == nil || d.File == nil || l.Skips(d.File) {
					continue
				}
				a, err := unrecorded(ctx, l.Tx, k, d.Ref)
				if err == nil && a != nil {
					err = l.Refuse(d.File, fault.Newf(fault.Invalid,
						"“%s” has been agreed, and no impact assessment of it is recorded. Add to assessments/ an assessment, the reason why "+
							"none is needed, or an entry with needed: not-recorded, with %s among its activities.",
						a.Title, slices.Concat(a.Names, a.Covered)[0]))
				}
				if err != nil {
					return 0, err
				}
			}
			return 0, nil
		}}
	}}
}

func (g Agreed) byName() map[string]*edit.Kind {
	all := map[string]*edit.Kind{}
	for _, k := range g.Kinds() {
		all[k.Name] = &k
	}
	return all
}

// unrecorded returns what the published record ref agrees if no assessment of it, or of what it is a part of, is recorded, and
// otherwise nil.
func unrecorded(ctx context.Context, tx *db.Tx, k *edit.Kind, ref string) (*edit.Activity, error) {
	if found, err := recorded(ctx, tx, edit.ActivityName(k.Name, ref), k.Decides); err != nil || found {
		return nil, err
	}
	a, err := k.PublishedActivity(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	names := slices.Concat(a.Names, a.Covered)
	for _, name := range names {
		if found, err := recorded(ctx, tx, name, a.Decided); err != nil || found {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	return &a, nil
}

// recorded reports whether an assessment of an activity is recorded, current or not, or a reason why there is none. Of what is
// decided, one that is only planned does not count.
func recorded(ctx context.Context, tx *db.Tx, name string, decided bool) (bool, error) {
	if ref, ok := strings.CutPrefix(name, AssessmentActivity); ok {
		return assessmentExists(ctx, tx, ref)
	}
	named, _ := strings.CutPrefix(name, edit.ActivityName("action", ""))
	except := Need("")
	if decided {
		except = NeedPlanned
	}
	return db.One(ctx, tx, db.Bool, `SELECT EXISTS (SELECT 1 FROM eia_activity c JOIN eia_assessment a ON a.ref = c.assessment
			WHERE c.activity = $1 AND a.needed <> $2)
		OR EXISTS (SELECT 1 FROM eia_action WHERE action = $3)`, name, except, named)
}

// Check is for folkmoot doctor. It reports for each kind how many records Agreed finds, and one of them.
func (g Agreed) Check(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	looked := 0
	for _, k := range g.Kinds() {
		found, example := 0, ""
		look := func(ref string) error {
			looked++
			a, err := unrecorded(ctx, tx, &k, ref)
			if err == nil && a != nil {
				found, example = found+1, slices.Concat(a.Names, a.Covered)[0]
			}
			return err
		}
		switch {
		case k.Agrees != edit.AgreesActivity && k.Agrees != edit.AgreesAtFirst && k.Agrees != edit.AgreesPartly:
			continue
		case k.OfConsultation != nil:
			err = consult.EachPublicSlug(ctx, tx, look)
		case k.List != nil:
			err = db.Each(func(at string) (db.Page[edit.Item], error) { return k.ReadList(ctx, tx, "", "", at, listedAtOnce) },
				func(i edit.Item) error { return look(i.Ref) })
		}
		if err != nil {
			return "", err
		}
		if found > 0 {
			report(fmt.Sprintf("Agreed without a recorded impact assessment: %d of the kind “%s”, such as %s. "+
				"Publish an assessment, or the reason why there is none.", found, k.One, example))
		}
	}
	return fmt.Sprintf("whether %d records that agree something have been assessed", looked), nil
}

// listedAtOnce is the number of records that Check reads at a time.
const listedAtOnce = 100
