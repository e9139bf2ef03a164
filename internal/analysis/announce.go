package analysis

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
)

// AnnounceJob is the kind of the job that notifies people who asked to be told
// about results.
const AnnounceJob = "analysis.announce"

// contactsPerBatch is how many contacts are notified in one transaction.
const contactsPerBatch = 500

// Announcer notifies the contacts of a consultation of each release, of the feedback on it, and of what happens afterwards.
// It knows nothing about responses: contacts are stored without them.
type Announcer struct {
	DB      *db.DB
	Queue   *notify.Queue
	Follows *follow.Service // the news
}

// announcement is the payload of the job.
type announcement struct {
	Consultation string    `json:"consultation"`
	Number       int64     `json:"number"` // of the release
	After        string    `json:"after"`  // id of the last contact that was notified
	ReleasedAt   time.Time `json:"released_at"`

	// Feedback is "done" or, if it does not say yet what was done, "next" for feedback, and "report" for a consultation report.
	Feedback string `json:"feedback,omitempty"`
	Path     string `json:"path,omitempty"` // where the feedback or the news can be read

	News map[string]string `json:"news,omitempty"` // of news: what the email says
	Day  string            `json:"day,omitempty"`  // on which it is sent
}

// feedbackSays is what an email about feedback says.
var feedbackSays = map[string]string{
	"done": locale.Key("We have published what you told us and what we did."),
	"next": locale.Key("We have published what happens next."),

	"report": locale.Key("We have published a report on what people said."),
}

// Announce enqueues the job in the transaction of the release.
func (a *Announcer) Announce(ctx context.Context, tx *db.Tx, consultation string, number int64, now time.Time) error {
	return announcement{Consultation: consultation, Number: number, ReleasedAt: now}.enqueue(ctx, tx, now)
}

// AnnounceFeedback enqueues the job in the transaction of feedback, which can be read at path. done says that it says what was
// done. People are told once that it is published and once that it says so, and not of corrections.
func (a *Announcer) AnnounceFeedback(ctx context.Context, tx *db.Tx, consultation, path string, done bool, now time.Time) error {
	n := announcement{Consultation: consultation, ReleasedAt: now, Feedback: "next", Path: path}
	if done {
		n.Feedback = "done"
	}
	return n.enqueue(ctx, tx, now)
}

// AnnounceReport enqueues the job in the transaction that first publishes the consultation report, which can be read at path.
func (a *Announcer) AnnounceReport(ctx context.Context, tx *db.Tx, consultation, path string, now time.Time) error {
	return announcement{Consultation: consultation, ReleasedAt: now, Feedback: "report", Path: path}.enqueue(ctx, tx, now)
}

// notification returns the email about n. title is that of the consultation.
func (n announcement) notification(title string) notify.Notification {
	out := notify.Notification{
		Kind: notify.ResultsPublished, Key: fmt.Sprintf("%s/%d", n.Consultation, n.Number), Consultation: n.Consultation, EventAt: n.ReleasedAt,
		Data: map[string]string{"title": title, "link": fmt.Sprintf("/consultations/%s/results/%d", n.Consultation, n.Number)},
	}
	if n.Feedback != "" {
		out.Kind, out.Key = notify.Outcome, n.Consultation+"/"+n.Feedback
		out.Data["link"], out.Data["say"] = n.Path, feedbackSays[n.Feedback]
	}
	if n.News != nil {
		out.Kind, out.Key = notify.OutcomeNews, n.Consultation+"/"+n.Day
		out.Data["link"] = n.Path
		maps.Copy(out.Data, n.News)
	}
	return out
}

func (n announcement) enqueue(ctx context.Context, tx *db.Tx, now time.Time) error {
	key := fmt.Sprintf("%s/%s/%s", n.Consultation, cmp.Or(n.Feedback, n.Day, strconv.FormatInt(n.Number, 10)), n.After)
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
		if err := a.Queue.EnqueueAll(ctx, tx, n.notification(c.Title), sealed, now); err != nil {
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
