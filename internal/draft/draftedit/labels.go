package draftedit

import (
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// StateTag returns the tag that shows the state of a consultation.
func StateTag(words *locale.Printer, state consult.State) page.Tag {
	return page.Tag{Text: state.Label().In(words), Colour: stateColours[state]}
}

var stateColours = map[consult.State]string{
	consult.Draft: "grey", consult.Forthcoming: "yellow", consult.Open: "green", consult.Reported: "teal", consult.Withdrawn: "red",
}

// DateRange returns the opening and closing dates in words. Dates that cannot be parsed, because the draft is
// incomplete, are left out.
func DateRange(words *locale.Printer, opens, closes string) string {
	from, _ := consult.ParseCivilTime(opens, "")
	to, _ := consult.ParseCivilTime(closes, "")
	switch {
	case from.IsZero() && to.IsZero():
		return words.Say("no dates yet")
	case to.IsZero():
		return words.Say("from %s", from.DateIn(words))
	case from.IsZero():
		return words.Say("until %s", to.DateIn(words))
	}
	return words.Say("%s to %s", from.DateIn(words), to.DateIn(words))
}
