// Package forwardplan is the plan of the decisions that the council is going to make, with notice of each.
package forwardplan

import (
	"cmp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/equality"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/workday"
)

// Entry is a decision that the council is going to make.
//
// Its contents are those of regulation 9(1) of the Local Authorities (Executive Arrangements) (Meetings and Access to
// Information) (England) Regulations 2012 (SI 2012/2089): the matter, who decides, when, the documents submitted, where copies are
// available, that there may be other documents, and how to ask for them.
type Entry struct {
	Ref      string    `yaml:"ref" json:"ref"`
	Title    string    `yaml:"title" json:"title"` // the matter
	Language string    `yaml:"language" json:"language,omitempty"`
	Key      bool      `yaml:"key" json:"key"` // a key decision: significant money, or two or more wards or divisions
	Maker    string    `yaml:"maker" json:"maker"`
	Members  []string  `yaml:"members" json:"members,omitempty"` // of a body that decides
	Meeting  time.Time `yaml:"meeting" json:"meeting"`
	About    string    `yaml:"about" json:"about"`
	Reports  []string  `yaml:"reports" json:"reports,omitempty"`         // versions submitted, like waste-sites#2
	Impact   []string  `yaml:"assessments" json:"assessments,omitempty"` // versions submitted, like waste-sites#2
	Others   string    `yaml:"other-documents" json:"others,omitempty"`  // that may be submitted, and how to ask for them
	Copies   string    `yaml:"copies" json:"copies"`                     // where documents are available
	Closed   string    `yaml:"closed" json:"closed,omitempty"`           // why the meeting is private; "" if it is public
	Notice   Notice    `yaml:"notice" json:"notice,omitempty"`           // "" is the full notice
	Reason   string    `yaml:"reason" json:"reason,omitempty"`           // for less notice
	Agreed   string    `yaml:"agreed-by" json:"agreedBy,omitempty"`      // such as the chair of scrutiny
	NoticeOn time.Time `yaml:"notice-on" json:"noticeOn,omitzero"`       // on which they were notified
	Consults string    `yaml:"consultation" json:"consultation,omitempty"`
	Decision string    `yaml:"decision" json:"decision,omitempty"` // reference, once it is made
	// Announced is the day on which the decision was published, from which call-in runs.
	Announced time.Time `yaml:"announced" json:"announced,omitzero"`
	// Published is the day on which notice was first given, if that was before it was entered here.
	Published time.Time `yaml:"published" json:"published,omitzero"`
	Invented  string    `yaml:"invented" json:"invented,omitempty"`

	Edition int64     `yaml:"-" json:"-"`
	Since   time.Time `yaml:"-" json:"-"` // day on which notice was first given
}

// Notice is how much notice is given of a decision.
type Notice string

// The notices.
const (
	Full    Notice = ""        // the number of clear days that the rules say
	General Notice = "general" // regulation 10, the general exception: a few clear days after the chair of scrutiny was notified
	Urgent  Notice = "urgent"  // regulation 11, special urgency: the chair of scrutiny agreed that it cannot wait
)

// Label returns the name of n.
func (n Notice) Label() locale.LazyMessage {
	switch n {
	case General:
		return locale.Lazy("Less notice: general exception")
	case Urgent:
		return locale.Lazy("No notice: special urgency")
	}
	return locale.Lazy("Full notice")
}

// Rules are the council's own rules about notice and call-in.
type Rules struct {
	FullDays    int64  `yaml:"full-days" json:"fullDays"`       // clear days of notice; 0: 28
	GeneralDays int64  `yaml:"general-days" json:"generalDays"` // clear days with the general exception; 0: 5
	CallInDays  int64  `yaml:"call-in-days" json:"callInDays"`  // working days after a decision is published; 0: there is no call-in
	CallInTime  string `yaml:"call-in-time" json:"callInTime"`  // on the last day, like 12:00; "" is the end of the day
	Callers     string `yaml:"callers" json:"callers"`          // who may call a decision in
	Basis       string `yaml:"basis" json:"basis"`              // of the constitution of the council

	Jurisdiction equality.Jurisdiction `yaml:"-" json:"-"` // of the council, for bank holidays; "" is England
}

