package recordweb

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
)

// eventLabel says what an entry of a kind means. Who follows the record should
// not have to learn its words.
func eventLabel(p *locale.Printer, kind string) string {
	kind, code, _ := strings.Cut(kind, ":")
	switch kind {
	case "response":
		return p.Say("A response was received")
	case "withdrawn":
		return p.Say("A response was withdrawn by the person who sent it")
	case "excluded":
		return p.Say("A response was excluded. Reason: %s", kindWords(strings.TrimRight(code, "-0123456789")))
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
		return p.Say("Answers were deleted at the end of their retention period: %s", kindWords(code))
	case "status":
		return p.Say("The consultation was published, opened, extended or closed, or its outcome was reported")
	case "tally":
		return p.Say("The counts behind published results were added")
	case "publication":
		return p.Say("A digital fingerprint of something the council published was added")
	case "audit-root":
		return p.Say("A digital fingerprint of the council’s audit log was added")
	case "epoch":
		return p.Say("A new part of the record was started because entries in an earlier part were lost")
	}
	return p.Say("Entry of type “%s”", kindWords(kind))
}

// kindWords turns a code such as "sent-twice" into words.
func kindWords(code string) string { return strings.ReplaceAll(code, "-", " ") }

// entryCount counts: "1 entry", "1,200 entries".
func entryCount(p *locale.Printer, n int64) string { return p.Count(n, "%d entry", "%d entries") }

// lossSentence tells what became of the entries of an epoch that has ended, or "" if
// none was lost. People count entries from 1.
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

// tilesURL is where programs read an epoch.
func tilesURL(epoch int64) string {
	if epoch == 1 {
		return "/record"
	}
	return fmt.Sprintf("/record/epoch-%d", epoch)
}
