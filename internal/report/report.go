// Package report holds the reports on which councillors and officers decide, in the versions that each of them received.
package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Report is a report to those who will decide. Its sections are those that council reports have in common.
type Report struct {
	Ref      string    `yaml:"ref" json:"ref"`
	Title    string    `yaml:"title" json:"title"`
	Language string    `yaml:"language" json:"language,omitempty"` // "" is the language of the council
	Body     string    `yaml:"body" json:"body"`                   // the body that will decide, like "Cabinet"
	Meeting  time.Time `yaml:"meeting" json:"meeting"`             // day on which it will decide
	Author   string    `yaml:"author" json:"author"`               // a role
	Contact  string    `yaml:"contact" json:"contact"`
	Areas    []string  `yaml:"areas" json:"areas,omitempty"` // divisions or areas affected

	Purpose         string   `yaml:"purpose" json:"purpose"`
	Recommendations []string `yaml:"recommendations" json:"recommendations"` // lettered on the page
	Reasons         string   `yaml:"reasons" json:"reasons"`
	Timetable       string   `yaml:"timetable" json:"timetable,omitempty"`
	Previous        string   `yaml:"previous" json:"previous,omitempty"` // policy framework and earlier decisions
	Background      string   `yaml:"background" json:"background,omitempty"`

	Consultation string      `yaml:"consultation" json:"consultation,omitempty"`
	Findings     string      `yaml:"findings" json:"findings,omitempty"` // can quote released figures
	Amendments   []Amendment `yaml:"amendments" json:"amendments,omitempty"`
	Options      []Option    `yaml:"options" json:"options"`

	Assessments []string `yaml:"assessments" json:"assessments,omitempty"` // versions, like waste-sites#2
	Equality    string   `yaml:"equality" json:"equality,omitempty"`       // beside the summary of the assessments
	Legal       string   `yaml:"legal" json:"legal"`
	Finance     string   `yaml:"finance" json:"finance"`
	Risk        string   `yaml:"risk" json:"risk"`
	Papers      []Paper  `yaml:"papers" json:"papers,omitempty"` // background papers and appendices
	Invented    string   `yaml:"invented" json:"invented,omitempty"`

	// Published is the day on which this version was published, if that was before it was entered here.
	Published time.Time `yaml:"published" json:"published,omitzero"`

	// Said are the key issues as they were when the version was published.
	Said []Said `yaml:"-" json:"said,omitempty"`

	Edition  int64     `yaml:"-" json:"-"` // of a published version, starts at 1
	Recorded time.Time `yaml:"-" json:"-"` // when the version was published
}

// Option is something that those who decide could do.
type Option struct {
	Option string `yaml:"option" json:"option"`
	Role   Role   `yaml:"role" json:"role"`
	Effect string `yaml:"effect" json:"effect"`
	Cost   string `yaml:"cost" json:"cost,omitempty"`
	Why    string `yaml:"why" json:"why,omitempty"` // it is recommended or was discarded
}

// Role is what the report says about an option.
type Role string

// The roles of options.
const (
	Recommended Role = "recommended"
	Possible    Role = "possible"
	Nothing     Role = "do-nothing"
	Discarded   Role = "discarded" // considered earlier and not pursued
)

var roles = []Role{Recommended, Possible, Nothing, Discarded}

// Label returns the name of r.
func (r Role) Label() locale.LazyMessage {
	switch r {
	case Recommended:
		return locale.Lazy("Recommended")
	case Nothing:
		return locale.Lazy("Do nothing")
	case Discarded:
		return locale.Lazy("Not pursued")
	}
	return locale.Lazy("Possible")
}

// Amendment is a change to the draft proposals because of what people said.
type Amendment struct {
	Issue  string `yaml:"issue" json:"issue"` // reference of the key issue that caused it
	Where  string `yaml:"where" json:"where,omitempty"`
	Before string `yaml:"before" json:"before,omitempty"` // "" if the text is new
	After  string `yaml:"after" json:"after,omitempty"`   // "" if the text is deleted
}

// Said is a key issue that a report considers.
type Said struct {
	decision.Issue
	Link string `json:"link"` // to the issue on its own page
	Lang string `json:"lang,omitempty"`
}

