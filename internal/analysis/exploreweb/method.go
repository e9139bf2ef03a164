package exploreweb

import (
	"maps"
	"slices"

	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/responseview"
)

// methodNote says which responses are in the tables and how they are counted.
func methodNote(p *locale.Printer, t *analysis.Tables) (all []string) {
	for _, reason := range slices.Sorted(maps.Keys(t.Exclusions)) {
		all = append(all, p.Count(t.Exclusions[reason], "%d response is excluded: %s.", "%d responses are excluded: %s.",
			responseview.ExclusionReason(p, reason)))
	}
	if len(t.Similar) == 0 {
		all = append(all, p.Say("No decision about similar responses has been made, so each of them is counted."))
	}
	all = append(all,
		p.Say("Answers on all versions of the questionnaire and in all languages are counted together. "+
			"Where a version has a shorter scale, answers are counted on that scale."),
		p.Say("A page that is repeated, such as for each child, counts each respondent once."))
	if t.Weighting != nil && len(t.Weighting.On) > 0 {
		all = append(all, weightsNote(p, t.Weighting)...)
	} else {
		all = append(all, p.Say("Each response counts the same. There are no weights, and people chose to respond: they are not a sample."))
	}
	return append(all, p.Say("Letters, petitions and events are not in the tables."))
}

// similarResponses returns the decisions about similar responses.
func similarResponses(p *locale.Printer, t *analysis.Tables) (all []resultview.Cluster) {
	for i := range t.Similar {
		c := resultview.NewCluster(p, &t.Similar[i])
		if t.Similar[i].Decision != moderation.CountAll {
			c.Effect = p.Count(t.Similar[i].Excluded, "%d response is excluded from the figures on this page.",
				"%d responses are excluded from the figures on this page.")
		}
		all = append(all, c)
	}
	return all
}
