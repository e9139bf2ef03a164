package app

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/progress"
)

// chain lets every page show where its matter stands, which only the highest
// feature knows.
func chain(p *progress.Service) page.ChainOf {
	states := map[progress.StepState]page.StepState{
		progress.Done: page.Done, progress.Current: page.Current, progress.Promised: page.Promised, progress.Overdue: page.Overdue, progress.Missing: page.Missing}
	return func(ctx context.Context, kind, ref string) (page.Chain, error) {
		steps, err := p.Chain(ctx, kind, ref)
		if err != nil {
			return nil, err
		}
		var all page.Chain
		for _, s := range steps {
			all = append(all, page.Step{Name: s.Name, State: states[s.State], Href: s.Path, Note: s.Note})
		}
		return all, nil
	}
}
