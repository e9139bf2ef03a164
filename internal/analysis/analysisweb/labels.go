package analysisweb

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// markLabel is Mark.Say in the language of p.
func markLabel(p *locale.Printer, m disclose.Mark) string {
	switch m {
	case disclose.Confidential:
		return p.Say("hidden so that nobody can be recognised")
	case disclose.NotAvailable:
		return p.Say("not available because too few people answered")
	case disclose.NotApplicable:
		return p.Say("not applicable")
	case disclose.Low:
		return p.Say("more than none, but rounds to 0")
	}
	return ""
}

// withheldReason is Why.Say in the language of p.
func withheldReason(p *locale.Printer, w disclose.Reason) string {
	switch w {
	case disclose.TooFewAnswers:
		return p.Say("Fewer than 10 people answered, so we do not show how.")
	case disclose.AlmostAllSame:
		return p.Say("A small group answered and nearly all of them said the same, so we do not show what.")
	case disclose.CannotProtect:
		return p.Say("The numbers are so small that hiding some would not keep them hidden, so we show none.")
	case disclose.LinkedQuestion:
		return p.Say("This question was put to those who gave a certain answer to another, and some of those numbers are hidden, so we do not show these.")
	case disclose.AlreadyReleased:
		return p.Say("An earlier release shows this. Two tables over nearly the same people would tell about those who differ, so we show it once.")
	case disclose.CountedSeparately:
		return p.Say("The meaning of this question changed while people answered, so the answers to each wording are counted by themselves.")
	}
	return ""
}
