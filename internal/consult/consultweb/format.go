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

// consultationTag is the word for where c stands. Its colour says nothing that it does
// not.
func consultationTag(words *locale.Printer, c *consult.Consultation, s consult.State) page.Tag {
	if s == consult.Reported && c.Register != nil {
		return page.Tag{Text: words.Say("Outcome known"), Colour: "blue"}
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

// dateRange says from when until when: "25 April 2016 to 27 May 2016, closes
// 11:59pm". Of an old entry often only one end is known.
func dateRange(p *locale.Printer, c *consult.Consultation, state consult.State) string {
	opens, closes, clock := c.Opens.DateIn(p), c.Closes.DateIn(p), c.Closes.TimeIn(p)
	coming := state == consult.Open || state == consult.Forthcoming
	switch {
	case opens == "" && closes == "":
		return p.Say("Dates not known")
	case opens == "" && coming:
		return p.Say("Closes %s", closes)
	case opens == "":
		return p.Say("Closed %s", closes)
	case closes == "":
		return p.Say("Opened %s", opens)
	case opens == closes && clock == "":
		return opens
	case opens == closes && coming:
		return p.Say("%s, closes %s", opens, clock)
	case opens == closes:
		return p.Say("%s, closed %s", opens, clock)
	case clock == "":
		return p.Say("%s to %s", opens, closes)
	case coming:
		return p.Say("%s to %s, closes %s", opens, closes, clock)
	}
	return p.Say("%s to %s, closed %s", opens, closes, clock)
}

// zoneLabel names the clock by which times on the page are meant.
func zoneLabel(p *locale.Printer, c *consult.Consultation) string {
	if c.Closes.FormatTime() == "" {
		return ""
	}
	if c.Closes.Zone == consult.DefaultZone {
		return p.Say("UK time")
	}
	return p.Say("time zone: %s", c.Closes.Zone)
}

// formatInZone is the day of t for people in the zone of the consultation.
func formatInZone(p *locale.Printer, t time.Time, c *consult.Consultation) string {
	m := consult.CivilTime{At: t, Zone: c.Closes.Zone, Precision: consult.PrecisionInstant}
	if m.Zone == "" {
		m.Zone = consult.DefaultZone
	}
	return m.In(p)
}

// editionName says what an edition is; of a translation own is its name for
// itself, for those who look for it.
func editionName(p *locale.Printer, e *consult.Edition) (name, own string) {
	english := e.Lang == "" || strings.HasPrefix(e.Lang, "en")
	switch {
	case e.Format == consult.SignedVideo:
		return p.Say("British Sign Language video"), ""
	case e.Format == consult.Translation:
		name = p.LanguageName(e.Lang)
		return name, cmp.Or(locale.NativeName(e.Lang), name)
	case e.Format == consult.EasyRead && english:
		return p.Say("Easy Read"), ""
	case e.Format == consult.EasyRead:
		return p.Say("Easy Read in %s", p.LanguageName(e.Lang)), ""
	case e.Format == consult.LargePrint && english:
		return p.Say("Large print"), ""
	case e.Format == consult.LargePrint:
		return p.Say("Large print in %s", p.LanguageName(e.Lang)), ""
	case english:
		return p.Say("Standard"), ""
	}
	return p.Say("Standard in %s", p.LanguageName(e.Lang)), ""
}

var urlPattern = regexp.MustCompile(`https://[^\s<>"]*[^\s<>".,;:)]`)

// linkURLs makes Markdown links of the addresses in a text, and shows of each
// only its host: the rest is long, and says nothing to people.
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

const excerptLength = 220

// excerpt is the beginning of a text, without marks, for a list.
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
