package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/notify/notifyweb"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// defaultMailPerMinute is what mail services take without being asked for more.
const defaultMailPerMinute = 600

// maxRequestedMailPerHour is how many of them anybody can ask for by typing an address,
// so that who asks for many keeps none of the others waiting.
const maxRequestedMailPerHour = 3000

// contactsPerBatch is how many contacts are written to in one transaction.
const contactsPerBatch = 500

// setUpNotifications puts in place what writes to people, and the jobs behind it.
func (a *App) setUpNotifications(cfg Config, box *seal.Keyring) {
	a.contactKeys, a.notifications = box, &notify.Queue{Box: box}
	a.Intake.Notify = a.notifications
	a.mailer = &notify.Mailer{DB: a.DB, Box: box, Carrier: cfg.Mail, PerMinute: cfg.MailPerMinute, PublicPerHour: maxRequestedMailPerHour,
		Render: (&notifyweb.Renderer{BaseURL: cfg.BaseURL, Council: a.council}).Render,
		Checks: map[string]notify.Check{notify.ClosingSoon: a.checkReminder}}
	if a.mailer.Carrier == nil {
		a.mailer.Carrier = mail.Discard{}
	}
	if a.mailer.PerMinute == 0 {
		a.mailer.PerMinute = defaultMailPerMinute
	}
	a.jobs = &jobs.Runner{DB: a.DB, Log: a.slog, Lease: 2 * time.Minute, MaxAttempts: notify.MaxAttempts + 10, PollInterval: time.Second}
	a.mailer.RegisterJobs(a.jobs)
	a.SignIn.RegisterJobs(a.jobs)
	a.jobs.Handle(resultsPublishedJob, a.notifyResultsPublished)
	a.Services.Analysis.OnRelease = func(ctx context.Context, tx *db.Tx, slug string, number int64, now time.Time) error {
		return resultsPublished{Consultation: slug, Number: number, At: now}.enqueue(ctx, tx, now)
	}
	notifyweb.New(a.host, &notify.Outbox{Mailer: a.mailer, Audit: audit.Append})
}

// checkReminder says whether a reminder is still called for: answers may have
// been sent or cleared since it was asked for, and the day may have moved.
func (a *App) checkReminder(
	ctx context.Context,
	tx *db.Tx,
	slug string,
	words map[string]string,
	now time.Time,
) (f notify.CheckResult, err error) {
	c, err := consult.Get(ctx, tx, slug)
	if err != nil {
		return f, err
	}
	steps := strings.Split(words["link"], "/")
	if len(steps) < 2 {
		return f, fmt.Errorf("a reminder without the link to a draft")
	}
	key, err := intake.ParseKey(steps[len(steps)-2])
	if err != nil {
		return f, err
	}
	_, err = intake.GetDraft(ctx, tx, slug, key)
	switch {
	case fault.Is(err, fault.NotFound):
		return notify.CheckResult{DiscardReason: "The saved answers have been sent or deleted."}, nil
	case err != nil:
		return f, err
	case c.Accepts(now, time.Time{}) != nil:
		return notify.CheckResult{DiscardReason: "The consultation is not open for responses."}, nil
	}
	return notify.CheckResult{
		RetryAt: c.Closes.End().Add(-intake.RemindBefore),
		Data:    map[string]string{"title": c.Title, "closes": c.Closes.Local().Format(time.RFC3339)},
	}, nil
}

// resultsPublishedJob is the job that writes to those who asked to hear what came of it.
const resultsPublishedJob = "results-out"

// resultsPublished is what it is about, and how far it has come.
type resultsPublished struct {
	Consultation string `json:"consultation"`
	Number       int64  `json:"number"` // of the release
	After        string `json:"after"`  // the last contact that was written to

	At time.Time `json:"at"` // when it was released
}

func (n resultsPublished) enqueue(ctx context.Context, tx *db.Tx, now time.Time) error {
	return jobs.Enqueue(
		ctx,
		tx,
		jobs.Job{Kind: resultsPublishedJob, Key: fmt.Sprintf("%s/%d/%s", n.Consultation, n.Number, n.After), Payload: jobs.Payload(n)},
		now,
	)
}

// notifyResultsPublished queues the letters to some contacts, and itself for the others.
// Each is in the language that was sealed with the address.
func (a *App) notifyResultsPublished(ctx context.Context, j jobs.Job) error {
	var n resultsPublished
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
		l := notify.Notification{
			Kind:         notify.ResultsPublished,
			Key:          fmt.Sprintf("%s/%d", n.Consultation, n.Number),
			Consultation: n.Consultation,
			EventAt:      n.At,
			Data:         map[string]string{"title": c.Title, "link": fmt.Sprintf("/consultations/%s/results/%d", n.Consultation, n.Number)},
		}
		if err := a.notifications.EnqueueAll(ctx, tx, l, sealed, now); err != nil {
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

// runHourly does once an hour what letters ask for: it reminds staff of promises
// that are overdue and of data that is due to be deleted, and empties letters
// that nobody will send.
func (a *App) runHourly(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := a.mailer.DeleteExpired(ctx); err != nil && ctx.Err() == nil {
			a.slog.Error("tidy letters", "err", err)
		}
		if err := a.notifyFeedbackOverdue(ctx); err != nil && ctx.Err() == nil {
			a.slog.Error("remind staff of overdue feedback", "err", err)
		}
		if err := a.notifyRetentionDue(ctx); err != nil && ctx.Err() == nil {
			a.slog.Error("remind staff of data to delete", "err", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
