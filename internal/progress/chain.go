package progress

import (
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// StepState is how far a step of the chain has come.
type StepState string

// The states of a step.
const (
	Done     StepState = "done"
	Current  StepState = "current"  // it happens now
	Promised StepState = "promised" // not there yet, and not late
	Overdue  StepState = "overdue"
	Missing  StepState = "missing" // nobody has promised it
)

// Step is one step of the chain from evidence to progress.
type Step struct {
	Name  string
	State StepState
	Path  string // "" while there is nothing to read
	Note  string
	Said  locale.Message // the note, for other languages
}

// step is a Step with this note.
func step(name string, state StepState, path string, note said) Step {
	return Step{name, state, path, note.String(), note}
}

// said is a note that can be said in every language.
type said interface {
	locale.Message
	String() string
}

// Thread is everything that hangs together with one page: what the chain is
// read from. Any of it may be missing.
type thread struct {
	today        time.Time // as the database has it, with the hour: it opens and closes
	consultation *consult.Consultation
	released     bool
	strategy     *strategy.Strategy
	decision     *decision.Decision
	answer       *decision.Answer
	actions      []*action.Action
}

// steps reads the chain.
func (t *thread) steps() []Step {
	return []Step{t.evidence(), t.draft(), t.consulted(), t.findings(), t.decided(), t.acted(), t.progress()}
}

func (t *thread) evidence() Step {
	needs := map[string]bool{}
	if t.strategy != nil {
		note(needs, t.strategy.Needs)
		for _, o := range t.strategy.Objectives() {
			note(needs, o.Needs)
		}
	}
	for _, a := range t.actions {
		note(needs, a.Needs)
	}
	if len(needs) > 0 {
		return step(locale.Key("Evidence"), Done, t.home("#evidence"), locale.Counts(int64(len(needs)), "%d finding", "%d findings"))
	}
	return step("Evidence", Missing, "", locale.Says("No evidence is linked yet"))
}

func note(needs map[string]bool, refs []string) {
	for _, ref := range refs {
		needs[ref] = true
	}
}

// home is a part of the page of the strategy or, without one, the page of the
// first action.
func (t *thread) home(part string) string {
	switch {
	case t.strategy != nil:
		return "/strategies/" + t.strategy.Slug + part
	case len(t.actions) > 0:
		return "/actions/" + t.actions[0].Ref
	}
	return ""
}

func (t *thread) draft() Step {
	if t.strategy != nil {
		for _, kind := range []strategy.Kind{strategy.Draft, strategy.Consulted} {
			if v, ok := t.strategy.VersionOf(kind); ok {
				return step(locale.Key("Draft"), Done, t.home("#"+v.ID), locale.Day(v.Date))
			}
		}
	}
	if c := t.consultation; c != nil && len(c.Documents) > 0 {
		return step("Draft", Done, "/consultations/"+c.Slug+"#documents", locale.Counts(int64(len(c.Documents)), "%d document", "%d documents"))
	}
	return step("Draft", Missing, "", locale.Says("No draft is published here"))
}

func (t *thread) consulted() Step {
	c, name := t.consultation, locale.Key("Consultation")
	if c == nil {
		return step(name, Missing, "", locale.Says("No consultation is linked yet"))
	}
	path := "/consultations/" + c.Slug
	switch c.StateAt(t.today) {
	case consult.Forthcoming:
		return step(name, Promised, path, locale.Says("Opens %s", consult.Date{Moment: c.Opens}))
	case consult.Open:
		return step(name, Current, path, locale.Says("Open until %s", consult.Date{Moment: c.Closes}))
	case consult.Withdrawn:
		return step(name, Done, path, locale.Says("Withdrawn"))
	}
	if c.Closes.IsZero() {
		return step(name, Done, path, locale.Says("Closed"))
	}
	return step(name, Done, path, locale.Says("Closed %s", consult.Date{Moment: c.Closes}))
}

func (t *thread) findings() Step {
	c, name := t.consultation, locale.Key("Findings")
	switch {
	case c != nil && t.released:
		return step(name, Done, "/consultations/"+c.Slug+"/results", locale.Says("Results published"))
	case c != nil && c.Register != nil && c.Register.Outcome != "":
		return step(name, Done, "/consultations/"+c.Slug, locale.Says("Outcome reported"))
	case t.answer != nil:
		return step(name, Done, AnswerPath(t.answer), locale.Says("Told in the answer"))
	}
	return t.feedback(name, locale.Says("No results are published yet"))
}

// AnswerPath is where an answer can be read.
func AnswerPath(a *decision.Answer) string {
	if a.Decision != "" {
		return "/decisions/" + a.Decision + "#answer"
	}
	return "/decisions#answer-" + a.Consultation
}

// feedback fills a step that is not there yet with the day by which people
// were promised to hear.
func (t *thread) feedback(name string, otherwise locale.Sentence) Step {
	d := feedbackDay(t.consultation)
	switch {
	case d.Due.IsZero():
		return step(name, Missing, "", otherwise)
	case d.Late(t.today):
		return step(name, Overdue, "", locale.Counts(int64(-d.Left(t.today)), "Promised by %[2]s, %[1]d day overdue", "Promised by %[2]s, %[1]d days overdue", d.Due))
	}
	return step(name, Promised, "", locale.Says("Promised by %s", d.Due))
}

// feedbackDay is the day by which those who took part in c were promised to
// hear what came of it.
func feedbackDay(c *consult.Consultation) (d strategy.Deadline) {
	if c == nil || c.Stage == consult.Recalled {
		return d
	}
	// Definitions with another day are refused, so an error means none.
	if due, err := time.Parse(time.DateOnly, c.Feedback); err == nil {
		d.Due = due
	}
	return d
}

func (t *thread) decided() Step {
	name := locale.Key("Decision")
	switch {
	case t.decision != nil:
		return step(name, Done, "/decisions/"+t.decision.Ref, locale.Day(t.decision.Date))
	case t.answer != nil && !t.answer.Open():
		return step(name, Done, AnswerPath(t.answer), locale.Says("Answered %s", t.answer.Date))
	}
	return t.feedback(name, locale.Says("Nothing is decided yet"))
}

func (t *thread) acted() Step {
	name := locale.Key("Action")
	if len(t.actions) == 0 {
		return step(name, Missing, "", locale.Says("No action is planned yet"))
	}
	c := action.Count(t.actions, t.today)
	if c.Late > 0 {
		return step(name, Overdue, t.home("#plan"), locale.Counts(int64(c.Total), "%d action, %d overdue", "%d actions, %d overdue", c.Late))
	}
	return step(name, Done, t.home("#plan"), locale.Counts(int64(c.Total), "%d action", "%d actions"))
}

func (t *thread) progress() Step {
	name := locale.Key("Progress")
	if news := latest(t.actions); len(news) > 0 {
		path := "/actions/" + news[0].Action
		if t.strategy != nil {
			path = "/progress#" + t.strategy.Slug
		}
		return step(name, Done, path, locale.Says("Updated %s", news[0].Date))
	}
	var first strategy.Deadline
	for _, a := range t.actions {
		if d := a.Deadline(); !d.Due.IsZero() && (first.Due.IsZero() || d.Due.Before(first.Due)) {
			first = d
		}
	}
	switch {
	case first.Due.IsZero():
		return step(name, Missing, "", locale.Says("Nothing is reported yet"))
	case first.Late(t.today):
		return step(name, Overdue, "", locale.Counts(int64(-first.Left(t.today)), "First action %d day overdue", "First action %d days overdue"))
	}
	return step(name, Promised, "", locale.Says("First action due by %s", first.Due))
}
