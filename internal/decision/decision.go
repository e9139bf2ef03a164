// Package decision records decisions of the council, how it responded to key issues and the feedback it gave
// respondents.
package decision

import (
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the contents of a decision's definition file.
type Definition = Decision

// Decision is a minuted decision of the council, a report to a meeting or an approval to consult.
type Decision struct {
	Ref          string        `yaml:"ref" json:"ref"`
	Title        string        `yaml:"title" json:"title"`
	Language     string        `yaml:"language" json:"language,omitempty"` // "" is the language of the council
	Kind         Kind          `yaml:"kind" json:"kind"`                   // "" is Outcome
	Body         string        `yaml:"body" json:"body"`                   // the body that decided, like "Cabinet"
	Date         time.Time     `yaml:"date" json:"date"`
	Time         string        `yaml:"time" json:"time,omitempty"`     // of day in the council's zone, like 14:30; "" is unknown
	Makers       []string      `yaml:"makers" json:"makers,omitempty"` // those who decided, by name or office
	Effective    time.Time     `yaml:"effective" json:"effective"`
	Summary      string        `yaml:"summary" json:"summary"`
	Decided      []string      `yaml:"decided" json:"decided"` // numbered (a), (b), … on the page
	Reasons      string        `yaml:"reasons" json:"reasons"`
	Rejected     []Alternative `yaml:"rejected" json:"rejected"`
	Consultation string        `yaml:"consultation" json:"consultation"`
	Release      string        `yaml:"release" json:"release"` // reference of the results considered, like parks-2016#1
	Strategy     string        `yaml:"strategy" json:"strategy"`
	Received     []Received    `yaml:"received" json:"received"`
	Report       string        `yaml:"report" json:"report,omitempty"` // version on which they decided, like waste-sites#2
	// Assessments are the versions of impact assessments on which the decision rests, like waste-sites#2. Each is in Received or in Report.
	Assessments []string `yaml:"assessments" json:"assessments,omitempty"`
	// DueRegard is the evidence of due regard to equality, by the code of each of Principles.
	DueRegard   map[string]string `yaml:"due-regard" json:"dueRegard,omitempty"`
	AsPublished bool              `yaml:"as-published" json:"asPublished"` // an old decision, entered as it was published, with its gaps
	Source      evidence.Source   `yaml:"source" json:"source"`
	Invented    string            `yaml:"invented" json:"invented"`
	Issues      []Issue           `yaml:"issues" json:"issues"`
	Feedback    *Feedback         `yaml:"answer" json:"-"` // stored and recorded separately

	Edition int64 `yaml:"-" json:"-"` // starts at 1 and increases with each correction
}

// Kind is the kind of a decision.
type Kind string

// The kinds of decisions.
const (
	Report   Kind = "report"   // a report to a meeting
	Approval Kind = "approval" // an approval to consult the public
	Outcome  Kind = "decision" // a decision after the consultation
)

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage {
	switch k {
	case Report:
		return locale.Lazy("Report")
	case Approval:
		return locale.Lazy("Approval to consult")
	}
	return locale.Lazy("Decision")
}

// Alternative is an option that was rejected, with the reason.
type Alternative struct {
	Option string `yaml:"option" json:"option"`
	Why    string `yaml:"why" json:"why"`
}

// Received is a document that the meeting considered, in the version it received.
type Received struct {
	Title   string    `yaml:"title" json:"title"`
	Version string    `yaml:"version" json:"version"`
	Date    time.Time `yaml:"date" json:"date"`
	Address string    `yaml:"address" json:"address"`
	// Assessment is the version of a published impact assessment that the document is, like waste-sites#2, or "".
	Assessment string `yaml:"assessment" json:"assessment,omitempty"`
}

// Issue is a key issue that respondents raised and the council's response. With a response, exactly one of Change and NoChange
// is set. Without one, it says who will respond and by when.
type Issue struct {
	Ref      string    `yaml:"ref" json:"ref"`
	Issue    string    `yaml:"issue" json:"issue"`
	RaisedBy string    `yaml:"raised-by" json:"raisedBy"` // groups, never named people
	Sources  []Channel `yaml:"sources" json:"sources,omitempty"`
	Response string    `yaml:"response" json:"response"`
	Owner    string    `yaml:"owner" json:"owner,omitempty"` // a role
	Due      time.Time `yaml:"due" json:"due,omitzero"`
	Change   string    `yaml:"change" json:"change"`
	NoChange string    `yaml:"no-change" json:"noChange"` // why nothing changed
	Document string    `yaml:"document" json:"document"`  // path of the document version that shows the change
	// Words are the changed words as they are in the version of a strategy that Document names. Its page shows them
	// with the issue.
	Words string `yaml:"words" json:"words,omitempty"`
	// Questions are those of the consultation whose answers raised the issue, besides those whose figures it quotes.
	Questions []string `yaml:"questions" json:"questions,omitempty"`
	Actions   []string `yaml:"actions" json:"actions"`

	Decision     string `yaml:"-" json:"-"` // "" if it is in the log of Consultation
	Consultation string `yaml:"-" json:"-"`
	Language     string `yaml:"-" json:"-"` // of its texts
}

// Channel is where a key issue was raised.
type Channel string

// The channels.
const (
	FromQuestionnaire Channel = "questionnaire"
	FromLetters       Channel = "letters"
	FromPetitions     Channel = "petitions"
	FromEvents        Channel = "events"
)

// Label returns the name of the channel.
func (c Channel) Label() locale.LazyMessage {
	switch c {
	case FromLetters:
		return locale.Lazy("Letters")
	case FromPetitions:
		return locale.Lazy("Petitions")
	case FromEvents:
		return locale.Lazy("Events")
	}
	return locale.Lazy("Questionnaire")
}

// Feedback tells respondents what they were asked, what they said, what the council did and what happens next.
type Feedback struct {
	Consultation string          `yaml:"consultation" json:"consultation"`
	Language     string          `yaml:"language" json:"language,omitempty"` // "" is the language of its decision, or of the council
	Date         time.Time       `yaml:"date" json:"date"`
	Asked        string          `yaml:"asked" json:"asked"`
	Said         string          `yaml:"said" json:"said"`
	Did          string          `yaml:"did" json:"did"`
	Next         string          `yaml:"next" json:"next"`
	Source       evidence.Source `yaml:"source" json:"source"`
	Invented     string          `yaml:"invented" json:"invented"`

	Decision string `yaml:"-" json:"decision"`
	Edition  int64  `yaml:"-" json:"-"`
}

// Path returns the path where the feedback can be read.
func (a *Feedback) Path() string {
	if a.Decision != "" {
		return "/decisions/" + a.Decision + "#answer"
	}
	return "/feedback/" + a.Consultation
}

// Incomplete reports whether the feedback does not say what the council did.
func (a *Feedback) Incomplete() bool { return strings.TrimSpace(a.Did) == "" }

// prepare fills in defaults and returns definition.SettingErrors if d cannot be recorded.
func (d *Decision) prepare() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("the decision", d.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(d.Language), "language")
	if d.Kind == "" {
		d.Kind = Outcome
	}
	outcome := d.Kind == Outcome
	for _, f := range []struct {
		ok      bool
		setting string
		problem error
	}{
		{d.Kind == Report || d.Kind == Approval || outcome, "kind",
			fault.New(fault.Invalid, "Choose whether this is a report, an approval or a decision.")},
		{d.Title != "", "title", fault.New(fault.Invalid, "Enter a title.")},
		{d.Body != "", "body", fault.New(fault.Invalid, "Enter who decided, for example Cabinet.")},
		{!d.Date.IsZero(), "date", fault.New(fault.Invalid, "Enter the date of the decision.")},
		{!outcome || d.AsPublished || len(d.Decided) > 0, "decided", fault.New(fault.Invalid, "Enter what was decided.")},
		{!outcome || d.AsPublished || strings.TrimSpace(d.Reasons) != "", "reasons",
			fault.New(fault.Invalid, "Enter the reasons for the decision.")},
	} {
		if !f.ok {
			wrong.Add(f.problem, f.setting)
		}
	}
	for i, r := range d.Received {
		if r.Date.After(d.Date) && !d.Date.IsZero() {
			wrong.Add(fault.Newf(
				fault.Invalid,
				"“%s” of %s is later than the decision of %s. Enter the version that the meeting received.",
				r.Title,
				locale.LazyDate(r.Date),
				locale.LazyDate(d.Date),
			), "received", i, "date")
		}
		wrong.Add(evidence.Source{Name: r.Title, Address: r.Address}.CheckAddress(), "received", i, "address")
	}
	wrong.Add(d.checkDueRegard())
	wrong.Add(validateIssues(d.Issues))
	if a := d.Feedback; a != nil {
		if a.Consultation == "" {
			a.Consultation = d.Consultation
		}
		if a.Date.IsZero() {
			a.Date = d.Date
		}
		if a.Language == "" {
			a.Language = d.Language
		}
		a.Decision = d.Ref
		wrong.Add(a.validate(), "answer")
	}
	wrong.Add(d.Source.Check(), "source")
	return wrong.Err()
}

