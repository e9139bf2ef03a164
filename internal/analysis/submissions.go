package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
)

// countSubmissions counts the letters, emails, petitions and events that came beside
// the questionnaire. They name nobody and say nothing of what anybody thinks, so
// their numbers are told as they are.
func countSubmissions(ctx context.Context, tx *db.Tx, slug string) (all []SubmissionCount, err error) {
	counts, err := entry.CountSubmissions(ctx, tx, slug)
	for _, c := range counts {
		if c.N > 0 {
			all = append(
				all,
				SubmissionCount{Kind: c.Kind, Count: c.N, SignaturesClaimed: c.Claimed, SignaturesChecked: c.Checked, Attendees: c.Attending},
			)
		}
	}
	return all, err
}
