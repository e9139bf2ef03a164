package operation

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

const (
	doneNotice   = "operation-done"
	failedNotice = "operation-failed"

	// noticeAfter is how long an operation must have taken: of a shorter one the person has seen the end.
	noticeAfter = 10 * time.Second
)

// Notices returns the events that staff are notified of: what they started has ended. kinds are all kinds of operations.
func Notices(kinds []Kind) []staffnotice.Kind {
	var needs []actor.Capability
	for _, k := range kinds {
		needs = append(needs, k.Needs)
	}
	if len(needs) == 0 {
		return nil
	}
	return []staffnotice.Kind{
		{Name: doneNotice, Say: "Work that you started has finished", Needs: needs, Default: staffnotice.Never},
		{Name: failedNotice, Say: "Work that you started has failed", Needs: needs, Default: staffnotice.AtOnce},
	}
}

// appendNotice notifies the person who started o that it has ended, in the transaction in which it does.
func (s *Service) appendNotice(ctx context.Context, tx *db.Tx, o Operation, failed bool) error {
	k, ok := s.kinds[o.Kind]
	now, err := tx.Now(ctx)
	if err != nil || !ok || now.Sub(o.StartedAt) < noticeAfter {
		return err
	}
	kind := doneNotice
	if failed {
		kind = failedNotice
	}
	return staffnotice.Append(ctx, tx, staffnotice.Event{
		Kind: kind, Key: o.ID, Org: o.Org,
		Audience: staffnotice.Audience{Can: []actor.Capability{k.Needs}, Only: []string{o.StartedBy}},
		Title:    o.Printer().Say(k.Title), Lang: o.language, Link: k.Path(o),
	})
}
