// Package action records the actions that the council has promised, the reasons for them and the updates on them.
package action

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Definition is the contents of a file of actions: an action plan or a part of one.
type Definition struct {
	Actions []Action `yaml:"actions"`
}

// Action is something that the council has promised to do by a date.
type Action struct {
	Ref       string    `yaml:"ref"`
	What      string    `yaml:"what"`
	Who       string    `yaml:"who"`     // a role, never a person
	Due       time.Time `yaml:"due"`     // the last day on which it is not overdue
	When      string    `yaml:"when"`    // timescale as the plan words it, if that says more than Due
	Measure   string    `yaml:"measure"` // how success is measured
	Unit      string    `yaml:"unit"`
	Baseline  *float64  `yaml:"baseline"`
	Target    *float64  `yaml:"target"`
	Objective string    `yaml:"objective"`
	Why       string    `yaml:"why"`
	Needs     []string  `yaml:"needs"`
	Closes    []string  `yaml:"closes-gaps"` // evidence of which it closes the gap
	Issues    []string  `yaml:"issues"`      // references of key issues that led to it
	// Consultations are the slugs of consultations that are held for it. Those who made it because of a
	// decision need not be named: key issues lead there.
	Consultations []string `yaml:"consultations"`
	// Mitigates are the equality impact assessments whose impacts it reduces, as CONSULTATION/DOCUMENT.
	Mitigates []string `yaml:"mitigates"`
	// Assessment is the impact assessment, or its draft, of which the action is a part because it reduces an impact.
	Assessment  string          `yaml:"assessment"`
	AsPublished bool            `yaml:"as-published"` // from an old plan, entered as it was published, with its gaps
	Source      evidence.Source `yaml:"source"`
	Invented    string          `yaml:"invented"` // what has been invented for a demonstration; "" if nothing
	Updates     []Update        `yaml:"updates"`
	// Organisation is the id of the organisation that does it and reports on it; "" is the council.
	Organisation string `yaml:"organisation"`
	// Continues is the reference of the action of an earlier plan that it carries forward, or "".
	Continues string   `yaml:"continues"`
	Cost      *Pence   `yaml:"cost-pence"` // nil if it is not known
	Groups    []string `yaml:"groups"`     // for whom: codes of package equality, like "disability"
	Module    string   `yaml:"module"`     // code of a Module, or ""

	NewDates []NewDate `yaml:"-"` // how Due was moved after publication, the oldest first

	Owner string `yaml:"-"` // account that reports on it; "" is any action owner of the organisation
	grace int    // days after Due on which public pages do not show it as overdue yet, as the council has set them

	Language string `yaml:"-"` // language of its strategy; "" is the language of the council
}

// Status is how the work on an action is going. Whether the work made a difference is its Trend.
type Status string

// The statuses, in the usual order.
const (
	NotStarted     Status = "not-started"
	OnTrack        Status = "on-track"
	AtRisk         Status = "at-risk"
	OffTrack       Status = "off-track"
	Complete       Status = "complete"
	Closed         Status = "closed" // not delivered; the update gives the reason
	CarriedForward Status = "carried-forward"
)

// Statuses lists every status in the usual order.
var Statuses = []Status{NotStarted, OnTrack, AtRisk, OffTrack, Complete, Closed, CarriedForward}

var statusLabels = map[Status]locale.LazyMessage{
	NotStarted:     locale.Lazy("Not started"),
	OnTrack:        locale.Lazy("On track"),
	AtRisk:         locale.Lazy("At risk"),
	OffTrack:       locale.Lazy("Off track"),
	Complete:       locale.Lazy("Complete"),
	Closed:         locale.Lazy("Closed, not delivered"),
	CarriedForward: locale.Lazy("Carried forward"),
}

// Label returns the name of the status.
func (s Status) Label() locale.LazyMessage { return statusLabels[s] }

