package page

import (
	"context"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/internal/locale"
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

// stateLabels are the states in words, for readers who cannot see shape and colour.
var stateLabels = map[StepState]string{
	Done:     locale.Key("Done"),
	Current:  locale.Key("Now"),
	Promised: locale.Key("Promised"),
	Overdue:  locale.Key("Overdue"),
	Missing:  locale.Key("Not yet"),
}

// Step is a step of the chain.
type Step struct {
	Name  string
	State StepState
	Href  string // "" if there is nothing to link to yet
	Note  string // like "promised by 30 June 2016" or "12 days overdue"

	LocalisedNote locale.Message // Note in every language; nil if it has no translation
}

// StateLabel returns the state in words.
func (s Step) StateLabel() string { return stateLabels[s.State] }

// Text returns the text below the name. For an overdue step it says so even if the note does not, because colour alone
// must not.
func (s Step) Text() string {
	switch low := strings.ToLower(s.Note); {
	case s.Note == "":
		return s.StateLabel()
	case s.State == Overdue && !strings.Contains(low, "overdue") && !strings.Contains(low, "late"):
		return "Overdue: " + s.Note
	}
	return s.Note
}

// In returns Text in the language of p.
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

// HasNote reports whether there is a note besides the state.
func (s Step) HasNote() bool { return s.Note != "" }

// Chain lists the steps from evidence to progress.
type Chain []Step

// ChainFunc returns the chain for the item ref, whose kind is "consultation", "strategy", "action" or "decision".
type ChainFunc func(ctx context.Context, kind, ref string) (Chain, error)

// After returns the steps after the one with this name, which is not translated. Without that step it returns all.
func (c Chain) After(name string) Chain {
	return c[slices.IndexFunc(c, func(s Step) bool { return s.Name == name })+1:]
}
