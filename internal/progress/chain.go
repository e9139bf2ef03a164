package progress

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// StepState is the state of a step of the chain.
type StepState string

// The states of a step.
const (
	Done     StepState = "done"
	Current  StepState = "current"  // happening now
	Promised StepState = "promised" // not done yet, and not overdue
	Overdue  StepState = "overdue"
	Missing  StepState = "missing" // not promised yet
)

// Step is a step of the chain from evidence to progress.
type Step struct {
	Name          string
	State         StepState
	Path          string // "" if there is nothing to link to yet
	Note          string
	LocalisedNote locale.Message // Note in other languages
}

// newStep returns a Step with a note.
func newStep(name string, state StepState, path string, note noteText) Step {
	return Step{name, state, path, note.String(), note}
}

// noteText is a note that can be translated. String is its English text.
type noteText interface {
	locale.Message
	String() string
}

// chainData is everything linked to the subject of a page, from which its chain is computed. Any of it may be missing.
type chainData struct {
	today        time.Time // the database's current time: states of consultations depend on the hour
	consultation *consult.Consultation
	released     bool
	strategy     *strategy.Strategy
	decision     *decision.Decision
	feedback     *decision.Feedback
	first        string     // the action that it starts from, or the first that a key issue led to; "" if there is none
	set          action.Set // of what is done
	actions      action.Progress
}

// steps computes the chain.
func (t *chainData) steps() []Step {
	return []Step{t.evidenceStep(), t.draftStep(), t.consultationStep(), t.findingsStep(), t.decisionStep(), t.actionStep(), t.progressStep()}
}

func (t *chainData) evidenceStep() Step {
	needs := map[string]bool{}
	if t.strategy != nil {
		addRefs(needs, t.strategy.Needs)
		for _, o := range t.strategy.Objectives() {
			addRefs(needs, o.Needs)
		}
	}
	addRefs(needs, t.actions.Needs)
	if len(needs) > 0 {
		return newStep(
			locale.Key("Evidence"),
			Done,
			t.strategyPath("#evidence"),
			locale.LazyCount(int64(len(needs)), "%d finding", "%d findings"),
		)
	}
	return t.missing("Evidence", locale.Lazy("No evidence linked yet"))
}

// missing returns a step of which nothing is recorded. What happened before this program was used may have happened
// without a record, so nothing is said to be still to come.
func (t *chainData) missing(name string, note noteText) Step {
	if t.isFromBefore() {
		note = locale.Lazy("Not recorded here")
	}
	return newStep(name, Missing, "", note)
}

// isFromBefore reports whether the subject began without this program: a consultation of the register that has closed,
// or a strategy that is already in force and of which no consultation was held here.
func (t *chainData) isFromBefore() bool {
	if c := t.consultation; c != nil {
		if c.Register == nil {
			return false
		}
		if s := c.StateAt(t.today); s != consult.Open && s != consult.Forthcoming {
			return true
		}
	}
	return t.strategy != nil && !t.strategy.From.IsZero() && !t.today.Before(t.strategy.From)
}

func addRefs(needs map[string]bool, refs []string) {
	for _, ref := range refs {
		needs[ref] = true
	}
}

// strategyPath returns the path of a section of the strategy's page, or else of the first action's page.
func (t *chainData) strategyPath(part string) string {
	switch {
	case t.strategy != nil:
		return "/strategies/" + t.strategy.Slug + part
	case t.first != "":
		return "/actions/" + t.first
	}
	return ""
}

func (t *chainData) draftStep() Step {
	if t.strategy != nil {
		for _, kind := range []strategy.VersionKind{strategy.Draft, strategy.Consulted} {
			if v, ok := t.strategy.LatestVersion(kind); ok {
				return newStep(locale.Key("Draft"), Done, t.strategyPath("#"+v.ID), locale.LazyDate(v.Date))
			}
		}
	}
	if c := t.consultation; c != nil && len(c.Documents) > 0 {
		return newStep(
			"Draft",
			Done,
			"/consultations/"+c.Slug+"#documents",
			locale.LazyCount(int64(len(c.Documents)), "%d document", "%d documents"),
		)
	}
	return t.missing("Draft", locale.Lazy("No draft published"))
}

