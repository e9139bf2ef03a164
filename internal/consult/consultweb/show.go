package consultweb

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

type showView struct {
	Lang      string // of the council's text
	Href      string // path of the page
	Title     string
	Type      string
	Tag       page.Tag
	Dates     string
	ZoneLabel string
	Chain     page.Chain
	Invented  string
	Notice    *notice // why people cannot respond; nil while they can
	IsOver    bool    // its outcome comes first
	AsItWas   string  // says from when the text below the outcome is; "" if it is current
	Outcome   []outcomeLink
	Respond   *respondLinks
	Summary   string // Markdown
	Facts     []fact
	Sections  []section
	Related   []relatedLinks // to other parts of the chain

	Formative      string // Markdown
	Alternatives   []consult.Alternative
	NoAlternatives string // Markdown

	Documents    []documentItem
	HowToHeading string // heading of how to respond or of the contact; "" if there is neither
	OtherWays    []string
	Contact      consult.Contact
	PhoneLink    string // phone number for a tel: link
	Register     []fact
	Collected    []fact // how the responses were collected elsewhere
	Timeline     []timelineEntry
	Source       string // Markdown

	Address      string // of the page, for sharing
	ShareHref    string // opens an email with the address
	CalendarHref string // a calendar file with the dates; "" if there are none to come
}

// PageDescription returns the summary for search engines.
func (v showView) PageDescription() string { return excerpt(v.Summary) }

// PageChain returns the chain of evidence, consultation, results and actions of
// which the consultation is part.
func (v showView) PageChain() page.Chain { return v.Chain }

// notice explains why people cannot respond now, and what happens instead.
type notice struct {
	Title       string
	Text        string
	Reason      string // written by the council
	Next        string // Markdown
	Feedback    string // promised date
	Overdue     bool   // the promised date has passed
	ResultsHref string
}

// respondLinks are the ways to respond.
type respondLinks struct {
	Href, Closes                 string
	GraceMinutes                 int
	PaperHref, JointResponseHref string // paths of the printed form and of the response by a group
}

// relatedLinks are links to records of one kind, like the actions for which a consultation is held.
type relatedLinks struct {
	Heading string
	Links   []page.UserText
}

type fact struct {
	Key, Value, Href string // of a register entry, Value is Markdown
	Lang             string // of Value; "" is the language of the page
}

// outcomeLink leads to what came of a consultation: its results, the decision, the actions or their progress.
type outcomeLink struct{ Text, Href, Note string }

type section struct {
	ID, Heading, Text string
}

type timelineEntry struct {
	When, What, Reason, RecordedNote string
	Entry                            page.Link // in the public record

	act *consult.Act
}

var showPage = page.New(templateFiles, "templates/show.html", showExamples[0], showExamples[1:]...)

