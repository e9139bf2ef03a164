package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// PostalGraceDays is how many days after the close a form may still reach the council
// and be counted. The paper form says so.
const PostalGraceDays = 3

// EnteredResponse is a response that somebody keyed for the person who gave it.
type EnteredResponse struct {
	Consultation string
	Channel      Channel
	ReceivedOn   string // on which the council received it: 2016-05-27
	Form         *survey.Form
	Answers      survey.Answers
	Token        string // the same token twice is the same response once
	Key          *Key   // of a person who is given a receipt code; nil: nobody can withdraw it
}

// Enter keeps a response that by keyed, in the transaction of the caller, and
// returns its id. A response with the same token is kept once; again says that
// it was there before. Like every other response it has its leaf in the record.
func (s *Service) Enter(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	by actor.Actor,
	e EnteredResponse,
) (id string, again bool, err error) {
	defer fault.Wrap(&err, "enter a response to %s", e.Consultation)
	if !by.May(actor.EnterResponses) {
		return "", false, fault.New(fault.Forbidden, "You do not have permission to enter responses.")
	}
	c, err := consult.GetOwned(ctx, tx, by, e.Consultation)
	if err != nil {
		return "", false, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", false, err
	}
	if err := CheckEntryAllowed(c, e.ReceivedOn, now); err != nil {
		return "", false, err
	}
	r := NewResponse(e.Form, e.Answers)
	r.Consultation, r.Channel, r.receivedOn, r.enteredBy = e.Consultation, e.Channel, e.ReceivedOn, by.ID
	if e.Key != nil {
		r.Key, r.HasDraft = *e.Key, true
	} else {
		r.Key = sha256.Sum256([]byte("folkmoot/entry/v1\x00" + e.Consultation + "\x00" + e.Token))
		r.byOfficer = true // nobody has the secret that would withdraw it
	}
	w := &pending{committed: newCommittedResponse(&r)}
	before, err := existingIDs(ctx, tx, []*pending{w})
	if err != nil || before[w.committed.id] {
		return w.committed.id, true, err
	}
	if err := s.Receiver.insertResponses(ctx, tx, []*pending{w}, now); err != nil {
		return "", false, err
	}
	leaves.Add(w.committed.leaf())
	return w.committed.id, false, nil
}

// CheckEntryAllowed says whether a response that was received on day may be entered
// at now: from the day on which c opens until PostDays after it closes. The day
// of receipt counts and not that of keying, so that a bundle may be keyed in the
// week after.
func CheckEntryAllowed(c *consult.Consultation, day string, now time.Time) error {
	switch c.StateAt(now) {
	case consult.Open, consult.Closed:
		if c.Register != nil {
			return fault.New(fault.Conflict, "This consultation was not run on this site, so you cannot enter responses here.")
		}
	case consult.Reported:
		return fault.New(fault.Closed, "The results of this consultation have been published, so you can no longer enter responses.")
	default:
		return fault.New(fault.Conflict, "You can enter responses once the consultation opens.")
	}
	received, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return fault.New(fault.Invalid, "Date received must be a real date, like 27 5 2016.")
	}
	opens, last := c.Opens.Local(), c.Closes.End().Add(-time.Nanosecond).In(c.Closes.Local().Location()).AddDate(0, 0, PostalGraceDays)
	switch {
	case day < opens.Format(time.DateOnly):
		return fault.Newf(
			fault.Invalid,
			"Date received (%s) must not be before the consultation opened on %s.",
			received.Format("2 January 2006"),
			c.Opens.FormatDate(),
		)
	case day > now.In(opens.Location()).Format(time.DateOnly):
		return fault.New(fault.Invalid, "Date received must be today or in the past.")
	case day > last.Format(time.DateOnly):
		return fault.Newf(
			fault.Closed,
			"This response was received on %s, which is too late. Responses only count if they reach us by %s.",
			received.Format("2 January 2006"),
			last.Format("2 January 2006"),
		)
	}
	return nil
}

// PaperDeadline is the last day on which a form may reach the council.
func PaperDeadline(c *consult.Consultation) time.Time {
	return c.Closes.End().Add(-time.Nanosecond).In(c.Closes.Local().Location()).AddDate(0, 0, PostalGraceDays)
}

// CheckPaperDeadlinePassed refuses while a form in the post may still reach the council and be
// counted. It asks of every consultation: anybody can print the form from its
// page, and the form says by which day it must arrive, so that nobody can know
// that none is on its way.
func CheckPaperDeadlinePassed(c *consult.Consultation, now time.Time) error {
	last := PaperDeadline(c)
	if c.Register != nil || now.In(last.Location()).Format(time.DateOnly) > last.Format(time.DateOnly) {
		return nil
	}
	return fault.Newf(
		fault.Conflict,
		"Postal responses count if they reach us by %s. Release the results after that date.",
		locale.LazyDate(last),
	)
}

// CorrectEntry excludes the response old, whose keying was wrong, with the reason
// "keying-error", and enters e in its place. Both stand in the record.
func (s *Service) CorrectEntry(
	ctx context.Context,
	tx *db.Tx,
	leaves *record.Writer,
	by actor.Actor,
	old string,
	e EnteredResponse,
) (id string, err error) {
	id, again, err := s.Enter(ctx, tx, leaves, by, e)
	if err != nil || again {
		return id, err
	}
	kept, err := getStored(ctx, tx, e.Consultation, old)
	if err != nil {
		return "", err
	}
	return id, setState(ctx, tx, leaves, kept, Excluded, ReasonKeying)
}

// ReasonKeying is the public reason for which a response is excluded that a clerk
// keyed wrongly. A correct one stands in its place.
const ReasonKeying = "keying-error"

// EnteredAnswers returns the answers of a response that was entered on form: the
// views, and what the person said of themselves.
func EnteredAnswers(
	ctx context.Context,
	tx *db.Tx,
	consultation, id string,
	form *survey.Form,
) (views, monitoring survey.Answers, err error) {
	kept, err := getStored(ctx, tx, consultation, id)
	if err != nil {
		return views, monitoring, err
	}
	if kept.formVersion != form.Version() || kept.state != Counted {
		return views, monitoring, fault.New(fault.Conflict, "This response has changed since it was entered, so you cannot correct it here.")
	}
	if views, err = survey.ParseAnswers(form, []byte(kept.answers)); err == nil && kept.monitoring != "" {
		monitoring, err = survey.ParseAnswers(form, []byte(kept.monitoring))
	}
	return views, monitoring, err
}

// CountByChannel counts the responses to consultation that are counted, by the
// channel by which they came.
func CountByChannel(ctx context.Context, tx *db.Tx, consultation string) (map[Channel]int64, error) {
	type part struct {
		channel Channel
		n       int64
	}
	parts, err := db.All(ctx, tx, func(r db.Row) (p part, err error) { return p, r.Scan(&p.channel, &p.n) },
		`SELECT channel, COUNT(*) FROM intake_response WHERE consultation = $1 AND state = $2 GROUP BY channel`, consultation, string(Counted))
	if err != nil {
		return nil, fmt.Errorf("count by channel: %w", err)
	}
	all := map[Channel]int64{}
	for _, p := range parts {
		all[p.channel] = p.n
	}
	return all, nil
}
