package consultweb

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/page"
)

// tagOf is the word for where c stands. Its colour says nothing that it does
// not.
func tagOf(c *consult.Consultation, s consult.State) page.Tag {
	if s == consult.Reported && c.Register != nil {
		return page.Tag{Text: "Outcome known", Colour: "blue"}
	}
	return stateTag(s)
}

func stateTag(s consult.State) page.Tag {
	switch s {
	case consult.Open:
		return page.Tag{Text: "Open", Colour: "green"}
	case consult.Forthcoming:
		return page.Tag{Text: "Forthcoming", Colour: "light-blue"}
	case consult.Reported:
		return page.Tag{Text: "Results published", Colour: "blue"}
	case consult.Withdrawn:
		return page.Tag{Text: "Withdrawn", Colour: "red"}
	}
	return page.Tag{Text: "Closed", Colour: "grey"}
}

func typeName(t consult.Type) string {
	switch t {
	case consult.Statutory:
		return "Statutory consultation"
	case consult.Engagement:
		return "Engagement"
	case consult.Survey:
		return "Survey"
	case consult.Information:
		return "Information"
	}
	return "Consultation"
}

// dates says from when until when: "25 April 2016 to 27 May 2016, closes
// 11:59pm". Of an old entry often only one end is known.
func dates(c *consult.Consultation, state consult.State) string {
	opens, closes := c.Opens.DateWords(), c.Closes.DateWords()
	verb := "closed"
	if state == consult.Open || state == consult.Forthcoming {
		verb = "closes"
	}
	switch {
	case opens == "" && closes == "":
		return "Dates not known"
	case opens == "":
		return strings.ToUpper(verb[:1]) + verb[1:] + " " + closes
	case closes == "":
		return "Opened " + opens
	}
	words := opens + " to " + closes
	if opens == closes {
		words = opens
	}
	if clock := c.Closes.TimeWords(); clock != "" {
		words += ", " + verb + " " + clock
	}
	return words
}

// zone names the clock by which times on the page are meant.
func zone(c *consult.Consultation) string {
	if c.Closes.TimeWords() == "" {
		return ""
	}
	if c.Closes.Zone == consult.DefaultZone {
		return "UK time"
	}
	return "time in " + c.Closes.Zone
}

// on is the day of t for people in the zone of the consultation.
func on(t time.Time, c *consult.Consultation) string {
	m := consult.Moment{At: t, Zone: c.Closes.Zone, Precision: consult.Instant}
	if m.Zone == "" {
		m.Zone = consult.DefaultZone
	}
	return m.Words()
}

func documentKind(k consult.DocumentKind) string {
	switch k {
	case consult.Proposal:
		return "Proposal"
	case consult.Background:
		return "Information"
	case consult.Impact:
		return "Equality impact assessment"
	case consult.Costs:
		return "Costs"
	case consult.PaperSurvey:
		return "Paper survey"
	case consult.Questions:
		return "Questions and answers"
	}
	return "Document"
}

// editionName says what an edition is, in English; of a translation own is its
// name for itself, for those who look for it.
func editionName(e *consult.Edition) (name, own string) {
	switch e.Format {
	case consult.EasyRead:
		return "Easy Read" + inLanguage(e.Lang), ""
	case consult.LargePrint:
		return "Large print" + inLanguage(e.Lang), ""
	case consult.SignedVideo:
		return "British Sign Language video", ""
	case consult.Translation:
		own, name = languageNames(e.Lang)
		return name, own
	}
	return "Standard" + inLanguage(e.Lang), ""
}

func inLanguage(lang string) string {
	if lang == "" || strings.HasPrefix(lang, "en") {
		return ""
	}
	_, english := languageNames(lang)
	return " in " + english
}

func languageNames(lang string) (own, english string) {
	t, err := language.Parse(lang)
	if err != nil {
		return lang, lang
	}
	own, english = display.Self.Name(t), display.English.Tags().Name(t)
	if english == "" {
		english = lang
	}
	if own == "" {
		own = english
	}
	return own, english
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
