package analysis

import (
	"context"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
)

// ReleaseOfOld releases in the first shape, as it was done before there was
// another.
func (s *Service) ReleaseOfOld(ctx context.Context, slug string) (out *Frozen, err error) {
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		c, err := consult.Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		as := &Release{Format: formatOne, Title: c.Title}
		of, err := versions(ctx, tx, slug)
		if err != nil {
			return err
		}
		for _, version := range of {
			as.Forms = append(as.Forms, Form{Version: version})
		}
		if as.Changes, err = changes(ctx, tx, slug, nil); err != nil {
			return err
		}
		for i := range as.Changes {
			as.Changes[i].Moment = 0
		}
		n, err := count(ctx, tx, c, as)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if out, err = insert(ctx, tx, n.release(slug, 1, ""), nil, now); err == nil {
			w.Add(leaf(slug, out.Bytes))
		}
		return err
	})
	return out, err
}