// Ended reports whether no more work is planned under this action.
func (s Status) Ended() bool { return s == Complete || s == Closed || s == CarriedForward }

// Update is a dated report on an action.
type Update struct {
	Date     time.Time       `yaml:"date"`
	Status   Status          `yaml:"status"`
	Text     string          `yaml:"text"`
	Value    *float64        `yaml:"value"` // a measurement
	Source   evidence.Source `yaml:"source"`
	Invented string          `yaml:"invented"`

	Action string `yaml:"-"`
}

// Latest returns the newest update of a.
func (a *Action) Latest() (Update, bool) {
	var newest Update
	for _, u := range a.Updates {
		if u.Date.After(newest.Date) {
			newest = u
		}
	}
	return newest, !newest.Date.IsZero()
}

// Status returns the status of the newest update, or NotStarted if there are no updates.
func (a *Action) Status() Status {
	if u, ok := a.Latest(); ok {
		return u.Status
	}
	return NotStarted
}

// Trend returns how the measure of a has moved, independently of its status.
func (a *Action) Trend() strategy.Trend {
	var latest *float64
	var at time.Time
	for _, u := range a.Updates {
		if u.Value != nil && u.Date.After(at) {
			latest, at = u.Value, u.Date
		}
	}
	return strategy.TrendOf(a.Baseline, a.Target, latest, "")
}

// Org returns the id of the organisation that does a.
func (a *Action) Org() string { return cmp.Or(a.Organisation, actor.CouncilOrg) }

// Deadline returns the deadline of a.
func (a *Action) Deadline() strategy.Deadline { return strategy.Deadline{Due: a.Due} }

// Late reports whether public pages show a as overdue: the council's days after its date have passed.
func (a *Action) Late(today time.Time) bool {
	return !a.Status().Ended() && a.Deadline().Late(today.AddDate(0, 0, -a.grace))
}

// DueLabel returns text like "12 days overdue", or an empty message if a has ended or has no date, or its date has passed
// and public pages do not show it as overdue yet.
func (a *Action) DueLabel(today time.Time) locale.LazyMessage {
	if a.Status().Ended() || a.Deadline().Late(today) && !a.Late(today) {
		return locale.LazyMessage{}
	}
	return a.Deadline().Label(today)
}

// Counts is the number of actions by status, and how many are overdue.
type Counts struct {
	Total, Late int
	ByStatus    map[Status]int
}

// CountByStatus counts actions as at today.
func CountByStatus(actions []*Action, today time.Time) Counts {
	c := Counts{Total: len(actions), ByStatus: map[Status]int{}}
	for _, a := range actions {
		c.ByStatus[a.Status()]++
		if a.Late(today) {
			c.Late++
		}
	}
	return c
}

// Plus returns the counts of both, without changing either.
func (c Counts) Plus(more Counts) Counts {
	sum := Counts{c.Total + more.Total, c.Late + more.Late, map[Status]int{}}
	for _, of := range []Counts{c, more} {
		for status, n := range of.ByStatus {
			sum.ByStatus[status] += n
		}
	}
	return sum
}

// validate returns definition.SettingErrors if a cannot be published.
func (a *Action) validate(now time.Time) error {
	var wrong definition.SettingErrors
	wrong.Add(evidence.CheckRef("each action", a.Ref), "ref")
	for _, f := range []struct {
		name, setting string
		empty         bool
	}{
		{"what will be done (what)", "what", strings.TrimSpace(a.What) == ""},
		{"the role that will do it (who)", "who", strings.TrimSpace(a.Who) == ""},
		{"a date by which it is done (due)", "due", a.Due.IsZero() && !a.AsPublished},
		{"how success is measured (measure)", "measure", strings.TrimSpace(a.Measure) == "" && !a.AsPublished},
	} {
		if f.empty {
			wrong.Add(fault.Newf(fault.Invalid, "Action %q is missing %s.", a.Ref, f.name), f.setting)
		}
	}
	wrong.Add(a.Source.Check(), "source")
	wrong.Add(a.checkDetails())
	seen := map[string]bool{}
	for i, u := range a.Updates {
		wrong.Add(u.validate(a.Ref, now), "updates", i)
		day := u.Date.Format("2006-01-02")
		if seen[day] && !u.Date.IsZero() {
			err := fault.Newf(fault.Invalid, "Action %q has two updates dated %s. Combine them into one.", a.Ref, locale.LazyDate(u.Date))
			wrong.Add(err, "updates", i, "date")
		}
		seen[day] = true
	}
	return wrong.Err()
}

