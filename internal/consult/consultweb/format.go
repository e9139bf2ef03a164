package consultweb

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// consultationTag returns the tag for the state of c.
func consultationTag(words *locale.Printer, c *consult.Consultation, s consult.State) page.Tag {
	if s == consult.Reported && c.Register != nil {
		s = consult.Closed // what is recorded of it can be less than its outcome
	}
	return stateTag(words, s)
}

func stateTag(words *locale.Printer, s consult.State) page.Tag {
	return page.Tag{Text: s.Label().In(words), Colour: stateColours[s]}
}

var stateColours = map[consult.State]string{
	consult.Draft: "yellow", consult.Forthcoming: "light-blue", consult.Open: "green", consult.Closed: "grey",
	consult.Reported: "blue", consult.Withdrawn: "red",
}

// dateRange formats the dates of c: "25 April 2016 to 27 May 2016, closes
// 11:59pm". Of a register entry often only one date is known.
func dateRange(p *locale.Printer, c *consult.Consultation, state consult.State) string {
	opens, closes, clock := c.Opens.DateIn(p), c.Closes.DateIn(p), c.Closes.TimeIn(p)
	closesLater := state == consult.Open || state == consult.Forthcoming
	switch {
	case state == consult.Withdrawn:
		return p.Say("Withdrawn on %s", consult.CivilDate{CivilTime: c.WithdrawnOn()})
	case opens == "" && closes == "":
		return p.Say("Dates not known")
	case opens == "" && closesLater:
		return p.Say("Closes %s", closes)
	case opens == "":
		return p.Say("Closed %s", closes)
	case closes == "":
		return p.Say("Opened %s", opens)
	case opens == closes && clock == "":
		return opens
	case opens == closes && closesLater:
		return p.Say("%s, closes %s", opens, clock)
	case opens == closes:
		return p.Say("%s, closed %s", opens, clock)
	case clock == "":
		return p.Say("%s to %s", opens, closes)
	case closesLater:
		return p.Say("%s to %s, closes %s", opens, closes, clock)
	}
	return p.Say("%s to %s, closed %s", opens, closes, clock)
}

// listDates formats the dates of c to follow its type: "Engagement: until 27 October 2025".
func listDates(p *locale.Printer, c *consult.Consultation, state consult.State) string {
	opens, closes := c.Opens.DateIn(p), c.Closes.DateIn(p)
	switch {
	case state == consult.Withdrawn: // never a date that no longer applies
	case opens == "" && closes != "":
		return p.Say("until %s", closes)
	case opens != "" && closes == "":
		return p.Say("from %s", opens)
	}
	return dateRange(p, c, state)
}

// zoneLabel names the time zone of the times on the page; "" if there are none.
func zoneLabel(p *locale.Printer, c *consult.Consultation) string {
	if c.Closes.FormatTime() == "" {
		return ""
	}
	if c.Closes.Zone == consult.DefaultZone {
		return p.Say("UK time")
	}
	return p.Say("time zone: %s", c.Closes.Zone)
}

// formatInZone formats t in the time zone of the consultation.
func formatInZone(p *locale.Printer, t time.Time, c *consult.Consultation) string {
	m := consult.CivilTime{At: t, Zone: c.Closes.Zone, Precision: consult.PrecisionInstant}
	if m.Zone == "" {
		m.Zone = consult.DefaultZone
	}
	return m.In(p)
}

// editionName returns the name of an edition and, of a translation, the name of
// its language in that language, by which its readers find it.
func editionName(p *locale.Printer, e *consult.Edition) (name, nativeName string) {
	name = e.Label().In(p)
	if e.Format == consult.Translation {
		nativeName = cmp.Or(locale.NativeName(e.Lang), name)
	}
	return name, nativeName
}

var urlPattern = regexp.MustCompile(`https://[^\s<>"]*[^\s<>".,;:)]`)

// linkURLs turns the URLs in a text into Markdown links that show only the host,
// because the rest is long and means nothing to readers.
func linkURLs(text string) string {
	return urlPattern.ReplaceAllStringFunc(text, func(address string) string {
		host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		return "[" + host + "](<" + address + ">)"
	})
}

var (
	markdownLink  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	htmlTag       = regexp.MustCompile(`<[^>]*>`)
	markdownMarks = regexp.MustCompile("[*_`#>]+")
)

const excerptLength = 220 // in characters

// excerpt returns the start of a Markdown text as plain text, for a list.
func excerpt(markdown string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(markdown), "\n\n")
	plain := htmlTag.ReplaceAllString(markdownLink.ReplaceAllString(first, "$1"), "")
	plain = markdownMarks.ReplaceAllString(plain, "")
	plain = strings.Join(strings.Fields(plain), " ")
	runes := []rune(plain)
	if len(runes) <= excerptLength {
		return plain
	}
	cut := string(runes[:excerptLength])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",.;: ") + "…"
}
