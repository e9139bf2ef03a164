package analysis

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Obstacle is one reason why the results of a consultation cannot be released yet.
type Obstacle struct {
	Err   error     // a fault.Conflict; its sentence says what to do
	Until time.Time // when it ends by itself; zero if it does not
	Batch string    // id of the batch that has to be closed, or ""
}

// Obstacles are everything that is in the way of a release, the earliest first.
type Obstacles []Obstacle

// Err returns a fault.Conflict with the sentences of all obstacles, or nil if there is none.
func (o Obstacles) Err() error {
	switch len(o) {
	case 0:
		return nil
	case 1:
		return o[0].Err
	}
	return &fault.Error{Kind: fault.Conflict, Say: o.String(), Format: "%s", Args: []any{o}}
}

// Until returns when the last of the obstacles that end by themselves has ended, or zero if there
// is none.
func (o Obstacles) Until() (last time.Time) {
	for _, one := range o {
		if one.Until.After(last) {
			last = one.Until
		}
	}
	return last
}

// In returns the sentences of all obstacles in the language of p.
func (o Obstacles) In(p *locale.Printer) string {
	all := make([]string, len(o))
	for i, one := range o {
		format, args := fault.MessageFormat(one.Err)
		all[i] = p.Say(format, args...)
	}
	return strings.Join(all, " ")
}

// String returns the sentences of all obstacles in English.
func (o Obstacles) String() string { return o.In(nil) }

// maxBatches is how many open batches are named.
const maxBatches = 20

// ListObstacles returns everything that is in the way of releasing the results of c at now,
// except what is known only when the responses are counted: see Preview.
func ListObstacles(ctx context.Context, tx *db.Tx, c *consult.Consultation, now time.Time) (Obstacles, error) {
	all := dateObstacles(c, now)
	if c.Register != nil || c.Stage == consult.StageDraft || c.Stage == consult.StageWithdrawn {
		return all, nil
	}
	open, err := entry.OpenBatches(ctx, tx, c.Slug, maxBatches)
	for _, b := range open {
		all = append(all, Obstacle{Batch: b.ID, Err: fault.Newf(
			fault.Conflict,
			"The batch “%s” is not closed. Finish and close it first, so that all its forms are counted correctly.",
			b.Reference,
		)})
	}
	return all, err
}

// dateObstacles are the obstacles that follow from the state and the dates of c.
func dateObstacles(c *consult.Consultation, now time.Time) (all Obstacles) {
	add := func(until time.Time, err error) { all = append(all, Obstacle{Err: err, Until: until}) }
	if c.Register != nil {
		add(time.Time{}, fault.New(
			fault.Conflict, "This consultation was not run on this website, so there are no responses to count."))
		return all
	}
	switch c.StateAt(now) {
	case consult.Draft:
		add(time.Time{}, fault.New(fault.Conflict, "This consultation has not been published yet."))
		return all
	case consult.Withdrawn:
		add(time.Time{}, fault.New(fault.Conflict, "This consultation was withdrawn, so it has no results."))
		return all
	case consult.Forthcoming:
		add(c.Closes.End(), fault.Newf(fault.Conflict,
			"This consultation has not opened yet. It closes on %s. Release the results after it has closed.", c.Closes))
	case consult.Open:
		add(c.Closes.End(), fault.Newf(fault.Conflict,
			"You cannot release results while the consultation is open. It closes on %s.", c.Closes))
	default:
		if ends := c.GraceEnds(); now.Before(ends) {
			add(ends, fault.Newf(fault.Conflict,
				"People who started before the closing time can still send their responses until %s.", graceTime(c)))
		}
	}
	if err := intake.CheckPaperDeadlinePassed(c, now); err != nil {
		add(ReleasableFrom(c), err)
	}
	return all
}

// graceTime is the end of the grace period of c, in words.
func graceTime(c *consult.Consultation) consult.CivilTime {
	return consult.CivilTime{At: c.GraceEnds(), Zone: c.Closes.Zone, Precision: consult.PrecisionInstant}
}

// ReleasableFrom returns the start of the first day on which the results of c can be released:
// the day after the postal deadline.
func ReleasableFrom(c *consult.Consultation) time.Time {
	last := intake.PaperDeadline(c)
	return time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, last.Location())
}