func (t *chainData) consultationStep() Step {
	c, name := t.consultation, locale.Key("Consultation")
	if c == nil {
		return t.missing(name, locale.Lazy("No consultation linked yet"))
	}
	path := "/consultations/" + c.Slug
	switch c.StateAt(t.today) {
	case consult.Forthcoming:
		return newStep(name, Promised, path, locale.Lazy("Opens %s", consult.CivilDate{CivilTime: c.Opens}))
	case consult.Open:
		return newStep(name, Current, path, locale.Lazy("Open until %s", consult.CivilDate{CivilTime: c.Closes}))
	case consult.Withdrawn:
		return newStep(name, Done, path, locale.Lazy("Withdrawn"))
	}
	if c.Closes.IsZero() {
		return newStep(name, Done, path, locale.Lazy("Closed"))
	}
	return newStep(name, Done, path, locale.Lazy("Closed %s", consult.CivilDate{CivilTime: c.Closes}))
}

func (t *chainData) findingsStep() Step {
	c, name := t.consultation, locale.Key("Findings")
	switch {
	case c != nil && t.released:
		return newStep(name, Done, "/consultations/"+c.Slug+"/results", locale.Lazy("Results published"))
	case c != nil && c.Register != nil && c.Register.Outcome != "":
		return newStep(name, Done, "/consultations/"+c.Slug, locale.Lazy("What we know"))
	case t.feedback != nil:
		return newStep(name, Done, t.feedback.Path(), locale.Lazy("Included in our feedback"))
	}
	return t.feedbackStep(name, locale.Lazy("No results published yet"))
}

// feedbackStep returns a step that is not done yet, with the published deadline for feedback as its note.
func (t *chainData) feedbackStep(name string, otherwise locale.LazyMessage) Step {
	d := feedbackDeadline(t.consultation)
	switch {
	case d.Due.IsZero():
		return t.missing(name, otherwise)
	case d.Late(t.today):
		return newStep(
			name,
			Overdue,
			"",
			locale.LazyCount(int64(-d.DaysLeft(t.today)), "Promised by %[2]s, %[1]d day overdue", "Promised by %[2]s, %[1]d days overdue", d.Due),
		)
	}
	return newStep(name, Promised, "", locale.Lazy("Promised by %s", d.Due))
}

// feedbackDeadline returns the published deadline for feedback on c. It is zero if there is none.
func feedbackDeadline(c *consult.Consultation) (d strategy.Deadline) {
	if c == nil || c.Stage == consult.StageWithdrawn {
		return d
	}
	// Definitions with an invalid date are refused, so an error means that there is none.
	if due, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
		d.Due = due
	}
	return d
}

func (t *chainData) decisionStep() Step {
	name := locale.Key("Decision")
	switch {
	case t.decision != nil:
		return newStep(name, Done, "/decisions/"+t.decision.Ref, locale.LazyDate(t.decision.Date))
	case t.feedback != nil && !t.feedback.Incomplete():
		return newStep(name, Done, t.feedback.Path(), locale.Lazy("Feedback published %s", t.feedback.Date))
	}
	return t.feedbackStep(name, locale.Lazy("No decision yet"))
}

func (t *chainData) actionStep() Step {
	name := locale.Key("Action")
	c := t.actions
	if c.Total == 0 {
		return t.missing(name, locale.Lazy("No actions planned yet"))
	}
	if c.Late > 0 {
		return newStep(
			name,
			Overdue,
			t.strategyPath("#plan"),
			locale.LazyCount(c.Total, "%d action, %d overdue", "%d actions, %d overdue", c.Late),
		)
	}
	return newStep(name, Done, t.strategyPath("#plan"), locale.LazyCount(c.Total, "%d action", "%d actions"))
}

func (t *chainData) progressStep() Step {
	name := locale.Key("Progress")
	if !t.actions.Updated.IsZero() {
		path := "/actions/" + t.actions.Latest
		if t.strategy != nil {
			path = Path(t.strategy.Slug)
		}
		return newStep(name, Done, path, locale.Lazy("Updated %s", t.actions.Updated))
	}
	first := strategy.Deadline{Due: t.actions.Due}
	switch {
	case first.Due.IsZero():
		return t.missing(name, locale.Lazy("No updates yet"))
	case first.Late(t.today):
		return newStep(
			name,
			Overdue,
			"",
			locale.LazyCount(int64(-first.DaysLeft(t.today)), "First action %d day overdue", "First action %d days overdue"),
		)
	}
	return newStep(name, Promised, "", locale.Lazy("First action due by %s", first.Due))
}
