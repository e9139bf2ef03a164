package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// ReleaseV1 publishes a release in the first format.
func (s *Service) ReleaseV1(ctx context.Context, slug string) (out *StoredRelease, err error) {
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		as := &Release{Format: formatV1, Title: c.Title}
		versions, err := formVersions(ctx, tx, slug)
		if err != nil {
			return err
		}
		for _, version := range versions {
			as.Forms = append(as.Forms, Form{Version: version})
		}
		if as.Changes, err = questionChanges(ctx, tx, slug, nil); err != nil {
			return err
		}
		for i := range as.Changes {
			as.Changes[i].Sequence = 0
		}
		n, err := countResults(ctx, tx, c, as)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if out, err = insertRelease(ctx, tx, n.buildRelease(slug, 1, ""), nil, now); err == nil {
			w.Add(releaseLeaf(slug, out.Bytes))
		}
		return err
	})
	return out, err
}
