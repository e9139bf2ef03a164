package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CountedResponses returns how many responses the latest releases of all
// consultations count. Releases never change, so each is decoded once.
func (s *Service) CountedResponses(ctx context.Context, tx *db.Tx) (total int64, err error) {
	err = db.ReadEach(
		ctx, tx,
		func(row db.Row) (f latestRelease, err error) {
			return f, row.Scan(&f.consultation, &f.number, &f.checksum)
		},
		func(f latestRelease) []any { return []any{f.consultation, f.number} },
		db.Order{Columns: []db.Column{{Name: "r.consultation"}, {Name: "r.number", Number: true}}},
		func(f latestRelease) error {
			n, ok := s.counted.Load(f.checksum)
			if !ok {
				release, err := Get(ctx, tx, f.consultation, f.number)
				if err != nil {
					return err
				}
				n = release.Responses.Counted
				s.counted.Store(f.checksum, n)
			}
			total += n.(int64)
			return nil
		},
		`SELECT r.consultation, r.number, r.checksum FROM analysis_release r`,
		`NOT EXISTS (SELECT 1 FROM analysis_release o WHERE o.consultation = r.consultation AND o.number > r.number)`)
	return total, err
}

type latestRelease struct {
	consultation string
	number       int64
	checksum     string
}
