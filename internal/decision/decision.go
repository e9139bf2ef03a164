// Package decision keeps what was decided after people were asked, and what
// they were answered.
package decision

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Definition is the file of one decision.
type Definition = Decision

// Decision is an entry in the minutes of the council: a report, the leave to
// consult, or what was decided in the end.
type Decision struct {
	Ref          string          `yaml:"ref" json:"ref"`
	Title        string          `yaml:"title" json:"title"`
	Language     string          `yaml:"language" json:"language,omitempty"` // in which it is written; "" is that of the council
	Kind         Kind            `yaml:"kind" json:"kind"`                   // "" is a decision
	Body         string          `yaml:"body" json:"body"`                   // who decided: "Cabinet"
	Date         time.Time       `yaml:"date" json:"date"`
	Effective    time.Time       `yaml:"effective" json:"effective"`
	Summary      string          `yaml:"summary" json:"summary"`
	Decided      []string        `yaml:"decided" json:"decided"` // (a), (b), …
	Reasons      string          `yaml:"reasons" json:"reasons"`
	Rejected     []Alternative   `yaml:"rejected" json:"rejected"`
	Consultation string          `yaml:"consultation" json:"consultation"`
	Release      string          `yaml:"release" json:"release"` // the results that lay before those who decided
	Strategy     string          `yaml:"strategy" json:"strategy"`
	Received     []Received      `yaml:"received" json:"received"`
	AsPublished  bool            `yaml:"as-published" json:"asPublished"` // brought in from the past, with its gaps
	Source       evidence.Source `yaml:"source" json:"source"`
	Invented     string          `yaml:"invented" json:"invented"`
	Issues       []Issue         `yaml:"issues" json:"issues"`
	Feedback     *Feedback       `yaml:"answer" json:"-"` // an entry of its own

	Edition int64 `yaml:"-" json:"-"` // 1, and one more for each correction
}

// Kind says what an entry is.
type Kind string

// The kinds of entries.
const (
	Report   Kind = "report"   // laid before a meeting
	Approval Kind = "approval" // leave to ask the public
	Outcome  Kind = "decision" // what was decided after they were asked
)

// Label is the kind as a page says it.
func (k Kind) Label() locale.LazyMessage {
	switch k {
	case Report:
		return locale.Lazy("Report")
	case Approval:
		return locale.Lazy("Approval to consult")
	}
	return locale.Lazy("Decision")
}

// Alternative is a way that was not taken, and why.
type Alternative struct {
	Option string `yaml:"option" json:"option"`
	Why    string `yaml:"why" json:"why"`
}

// Received is a document that lay before those who decided, in the version
// that they had.
type Received struct {
	Title   string    `yaml:"title" json:"title"`
	Version string    `yaml:"version" json:"version"`
	Date    time.Time `yaml:"date" json:"date"`
	Address string    `yaml:"address" json:"address"`
}

// Issue is one thing that people raised, and what the council did with it. It
// has a change, or a reason why nothing changed: never neither.
type Issue struct {
	Ref      string   `yaml:"ref" json:"ref"`
	Issue    string   `yaml:"issue" json:"issue"`
	RaisedBy string   `yaml:"raised-by" json:"raisedBy"` // groups, never people
	Response string   `yaml:"response" json:"response"`
	Change   string   `yaml:"change" json:"change"`
	NoChange string   `yaml:"no-change" json:"noChange"` // the reason
	Document string   `yaml:"document" json:"document"`  // the path of the version in which the change can be read
	Actions  []string `yaml:"actions" json:"actions"`

	Decision string `yaml:"-" json:"-"`
}

