package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
)

// submissions counts the letters, emails, petitions and events that came beside
// the questionnaire. They name nobody and say nothing of what anybody thinks, so
// their numbers are told as they are.
func submissions(ctx context.Context, tx *db.Tx, slug string) (all []Submission, err error) {
	counts, err := entry.Counts(ctx, tx, slug)
	for _, c := range counts {
		if c.N > 0 {
			all = append(all, Submission{Kind: c.Kind, Count: c.N, Claimed: c.Claimed, Checked: c.Checked, Attending: c.Attending})
		}
	}
	return all, err
}
