package consultweb

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

type showView struct {
	Title    string
	Type     string
	Tag      page.Tag
	Dates    string
	Zone     string
	Chain    page.Chain
	Invented string
	Notice   *notice // where it stands, if it cannot be answered now
	Respond  *respond
	Lead     string // Markdown
	Facts    []fact
	Sections []section

	Formative      string // Markdown
	Alternatives   []consult.Alternative
	NoAlternatives string // Markdown

	Documents []document
	HowTo     string // a heading; "" if there is nobody to turn to
	OtherWays []string
	Contact   consult.Contact
	Phone     string // for a link
	Register  []fact
	Acts      []act
	Source    string // Markdown
}

// PageChain shows where this stands between evidence and what was done.
func (v showView) PageChain() page.Chain { return v.Chain }

// notice says why there is no button, and what there is instead.
type notice struct {
	Title    string
	Text     string
	Next     string // Markdown
	Feedback string
	Late     bool // the promised day has passed
	Results  string
}

// respond is the way in.
type respond struct {
	Href, Closes string
	Grace        int    // minutes
	Paper, Reply string // addresses of the form to print, and of a reply that several people write
}

type fact struct {
	Key, Value, Href string // Value of the register is Markdown
}

type section struct {
	ID, Heading, Text string
}

type act struct {
	When, What, Why, Noted string
}

var showPage = page.New(files, "templates/show.html", showExamples[0], showExamples[1:]...)

func (d *Desk) show(w http.ResponseWriter, r *http.Request) error {
	shown, err := d.consult.Show(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	view, err := showing(page.In(r), shown)
	if err != nil {
		return err
	}
	view.Chain = d.ChainFor(r.Context(), "consultation", shown.Slug)
	return showPage.Write(w, r, http.StatusOK, view)
}

func showing(words *locale.Printer, c *consult.Shown) (v showView, err error) {
	state := c.State()
	v = showView{
		Title: c.Title, Type: typeName(words, c.Type), Tag: tagOf(words, c.Consultation, state), Dates: dates(words, c.Consultation, state), Zone: zone(words, c.Consultation),
		Invented: c.Invented, Lead: c.Summary, Formative: c.Formative, Alternatives: c.Alternatives, NoAlternatives: c.NoAlternatives,
		Contact: c.Contact, Phone: dial(c.Contact.Phone), Source: linked(c.Source),
	}
	if state == consult.Open || state == consult.Forthcoming {
		v.OtherWays = c.OtherWays
	}
	if state == consult.Open && len(c.Forms) > 0 {
		v.Respond = &respond{path(c.Slug) + "/respond", c.Closes.In(words), int(c.Grace / time.Minute), path(c.Slug) + "/paper/" + c.Forms[0].Edition, path(c.Slug) + "/reply"}
	}
	if v.Respond != nil || len(v.OtherWays) > 0 {
		v.HowTo = words.Say("How to have your say")
	} else if c.Contact.Team != "" {
		v.HowTo = words.Say("Contact")
	}
	v.Notice = noticeOf(words, c, state)
	v.Facts = factsOf(words, c, state)
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
		v.Documents = append(v.Documents, documentOf(words, c.Slug, &c.Documents[i]))
	}
	v.Register = registerOf(words, c.Register)
	v.Acts, err = actsOf(words, c)
	return v, err
}

// noticeOf says where a consultation stands that takes no answers now.
func noticeOf(words *locale.Printer, c *consult.Shown, state consult.State) *notice {
	n := &notice{}
	switch state {
	case consult.Open:
		return nil
	case consult.Forthcoming:
		n.Title = words.Say("This consultation has not opened yet")
		n.Text = words.Say("You can have your say from %s.", c.Opens)
		return n
	case consult.Withdrawn:
		n.Title, n.Text = words.Say("This consultation was withdrawn"), words.Say("It takes no more responses.")
		if len(c.Log) > 0 {
			n.Text += " " + c.Log[len(c.Log)-1].Reason
		}
		return n
	case consult.Reported:
		n.Title, n.Text = words.Say("This consultation has closed"), words.Say("Its results are published.")
		if c.Register != nil {
			n.Text = words.Say("What is known of its outcome is below.")
		} else {
			n.Results = path(c.Slug) + "/results"
		}
		return n
	}
	n.Title, n.Text = words.Say("This consultation has closed"), words.Say("Thank you to everybody who took part.")
	if c.Register != nil {
		n.Text = words.Say("We know of no outcome.")
	}
	n.Next = c.Next
	if day, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
		n.Feedback = words.Date(day)
		n.Late = c.Now.After(day.AddDate(0, 0, 1))
	}
	return n
}