// Paper is a background paper or an appendix.
type Paper struct {
	Title   string `yaml:"title" json:"title"`
	Address string `yaml:"address" json:"address,omitempty"`
}

// Key returns how decisions name this version of r: "waste-sites#2".
func (r *Report) Key() string { return r.Ref + "#" + strconv.FormatInt(r.Edition, 10) }

// On returns when this version of r was published.
func (r *Report) On() time.Time {
	if !r.Published.IsZero() {
		return r.Published
	}
	return r.Recorded
}

// Path returns the address of the page of r.
func Path(ref string) string { return "/reports/" + ref }

// VersionPath returns the address of a version of a report.
func VersionPath(ref string, number int64) string {
	return Path(ref) + "/versions/" + strconv.FormatInt(number, 10)
}

// validate returns definition.SettingErrors if r cannot be put before those who decide.
func (r *Report) validate() error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("the report", r.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(r.Language), "language")
	for _, f := range []struct{ setting, text, problem string }{
		{"title", r.Title, locale.Key("Enter the title of the report.")},
		{"body", r.Body, locale.Key("Enter who will decide, for example Cabinet.")},
		{"author", r.Author, locale.Key("Enter the role that wrote the report.")},
		{"purpose", r.Purpose, locale.Key("Enter the purpose of the report.")},
		{"reasons", r.Reasons, locale.Key("Enter the reasons for the recommendations.")},
		{"legal", r.Legal, locale.Key("Enter the legal implications. If there are none, say so.")},
		{"finance", r.Finance, locale.Key("Enter the financial implications. If there are none, say so.")},
		{"risk", r.Risk, locale.Key("Enter the risks. If there are none, say so.")},
	} {
		if strings.TrimSpace(f.text) == "" {
			wrong.Add(fault.New(fault.Invalid, f.problem), f.setting)
		}
	}
	if r.Meeting.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "Enter the date of the meeting."), "meeting")
	}
	if !r.Published.IsZero() && r.Published.After(r.Meeting) {
		wrong.Add(fault.New(fault.Invalid, "The report cannot be published after the meeting."), "published")
	}
	if len(r.Recommendations) == 0 {
		wrong.Add(fault.New(fault.Invalid, "Enter at least one recommendation."), "recommendations")
	}
	if len(r.Assessments) == 0 && strings.TrimSpace(r.Equality) == "" {
		wrong.Add(fault.New(fault.Invalid,
			"Choose the impact assessments, or explain why there is none and how equality was considered."), "equality")
	}
	if r.Consultation != "" && strings.TrimSpace(r.Findings) == "" {
		wrong.Add(fault.New(fault.Invalid, "Summarise what people said in the consultation, including criticism."), "findings")
	}
	wrong.Add(r.validateOptions())
	for i, a := range r.Amendments {
		if strings.TrimSpace(a.Before) == strings.TrimSpace(a.After) {
			wrong.Add(fault.New(fault.Invalid, "Enter the draft text and the amended text. They must differ."),
				"amendments", i, "after")
		}
	}
	for i, p := range r.Papers {
		wrong.Add(evidence.Source{Name: p.Title, Address: p.Address}.CheckAddress(), "papers", i, "address")
	}
	return wrong.Err()
}

// validateOptions checks that r compares a recommended option with others and with doing nothing.
func (r *Report) validateOptions() error {
	var wrong definition.SettingErrors
	count := map[Role]int{}
	for i, o := range r.Options {
		count[o.Role]++
		if !slices.Contains(roles, o.Role) {
			wrong.Add(fault.New(fault.Invalid, "Choose what the report says about the option."), "options", i, "role")
		}
		if (o.Role == Recommended || o.Role == Discarded) && strings.TrimSpace(o.Why) == "" {
			wrong.Add(fault.New(fault.Invalid, "Explain why the option is recommended or was not pursued."), "options", i, "why")
		}
	}
	switch {
	case count[Nothing] == 0:
		wrong.Add(fault.New(fault.Invalid, "Add the option to do nothing, and what would happen then."), "options")
	case count[Recommended] > 1:
		wrong.Add(fault.New(fault.Invalid, "Recommend one option only."), "options")
	case count[Recommended]+count[Possible] == 0:
		wrong.Add(fault.New(fault.Invalid, "Add at least one option besides doing nothing."), "options")
	}
	return wrong.Err()
}
