package analysis

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// Planner counts the first release that a folder of definitions asks for before any of the
// folder is stored, so that a decision which quotes one of its figures can be checked.
type Planner struct {
	Releases *Service
	Consults *consult.Service
}

// PlannedFigureFunc returns fault.Forbidden if a figure of a planned release, such as
// "parks-2026#1/use/yes", will be hidden by disclosure control. It returns nil for everything
// else, including what makes the release impossible: other checks report that.
type PlannedFigureFunc func(ctx context.Context, by actor.Actor, ref string) error

// Figures returns the check of figures of the releases that f asks for. Each release is counted
// once, when the first of its figures is looked up, in a transaction that only reads.
func (p Planner) Figures(f *definition.Folder) PlannedFigureFunc {
	counted := map[string]*Release{}
	return func(ctx context.Context, by actor.Actor, ref string) error {
		slug, rest, _ := strings.Cut(ref, "#")
		number, path, _ := strings.Cut(rest, "/")
		results := "consultations/" + slug + "/results.yaml"
		if number != "1" || len(f.Match(results)) == 0 || f.IsWrong(&definition.File{Name: results}) {
			return nil
		}
		r, done := counted[slug]
		if !done {
			var err error
			if r, err = p.release(ctx, by, f, slug); err != nil && fault.Message(err) == "" {
				return err
			}
			counted[slug] = r
		}
		if r == nil {
			return nil
		}
		if _, err := r.figure(ref, path); fault.Is(err, fault.Forbidden) {
			return err
		}
		return nil
	}
}

// release returns the first release of the consultation slug as it will be once f has been
// loaded. It returns nil if there is a release already, and if f changes the questionnaire of a
// consultation that has responses: what the change does to them is known once it is stored.
func (p Planner) release(ctx context.Context, by actor.Actor, f *definition.Folder, slug string) (r *Release, err error) {
	err = p.Releases.DB.View(ctx, func(tx *db.Tx) error {
		r = nil
		heads, err := Heads(ctx, tx, slug)
		if err != nil || len(heads) > 0 {
			return err
		}
		c, forms, err := p.Consults.Planned(ctx, tx, by, f, slug)
		if err != nil {
			return err
		}
		if changed, err := changesAnswered(ctx, tx, slug, forms); err != nil || changed {
			return err
		}
		counts, err := countPlanned(ctx, tx, f, c, forms)
		if err == nil {
			r = counts.buildRelease(slug, 1, "")
		}
		return err
	})
	return r, err
}

// changesAnswered reports whether slug has responses to forms that are not among forms.
func changesAnswered(ctx context.Context, tx *db.Tx, slug string, forms []*survey.Form) (bool, error) {
	n, err := intake.Count(ctx, tx, slug)
	if err != nil || n == 0 {
		return false, err
	}
	refs, err := consult.Forms(ctx, tx, slug)
	return !slices.EqualFunc(refs, forms, func(ref consult.FormRef, f *survey.Form) bool {
		return ref.Version == f.Version()
	}), err
}

// countPlanned counts the responses to c that are stored and those that f adds. forms will be in
// use, the master first.
func countPlanned(
	ctx context.Context, tx *db.Tx, f *definition.Folder, c *consult.Consultation, forms []*survey.Form,
) (*resultCounts, error) {
	n := newResultCounter(ctx, tx, c.Title)
	for _, form := range forms {
		n.addForm(form)
	}
	if err := n.prepare(c.Slug, nil); err != nil {
		return nil, err
	}
	if err := intake.EachResponse(ctx, tx, c.Slug, n.add); err != nil {
		return nil, err
	}
	planned, err := intake.Planned(ctx, tx, f, c.Slug, forms)
	if err != nil {
		return nil, err
	}
	for _, r := range planned {
		n.addForm(r.Form)
		if err := n.add(r.StoredResponse); err != nil {
			return nil, err
		}
	}
	return n.resultCounts, n.end()
}
