package definition

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition/invent"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

// loading is one Load on its way.
type loading struct {
	Features
	folder *Folder
	by     actor.Actor
	wrong  Mistakes

	brought int // responses, as far as they got
}

// run gives the parts to their features. Each step needs those before it, so
// the mistakes of one step keep the next from beginning; otherwise one missing
// need would be told again by everything that rests on it.
func (l *loading) run(ctx context.Context) error {
	steps := []func(context.Context) error{
		l.council, l.evidence, l.strategies, l.consultations, l.responses, l.actions, l.results, l.decisions,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
		if err := l.wrong.err(); err != nil {
			return err
		}
	}
	return nil
}

// give gives one part to its feature, if it is there.
func give[T any](ctx context.Context, l *loading, p part[T], define func(context.Context, actor.Actor, T) error) error {
	if p.source == nil {
		return nil
	}
	return l.wrong.refused(p.source, define(ctx, l.by, p.def))
}

func giveAll[T any](ctx context.Context, l *loading, all []part[T], define func(context.Context, actor.Actor, T) error) error {
	for _, p := range all {
		if err := give(ctx, l, p, define); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) council(ctx context.Context) error {
	if err := give(ctx, l, l.folder.council, l.Council.Define); err != nil {
		return err
	}
	return give(ctx, l, l.folder.duties, l.Strategy.DefineDuties)
}

func (l *loading) evidence(ctx context.Context) error {
	return giveAll(ctx, l, l.folder.needs, l.Evidence.Define)
}

func (l *loading) strategies(ctx context.Context) error {
	return giveAll(ctx, l, l.folder.strategies, l.Strategy.Define)
}

func (l *loading) consultations(ctx context.Context) error {
	r := l.folder.register
	for _, def := range r.def.Consultations {
		if err := give(ctx, l, part[consult.Definition]{r.source, def}, l.Consult.Load); err != nil {
			return err
		}
	}
	for _, c := range l.folder.consultations {
		if err := give(ctx, l, c.part, l.Consult.Load); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) responses(ctx context.Context) error {
	for _, c := range l.folder.consultations {
		from, file := c.given, io.Reader(nil)
		switch {
		case c.given != nil:
			file = bytes.NewReader(c.given.data)
		case c.invented.source != nil:
			from = c.invented.source
			csv, err := l.invent(ctx, c)
			if err != nil {
				problems, ok := errors.AsType[invent.Problems](err)
				if !ok {
					return err
				}
				for _, say := range problems {
					l.wrong.add(from.name, from.lineOf(say), "%s", say)
				}
				continue
			}
			file = bytes.NewReader(csv)
		default:
			continue
		}
		done, err := l.Intake.Import(ctx, l.by, c.def.Slug, file)
		l.brought += done.Rows
		if say := fault.Said(err); c.given != nil && rowOf.MatchString(say) {
			l.wrong.rows(from, say)
			continue
		}
		if err := l.wrong.refused(from, err); err != nil {
			return err
		}
	}
	return nil
}

// invent draws responses on the forms as they are in use, with the equality
// questions that the feature has added to them.
func (l *loading) invent(ctx context.Context, c *consultation) ([]byte, error) {
	plan := &c.invented.def.Plan
	table, err := fs.ReadFile(l.folder.files, plan.Census)
	if err != nil {
		return nil, invent.Problems{fmt.Sprintf("There is no file %q with figures to draw from (census).", plan.Census)}
	}
	counts, err := invent.ReadCounts(bytes.NewReader(table))
	if err != nil {
		return nil, invent.Problems{fmt.Sprintf("The figures in %q cannot be used: %v.", plan.Census, err)}
	}
	var forms []*survey.Form
	err = l.Consult.DB.View(ctx, func(tx *db.Tx) error {
		refs, err := consult.Forms(ctx, tx, c.def.Slug)
		if err != nil {
			return err
		}
		forms = forms[:0]
		for _, ref := range refs {
			form, err := consult.FormByVersion(ctx, tx, ref.Version)
			if err != nil {
				return err
			}
			forms = append(forms, form)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var csv bytes.Buffer
	err = invent.Write(&csv, plan, counts, forms)
	return csv.Bytes(), err
}

func (l *loading) actions(ctx context.Context) error {
	return giveAll(ctx, l, l.folder.actions, l.Action.Define)
}

// results releases what is to be released and is not, and then says that it is
// reported. Another release is for somebody who says why.
func (l *loading) results(ctx context.Context) error {
	for _, c := range l.folder.consultations {
		if c.results.source == nil {
			continue
		}
		_, there, err := l.Analysis.Releases(ctx, c.def.Slug)
		if err == nil && len(there) == 0 {
			_, err = l.Analysis.Release(ctx, l.by, c.def.Slug)
		}
		if err == nil && c.results.def.Reported != "" {
			err = l.report(ctx, c)
		}
		if err := l.wrong.refused(c.results.source, err); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) report(ctx context.Context, c *consultation) error {
	now, err := l.Consult.Get(ctx, c.def.Slug)
	if err != nil || now.Stage == consult.Concluded {
		return err
	}
	return l.Consult.Report(ctx, l.by, c.def.Slug, c.results.def.Reported)
}

func (l *loading) decisions(ctx context.Context) error {
	return giveAll(ctx, l, l.folder.decisions, l.Decision.Define)
}
