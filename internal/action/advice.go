package action

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Advice returns what could be better in a, at its settings. It keeps nothing from being published.
func (a *Action) Advice() (advice definition.SettingErrors) {
	advice.Add(strategy.AdviseOwner(a.Who, a.Language), "who")
	if a.Due.IsZero() {
		advice.Add(strategy.AdviseWhen(a.When, a.Language), "when")
	}
	advice.Add(strategy.AdviseMeasure(a.Measure, a.Unit, a.Language), "measure")
	advice.Add(strategy.AdviseValues(a.Baseline, a.Target, strings.TrimSpace(a.Measure) != "" && a.Unit != "").Err())
	if a.What != "" && strings.TrimSpace(a.Why) == "" && len(a.Needs)+len(a.Issues) == 0 {
		advice.Add(fault.New(fault.Invalid, "Say why this is done: link the evidence, or give the reason."), "why")
	}
	return advice
}

// Check returns what is missing from a, whether it is from an old plan or not, and what could be better, at its settings.
func (a *Action) Check() (advice definition.SettingErrors) {
	if a.Due.IsZero() {
		advice.Add(fault.New(fault.Invalid, "Give the date when this will be done."), "due")
	}
	if strings.TrimSpace(a.Measure) == "" {
		advice.Add(fault.New(fault.Invalid, "Say how success is measured."), "measure")
	}
	return append(advice, a.Advice()...)
}
