package consult

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Principle is one of the four tests of a fair consultation that the courts
// took from R v Brent LBC ex parte Gunning.
type Principle string

// The principles.
const (
	FormativeStage Principle = "formative"
	Reasons        Principle = "sufficient-reasons"
	AdequateTime   Principle = "adequate-time"
	Conscientious  Principle = "conscientious"
)

// What a fair consultation needs beside the four tests.
const (
	Access         Principle = "access"
	DataProtection Principle = "data-protection"
)

// Finding is what the check before publication has to say.
type Finding struct {
	Principle Principle
	Refuses   bool   // it cannot be published like this; otherwise a warning
	Hint      bool   // a warning that asks for no reason
	Code      string // the same for the same matter: where it is mended, "/", and what it is
	Say       string // in English
	Format    string // Say before its places were filled, and what fills them
	Args      []any
	Form      FormPlace // where in the questionnaire, if there
}

// FormPlace is a place in a questionnaire. The ids of a page and of a question
// are "" where the whole is meant.
type FormPlace struct{ Edition, Page, Question string }

// Place is the part of the consultation where f is mended: "about", "fairness",
// "dates", "documents", "questionnaire" or "equality".
func (f *Finding) Place() string {
	place, _, _ := strings.Cut(f.Code, "/")
	return place
}

// What counts as little time. Twelve weeks were the code of 2008, and are still
// the measure by which people judge; the law says adequate.
const (
	shortTime  = 28 * 24 * time.Hour
	usualTime  = 12 * 7 * 24 * time.Hour
	summer     = time.August
	restBegins = 24 // of December
	restEnds   = 1  // of January
)

// Check looks at c as a court might later, and says what is missing. answerable
// says whether there is a form to answer. Consultations proper are held to more
// than engagement, surveys and information, to which the four tests do not
// apply.
func (c *Consultation) Check(answerable bool) []Finding {
	var all findings
	all.refuseIf(c.Summary == "", Reasons, "about/summary", "Say in a few sentences what it is about.")
	all.refuseIf(c.Contact.Email == "" && c.Contact.Phone == "" && c.Contact.Address == "", Reasons, "about/contact",
		"Say how to ask a question or get another format.")
	all.refuseIf(c.Next == "", Conscientious, "about/next", "Say what happens next, after it closes.")
	all.refuseIf(c.Type != Information && !answerable && len(c.OtherWays) == 0, Reasons, "questionnaire/none",
		"There is no way to answer. Add a questionnaire, or say how else people can answer.")
	all.warnIf(c.Feedback == "", Conscientious, "dates/feedback", "No date is promised by which people will hear what became of their answers.")
	c.checkTime(&all)
	c.checkDocumentsRead(&all)
	if c.Type != Statutory && c.Type != Formal {
		return all
	}
	all.refuseIf(c.Why == "", Reasons, "about/why", "Say why change is proposed.")
	all.refuseIf(c.Formative == "", FormativeStage, "fairness/formative", "Say what is still open to change, and what is not.")
	all.refuseIf(len(c.Alternatives) == 0 && c.NoAlternatives == "", FormativeStage, "fairness/alternatives",
		"Say which alternatives were considered and why they were discarded, or why there were none.")
	for i, a := range c.Alternatives {
		all.refuseIf(a.WhyDiscarded == "", FormativeStage, fmt.Sprintf("fairness/alternative-%d", i+1), "Say why the alternative “%s” was discarded.", a.Option)
	}
	all.warnIf(c.Duty == "", Reasons, "fairness/duty", "It does not say why there is a duty to consult.")
	return all
}

