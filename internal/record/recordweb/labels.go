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
		return p.Say("A response was left out of the count. The reason: %s", kindWords(strings.TrimRight(code, "-0123456789")))
	case "restored":
		return p.Say("A response that had been left out of the count was taken back into it")
	case "redacted":
		return p.Say("Words were taken out of a response, because they could harm somebody or break the law")
	case "redaction":
		if code == "monitoring" {
			return p.Say("Words were taken out of what somebody said of themselves. To which response it belongs is not said")
		}
		return p.Say("What was left of a response after words were taken out of it, sealed")
	case "expired":
		return p.Say("The free text of a response was deleted, because it had been kept as long as was promised")
	case "retention":
		return p.Say("Answers were deleted, because they had been kept as long as was promised: %s", kindWords(code))
	case "status":
		return p.Say("It was published, opened, extended, closed or reported")
	case "tally":
		return p.Say("The count on which published results rest")
	case "publication":
		return p.Say("Something was published, and is fixed from then on")
	case "audit-root":
		return p.Say("A seal on the council’s own list of who did what")
	case "epoch":
		return p.Say("A new part of the record was begun, because entries of an earlier part were lost")
	}
	return p.Say("An entry of the kind “%s”", kindWords(kind))
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
		return p.Say("Entry %s was signed for and is lost.", p.Number(e.MissingTo))
	}
	return p.Say("Entries %s to %s, which is %s, were signed for and are lost.",
		p.Number(e.MissingFrom+1), p.Number(e.MissingTo), p.Number(e.Missing()))
}

// tilesURL is where programs read an epoch.
func tilesURL(epoch int64) string {
	if epoch == 1 {
		return "/record"
	}
	return fmt.Sprintf("/record/epoch-%d", epoch)
}
