package analysisweb

import (
	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// markLabel is Mark.Description in the language of p.
func markLabel(p *locale.Printer, m disclose.Mark) string {
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

// withheldReason explains why results are withheld, in the language of p; "" if
// they are not.
func withheldReason(p *locale.Printer, w disclose.Reason) string {
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
	}
	return ""
}
