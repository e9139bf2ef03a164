package record

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// The public view of the record grows in steps, so that somebody who reads it again
// and again does not learn when a response arrived and cannot count responses while
// a consultation is open.
const (
	// PublishAfter is how long after a step the next one is due, whatever it shows.
	PublishAfter = 10 * time.Minute
	// minPublished is the number of entries of each subject and kind that make a step
	// due earlier.
	minPublished = 20
	// maxGrouped is the number of entries up to which a step can be due earlier.
	maxGrouped = 5000
	// PublishEvery is how often PublishDue is to be called.
	PublishEvery = 10 * time.Second
)

// publication is a row of record_published: the latest step of an epoch.
type publication struct {
	size int64
	at   time.Time
}

func latestPublication(ctx context.Context, tx *db.Tx, epoch int64) (p publication, err error) {
	return db.One(ctx, tx, func(r db.Row) (p publication, err error) {
		return p, r.Scan(&p.size, db.ScanTime(&p.at))
	}, `SELECT size, at FROM record_published WHERE epoch = $1`, epoch)
}

// PublishDue makes the next step of the public view, if it is due: ten minutes after
// the last one, or as soon as there are at least 20 more entries of each subject and
// kind that has any.
func (l *Log) PublishDue(ctx context.Context) error { return l.publish(ctx, false) }

// PublishAll makes the public view show every entry now. It is for tests, and for
// commands that load an installation.
func (l *Log) PublishAll(ctx context.Context) error { return l.publish(ctx, true) }

func (l *Log) publish(ctx context.Context, all bool) (err error) {
	defer fault.Wrap(&err, "publish the record")
	due := all
	if !all {
		err = l.db.View(ctx, func(tx *db.Tx) error {
			head, err := currentEpoch(ctx, tx)
			if err != nil {
				return err
			}
			due, err = isPublicationDue(ctx, tx, head)
			return err
		})
	}
	if err != nil || !due {
		return err
	}
	return l.db.Update(ctx, func(tx *db.Tx) error {
		head, err := currentEpoch(ctx, tx)
		if err != nil {
			return err
		}
		if due, err := isPublicationDue(ctx, tx, head); err != nil || !due && !all { // another server has made the step
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO record_published (epoch, size, at) VALUES ($1, $2, $3)
			ON CONFLICT (epoch) DO UPDATE SET size = excluded.size, at = excluded.at`, head.Number, head.Size, db.Time(now))
		return err
	})
}

func isPublicationDue(ctx context.Context, tx *db.Tx, head Epoch) (bool, error) {
	last, err := latestPublication(ctx, tx, head.Number)
	if fault.Is(err, fault.NotFound) {
		return true, nil // the epoch begins
	}
	if err != nil {
		return false, err
	}
	now, err := tx.Now(ctx)
	if err != nil || now.Sub(last.at).Abs() >= PublishAfter { // the clock may have been put back
		return err == nil, err
	}
	if more := head.Size - last.size; more < minPublished || more > maxGrouped {
		return false, nil
	}
	bodies, err := db.All(ctx, tx, db.Text, `SELECT body FROM record_leaf
		WHERE epoch = $1 AND idx >= $2 AND idx < $3 ORDER BY idx LIMIT $4`, head.Number, last.size, head.Size, maxGrouped)
	if err != nil {
		return false, err
	}
	groups := map[string]int{}
	for _, body := range bodies {
		groups[body[:strings.LastIndexByte(strings.TrimRight(body, "\n"), '\n')+1]]++ // without the commitment, its last line
	}
	for _, n := range groups {
		if n < minPublished {
			return false, nil
		}
	}
	return true, nil
}

// PublicEpochs returns all epochs as the public sees them, in ascending order: of the
// current one only the entries up to the latest step.
func PublicEpochs(ctx context.Context, tx *db.Tx) ([]Epoch, error) {
	all, err := Epochs(ctx, tx)
	for i := range all {
		if err == nil {
			all[i], err = publicEpoch(ctx, tx, all[i])
		}
	}
	return all, err
}

// publicEpoch returns e with the size and root that are public.
func publicEpoch(ctx context.Context, tx *db.Tx, e Epoch) (Epoch, error) {
	if e.Ended() {
		return e, nil
	}
	last, err := latestPublication(ctx, tx, e.Number)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return e, err
	}
	e.Size = min(last.size, e.Size)
	if e.Size == 0 {
		e.Root, err = tlog.TreeHash(0, nil)
		return e, err
	}
	root, err := rootAt(ctx, tx, e.Number, e.Size)
	if err == nil && len(root) != tlog.HashSize {
		err = fmt.Errorf("record_published epoch %d: there is no checkpoint of size %d", e.Number, e.Size)
	}
	copy(e.Root[:], root)
	return e, err
}

// PublicFrom returns when the public view includes entry idx of epoch at the latest,
// or the zero time if it already does.
func PublicFrom(ctx context.Context, tx *db.Tx, epoch, idx int64) (at time.Time, err error) {
	size, last, err := publicSize(ctx, tx, epoch)
	if err != nil || idx < size {
		return at, err
	}
	if last.IsZero() {
		if last, err = tx.Now(ctx); err != nil {
			return at, err
		}
	}
	return last.Add(PublishAfter + PublishEvery), nil
}

// publicSize returns how many entries of epoch n the public view includes, and when they were last published, zero
// for never.
func publicSize(ctx context.Context, tx *db.Tx, n int64) (size int64, last time.Time, err error) {
	e, err := getEpoch(ctx, tx, n)
	if err != nil {
		return 0, last, err
	}
	if e.Ended() {
		return math.MaxInt64, last, nil
	}
	published, err := latestPublication(ctx, tx, n)
	if fault.Is(err, fault.NotFound) {
		return 0, last, nil
	}
	return published.size, published.at, err
}

// PublicOnly returns the entries that the public view includes already.
func PublicOnly(ctx context.Context, tx *db.Tx, entries []Entry) (public []Entry, err error) {
	sizes := map[int64]int64{} // by epoch
	for _, e := range entries {
		size, known := sizes[e.Epoch]
		if !known {
			if size, _, err = publicSize(ctx, tx, e.Epoch); err != nil {
				return nil, err
			}
			sizes[e.Epoch] = size
		}
		if e.Index < size {
			public = append(public, e)
		}
	}
	return public, nil
}
