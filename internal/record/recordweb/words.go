package recordweb

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
)

// happened says what an entry of a kind means. Who follows the record should
// not have to learn its words.
func happened(kind string) string {
	kind, code, _ := strings.Cut(kind, ":")
	switch kind {
	case "response":
		return "A response was received"
	case "withdrawn":
		return "A response was withdrawn by the person who sent it"
	case "excluded":
		return "A response was left out of the count. The reason: " + words(code)
	case "status":
		return "It was published, opened, extended, closed or reported"
	case "tally":
		return "The count on which published results rest"
	case "publication":
		return "Something was published, and is fixed from then on"
	case "audit-root":
		return "A seal on the council’s own list of who did what"
	case "epoch":
		return "A new part of the record was begun, because entries of an earlier part were lost"
	}
	return "An entry of the kind “" + words(kind) + "”"
}

// words turns a code such as "sent-twice" into words.
func words(code string) string { return strings.ReplaceAll(code, "-", " ") }

// entries counts: "1 entry", "1,200 entries".
func entries(n int64) string {
	if n == 1 {
		return "1 entry"
	}
	return page.Number(n) + " entries"
}

// lost tells what became of the entries of an epoch that has ended, or "" if
// none was lost. People count entries from 1.
func lost(e record.Epoch) string {
	switch e.Missing() {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Entry %s was signed for and is lost.", page.Number(e.MissingTo))
	}
	return fmt.Sprintf("Entries %s to %s, which is %s, were signed for and are lost.",
		page.Number(e.MissingFrom+1), page.Number(e.MissingTo), page.Number(e.Missing()))
}

// prefix is where programs read an epoch.
func prefix(epoch int64) string {
	if epoch == 1 {
		return "/record"
	}
	return fmt.Sprintf("/record/epoch-%d", epoch)
}
