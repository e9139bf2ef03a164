package retention

import (
	"context"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
)

// Due is how many categories of data of an organisation are due for deletion, and when the first
// of them or, if none is, the next one was or will be due.
type Due struct {
	N  int64
	At time.Time
}

// dueFor is how long CountDue keeps what it has counted: it counts what every consultation holds.
const dueFor = 10 * time.Minute

// dueCounts is what CountDue has counted, by organisation.
type dueCounts struct {
	mu   sync.Mutex
	all  map[string]Due       // guarded by mu
	made map[string]time.Time // guarded by mu; when it was counted
}

// CountDue counts the data of by's organisation that is due for deletion. It may be some minutes
// old, unless data was deleted on this server since.
func (s *Service) CountDue(ctx context.Context, tx *db.Tx, by actor.Actor, now time.Time) (Due, error) {
	s.due.mu.Lock()
	due, known := s.due.all[by.Org]
	known = known && now.Sub(s.due.made[by.Org]).Abs() < dueFor
	s.due.mu.Unlock()
	if known {
		return due, nil
	}
	all, err := s.listDueItems(ctx, tx, by)
	if err != nil {
		return Due{}, err
	}
	due = Due{}
	for _, d := range all {
		if d.What == Drafts || d.Count == 0 || d.DueAt.IsZero() { // saved drafts are deleted without a person
			continue
		}
		if d.IsDue {
			due.N++
		}
		if due.At.IsZero() || d.DueAt.Before(due.At) {
			due.At = d.DueAt
		}
	}
	s.due.mu.Lock()
	defer s.due.mu.Unlock()
	if s.due.all == nil {
		s.due.all, s.due.made = map[string]Due{}, map[string]time.Time{}
	}
	s.due.all[by.Org], s.due.made[by.Org] = due, now
	return due, nil
}

// forget makes the next CountDue count again.
func (d *dueCounts) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all, d.made = nil, nil
}
