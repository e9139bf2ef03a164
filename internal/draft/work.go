package draft

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// maxProgress is how many drafts Progress checks: a check reads every text.
const maxProgress = 5

// Progress is what is left to do before a draft can be published.
type Progress struct {
	*Draft
	Unresolved   int64    // what its check counts: what must be fixed, or be given a reason
	OutOfDate    int64    // of these, formats and translations whose original has changed
	FirstOfThese *Finding // the first of OutOfDate, or nil
	Ready        bool
}

// ListProgress returns the progress of the drafts of by's organisation that were changed last.
func (s *Service) ListProgress(ctx context.Context, tx *db.Tx, by actor.Actor) (all []Progress, err error) {
	drafts, err := ListByOrg(ctx, tx, by.OwnOrg(), "", maxProgress)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts.Items {
		checked, err := s.checkDraft(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		p := Progress{Draft: d, Ready: checked.Ready()}
		fix, reason := checked.Counts()
		p.Unresolved = fix + reason
		for i := range checked.Findings {
			if f := &checked.Findings[i]; f.Unresolved() && strings.HasPrefix(f.Code, staleCode) {
				if p.OutOfDate++; p.FirstOfThese == nil {
					p.FirstOfThese = f
				}
			}
		}
		all = append(all, p)
	}
	return all, nil
}

// staleCode begins the codes of findings about versions whose original has changed.
const staleCode = "questionnaire/stale-"

// Title returns the title of the draft of slug, if by may see it.
func Title(ctx context.Context, tx *db.Tx, by actor.Actor, slug string) (title, language string, err error) {
	d, err := getDraft(ctx, tx, by, slug)
	if err != nil {
		return "", "", err
	}
	return d.Definition.Title, d.Definition.Language, nil
}
