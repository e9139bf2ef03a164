package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
)

// countSubmissions counts the letters, emails, petitions and events. These counts
// identify no one and reveal no opinion, so disclosure control does not apply.
func countSubmissions(ctx context.Context, tx *db.Tx, slug string) (all []SubmissionCount, err error) {
	counts, err := entry.CountSubmissions(ctx, tx, slug)
	for _, c := range counts {
		if c.N > 0 {
			all = append(all, SubmissionCount{
				Kind: c.Kind, Count: c.N,
				SignaturesClaimed: c.Claimed, SignaturesChecked: c.Checked, Attendees: c.Attending,
			})
		}
	}
	return all, err
}