// Feedback tells those who took part what came of it.
type Feedback struct {
	Consultation string          `yaml:"consultation" json:"consultation"`
	Language     string          `yaml:"language" json:"language,omitempty"` // "" is that of its decision, or else of the council
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

// Incomplete reports whether a tells what was asked and said, and not what was done:
// where most answers of councils stop.
func (a *Feedback) Incomplete() bool { return strings.TrimSpace(a.Did) == "" }

// prepare fills in what may be left out and says what is wrong.
func (d *Decision) prepare() error {
	if err := evidence.CheckRef("the decision", d.Ref); err != nil {
		return err
	}
	if err := evidence.CheckLanguage(d.Language); err != nil {
		return err
	}
	if d.Kind == "" {
		d.Kind = Outcome
	}
	outcome := d.Kind == Outcome
	for _, f := range []struct {
		ok  bool
		say string
	}{
		{d.Kind == Report || d.Kind == Approval || outcome, "its kind is not report, approval or decision"},
		{d.Title != "", "it has no title"},
		{d.Body != "", "it does not say who decided (body), for example Cabinet"},
		{!d.Date.IsZero(), "it has no date, for example 2016-07-06"},
		{!outcome || d.AsPublished || len(d.Decided) > 0, "it does not say what was decided (decided)"},
		{!outcome || d.AsPublished || strings.TrimSpace(d.Reasons) != "", "it gives no reasons (reasons)"},
	} {
		if !f.ok {
			return fault.Newf(fault.Invalid, "Decision %q cannot be recorded: %s.", d.Ref, f.say)
		}
	}
	for _, r := range d.Received {
		if r.Date.After(d.Date) {
			return fault.Newf(
				fault.Invalid,
				"Decision %q of %s cannot be based on “%s” of %s, which is later. Enter the version that the meeting received.",
				d.Ref,
				locale.LazyDate(d.Date),
				r.Title,
				locale.LazyDate(r.Date),
			)
		}
		if err := (evidence.Source{Name: r.Title, Address: r.Address}).Check(); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for i := range d.Issues {
		if err := d.Issues[i].validate(); err != nil {
			return err
		}
		if seen[d.Issues[i].Ref] {
			return fault.Newf(fault.Invalid, "Reference %q is used for two key issues. Each must have its own.", d.Issues[i].Ref)
		}
		seen[d.Issues[i].Ref] = true
	}
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
		if err := a.validate(); err != nil {
			return err
		}
	}
	return d.Source.Check()
}

func (i *Issue) validate() error {
	if err := evidence.CheckRef("each key issue", i.Ref); err != nil {
		return err
	}
	changed, kept := strings.TrimSpace(i.Change) != "", strings.TrimSpace(i.NoChange) != ""
	switch {
	case strings.TrimSpace(i.Issue) == "" || strings.TrimSpace(i.RaisedBy) == "":
		return fault.Newf(fault.Invalid, "Describe key issue %q and enter the groups that raised it (issue, raised-by).", i.Ref)
	case strings.TrimSpace(i.Response) == "":
		return fault.Newf(fault.Invalid, "Enter the council’s response to key issue %q (response).", i.Ref)
	case changed == kept:
		return fault.Newf(
			fault.Invalid,
			"Enter what changed because of key issue %q (change), or why nothing changed (no-change). Enter only one of them.",
			i.Ref,
		)
	case !changed && i.Document != "":
		return fault.Newf(
			fault.Invalid,
			"Key issue %q links to a document but has no change. Enter what changed in the document (change).",
			i.Ref,
		)
	}
	return evidence.Source{Name: i.Ref, Address: i.Document}.Check()
}

func (a *Feedback) validate() error {
	switch {
	case a.Consultation == "":
		return fault.New(fault.Invalid, "Enter the consultation that the feedback is about (consultation).")
	case a.Date.IsZero():
		return fault.Newf(fault.Invalid, "The feedback on %q must have a date, like 2016-07-20.", a.Consultation)
	case strings.TrimSpace(a.Asked) == "":
		return fault.Newf(fault.Invalid, "Enter what was asked in %q (asked).", a.Consultation)
	case a.Incomplete() && strings.TrimSpace(a.Next) == "":
		return fault.Newf(fault.Invalid, "Enter what was done after %q, or what happens next (did, next).", a.Consultation)
	}
	if err := evidence.CheckLanguage(a.Language); err != nil {
		return err
	}
	return a.Source.Check()
}

// checkDatedAfterClose returns nil if something dated that day came after c had closed: while
// people still answer, nothing is decided. Of old consultations often no more
// than the month is known; then the benefit of the doubt is the council's.
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
