package overviewweb

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/page"
)

func newNumbersView(words *locale.Printer, o *overview.Overview) *numbersView {
	n := o.Numbers
	v := &numbersView{
		Hints:  append(hints(words, o), groupHints(words, o)...),
		Total:  page.Figure{Number: words.Number(n.Received), Label: words.Say("Responses received")},
		Rows:   otherRows(words, n),
		Groups: newGroupsView(words, n.Groups),
	}
	if n.Groups != nil && o.State == consult.Open {
		if silent := len(n.Groups.Unheard()); silent > 0 {
			v.Unheard = page.Link{Href: strings.ReplaceAll(heardPath, "{slug}", o.Slug),
				Text: words.Count(int64(silent), "%d group is far below its share", "%d groups are far below their share")}
		}
	}
	if n.Received == 0 {
		return v
	}
	v.Days = daysChart(words, n.Days)
	v.Channels = &chart.Bars{ID: "by-channel", Title: words.Say("Responses by channel"), Label: words.Say("Received")}
	for _, c := range n.Channels {
		v.Channels.Bars = append(v.Channels.Bars, bar(words, c.Channel.Label().In(words), c.Responses))
	}
	if len(n.Editions) == 0 {
		return v
	}
	v.Editions = &chart.Bars{ID: "by-version", Title: words.Say("Responses by version"), Label: words.Say("Version")}
	for _, e := range n.Editions {
		one := chart.Bar{Label: consult.EditionLabel(e.Edition).In(words), Hidden: true, Text: words.Say("hidden to protect people’s identities")}
		if count, shown := e.Responses.Number(); shown {
			one = bar(words, one.Label, count)
		}
		v.Editions.Bars = append(v.Editions.Bars, one)
	}
	return v
}

func bar(words *locale.Printer, label string, n int64) chart.Bar {
	return chart.Bar{Label: label, Value: float64(n), Text: words.Number(n)}
}

// otherRows are the numbers beside those of responses. Rows without anything are left out.
func otherRows(words *locale.Printer, n *overview.Numbers) (rows []page.SummaryRow) {
	row := func(key string, value int64) {
		if value > 0 {
			rows = append(rows, page.SummaryRow{Key: key, Value: words.Number(value)})
		}
	}
	row(words.Say("Withdrawn by respondents"), n.Withdrawn)
	if row(words.Say("Excluded with a reason"), n.Excluded); n.Withdrawn+n.Excluded > 0 {
		row(words.Say("Responses that count, as in lists"), n.Received-n.Withdrawn-n.Excluded)
	}
	row(words.Say("Saved to finish later"), n.SavedDrafts)
	for _, b := range n.Batches {
		rows = append(rows, page.SummaryRow{Key: batchState(b.State).In(words), Value: words.Say("%s, %s",
			words.Count(b.Batches, "%d batch", "%d batches"), words.Count(b.Forms, "%d form", "%d forms"))})
	}
	submissions := int64(0)
	for _, s := range n.Submissions {
		submissions += s.N
	}
	row(words.Say("Letters, petitions and events"), submissions)
	return rows
}

func batchState(s entry.BatchState) locale.LazyMessage {
	switch s {
	case entry.BatchKeying:
		return locale.Lazy("Batches being entered")
	case entry.BatchChecking:
		return locale.Lazy("Batches being checked")
	}
	return locale.Lazy("Batches that are closed")
}

// Up to how many days the chart has a bar for each day, and up to how many for each week. Longer
// consultations have one for each month.
const (
	maxDays  = 14
	maxWeeks = 26 * 7
)

// daysChart shows when responses were received, or returns nil if there is no day yet.
func daysChart(words *locale.Printer, days []overview.Day) *chart.Bars {
	if len(days) == 0 {
		return nil
	}
	c := &chart.Bars{ID: "by-day", Title: words.Say("Responses by day"), Label: words.Say("Day")}
	start := func(day time.Time) time.Time { return day }
	label := words.Date
	switch {
	case len(days) > maxWeeks:
		c.Title, c.Label = words.Say("Responses by month"), words.Say("Month")
		start = func(day time.Time) time.Time { return day.AddDate(0, 0, 1-day.Day()) }
		label = words.Month
	case len(days) > maxDays:
		c.Title, c.Label = words.Say("Responses by week"), words.Say("Week from")
		start = func(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }
	}
	var starts []time.Time
	sums := map[time.Time]int64{}
	for _, d := range days {
		at := start(d.Date)
		if len(starts) == 0 || starts[len(starts)-1] != at {
			starts = append(starts, at)
		}
		sums[at] += d.Responses
	}
	for _, at := range starts {
		c.Bars = append(c.Bars, bar(words, label(at), sums[at]))
	}
	return c
}

// hints say what an officer may want to do something about while there is time.
func hints(words *locale.Printer, o *overview.Overview) (all []string) {
	n := o.Numbers
	if o.State == consult.Open && n.Received == 0 {
		return []string{words.Say("No responses yet.")}
	}
	if o.State == consult.Open {
		for _, e := range n.Editions {
			if e.None {
				all = append(all, words.Say("No responses yet to this version: %s.", consult.EditionLabel(e.Edition)))
			}
		}
		for _, c := range n.Channels {
			if c.Channel == intake.Paper && c.Responses == 0 {
				all = append(all, words.Say("No responses on paper yet."))
			}
		}
	}
	return all
}
