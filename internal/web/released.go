package web

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// NewCountChart returns a chart with a bar for each answer, or nil if all counts are
// hidden. Bars show the share of people who answered; hidden counts have none. lang
// is the language of names; "" is that of the page.
func NewCountChart(p *locale.Printer, id string, names []string, lang string, table disclose.ReleasedTable) *chart.Bars {
	base, shown := table.Answered.Number()
	if table.Withheld != disclose.NotWithheld || len(table.Cells) == 0 || !shown {
		return nil
	}
	c := &chart.Bars{
		ID:     "chart-" + id,
		Title:  p.Count(base, "%d person answered", "%d people answered"),
		Number: p.Say("People"),
		Total:  float64(base),
	}
	for i, name := range names {
		b := chart.Bar{Label: name, Lang: lang, Text: CountText(p, table, i)}
		if n, shown := table.Cells[i].Number(); shown {
			b.Value = float64(n)
		} else {
			b.Hidden = true
		}
		c.Bars = append(c.Bars, b)
	}
	return c
}

// CountText is the label of a bar: the count and its percentage.
func CountText(p *locale.Printer, table disclose.ReleasedTable, i int) string {
	n, shown := table.Cells[i].Number()
	if !shown {
		return p.Say("%s hidden", string(table.Cells[i].Mark()))
	}
	switch share, shown := table.Shares[i].Number(); {
	case shown:
		return p.Number(n) + " (" + p.Percent(share) + ")"
	case table.Shares[i].Mark() == disclose.Low:
		return p.Say("%s (less than 1%%)", p.Number(n))
	}
	return p.Number(n)
}

// MarkLabel is Mark.Description in the language of p.
func MarkLabel(p *locale.Printer, m disclose.Mark) string {
	switch m {
	case disclose.Confidential:
		return p.Say("hidden to protect people’s identities")
	case disclose.NotAvailable:
		return p.Say("not available because too few people answered")
	case disclose.NotApplicable:
		return p.Say("not applicable")
	case disclose.Low:
		return p.Say("more than 0, but rounds to 0")
	}
	return ""
}

// WithheldReason explains why results are withheld, in the language of p; "" if
// they are not.
func WithheldReason(p *locale.Printer, w disclose.Reason) string {
	switch w {
	case disclose.TooFewAnswers:
		return p.Say("We have hidden this result because fewer than 10 people answered.")
	case disclose.AlmostAllSame:
		return p.Say("We have hidden this result because a small group answered and nearly all of them gave the same answer.")
	case disclose.CannotProtect:
		return p.Say("We have hidden all these results because the numbers are very small. " +
			"Hiding only some would not protect people’s identities.")
	case disclose.LinkedQuestion:
		return p.Say("Only people who gave certain answers to other questions were asked this question. " +
			"These results could reveal how individual people answered those questions, so we have hidden them.")
	case disclose.HiddenVersion:
		return p.Say("Only some versions of the questionnaire ask this question. " +
			"These results could reveal how few people used one of the versions, so we have hidden them.")
	case disclose.AlreadyReleased:
		return p.Say("We have shown this result in an earlier release. We do not show it again, " +
			"because comparing the two could reveal individual answers.")
	case disclose.CountedSeparately:
		return p.Say("The meaning of this question changed during the consultation, " +
			"so we have counted answers to each wording separately.")
	case disclose.HiddenEarlier:
		return p.Say("An earlier release hides some of these numbers. " +
			"We do not show them now, because comparing the two releases could reveal what is hidden.")
	case disclose.LinkedCross:
		return p.Say("We have hidden this table because, together with other tables that we show, " +
			"it could reveal individual answers.")
	case disclose.DifferentPeople:
		return p.Say("This table does not count the same people as the results of its two questions. " +
			"We have hidden it, because comparing them could reveal individual answers.")
	}
	return ""
}
