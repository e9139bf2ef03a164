package decision

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Cause is a key issue that led to actions, with the decision or the log that responded to it.
type Cause struct {
	RenderedIssue
	Of Origin
}

// Causes returns the key issues that led to any of actions, each once, with the words that people are quoted with.
func (s *Service) Causes(ctx context.Context, tx *db.Tx, actions ...*action.Action) (all []Cause, err error) {
	origins := map[string]Origin{}
	seen := map[string]bool{}
	for some := range slices.Chunk(actions, maxActionsInQuery) {
		var refs, named []string
		for _, a := range some {
			refs, named = append(refs, a.Ref), append(named, a.Issues...)
		}
		issues, err := issuesForActions(ctx, tx, refs, named)
		if err != nil {
			return nil, err
		}
		for _, i := range issues {
			if seen[i.Ref] {
				continue
			}
			seen[i.Ref] = true
			of, _, _ := strings.Cut(i.Path(), "#")
			if origins[of].Path == "" {
				if origins[of], err = i.origin(ctx, tx); err != nil {
					return nil, err
				}
			}
			rendered, err := s.renderIssue(ctx, tx, i)
			if err != nil {
				return nil, err
			}
			all = append(all, Cause{rendered, origins[of]})
		}
	}
	return all, nil
}

// maxActionsInQuery is the most actions in one query for their key issues.
const maxActionsInQuery = 200
