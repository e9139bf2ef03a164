package evidence

import (
	"context"
	"strconv"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// The ends of the scales of harm and likelihood.
const (
	LowestStep  = 1
	HighestStep = 4
)

// Step is a step of the scales of harm and likelihood, from "1" to "4".
type Step string

// Steps are the steps of a scale.
var Steps = []Step{"1", "2", "3", "4"}

// Number returns the step as a number, or 0.
func (s Step) Number() int {
	n, err := strconv.Atoi(string(s))
	if err != nil || n < LowestStep || n > HighestStep {
		return 0
	}
	return n
}

// HarmLabel says what a step of harm to people means.
func HarmLabel(n int) locale.LazyMessage {
	return []locale.LazyMessage{
		{}, locale.Lazy("1: inconvenience that can be put right"), locale.Lazy("2: loss of choice, or a modest cost"),
		locale.Lazy("3: loss of a service or income that is hard to replace"),
		locale.Lazy("4: threat to safety, independence, housing, liberty or an essential need"),
	}[n]
}

// LikelihoodLabel says what a step of likelihood means.
func LikelihoodLabel(n int) locale.LazyMessage {
	return []locale.LazyMessage{{}, locale.Lazy("1: unlikely"), locale.Lazy("2: possible"), locale.Lazy("3: likely"),
		locale.Lazy("4: almost certain")}[n]
}

// StepOptions returns the options of a field for a step, by their labels.
func StepOptions(label func(int) locale.LazyMessage) func(context.Context, *db.Tx) ([]edit.Option, error) {
	var options []edit.Option
	for _, s := range Steps {
		options = append(options, edit.Option{Value: string(s), Label: label(s.Number())})
	}
	return edit.Choose(options...)
}
