package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// PostalGraceDays is how many days after the close a paper form is still counted
// if it reaches the council. The paper form prints the date.
const PostalGraceDays = 3

// EnteredResponse is a response on paper, by phone or in person, entered by a
// member of staff.
type EnteredResponse struct {
	Consultation string
	Channel      Channel
	ReceivedOn   string // day on which the council received it, such as 2016-05-27
	Form         *survey.Form
	Answers      survey.Answers
	Token        string // two responses with the same token are one
	Key          *Key   // if the respondent gets a receipt; nil: the response cannot be withdrawn with a code
}

// Enter stores a response entered by the actor by, adds its leaf to leaves and
// returns its id. If a response with the same token exists, Enter changes nothing
// and again is true. The caller writes the audit entry.
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
		r.Key = Key(digest.Labelled("folkmoot/entry/v1", e.Consultation, e.Token))
		r.byOfficer = true // no one has the secret to withdraw it
	}
	p := &pending{committed: newCommittedResponse(&r)}
	existing, err := existingIDs(ctx, tx, []*pending{p})
	if err != nil || existing[p.committed.id] {
		return p.committed.id, true, err
	}
	p.committed.receivedOn(now)
	if err := s.Receiver.insertResponses(ctx, tx, []*pending{p}); err != nil {
		return "", false, err
	}
	leaves.Add(p.committed.leaf())
	return p.committed.id, false, nil
}

// CheckEntryAllowed returns an error unless a response received on day may be
// entered at now. day must be between the opening of c and PostalGraceDays after
// its close. It is the day of receipt, not of data entry, so a batch can be
// entered later.
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
	opens, last := c.Opens.Local(), PaperDeadline(c)
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

// PaperDeadline returns the last day on which a paper form that reaches the
// council is counted.
func PaperDeadline(c *consult.Consultation) time.Time {
	return c.Closes.End().Add(-time.Nanosecond).In(c.Closes.Local().Location()).AddDate(0, 0, PostalGraceDays)
}

// CheckPaperDeadlinePassed returns an error while paper forms can still arrive in
// time to be counted. It applies to every consultation: anyone can print the form
// from its page, so there is no way to know that none is in the post.
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

// CorrectEntry replaces the response old, which was entered wrongly: it enters e
// and excludes old with the reason ReasonKeying. The record has entries for both.
// The caller writes the audit entry.
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

// ReasonKeying is the public reason for excluding a response that was entered
// wrongly and has been replaced by a correct one.
const ReasonKeying = "keying-error"

// EnteredAnswers returns the answers of an entered response to form: the views
// and the monitoring answers. It returns fault.Conflict if the response is no
// longer counted or was given on another version of the form.
func EnteredAnswers(
	ctx context.Context,
	tx *db.Tx,
	consultation, id string,
	form *survey.Form,
) (views, monitoring survey.Answers, err error) {
	stored, err := getStored(ctx, tx, consultation, id)
	if err != nil {
		return views, monitoring, err
	}
	if stored.formVersion != form.Version() || stored.state != Counted {
		return views, monitoring, fault.New(
			fault.Conflict, "This response has changed since it was entered, so you cannot correct it here.")
	}
	if views, err = survey.ParseAnswers(form, []byte(stored.answers)); err == nil && stored.monitoring != "" {
		monitoring, err = survey.ParseAnswers(form, []byte(stored.monitoring))
	}
	return views, monitoring, err
}

// CountByChannel returns the number of counted responses to consultation, by
// channel.
func CountByChannel(ctx context.Context, tx *db.Tx, consultation string) (map[Channel]int64, error) {
	type part struct {
		channel Channel
		n       int64
	}
	parts, err := db.All(ctx, tx, func(r db.Row) (p part, err error) { return p, r.Scan(&p.channel, &p.n) },
		`SELECT channel, COUNT(*) FROM intake_response WHERE consultation = $1 AND state = $2 GROUP BY channel`,
		consultation, string(Counted))
	if err != nil {
		return nil, fmt.Errorf("count by channel: %w", err)
	}
	all := map[Channel]int64{}
	for _, p := range parts {
		all[p.channel] = p.n
	}
	return all, nil
}