// Days of notice by law: 28 clear days for key decisions, and 5 with the general exception.
//
// Source: SI 2012/2089, regulations 9 and 10. As of 29 November 2026.
const (
	fullDays    = 28
	generalDays = 5
)

// ClearDays returns the number of days between two days, neither of which counts.
func ClearDays(from, to time.Time) int64 {
	return max(0, int64(day(to).Sub(day(from))/(24*time.Hour))-1)
}

func day(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
}

// CallInEnds returns the last day on which a decision can be called in that was published on a day: CallInDays later, without
// weekends and the bank holidays of the council’s part of the country. It is zero if there is no call-in.
func (r *Rules) CallInEnds(announced time.Time) time.Time {
	if r.CallInDays == 0 || announced.IsZero() {
		return time.Time{}
	}
	return workday.Add(cmp.Or(r.Jurisdiction, equality.England), day(announced), int(r.CallInDays))
}

// TakesEffect returns the first day on which a decision of e takes effect if it is not called in. It is zero if that is not known.
func (r *Rules) TakesEffect(e *Entry) time.Time {
	if ends := r.CallInEnds(e.Announced); !ends.IsZero() && e.Notice != Urgent {
		return ends.AddDate(0, 0, 1)
	}
	return e.Announced
}

// validate returns definition.SettingErrors if e is not complete, or gives less notice than r ask for. Notice was first given on
// the day since.
func (e *Entry) validate(r *Rules, since time.Time) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("the entry of the forward plan", e.Ref), "ref")
	wrong.Add(evidence.CheckLanguage(e.Language), "language")
	for _, f := range []struct{ setting, text, problem string }{
		{"title", e.Title, locale.Key("Enter the matter that will be decided.")},
		{"maker", e.Maker, locale.Key("Enter who will decide, with their title.")},
		{"about", e.About, locale.Key("Describe what will be decided.")},
		{"copies", e.Copies, locale.Key("Enter where people can get copies of the documents.")},
	} {
		if strings.TrimSpace(f.text) == "" {
			wrong.Add(fault.New(fault.Invalid, f.problem), f.setting)
		}
	}
	if e.Meeting.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "Enter the date on which it will be decided."), "meeting")
		return wrong
	}
	full, general := r.FullDays, r.GeneralDays
	if full == 0 {
		full = fullDays
	}
	if general == 0 {
		general = generalDays
	}
	if !e.Key {
		return wrong.Err()
	}
	if e.Notice != Full && (strings.TrimSpace(e.Reason) == "" || e.Agreed == "" || e.NoticeOn.IsZero()) {
		wrong.Add(fault.New(fault.Invalid, "Enter the reason for less notice, who was notified or agreed, and when."), "reason")
	}
	switch n := ClearDays(since, e.Meeting); {
	case e.Notice == Full && n < full:
		wrong.Add(fault.Newf(fault.Invalid,
			"A key decision needs %d clear days of notice. It can be made on %s or later, or with an exception.",
			full, locale.LazyDate(since.AddDate(0, 0, int(full)+1))), "meeting")
	case e.Notice == General && !e.NoticeOn.IsZero() && ClearDays(e.NoticeOn, e.Meeting) < general:
		wrong.Add(fault.Newf(fault.Invalid,
			"With the general exception, a key decision needs %d clear days after the notice. It can be made on %s or later.",
			general, locale.LazyDate(e.NoticeOn.AddDate(0, 0, int(general)+1))), "meeting")
	}
	if e.Notice != Full && e.Notice != General && e.Notice != Urgent {
		wrong.Add(fault.New(fault.Invalid, "Choose how much notice is given."), "notice")
	}
	return wrong.Err()
}
