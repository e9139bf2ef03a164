package analysis

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// AnnounceJob is the kind of the job that notifies people who asked to be told
// about results.
const AnnounceJob = "analysis.announce"

// contactsPerBatch is how many contacts are notified in one transaction.
const contactsPerBatch = 500

// Announcer notifies the contacts of a consultation of each release.
type Announcer struct {
	DB    *db.DB
	Queue *notify.Queue
}

// announcement is the payload of the job.
type announcement struct {
	Consultation string    `json:"consultation"`
	Number       int64     `json:"number"` // of the release
	After        string    `json:"after"`  // id of the last contact that was notified
	ReleasedAt   time.Time `json:"released_at"`
}

// Announce enqueues the job in the transaction of the release.
func (a *Announcer) Announce(ctx context.Context, tx *db.Tx, consultation string, number int64, now time.Time) error {
	return announcement{Consultation: consultation, Number: number, ReleasedAt: now}.enqueue(ctx, tx, now)
}

func (n announcement) enqueue(ctx context.Context, tx *db.Tx, now time.Time) error {
	key := fmt.Sprintf("%s/%d/%s", n.Consultation, n.Number, n.After)
	return jobs.Enqueue(ctx, tx, jobs.Job{Kind: AnnounceJob, Key: key, Payload: jobs.Payload(n)}, now)
}

// HandleJob notifies a batch of contacts, each in the language that is sealed with
// the address, and enqueues itself for the rest.
func (a *Announcer) HandleJob(ctx context.Context, j jobs.Job) error {
	var n announcement
	if err := j.Decode(&n); err != nil {
		return err
	}
	return a.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		c, err := consult.Get(ctx, tx, n.Consultation)
		if err != nil {
			return err
		}
		contacts, err := intake.Contacts(ctx, tx, n.Consultation, n.After, contactsPerBatch)
		if err != nil || len(contacts) == 0 {
			return err
		}
		sealed := make([][]byte, len(contacts))
		for i := range contacts {
			sealed[i] = contacts[i].Sealed
		}
		notification := notify.Notification{
			Kind:         notify.ResultsPublished,
			Key:          fmt.Sprintf("%s/%d", n.Consultation, n.Number),
			Consultation: n.Consultation,
			EventAt:      n.ReleasedAt,
			Data:         map[string]string{"title": c.Title, "link": fmt.Sprintf("/consultations/%s/results/%d", n.Consultation, n.Number)},
		}
		if err := a.Queue.EnqueueAll(ctx, tx, notification, sealed, now); err != nil {
			return err
		}
		if len(contacts) < contactsPerBatch {
			return nil
		}
		next := n
		next.After = contacts[len(contacts)-1].ID
		return next.enqueue(ctx, tx, now)
	})
}
