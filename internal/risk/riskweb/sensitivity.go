package riskweb

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/chart"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/risk"
)

// flipView is an assumption that changes the order of the options, with the place of each option then, in the order in which
// the page lists them.
type flipView struct {
	Assumption string
	Places     []flipPlace
}

type flipPlace struct {
	Option, Place string
	Changed       bool
}

// addSensitivity adds how often each option comes first if one assumption is one step different, and which assumptions change
// the order.
func (v *optionsView) addSensitivity(p *locale.Printer, a *risk.Appraisal) {
	first, steps := risk.Firsts(a.Options, a.Effects)
	if steps == 0 {
		return
	}
	v.First = &chart.Bars{ID: "first", Title: p.Say("How often each option comes first"),
		Caption: p.Count(int64(steps), "Of %d change of one assumption by one step", "Of %d changes of one assumption by one step"),
		Label:   p.Say("Option"), Number: p.Say("Changes after which it is first"), Total: float64(steps)}
	for _, o := range v.Options {
		v.First.Bars = append(v.First.Bars, chart.Bar{Label: o.Name, Lang: v.Lang, Value: float64(first[o.Name]),
			Text: p.Number(int64(first[o.Name]))})
	}
	for _, f := range risk.Sensitivity(a.Options, a.Effects) {
		flip := flipView{Assumption: p.Say("“%s”, %s: likelihood %d instead of %d", f.Option, f.Who, f.To, f.From)}
		if f.Harmful {
			flip.Assumption = p.Say("“%s”, %s: harm %d instead of %d", f.Option, f.Who, f.To, f.From)
		}
		for i, o := range v.Options {
			now := slices.Index(f.Order, o.Name)
			flip.Places = append(flip.Places, flipPlace{o.Name, p.Number(int64(now + 1)), now != i})
		}
		v.Flips = append(v.Flips, flip)
	}
}