func validateIssues(issues []Issue) error {
	var wrong definition.SettingErrors
	seen := map[string]bool{}
	for i := range issues {
		wrong.Add(issues[i].validate(), "issues", i)
		if seen[issues[i].Ref] {
			err := fault.Newf(fault.Invalid, "Reference %q is used for two key issues. Each must have its own.", issues[i].Ref)
			wrong.Add(err, "issues", i, "ref")
		}
		seen[issues[i].Ref] = true
	}
	return wrong.Err()
}

func (i *Issue) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each key issue", i.Ref), "ref")
	changed, unchanged := strings.TrimSpace(i.Change) != "", strings.TrimSpace(i.NoChange) != ""
	if strings.TrimSpace(i.Issue) == "" || strings.TrimSpace(i.RaisedBy) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Describe key issue %q and enter the groups that raised it (issue, raised-by).", i.Ref))
	}
	for n, c := range i.Sources {
		if !slices.Contains([]Channel{FromQuestionnaire, FromLetters, FromPetitions, FromEvents}, c) {
			wrong.Add(fault.Newf(fault.Invalid, "Key issue %q can come from questionnaire, letters, petitions or events, not %q.", i.Ref, c),
				"sources", n)
		}
	}
	switch {
	case !i.Answered() && (changed || unchanged || i.Owner == "" || i.Due.IsZero()):
		wrong.Add(fault.Newf(
			fault.Invalid,
			"Enter the council’s response to key issue %q (response). If there is none yet, enter who will respond and by when (owner, due).",
			i.Ref,
		), "response")
	case !i.Answered(): // nothing has changed yet
	case changed == unchanged:
		wrong.Add(fault.Newf(
			fault.Invalid,
			"Enter what changed because of key issue %q (change), or why nothing changed (no-change). Enter only one of them.",
			i.Ref,
		), "no-change")
	case i.Words != "" && !strings.Contains(i.Document, "#"):
		wrong.Add(fault.Newf(
			fault.Invalid,
			"Key issue %q quotes the changed words, so it must name the version of the strategy that has them (document), "+
				"like /strategies/parks#adopted.",
			i.Ref,
		), "words")
	case !changed && i.Document != "":
		wrong.Add(fault.Newf(
			fault.Invalid,
			"Key issue %q links to a document but has no change. Enter what changed in the document (change).",
			i.Ref,
		), "document")
	}
	wrong.Add(evidence.Source{Name: i.Ref, Address: i.Document}.CheckAddress(), "document")
	return wrong.Err()
}

