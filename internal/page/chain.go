package page

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// StepState says where a link of the chain stands.
type StepState string

// The states of a step.
const (
	Done     StepState = "done"
	Current  StepState = "current"  // it happens now
	Promised StepState = "promised" // not there yet, and not late
	Overdue  StepState = "overdue"
	Missing  StepState = "missing" // nobody has promised it
)

// stateLabels say a state to whom the shape and the colour say nothing.
var stateLabels = map[StepState]string{
	Done: locale.Key(
		"Done",
	), Current: locale.Key("Now"), Promised: locale.Key("Promised"), Overdue: locale.Key("Overdue"), Missing: locale.Key("Not yet"),
}

// Step is one link of the chain.
type Step struct {
	Name  string
	State StepState
	Href  string // "" where there is nothing to go to yet
	Note  string // "promised by 30 June 2016", "12 days overdue"

	LocalisedNote locale.Message // the note, in every language; nil: only as Note has it
}

// StateLabel is the state in a word.
func (s Step) StateLabel() string { return stateLabels[s.State] }

// Text is what stands under the name. What is late is called late here even
// if the note forgets it, because colour alone must not.
func (s Step) Text() string {
	switch low := strings.ToLower(s.Note); {
	case s.Note == "":
		return s.StateLabel()
	case s.State == Overdue && !strings.Contains(low, "overdue") && !strings.Contains(low, "late"):
		return "Overdue: " + s.Note
	}
	return s.Note
}

// In is Words in the language of p.
func (s Step) In(p *locale.Printer) string {
	words, note := s.Text(), s.Note
	if s.LocalisedNote != nil {
		note = s.LocalisedNote.In(p)
	}
	switch {
	case s.Note == "":
		return p.Say(words)
	case words != s.Note:
		return p.Say("Overdue: %s", note)
	}
	return note
}

// HasNote reports whether the note says more than the state does.
func (s Step) HasNote() bool { return s.Note != "" }

// Chain is where a matter stands, from the evidence to the progress.
type Chain []Step

// ChainFunc returns the chain of the matter that ref is about. kind is
// "consultation", "strategy", "action" or "decision".
type ChainFunc func(ctx context.Context, kind, ref string) (Chain, error)