func factsOf(words *locale.Printer, c *consult.Shown, state consult.State) []fact {
	facts := []fact{
		{Key: words.Say("Who it is for"), Value: c.Audience},
		{Key: words.Say("Area"), Value: c.Area},
		{Key: words.Say("Why we must consult"), Value: c.Duty},
	}
	if state == consult.Open || state == consult.Forthcoming { // later the notice says it
		if day, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
			facts = append(facts, fact{Key: words.Say("You will hear by"), Value: words.Date(day)})
		}
	}
	if c.Strategy != "" {
		facts = append(facts, fact{words.Say("Part of"), words.Say("The strategy this is about"), "/strategies/" + c.Strategy})
	}
	if c.Follows != "" {
		facts = append(facts, fact{words.Say("Follows"), words.Say("The round before this one"), path(c.Follows)})
	}
	return known(facts)
}

func registerOf(words *locale.Printer, r *consult.Register) []fact {
	if r == nil {
		return nil
	}
	return known([]fact{
		{Key: words.Say("How people were asked"), Value: r.Methods},
		{Key: words.Say("Documents"), Value: r.Documents},
		{Key: words.Say("Responses"), Value: r.Responses},
		{Key: words.Say("Outcome"), Value: r.Outcome},
		{Key: words.Say("Source"), Value: linked(r.Source)},
	})
}

func known(facts []fact) (all []fact) {
	for _, f := range facts {
		if f.Value != "" {
			all = append(all, f)
		}
	}
	return all
}

func actsOf(words *locale.Printer, c *consult.Shown) ([]act, error) {
	var all []act
	// Read in the order in which things happened; the record has them in the
	// order in which it was told.
	log := slices.SortedStableFunc(slices.Values(c.Log), func(a, b *consult.Act) int { return a.At.Compare(b.At) })
	for _, a := range log {
		closes, err := a.Closes()
		if err != nil {
			return nil, fmt.Errorf("act %d of %s: %w", a.Number, c.Slug, err)
		}
		shown := act{When: on(words, a.At, c.Consultation), What: actName(words, a.Kind), Why: a.Reason}
		switch a.Kind {
		case consult.ActExtended:
			shown.What = words.Say("Extended until %s", closes)
		case consult.ActShortened:
			shown.What = words.Say("Closing date moved forward to %s", closes)
		case consult.ActReopened:
			shown.What = words.Say("Reopened until %s", closes)
		}
		if a.Kind == consult.ActPublished && !a.At.Before(c.Closes.End()) {
			shown.What = words.Say("Brought onto this site")
		}
		if a.Noted.Sub(a.At) > time.Hour {
			shown.Noted = words.Say("Entered in the public record on %s", on(words, a.Noted, c.Consultation))
		}
		all = append(all, shown)
	}
	return all, nil
}

func actName(words *locale.Printer, k consult.ActKind) string {
	switch k {
	case consult.ActPublished:
		return words.Say("Published")
	case consult.ActOpened:
		return words.Say("Opened")
	case consult.ActClosed:
		return words.Say("Closed")
	case consult.ActAmended:
		return words.Say("Changed")
	case consult.ActReported:
		return words.Say("Results published")
	case consult.ActWithdrawn:
		return words.Say("Withdrawn")
	}
	return string(k)
}

// dial keeps of a telephone number what a telephone understands.
func dial(phone string) string {
	var digits []rune
	for _, r := range phone {
		if r >= '0' && r <= '9' || r == '+' {
			digits = append(digits, r)
		}
	}
	return string(digits)
}
