package opendata

import (
	"strings"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// HidingRules says in the language of p what r hides, in sentences.
func HidingRules(p *locale.Printer, r *analysis.Release) []string {
	rules := r.Policy
	all := []string{
		p.Say("We show exact figures for answers about the proposals if at least %v people answered. "+
			"We protect equality monitoring answers as follows.", rules.MinBase),
		p.Say("We hide counts of fewer than %v people, or fewer than %v for sensitive subjects such as religion.",
			rules.MinCount, rules.MinSensitiveCount),
		p.Say("We also hide other small counts, so that hidden figures cannot be worked out from the total."),
	}
	if r.ByGroup != nil {
		all = append(all, p.Say("In tables by group we hide counts of fewer than %v people, including 0, or fewer than %v for sensitive "+
			"subjects. We hide other counts too, so that hidden figures cannot be worked out.", rules.MinCount, rules.MinSensitiveCount))
	}
	all = append(all,
		p.Say("If we release results again, we show a result only if it counts the same people as before, or if at least %v people "+
			"make the difference.", rules.MinDifference),
		p.Say("If fewer than %v people answered and nearly all gave the same answer, we do not show the figures.", rules.SmallGroup))
	if rules.MinBeyond > 0 {
		all = append(all, p.Say("We show a mean only if no single number makes up nearly all of it, a median only if at least %v people "+
			"answered, and quartiles only if at least %v did.", 2*rules.MinBeyond, 4*rules.MinBeyond))
	}
	return append(all,
		p.Say("We show whole percentages, and only if at least %v people answered.", rules.MinShareBase),
		p.Say("Totals are exact. Figures hidden here are also hidden in every download."))
}

// describeMarks explains the symbols in place of numbers, in English.
func describeMarks(between string) string {
	var all []string
	for _, m := range disclose.Marks {
		all = append(all, string(m)+": "+m.Description())
	}
	return strings.Join(all, between)
}