func (c *Consultation) checkTime(all *findings) {
	if c.Opens.IsZero() || c.Closes.IsZero() {
		all.refuseIf(true, AdequateTime, "dates/none", "Say when it opens and closes.")
		return
	}
	length := c.Closes.End().Sub(c.Opens.At)
	days := int(length.Hours() / 24)
	all.warnIf(length < shortTime, AdequateTime, "dates/short", "It is open for %d days, which is less than four weeks. Note why that is enough.", days)
	all.warnIf(length >= shortTime && length < usualTime && c.Type == Statutory, AdequateTime, "dates/statutory",
		"It is open for %d days. Twelve weeks are usual for a statutory consultation.", days)
	all.warnIf(c.overlaps(func(t time.Time) bool {
		return t.Month() == time.December && t.Day() >= restBegins || t.Month() == time.January && t.Day() <= restEnds
	}), AdequateTime, "dates/christmas", "It runs over Christmas and the new year. Allow more time.")
	all.warnIf(c.overlaps(func(t time.Time) bool { return t.Month() == summer }), AdequateTime, "dates/summer", "It runs over the summer holidays. Allow more time.")
}

// overlaps reports whether a day between opening and closing is such a day.
func (c *Consultation) overlaps(such func(time.Time) bool) bool {
	last := c.Closes.Local()
	for day := c.Opens.Local(); !day.After(last); day = day.AddDate(0, 0, 1) {
		if such(day) {
			return true
		}
	}
	return false
}

func (c *Consultation) checkDocumentsRead(all *findings) {
	easy, impact := false, false
	for i := range c.Documents {
		doc := &c.Documents[i]
		impact = impact || doc.Kind == Impact
		for j := range doc.Editions {
			e := &doc.Editions[j]
			easy = easy || e.Format == EasyRead
			all.warnIf(doc.Stale(e), Reasons, "documents/stale-"+doc.ID+"-"+e.ID(),
				"The edition %q of %q was made from version %s, and version %s is in force. Its page says so until it is renewed.",
				e.ID(), doc.Title, e.From, doc.Version)
		}
	}
	if c.Type == Information {
		return
	}
	all.warnIf(len(c.Documents) == 0, Reasons, "documents/none", "There is nothing to read: documents.")
	all.warnIf(len(c.Documents) > 0 && !easy, Reasons, "documents/easy-read", "No document has an Easy Read edition.")
	all.warnIf(!impact && (c.Type == Statutory || c.Type == Formal), Reasons, "documents/impact", "There is no equality impact assessment among the documents, not even a draft.")
}

type findings []Finding

func (f *findings) refuseIf(wrong bool, p Principle, code, format string, args ...any) {
	f.add(wrong, Finding{Principle: p, Refuses: true, Code: code, Format: format, Args: args})
}

func (f *findings) warnIf(wrong bool, p Principle, code, format string, args ...any) {
	f.add(wrong, Finding{Principle: p, Code: code, Format: format, Args: args})
}

func (f *findings) hintIf(wrong bool, p Principle, code, format string, args ...any) {
	f.add(wrong, Finding{Principle: p, Hint: true, Code: code, Format: format, Args: args})
}

func (f *findings) add(wrong bool, one Finding) {
	if !wrong {
		return
	}
	one.Say = (*locale.Printer)(nil).Say(one.Format, one.Args...)
	*f = append(*f, one)
}

// inFile is what f says to who writes a definition file: it names the setting.
func (f *Finding) inFile() string {
	code := f.Code
	if strings.HasPrefix(code, "fairness/alternative-") {
		code = "fairness/alternative"
	}
	if name, ok := settingOf[code]; ok {
		return strings.TrimSuffix(f.Say, ".") + ": " + name + "."
	}
	return f.Say
}

// settingOf names the setting of a definition file that a finding is about.
var settingOf = map[string]string{
	"about/contact": "contact", "about/next": "next", "about/summary": "summary", "about/why": "why", "dates/feedback": "feedback", "dates/none": "opens and closes", "fairness/alternative": "why-discarded", "fairness/alternatives": "alternatives or no-alternatives", "fairness/duty": "duty", "fairness/formative": "formative", "questionnaire/none": "forms or other-ways",
}

// refusal returns the findings that stand in the way, as one error, or nil.
func refusal(slug Slug, all []Finding) error {
	var say []string
	for _, f := range all {
		if f.Refuses {
			say = append(say, f.inFile())
		}
	}
	if len(say) == 0 {
		return nil
	}
	return fault.Newf(fault.Invalid, "The consultation %q cannot be published yet. %s", slug, strings.Join(say, " "))
}
