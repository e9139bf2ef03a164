// Package progressreport writes periodic reports on a strategy: what the program computes for a period, and what officers write
// beside it.
package progressreport

import (
	"cmp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/easyread"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/receipt"
)

// Definition is the contents of a report's definition file.
type Definition = Report

// Report is a progress report on a strategy, or on all, for a period. Its facts are computed when it is first published, and stay.
type Report struct {
	Ref      string    `yaml:"ref" json:"ref"`
	Title    string    `yaml:"title" json:"title"`
	Kind     Kind      `yaml:"kind" json:"kind"`
	Strategy string    `yaml:"strategy" json:"strategy"` // slug; "" is all that were in force in the period
	From     time.Time `yaml:"from" json:"from"`
	To       time.Time `yaml:"to" json:"to"` // last day of the period; the facts are as at this day
	Invented string    `yaml:"invented" json:"invented,omitempty"`

	// What officers write, in Markdown. Each stands in the section of the same name.
	Foreword    string           `yaml:"foreword" json:"foreword"`
	Who         string           `yaml:"who" json:"who"` // who lives here and who uses the services
	Workforce   string           `yaml:"workforce" json:"workforce"`
	Objectives  []ObjectiveWords `yaml:"objectives" json:"objectives"`
	Assessments string           `yaml:"assessments" json:"assessments"`
	Complaints  string           `yaml:"complaints" json:"complaints"`
	Partnership string           `yaml:"partnership" json:"partnership"`
	Cases       string           `yaml:"cases" json:"cases"`
	Next        string           `yaml:"next" json:"next"`
	Notes       string           `yaml:"notes" json:"notes"`
	EasyRead    []easyread.Line  `yaml:"easy-read" json:"easyRead"`
	Signed      []Signature      `yaml:"signed" json:"signed"`
	Facts       *Facts           `yaml:"-" json:"facts"`
	Edition     int64            `yaml:"-" json:"edition"` // starts at 1 and increases with each correction
	RecordedAt  time.Time        `yaml:"-" json:"-"`
}

// ObjectiveWords is what an officer writes about an objective.
type ObjectiveWords struct {
	Objective string `yaml:"objective" json:"objective"`
	Words     string `yaml:"words" json:"words"`
}

// Signature says that the role that owns objectives has signed what the report says about them.
type Signature struct {
	Owner string    `yaml:"owner" json:"owner"` // a role, never a person
	On    time.Time `yaml:"on" json:"on"`
}

// Kind is how often a report is made.
type Kind string

// The kinds of reports.
const (
	Annual    Kind = "annual"
	Quarterly Kind = "quarterly"
)

// Kinds lists every kind.
var Kinds = []Kind{Annual, Quarterly}

// Label returns the name of the kind.
func (k Kind) Label() locale.LazyMessage {
	if k == Quarterly {
		return locale.Lazy("Quarterly report")
	}
	return locale.Lazy("Annual report")
}

// Months returns how many months lie between two reports of the kind.
func (k Kind) Months() int {
	if k == Quarterly {
		return 3
	}
	return 12
}

// grace is how many months after the end of its period a report is due.
func (k Kind) grace() int {
	if k == Quarterly {
		return 1
	}
	return 3
}

// prepare returns definition.SettingErrors if r cannot be published. now is the time of the database.
func (r *Report) prepare(now time.Time) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("the report", r.Ref), "ref")
	for _, f := range []struct {
		ok               bool
		setting, problem string
	}{
		{r.Title != "", "title", "it has no title"},
		{r.Kind == Annual || r.Kind == Quarterly, "kind", "its kind is not annual or quarterly"},
		{!r.From.IsZero(), "from", "it has no first day of the period"},
		{!r.To.IsZero(), "to", "it has no last day of the period"},
		{r.To.IsZero() || r.From.Before(r.To), "to", "its period ends before it begins"},
		{r.To.IsZero() || r.To.Before(now), "to", "its period has not ended yet"},
		{strings.TrimSpace(r.Foreword) != "", "foreword", "it has no foreword"},
	} {
		if !f.ok {
			wrong.Add(fault.Newf(fault.Invalid, "Report %q cannot be published: %s.", cmp.Or(r.Title, r.Ref), f.problem), f.setting)
		}
	}
	for i, line := range r.EasyRead {
		wrong.Add(line.Check(), "easy-read", i, "words")
	}
	return wrong.Err()
}

// Words returns what an officer wrote about an objective, or "".
func (r *Report) Words(objective string) string {
	for _, o := range r.Objectives {
		if o.Objective == objective {
			return o.Words
		}
	}
	return ""
}

// Owners returns the roles that must sign r: the owners of the objectives, each once, in their order.
func (r *Report) Owners() (owners []string) {
	seen := map[string]bool{}
	for _, o := range r.Facts.Objectives {
		if owner := o.Owner; owner != "" && !seen[owner] {
			seen[owner], owners = true, append(owners, owner)
		}
	}
	return owners
}

// part returns the digest of what r says about the objectives of owner: facts and words.
func (r *Report) part(owner string) string {
	var said []any
	for _, o := range r.Facts.Objectives {
		if o.Owner == owner {
			said = append(said, o, r.Words(o.Ref))
		}
	}
	return digest.Of(db.JSON(said)).Hex()
}

// leaf is the entry in the public record. Its commitment needs no salt, because body is public.
func leaf(ref, body string) receipt.Leaf {
	return receipt.Leaf{Subject: "progress-report/" + ref, Kind: "publication", Commitment: digest.Of(body)}
}

// Path returns the path of the page of a report.
func Path(ref string) string { return "/progress-reports/" + ref }