func (a *Feedback) validate() error {
	var wrong definition.SettingErrors
	if a.Consultation == "" {
		wrong.Add(fault.New(fault.Invalid, "Enter the consultation that the feedback is about (consultation)."), "consultation")
	}
	if a.Date.IsZero() {
		wrong.Add(fault.Newf(fault.Invalid, "The feedback on %q must have a date, like 2016-07-20.", a.Consultation), "date")
	}
	if strings.TrimSpace(a.Asked) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Enter what was asked in %q (asked).", a.Consultation), "asked")
	}
	if a.Incomplete() && strings.TrimSpace(a.Next) == "" {
		wrong.Add(fault.Newf(fault.Invalid, "Enter what was done after %q, or what happens next (did, next).", a.Consultation), "did")
	}
	wrong.Add(evidence.CheckLanguage(a.Language), "language")
	wrong.Add(a.Source.Check(), "source")
	return wrong.Err()
}

// checkDatedAfterClose returns fault.Invalid unless date is after c closed, because responses can change the outcome
// until then. Of old consultations often only the month of closing is known; then a date on the first day of that
// month is accepted.
func checkDatedAfterClose(c *consult.Consultation, date time.Time) error {
	closes := c.Closes
	if closes.IsZero() {
		return nil
	}
	last := closes.Local()
	y, m, d := last.Date()
	closed := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	exact := closes.Precision == consult.PrecisionInstant || closes.Precision == consult.PrecisionDay
	if date.After(closed) || !exact && date.Equal(closed) {
		return nil
	}
	return fault.Newf(
		fault.Invalid,
		"%[2]q closed on %[3]s, so the date must be later than that, not %[1]s. Responses can change the outcome until a consultation closes.",
		locale.LazyDate(date),
		c.Title,
		consult.CivilDate{CivilTime: closes},
	)
}