func (h *Handlers) showConsultation(w http.ResponseWriter, r *http.Request) error {
	shown, err := h.service.GetPublic(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	view, err := newShowView(h.PagePrinter(r), shown)
	if err != nil {
		return err
	}
	view.Chain = h.ChainFor(r.Context(), "consultation", shown.Slug)
	view.addOutcome(h.PagePrinter(r).Printer)
	view.Address = h.SiteURL(r) + view.Href
	view.ShareHref = "mailto:?" + strings.ReplaceAll(url.Values{"subject": {view.Title}, "body": {view.Address}}.Encode(), "+", "%20")
	if err := h.addRelated(r, &view, shown); err != nil {
		return err
	}
	related := relatedLinks{Heading: page.Printer(r).Say("Related information")}
	for _, link := range h.RelatedLinks(r.Context(), shown.Slug) {
		related.Links = append(related.Links, page.UserText{Text: page.Printer(r).Say(link.Text), Href: link.Href})
	}
	if len(related.Links) > 0 {
		view.Related = append([]relatedLinks{related}, view.Related...)
	}
	return showPage.Write(w, r, http.StatusOK, view)
}

// addOutcome adds the links to what came of a consultation that is over, from the steps of its chain after it.
func (v *showView) addOutcome(words *locale.Printer) {
	if !v.IsOver {
		return
	}
	for _, s := range v.Chain.After("Consultation") {
		if s.Href != "" && s.Href != v.Href && (v.Notice == nil || s.Href != v.Notice.ResultsHref) {
			v.Outcome = append(v.Outcome, outcomeLink{words.Say(s.Name), s.Href, s.In(words)})
		}
	}
}

func newShowView(speech web.PagePrinter, c *consult.PublicView) (v showView, err error) {
	state, words, lang := c.State(), speech.Printer, speech.LangOrCouncil(c.Language)
	v = showView{
		Lang: lang, Href: consultationURL(c.Slug), Title: c.Title, Type: c.Type.Label().In(words),
		Tag:   consultationTag(words, c.Consultation, state),
		Dates: dateRange(words, c.Consultation, state), ZoneLabel: zoneLabel(words, c.Consultation),
		Invented: c.Invented, Summary: c.Summary, Formative: c.Formative, Alternatives: c.Alternatives, NoAlternatives: c.NoAlternatives,
		Contact: c.Contact, PhoneLink: dialNumber(c.Contact.Phone), Source: linkURLs(c.Source),
	}
	if state == consult.Open || state == consult.Forthcoming {
		v.OtherWays = c.OtherWays
	}
	if state == consult.Open && len(c.Forms) > 0 {
		v.Respond = &respondLinks{
			consultationURL(c.Slug) + "/respond",
			c.Closes.In(words),
			int(c.Grace / time.Minute),
			consultationURL(c.Slug) + "/paper/" + c.Forms[0].Edition,
			consultationURL(c.Slug) + "/group-response",
		}
	}
	if v.Respond != nil || len(v.OtherWays) > 0 {
		v.HowToHeading = words.Say("How to have your say")
	} else if c.Contact.Team != "" {
		v.HowToHeading = words.Say("Contact")
	}
	v.Notice = newNotice(words, c, state)
	v.IsOver = state != consult.Open && state != consult.Forthcoming
	switch {
	case state == consult.Withdrawn:
		v.AsItWas, v.ZoneLabel = words.Say("This is what we published before the consultation was withdrawn."), ""
	case c.Collected != nil: // nothing was published here while it was open
	case v.IsOver && c.Register == nil:
		v.AsItWas = words.Say("This is what we published while the consultation was open.")
	}
	if c.Closes.Precision == consult.PrecisionInstant && !v.IsOver {
		v.CalendarHref = v.Href + "/dates.ics"
	}
	v.Facts = newFacts(words, lang, c, state)
	for _, s := range []section{
		{"why", words.Say("Why change is proposed"), c.Why},
		{"so-far", words.Say("What has happened so far"), c.SoFar},
		{"next", words.Say("What happens next"), c.Next},
	} {
		if s.Text != "" && !(s.ID == "next" && v.Notice != nil && v.Notice.Next != "") {
			v.Sections = append(v.Sections, s)
		}
	}
	for i := range c.Documents {
		v.Documents = append(v.Documents, newDocumentItem(words, lang, c.Slug, &c.Documents[i]))
	}
	v.Register = registerFacts(words, lang, c.Register)
	v.Collected = collectedFacts(words, lang, c.Collected)
	v.Timeline, err = newTimeline(words, c)
	return v, err
}

// newNotice returns the notice of a consultation that is not open; nil if it is.
func newNotice(words *locale.Printer, c *consult.PublicView, state consult.State) *notice {
	n := &notice{}
	switch state {
	case consult.Open:
		return nil
	case consult.Forthcoming:
		n.Title = words.Say("This consultation has not opened yet")
		n.Text = words.Say("You can have your say from %s.", c.Opens)
		return n
	case consult.Withdrawn:
		n.Title = words.Say("This consultation was withdrawn on %s", consult.CivilDate{CivilTime: c.WithdrawnOn()})
		n.Text = words.Say("We are no longer accepting responses.")
		if len(c.History) > 0 {
			n.Reason = c.History[len(c.History)-1].Reason
		}
		return n
	case consult.Reported:
		n.Title, n.Text = words.Say("This consultation has closed"), words.Say("The results have been published.")
		if c.Register != nil {
			n.Text = words.Say("What we know about the outcome is below.")
		} else {
			n.ResultsHref = consultationURL(c.Slug) + "/results"
		}
		return n
	}
	n.Title, n.Text = words.Say("This consultation has closed"), words.Say("Thank you to everyone who took part.")
	if c.Register != nil {
		n.Text = words.Say("We do not know the outcome.")
	}
	n.Next = c.Next
	if day, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
		n.Feedback = words.Date(day)
		n.Overdue = c.Now.After(day.AddDate(0, 0, 1))
	}
	return n
}

