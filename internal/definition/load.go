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

// loader is one Load on its way.
type loader struct {
	Services
	folder   *Folder
	by       actor.Actor
	problems Problems

	responseCount int // responses, as far as they got
}

// run gives the parts to their features. Each step needs those before it, so
// the mistakes of one step keep the next from beginning; otherwise one missing
// need would be told again by everything that rests on it.
func (l *loader) run(ctx context.Context) error {
	steps := []func(context.Context) error{
		l.council, l.evidence, l.strategies, l.consultations, l.responses, l.actions, l.releaseResults, l.decisions,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
		if err := l.problems.sortedOrNil(); err != nil {
			return err
		}
	}
	return nil
}

// applyPart gives one part to its feature, if it is there.
func applyPart[T any](ctx context.Context, l *loader, p definitionFile[T], define func(context.Context, actor.Actor, T) error) error {
	if p.sourceFile == nil {
		return nil
	}
	return l.problems.addRefusal(p.sourceFile, define(ctx, l.by, p.def))
}

func applyAll[T any](ctx context.Context, l *loader, all []definitionFile[T], define func(context.Context, actor.Actor, T) error) error {
	for _, p := range all {
		if err := applyPart(ctx, l, p, define); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) council(ctx context.Context) error {
	if err := applyPart(ctx, l, l.folder.council, l.Council.Define); err != nil {
		return err
	}
	return applyPart(ctx, l, l.folder.duties, l.Strategy.DefineDuties)
}

func (l *loader) evidence(ctx context.Context) error {
	return applyAll(ctx, l, l.folder.needs, l.Evidence.Define)
}

func (l *loader) strategies(ctx context.Context) error {
	return applyAll(ctx, l, l.folder.strategies, l.Strategy.Define)
}

func (l *loader) consultations(ctx context.Context) error {
	r := l.folder.register
	for _, def := range r.def.Consultations {
		if err := applyPart(ctx, l, definitionFile[consult.Definition]{r.sourceFile, def}, l.Consult.DefineFromFile); err != nil {
			return err
		}
	}
	for _, c := range l.folder.consultations {
		if err := applyPart(ctx, l, c.definitionFile, l.Consult.DefineFromFile); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) responses(ctx context.Context) error {
	for _, c := range l.folder.consultations {
		from, file := c.responses, io.Reader(nil)
		switch {
		case c.responses != nil:
			file = bytes.NewReader(c.responses.data)
		case c.invented.sourceFile != nil:
			from = c.invented.sourceFile
			csv, err := l.inventResponses(ctx, c)
			if err != nil {
				problems, ok := errors.AsType[invent.Problems](err)
				if !ok {
					return err
				}
				for _, say := range problems {
					l.problems.add(from.name, from.lineOf(say), "%s", say)
				}
				continue
			}
			file = bytes.NewReader(csv)
		default:
			continue
		}
		done, err := l.Intake.Import(ctx, l.by, c.def.Slug, file)
		l.responseCount += done.Rows
		if say := fault.Message(err); c.responses != nil && rowNumber.MatchString(say) {
			l.problems.addRowProblems(from, say)
			continue
		}
		if err := l.problems.addRefusal(from, err); err != nil {
			return err
		}
	}
	return nil
}

// inventResponses draws responses on the forms as they are in use, with the equality
// questions that the feature has added to them.
func (l *loader) inventResponses(ctx context.Context, c *consultation) ([]byte, error) {
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

func (l *loader) actions(ctx context.Context) error {
	return applyAll(ctx, l, l.folder.actions, l.Action.Define)
}

// releaseResults releases what is to be released and is not, and then says that it is
// reported. Another release is for somebody who says why.
func (l *loader) releaseResults(ctx context.Context) error {
	for _, c := range l.folder.consultations {
		if c.results.sourceFile == nil {
			continue
		}
		_, there, err := l.Analysis.Releases(ctx, c.def.Slug)
		if err == nil && len(there) == 0 {
			_, err = l.Analysis.Release(ctx, l.by, c.def.Slug)
		}
		if err == nil && c.results.def.Reported != "" {
			err = l.reportOutcome(ctx, c)
		}
		if err := l.problems.addRefusal(c.results.sourceFile, err); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) reportOutcome(ctx context.Context, c *consultation) error {
	now, err := l.Consult.Get(ctx, c.def.Slug)
	if err != nil || now.Stage == consult.StageReported {
		return err
	}
	return l.Consult.MarkReported(ctx, l.by, c.def.Slug, c.results.def.Reported)
}

func (l *loader) decisions(ctx context.Context) error {
	return applyAll(ctx, l, l.folder.decisions, l.Decision.Define)
}
