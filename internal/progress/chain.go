package progress

import (
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/decision"
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
	s := Step{Name: "Evidence", State: Missing, Note: "No evidence is linked yet"}
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
		s.State, s.Note = Done, count(len(needs), "finding")
		s.Path = t.home("#evidence")
	}
	return s
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
	s := Step{Name: "Draft", State: Missing, Note: "No draft is published here"}
	if t.strategy != nil {
		for _, kind := range []strategy.Kind{strategy.Draft, strategy.Consulted} {
			if v, ok := t.strategy.VersionOf(kind); ok {
				return Step{s.Name, Done, t.home("#" + v.ID), words(v.Date)}
			}
		}
	}
	if c := t.consultation; c != nil && len(c.Documents) > 0 {
		return Step{s.Name, Done, "/consultations/" + c.Slug + "#documents", count(len(c.Documents), "document")}
	}
	return s
}

func (t *thread) consulted() Step {
	s := Step{Name: "Consultation", State: Missing, Note: "No consultation is linked yet"}
	c := t.consultation
	if c == nil {
		return s
	}
	s.Path = "/consultations/" + c.Slug
	switch c.StateAt(t.today) {
	case consult.Forthcoming:
		s.State, s.Note = Promised, "Opens "+c.Opens.DateWords()
	case consult.Open:
		s.State, s.Note = Current, "Open until "+c.Closes.DateWords()
	case consult.Withdrawn:
		s.State, s.Note = Done, "Withdrawn"
	default:
		s.State, s.Note = Done, "Closed"
		if !c.Closes.IsZero() {
			s.Note += " " + c.Closes.DateWords()
		}
	}
	return s
}

func (t *thread) findings() Step {
	s := Step{Name: "Findings"}
	c := t.consultation
	switch {
	case c != nil && t.released:
		return Step{s.Name, Done, "/consultations/" + c.Slug + "/results", "Results published"}
	case c != nil && c.Register != nil && c.Register.Outcome != "":
		return Step{s.Name, Done, "/consultations/" + c.Slug, "Outcome reported"}
	case t.answer != nil:
		return Step{s.Name, Done, AnswerPath(t.answer), "Told in the answer"}
	}
	return t.feedback(s, "No results are published yet")
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
func (t *thread) feedback(s Step, otherwise string) Step {
	d := feedbackDay(t.consultation)
	switch {
	case d.Due.IsZero():
		s.State, s.Note = Missing, otherwise
	case d.Late(t.today):
		s.State, s.Note = Overdue, fmt.Sprintf("Promised by %s, %s", words(d.Due), d.Words(t.today))
	default:
		s.State, s.Note = Promised, "Promised by "+words(d.Due)
	}
	return s
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
	s := Step{Name: "Decision"}
	switch {
	case t.decision != nil:
		return Step{s.Name, Done, "/decisions/" + t.decision.Ref, words(t.decision.Date)}
	case t.answer != nil && !t.answer.Open():
		return Step{s.Name, Done, AnswerPath(t.answer), "Answered " + words(t.answer.Date)}
	}
	return t.feedback(s, "Nothing is decided yet")
}

func (t *thread) acted() Step {
	s := Step{Name: "Action", State: Missing, Note: "No action is planned yet"}
	if len(t.actions) == 0 {
		return s
	}
	c := action.Count(t.actions, t.today)
	s.State, s.Note, s.Path = Done, count(c.Total, "action"), t.home("#plan")
	if c.Late > 0 {
		s.State, s.Note = Overdue, fmt.Sprintf("%s, %d overdue", s.Note, c.Late)
	}
	return s
}

func (t *thread) progress() Step {
	s := Step{Name: "Progress", State: Missing, Note: "Nothing is reported yet"}
	if news := latest(t.actions); len(news) > 0 {
		s.State, s.Note = Done, "Updated "+words(news[0].Date)
		s.Path = "/actions/" + news[0].Action
		if t.strategy != nil {
			s.Path = "/progress#" + t.strategy.Slug
		}
		return s
	}
	var first strategy.Deadline
	for _, a := range t.actions {
		if d := a.Deadline(); !d.Due.IsZero() && (first.Due.IsZero() || d.Due.Before(first.Due)) {
			first = d
		}
	}
	switch {
	case first.Due.IsZero():
	case first.Late(t.today):
		s.State, s.Note = Overdue, "First action "+first.Words(t.today)
	default:
		s.State, s.Note = Promised, "First action due by "+words(first.Due)
	}
	return s
}

// count is "1 action", "2 actions".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func words(t time.Time) string { return t.Format("2 January 2006") }