// checkDetails checks what a plan can leave out: the action that a continues, its cost, groups and module.
func (a *Action) checkDetails() error {
	var wrong definition.SettingErrors
	if a.Continues != "" {
		wrong.Add(evidence.CheckRef("the action that is continued", a.Continues), "continues")
	}
	if a.Continues != "" && a.Continues == a.Ref {
		wrong.Add(fault.New(fault.Invalid, "An action cannot continue itself. Choose the action of the earlier plan."), "continues")
	}
	if a.Cost != nil && !a.Cost.IsValid() {
		wrong.Add(fault.New(fault.Invalid, "Cost must be an amount in pence that is not negative."), "cost-pence")
	}
	for i, code := range a.Groups {
		if _, ok := evidence.GroupName(code); !ok {
			wrong.Add(fault.Newf(fault.Invalid, "%q is not a characteristic code. Use a code like religion-belief.", code), "groups", i)
		}
	}
	if _, _, ok := GetModule(a.Module); a.Module != "" && !ok {
		wrong.Add(fault.Newf(fault.Invalid, "%q is not a module of a framework. Use a code like %s.", a.Module, Frameworks[0].Modules[0].Code),
			"module")
	}
	return wrong.Err()
}

func (u *Update) validate(ref string, now time.Time) error {
	var wrong definition.SettingErrors
	switch {
	case u.Date.IsZero():
		wrong.Add(fault.Newf(fault.Invalid, "Each update to action %q must have a date, like 2017-05-03.", ref), "date")
	case u.Date.After(now):
		wrong.Add(fault.Newf(
			fault.Invalid,
			"The update to action %q is dated %s, which is in the future. Enter a date that is today or in the past.",
			ref,
			locale.LazyDate(u.Date),
		), "date")
	}
	switch {
	case !slices.Contains(Statuses, u.Status):
		wrong.Add(fault.Newf(
			fault.Invalid,
			"%q is not a status. Use not-started, on-track, at-risk, off-track, complete, closed or carried-forward.",
			u.Status,
		), "status")
	case (u.Status == Closed || u.Status == CarriedForward) && strings.TrimSpace(u.Text) == "":
		wrong.Add(fault.Newf(fault.Invalid, "Enter the reason why action %q is %s (text).",
			ref, strings.ToLower(u.Status.Label().String())), "text")
	}
	wrong.Add(u.Source.Check(), "source")
	return wrong.Err()
}

// Gaps says what is missing from an action of an old plan. It is empty if nothing is.
func (a *Action) Gaps() locale.LazyMessage {
	switch {
	case a.Due.IsZero() && a.Measure == "":
		return locale.Lazy("This action has no date or measure of success.")
	case a.Due.IsZero():
		return locale.Lazy("This action has no date.")
	case a.Measure == "":
		return locale.Lazy("This action has no measure of success.")
	}
	return locale.LazyMessage{}
}

// CompletionLabel returns text like "1 of 3 actions complete".
func (c Counts) CompletionLabel() locale.LazyMessage {
	if c.Total == 0 {
		return locale.Lazy("No actions")
	}
	return locale.LazyCount(int64(c.Total), "%[2]d of %[1]d action complete", "%[2]d of %[1]d actions complete", c.ByStatus[Complete])
}
