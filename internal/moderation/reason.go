package moderation

import "github.com/folkmoot/folkmoot/internal/locale"

// Reason is a reason to exclude a response or to redact text. Exclusion reasons
// and the numbers of redactions are public.
type Reason struct {
	Code  string // goes into the record and the audit log
	Label string // for pages
}

// ExclusionReasons are the reasons for which a response may be excluded from the
// results. The opinion that a response expresses is not among them.
var ExclusionReasons = []Reason{
	{"duplicate", locale.Key("Duplicate of an earlier response from the same person")},
	{"not-a-response", locale.Key("Does not answer any of the questions")},
	{"test", locale.Key("Test response")},
	{"keying-error", locale.Key("Entered incorrectly, then entered again correctly")}, // intake.ReasonKeying
	{"outside-scope", locale.Key("About a different consultation or council")},
	{"abusive", locale.Key("Threatening or abusive, and does not answer any of the questions")},
	{"not-eligible", locale.Key("Not eligible to respond under the published rules")},
}

// RedactionReasons are the reasons for which text may be redacted.
var RedactionReasons = []Reason{
	{"third-party", locale.Key("Names or describes another person")},
	{"own-identity", locale.Key("Reveals the writer’s identity or contact details")},
	{"health", locale.Key("Reveals details of someone’s health, religion, family or criminal history")},
	{"unlawful", locale.Key("Threatening, abusive or defamatory")},
	{"on-request", locale.Key("Requested by the person who wrote it")},
}

// ExclusionReasonLabel returns the label of an exclusion reason, or "" if there is
// no such reason.
func ExclusionReasonLabel(code string) string { return reasonLabel(ExclusionReasons, code) }

// RedactionReasonLabel returns the label of a redaction reason, or "" if there is
// no such reason.
func RedactionReasonLabel(code string) string { return reasonLabel(RedactionReasons, code) }

func reasonLabel(reasons []Reason, code string) string {
	for _, r := range reasons {
		if r.Code == code {
			return r.Label
		}
	}
	return ""
}
