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

// tagOf is the word for where c stands. Its colour says nothing that it does
// not.
func tagOf(words *locale.Printer, c *consult.Consultation, s consult.State) page.Tag {
	if s == consult.Reported && c.Register != nil {
		return page.Tag{Text: words.Say("Outcome known"), Colour: "blue"}
	}
	return stateTag(words, s)
}

func stateTag(words *locale.Printer, s consult.State) page.Tag {
	return page.Tag{Text: s.Words().In(words), Colour: colours[s]}
}

var colours = map[consult.State]string{
	consult.Draft: "yellow", consult.Forthcoming: "light-blue", consult.Open: "green", consult.Closed: "grey", consult.Reported: "blue", consult.Withdrawn: "red",
}

// dates says from when until when: "25 April 2016 to 27 May 2016, closes
// 11:59pm". Of an old entry often only one end is known.
func dates(p *locale.Printer, c *consult.Consultation, state consult.State) string {
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

// zone names the clock by which times on the page are meant.
func zone(p *locale.Printer, c *consult.Consultation) string {
	if c.Closes.TimeWords() == "" {
		return ""
	}
	if c.Closes.Zone == consult.DefaultZone {
		return p.Say("UK time")
	}
	return p.Say("time in %s", c.Closes.Zone)
}

// on is the day of t for people in the zone of the consultation.
func on(p *locale.Printer, t time.Time, c *consult.Consultation) string {
	m := consult.Moment{At: t, Zone: c.Closes.Zone, Precision: consult.Instant}
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
		return name, cmp.Or(locale.OwnName(e.Lang), name)
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

var addresses = regexp.MustCompile(`https://[^\s<>"]*[^\s<>".,;:)]`)

// linked makes Markdown links of the addresses in a text, and shows of each
// only its host: the rest is long, and says nothing to people.
func linked(text string) string {
	return addresses.ReplaceAllStringFunc(text, func(address string) string {
		host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		return "[" + host + "](<" + address + ">)"
	})
}

var (
	markedLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	rawTags    = regexp.MustCompile(`<[^>]*>`)
	marks      = regexp.MustCompile("[*_`#>]+")
)

const leadLength = 220

// lead is the beginning of a text, without marks, for a list.
func lead(markdown string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(markdown), "\n\n")
	plain := rawTags.ReplaceAllString(markedLink.ReplaceAllString(first, "$1"), "")
	plain = marks.ReplaceAllString(plain, "")
	plain = strings.Join(strings.Fields(plain), " ")
	runes := []rune(plain)
	if len(runes) <= leadLength {
		return plain
	}
	cut := string(runes[:leadLength])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",.;: ") + "…"
}
