package recordweb

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/record"
)

// eventLabel describes an entry of the given kind, such as "response" or
// "excluded:duplicate", for the page.
func eventLabel(p *locale.Printer, kind string) string {
	kind, code, _ := strings.Cut(kind, ":")
	switch kind {
	case "response":
		return p.Say("A response was received")
	case "withdrawn":
		return p.Say("A response was withdrawn by the person who sent it")
	case "excluded":
		code = strings.TrimRight(code, "-0123456789")
		reason := kindWords(code)
		if label := moderation.ExclusionReasonLabel(code); label != "" {
			reason = p.Say(label)
		}
		return p.Say("A response was excluded. Reason: %s", reason)
	case "restored":
		return p.Say("An excluded response was included again")
	case "redacted":
		return p.Say("A response was redacted, because part of it could harm someone or break the law")
	case "redaction":
		if code == "monitoring" {
			return p.Say("An equality monitoring answer was redacted. The record does not show which response it belongs to")
		}
		return p.Say("A digital fingerprint of a redacted response was added")
	case "expired":
		return p.Say("The free text in a response was deleted at the end of its retention period")
	case "retention":
		if code == "monitoring" {
			return p.Say("Equality monitoring answers were deleted at the end of their retention period")
		}
		return p.Say("Answers were deleted at the end of their retention period: %s", kindWords(code))
	case "status":
		return p.Say("The consultation was published, opened, extended or closed, or its outcome was reported")
	case "tally":
		return p.Say("The figures behind published results were added")
	case "publication":
		return p.Say("A digital fingerprint of something the council published was added")
	case "audit-root":
		return p.Say("A digital fingerprint of the council’s audit log was added")
	case record.AddressKind:
		return p.Say("The web address of the service was set or changed")
	case "epoch":
		return p.Say("A new part of the record was started because entries in an earlier part were lost")
	}
	return p.Say("Entry of type “%s”", kindWords(kind))
}

// kindWords turns a code such as "sent-twice" into words. It is for kinds and
// reasons without a label of their own.
func kindWords(code string) string { return strings.ReplaceAll(code, "-", " ") }

// entryCount formats n as "1 entry" or "1,200 entries".
func entryCount(p *locale.Printer, n int64) string { return p.Count(n, "%d entry", "%d entries") }

// lossSentence says which entries of e were lost, or returns "" if none were.
// Pages number entries from 1, record.Entry numbers them from 0.
func lossSentence(p *locale.Printer, e record.Epoch) string {
	switch e.Missing() {
	case 0:
		return ""
	case 1:
		return p.Say("Entry %s was signed but has been lost.", p.Number(e.MissingTo))
	}
	return p.Say("Entries %s to %s (%s in total) were signed but have been lost.",
		p.Number(e.MissingFrom+1), p.Number(e.MissingTo), p.Number(e.Missing()))
}

// tilesURL returns the path under which the tiles of an epoch are served.
func tilesURL(epoch int64) string {
	if epoch == 1 {
		return "/record"
	}
	return fmt.Sprintf("/record/epoch-%d", epoch)
}
