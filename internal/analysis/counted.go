package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CountedResponses returns how many responses the latest releases of all
// consultations count. Releases never change, so each is decoded once.
func (s *Service) CountedResponses(ctx context.Context, tx *db.Tx) (total int64, err error) {
	latest, err := db.All(ctx, tx, func(row db.Row) (f latestRelease, err error) {
		return f, row.Scan(&f.consultation, &f.number, &f.checksum)
	}, `
		SELECT r.consultation, r.number, r.checksum FROM analysis_release r
		WHERE r.number = (SELECT MAX(o.number) FROM analysis_release o WHERE o.consultation = r.consultation)
		ORDER BY r.consultation`)
	if err != nil {
		return 0, err
	}
	for _, f := range latest {
		n, ok := s.counted.Load(f.checksum)
		if !ok {
			release, err := Get(ctx, tx, f.consultation, f.number)
			if err != nil {
				return 0, err
			}
			n = release.Responses.Counted
			s.counted.Store(f.checksum, n)
		}
		total += n.(int64)
	}
	return total, nil
}

type latestRelease struct {
	consultation string
	number       int64
	checksum     string
}
