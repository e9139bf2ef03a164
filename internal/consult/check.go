package consult

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Principle is a requirement of a fair consultation.
type Principle string

// The four tests that the courts took from R v Brent LBC ex parte Gunning.
const (
	FormativeStage Principle = "formative"
	Reasons        Principle = "sufficient-reasons"
	AdequateTime   Principle = "adequate-time"
	Conscientious  Principle = "conscientious"
)

// Other requirements.
const (
	Access         Principle = "access"
	DataProtection Principle = "data-protection"
)

// Finding is a result of the checks before publication.
type Finding struct {
	Principle Principle
	Blocks    bool         // must be fixed before publication; false is a warning
	Hint      bool         // a warning that needs no reason to be ignored
	Code      string       // identifies the issue across checks: Section, "/" and a name
	Message   string       // in English
	Format    string       // format of Message, for translation
	Args      []any        // arguments of Format
	Form      FormLocation // where in the questionnaire; the zero value if not there

	// Path is the setting of the definition that has to change, as in definition.File.At.
	Path []any
}

// FormLocation is a place in a questionnaire. Page, Question and Option (which may be a row)
// are IDs; "" means the whole questionnaire, page or question. Member is as in
// survey.FormProblem: "text", "options.text", "when"; "" is the whole.
type FormLocation struct{ Edition, Page, Question, Option, Member string }

// Section returns the section of the staff area in which f can be fixed:
// "about", "fairness", "dates", "documents", "questionnaire" or "equality".
func (f *Finding) Section() string {
	section, _, _ := strings.Cut(f.Code, "/")
	return section
}

// Limits for checkDuration. The law only says adequate time. Twelve weeks were
// the minimum of the government's code of practice of 2008, by which people
// still judge.
const (
	shortDuration  = 28 * 24 * time.Hour
	usualDuration  = 12 * 7 * 24 * time.Hour
	summerMonth    = time.August
	christmasFrom  = 24 // of December
	christmasUntil = 1  // of January
)

// Check returns what c lacks for a fair consultation. answerable says whether c
// has a form. Statutory and formal consultations have to meet the four tests;
// engagement, surveys and information do not.
func (c *Consultation) Check(answerable bool) []Finding {
	var all findings
	all.blockIf(c.Summary == "", Reasons, "about/summary", "Add a short summary of what the consultation is about.")
	all.blockIf(c.Contact.Email == "" && c.Contact.Phone == "" && c.Contact.Address == "", Reasons, "about/contact",
		"Add contact details for questions and other formats.")
	all.blockIf(c.Next == "", Conscientious, "about/next", "Explain what happens after the consultation closes.")
	all.blockIf(c.Type != Information && !answerable && len(c.OtherWays) == 0, Reasons, "questionnaire/none",
		"There is no way to respond. Add a questionnaire, or say how else people can respond.")
	all.warnIf(c.Feedback == "", Conscientious, "dates/feedback", "Enter the date you will publish feedback by.")
	c.checkDuration(&all)
	c.checkDocumentFormats(&all)
	if c.Type != Statutory && c.Type != Formal {
		return all
	}
	all.blockIf(c.Why == "", Reasons, "about/why", "Explain why change is proposed.")
	all.blockIf(c.Formative == "", FormativeStage, "fairness/formative", "Explain what can still change and what cannot.")
	all.blockIf(len(c.Alternatives) == 0 && c.NoAlternatives == "", FormativeStage, "fairness/alternatives",
		"List the alternatives you considered and why you rejected them, or explain why there were none.")
	for i, a := range c.Alternatives {
		all.blockIf(a.WhyDiscarded == "", FormativeStage, fmt.Sprintf("fairness/alternative-%d", i+1),
			"Explain why you rejected the alternative “%s”.", a.Option).at("alternatives", i, "why-discarded")
	}
	all.warnIf(c.Duty == "", Reasons, "fairness/duty", "Explain why you have a duty to consult.")
	return all
}

func (c *Consultation) checkDuration(all *findings) {
	if c.Opens.IsZero() || c.Closes.IsZero() {
		all.blockIf(true, AdequateTime, "dates/none", "Enter when the consultation opens and closes.")
		return
	}
	length := c.Closes.End().Sub(c.Opens.At)
	if length <= 0 {
		return // Definition.build finds that the closing date is not after the opening date
	}
	days := int(length.Hours() / 24)
	all.warnIf(length < shortDuration, AdequateTime, "dates/short",
		"The consultation is open for %s, which is less than 4 weeks. Record why this is long enough.",
		locale.LazyCount(int64(days), "%d day", "%d days"))
	all.warnIf(length >= shortDuration && length < usualDuration && c.Type == Statutory, AdequateTime, "dates/statutory",
		"The consultation is open for %d days. Statutory consultations are usually open for 12 weeks.", days)
	all.warnIf(c.includesDay(func(t time.Time) bool {
		return t.Month() == time.December && t.Day() >= christmasFrom || t.Month() == time.January && t.Day() <= christmasUntil
	}), AdequateTime, "dates/christmas", "The consultation runs over Christmas and New Year. Allow more time.")
	all.warnIf(c.includesDay(func(t time.Time) bool { return t.Month() == summerMonth }), AdequateTime, "dates/summer",
		"The consultation runs over the summer holidays. Allow more time.")
}

// includesDay reports whether match accepts a day between opening and closing.
func (c *Consultation) includesDay(match func(time.Time) bool) bool {
	last := c.Closes.Local()
	for day := c.Opens.Local(); !day.After(last); day = day.AddDate(0, 0, 1) {
		if match(day) {
			return true
		}
	}
	return false
}

