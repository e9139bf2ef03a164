package overview

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
)

// Numbers are the numbers of responses to a consultation, from the first day. None is about what
// people answered.
type Numbers struct {
	Received, Withdrawn, Excluded int64 // Received includes the other two

	Days     []Day // from the first to the last, with those on which nothing was received
	Channels []ChannelCount
	Editions []EditionCount

	Groups *Groups // nil if no question about people is asked, and once results are released

	SavedDrafts int64
	Batches     []entry.BatchCount
	Submissions []entry.SubmissionCount
}

// Day is the number of responses that were received on a day.
type Day struct {
	Date      time.Time // at midnight in UTC
	Responses int64
}

// ChannelCount is the number of responses through a channel.
type ChannelCount struct {
	Channel   intake.Channel
	Responses int64
}

// EditionCount is the number of responses to an edition of the questionnaire. Which edition people use
// tells something about them, so small numbers are hidden as in the results.
type EditionCount struct {
	Edition   string
	Responses disclose.Cell
	None      bool // no one has used it yet, and that may be said
}

// loadNumbers counts with statements that are answered from indexes.
func loadNumbers(ctx context.Context, tx *db.Tx, c *consult.Consultation, now time.Time) (*Numbers, error) {
	n := new(Numbers)
	counts, err := intake.CountByDay(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	days, channels, editions := map[string]int64{}, map[intake.Channel]int64{}, map[string]int64{}
	for _, one := range counts {
		n.Received += one.Responses
		switch one.State {
		case intake.Withdrawn:
			n.Withdrawn += one.Responses
		case intake.Excluded:
			n.Excluded += one.Responses
		}
		days[one.Day] += one.Responses
		channels[one.Channel] += one.Responses
		editions[one.Edition] += one.Responses
	}
	n.Days = fillDays(days, c, now)
	for _, channel := range intake.Channels {
		if channels[channel] > 0 || channel == intake.Web || channel == intake.Paper {
			n.Channels = append(n.Channels, ChannelCount{channel, channels[channel]})
		}
	}
	forms, err := consult.Forms(ctx, tx, c.Slug)
	if err != nil {
		return nil, err
	}
	n.Editions = releaseEditions(forms, editions, n.Received)
	if n.SavedDrafts, err = intake.CountKeptDrafts(ctx, tx, c.Slug); err != nil {
		return nil, err
	}
	if n.Batches, err = entry.CountBatches(ctx, tx, c.Slug); err != nil {
		return nil, err
	}
	n.Submissions, err = entry.CountSubmissions(ctx, tx, c.Slug)
	return n, err
}

// fillDays returns every day from the opening of c, or the first response, to the last day on which a
// response could arrive, at the latest today.
func fillDays(counts map[string]int64, c *consult.Consultation, now time.Time) (all []Day) {
	place := c.Opens.Local().Location()
	first, last := c.Opens.Local().Format(time.DateOnly), now.In(place).Format(time.DateOnly)
	last = min(last, intake.PaperDeadline(c).Format(time.DateOnly))
	for day := range counts {
		first, last = min(first, day), max(last, day)
	}
	at, err := time.Parse(time.DateOnly, first)
	for ; err == nil && at.Format(time.DateOnly) <= last; at = at.AddDate(0, 0, 1) {
		all = append(all, Day{at, counts[at.Format(time.DateOnly)]})
	}
	return all
}

// releaseEditions returns the numbers of responses to the editions in use, as far as they may be
// shown, the original first.
func releaseEditions(forms []consult.FormRef, counts map[string]int64, received int64) (all []EditionCount) {
	var names []string
	seen := map[string]bool{}
	add := func(edition string) {
		if !seen[edition] {
			seen[edition] = true
			names = append(names, edition)
		}
	}
	for _, f := range forms {
		add(f.Edition)
	}
	for _, edition := range slices.Sorted(maps.Keys(counts)) { // that are not in use any more
		add(edition)
	}
	if len(names) < 2 {
		return nil // the only number is the total
	}
	t := disclose.Table{Topic: disclose.Monitoring, States: disclose.StateCounts{Answered: disclose.NewCount(received)}}
	for _, name := range names {
		t.Cells = append(t.Cells, disclose.NewCount(counts[name]))
	}
	released := disclose.Standard().Release(t)
	for i, name := range names {
		one := EditionCount{Edition: name, Responses: released.Cells[i]}
		shown, ok := one.Responses.Number()
		one.None = ok && shown == 0 || received == 0
		all = append(all, one)
	}
	return all
}