func newFacts(words *locale.Printer, lang string, c *consult.PublicView, state consult.State) []fact {
	audience := words.Say("Who we want to hear from")
	if state != consult.Open && state != consult.Forthcoming {
		audience = words.Say("Who we wanted to hear from")
	}
	facts := []fact{
		{Key: audience, Value: c.Audience, Lang: lang},
		{Key: words.Say("Area"), Value: c.Area, Lang: lang},
		{Key: words.Say("Why we have to consult"), Value: c.Duty, Lang: lang},
	}
	if state == consult.Open || state == consult.Forthcoming { // later it is part of the notice
		if day, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
			facts = append(facts, fact{Key: words.Say("We will report back by"), Value: words.Date(day)})
		}
	}
	return nonEmptyFacts(facts)
}

func registerFacts(words *locale.Printer, lang string, r *consult.RegisterEntry) []fact {
	if r == nil {
		return nil
	}
	return nonEmptyFacts([]fact{
		{Key: words.Say("How people were consulted"), Value: r.Methods, Lang: lang},
		{Key: words.Say("Documents"), Value: r.Documents, Lang: lang},
		{Key: words.Say("Responses"), Value: r.Responses, Lang: lang},
		{Key: words.Say("Outcome"), Value: r.Outcome, Lang: lang},
		{Key: words.Say("Source"), Value: linkURLs(r.Source), Lang: lang},
	})
}

// collectedFacts are where the responses come from to a consultation that was run elsewhere.
func collectedFacts(words *locale.Printer, lang string, from *consult.Collected) []fact {
	if from == nil {
		return nil
	}
	return nonEmptyFacts([]fact{
		{Key: words.Say("Collected by"), Value: from.By, Lang: lang},
		{Key: words.Say("How"), Value: from.With, Lang: lang},
		{Key: words.Say("File"), Value: from.File, Lang: lang},
		{Key: words.Say("SHA-256 digest of the file"), Value: from.Digest},
		{Key: words.Say("Columns that were left out"), Value: from.Left, Lang: lang},
	})
}

func nonEmptyFacts(facts []fact) (all []fact) {
	for _, f := range facts {
		if f.Value != "" {
			all = append(all, f)
		}
	}
	return all
}

func newTimeline(words *locale.Printer, c *consult.PublicView) ([]timelineEntry, error) {
	var all []timelineEntry
	// Shown in the order in which things happened; the record has the order in
	// which they were recorded.
	acts := slices.SortedStableFunc(slices.Values(openedAfterPublished(c)), func(a, b *consult.Act) int { return a.At.Compare(b.At) })
	for _, a := range acts {
		closes, err := a.Closes()
		if err != nil {
			return nil, fmt.Errorf("act %d of %s: %w", a.Number, c.Slug, err)
		}
		shown := timelineEntry{
			When: formatInZone(words, a.At, c.Consultation), What: a.Kind.Label().In(words), Reason: a.Reason, act: a,
		}
		switch a.Kind {
		case consult.ActExtended:
			shown.What = words.Say("Extended until %s", closes)
		case consult.ActClosedEarly:
			shown.What = words.Say("Closing date brought forward to %s", closes)
		case consult.ActReopened:
			shown.What = words.Say("Reopened until %s", closes)
		}
		if a.Kind == consult.ActPublished && wasOpenElsewhere(c, a.At) {
			shown.What = words.Say("Added to this website")
		}
		if a.RecordedAt.Sub(a.At) > time.Hour {
			shown.RecordedNote = words.Say("Added to the public record on %s", formatInZone(words, a.RecordedAt, c.Consultation))
		}
		all = append(all, shown)
	}
	return all, nil
}

// wasOpenElsewhere reports whether c had closed before it was published here, at the given time.
// Its dates are those of what happened elsewhere.
func wasOpenElsewhere(c *consult.PublicView, published time.Time) bool {
	return !c.Closes.IsZero() && !published.Before(c.Closes.End())
}

// openedAfterPublished returns the acts of c. Nothing opens before it is published: what says
// that it opened earlier opened when it was published.
func openedAfterPublished(c *consult.PublicView) []*consult.Act {
	acts := slices.Clone(c.History)
	published := slices.IndexFunc(acts, func(a *consult.Act) bool { return a.Kind == consult.ActPublished })
	if published < 0 || wasOpenElsewhere(c, acts[published].At) {
		return acts
	}
	for i, a := range acts {
		if a.Kind == consult.ActOpened && a.At.Before(acts[published].At) {
			opened := *a
			opened.At = acts[published].At
			acts = append(slices.Delete(acts, i, i+1), &opened)
			break
		}
	}
	return acts
}

// dialNumber returns the digits and plus signs of a phone number.
func dialNumber(phone string) string {
	var digits []rune
	for _, r := range phone {
		if r >= '0' && r <= '9' || r == '+' {
			digits = append(digits, r)
		}
	}
	return string(digits)
}