func (c *Consultation) checkDocumentFormats(all *findings) {
	easy, impact := false, false
	for i := range c.Documents {
		doc := &c.Documents[i]
		impact = impact || doc.Kind == EqualityImpact
		for j := range doc.Editions {
			e := &doc.Editions[j]
			easy = easy || e.Format == EasyRead
			all.warnIf(doc.IsOutdated(e), Reasons, "documents/stale-"+doc.ID+"-"+e.ID(),
				"The format or translation “%s” of “%s” is based on version %s, but the current version is %s. "+
					"Readers see a warning until you update it.",
				e.Label(), doc.Title, e.BasedOn, doc.Version).at("documents", i, "editions", j, "from")
		}
	}
	if c.Type == Information {
		return
	}
	all.warnIf(len(c.Documents) == 0, Reasons, "documents/none", "There are no documents for people to read.")
	all.warnIf(len(c.Documents) > 0 && !easy, Reasons, "documents/easy-read", "None of the documents is available in Easy Read.")
	all.warnIf(!impact && (c.Type == Statutory || c.Type == Formal), Reasons, "documents/impact",
		"Add an equality impact assessment to the documents, even if it is a draft.")
}

type findings []Finding

//locale:message 3
func (f *findings) blockIf(wrong bool, p Principle, code, format string, args ...any) *Finding {
	return f.add(wrong, Finding{Principle: p, Blocks: true, Code: code, Format: format, Args: args})
}

//locale:message 3
func (f *findings) warnIf(wrong bool, p Principle, code, format string, args ...any) *Finding {
	return f.add(wrong, Finding{Principle: p, Code: code, Format: format, Args: args})
}

//locale:message 3
func (f *findings) hintIf(wrong bool, p Principle, code, format string, args ...any) *Finding {
	return f.add(wrong, Finding{Principle: p, Hint: true, Code: code, Format: format, Args: args})
}

// at sets the setting that has to change.
func (f *Finding) at(path ...any) *Finding { f.Path = path; return f }

// inForm sets the place in the form d.Forms[index].
func (f *Finding) inForm(index int, place FormLocation) *Finding {
	f.Form, f.Path = place, []any{"forms", index}
	return f
}

// add adds finding if something is wrong, and returns it. Otherwise what it returns is dropped.
func (f *findings) add(wrong bool, finding Finding) *Finding {
	if !wrong {
		return new(Finding)
	}
	finding.Message = (*locale.Printer)(nil).Say(finding.Format, finding.Args...)
	if finding.Path == nil {
		finding.Path = settingPaths[finding.Code]
	}
	*f = append(*f, finding)
	return &(*f)[len(*f)-1]
}

// settingPaths are the settings of findings that are always about the same one, by code.
var settingPaths = map[string][]any{
	"about/contact":           {"contact", "email"},
	"about/next":              {"next"},
	"about/summary":           {"summary"},
	"about/why":               {"why"},
	"dates/bank-holidays":     {"closes"},
	"dates/christmas":         {"closes"},
	"dates/closes-on-holiday": {"closes"},
	"dates/feedback":          {"feedback"},
	"dates/none":              {"opens"},
	"dates/short":             {"closes"},
	"dates/statutory":         {"closes"},
	"dates/summer":            {"closes"},
	"documents/easy-read":     {"documents"},
	"documents/impact":        {"documents"},
	"documents/none":          {"documents"},
	"equality/none":           {"monitoring"},
	"equality/privacy":        {"monitoring", "privacy"},
	"fairness/alternatives":   {"no-alternatives"},
	"fairness/duty":           {"duty"},
	"fairness/formative":      {"formative"},
	"questionnaire/easy-read": {"forms"},
	"questionnaire/none":      {"other-ways"},
}

// fileMessage is f.Message for the author of a definition file, with the name of
// the setting.
func (f *Finding) fileMessage() string {
	code := f.Code
	if strings.HasPrefix(code, "fairness/alternative-") {
		code = "fairness/alternative"
	}
	if name, ok := settingNames[code]; ok {
		return strings.TrimSuffix(f.Message, ".") + ": " + name + "."
	}
	return f.Message
}

// settingNames are the settings of a definition file by the code of the finding.
var settingNames = map[string]string{
	"about/contact":         "contact",
	"about/next":            "next",
	"about/summary":         "summary",
	"about/why":             "why",
	"dates/feedback":        "feedback",
	"dates/none":            "opens and closes",
	"fairness/alternative":  "why-discarded",
	"fairness/alternatives": "alternatives or no-alternatives",
	"fairness/duty":         "duty",
	"fairness/formative":    "formative",
	"questionnaire/none":    "forms or other-ways",
}

// blockingMistakes returns a mistake for each of the findings that block publication, or nil
// if there are none.
func blockingMistakes(slug Slug, all []Finding) error {
	var wrong definition.SettingErrors
	for _, f := range all {
		if f.Blocks {
			err := fault.Newf(fault.Invalid, "You cannot publish the consultation %q yet. %s", slug, f.fileMessage())
			wrong.Add(err, f.Path...)
		}
	}
	return wrong.Err()
}

// blockingError returns one error that lists the findings that block
// publication, or nil if there are none.
func blockingError(slug Slug, all []Finding) error {
	var say []string
	for _, f := range all {
		if f.Blocks {
			say = append(say, f.fileMessage())
		}
	}
	if len(say) == 0 {
		return nil
	}
	return fault.Newf(fault.Invalid, "You cannot publish the consultation %q yet. %s", slug, strings.Join(say, " "))
}
