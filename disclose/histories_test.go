package disclose_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/attack"
)

const seed = 1

// Histories of releases, in which responses are excluded, restored, withdrawn and late, the questionnaire changes, asks some
// only, has questions of multiple choice and rows, and has an Easy Read edition, similar responses are set apart or counted, with
// their numbers, and answers are shown by group or not, reveal nothing to a reader who solves the equations of everything that
// was ever published. “folkmoot bench disclose” tries 10,000.
func TestHistoriesOfReleasesRevealNothing(t *testing.T) {
	var sum attack.Result
	for i := range uint64(800) {
		got, err := attack.Try(disclose.Standard(), seed, i)
		if err != nil || got.Leak != "" {
			t.Fatalf("history %d: %s %v", i, got.Leak, err)
		}
		sum.Add(got)
	}
	t.Logf("%d releases with %d crosses; %d counts were hidden", sum.Releases, sum.Crosses, sum.Hidden)
	if sum.Releases < 1000 || sum.Crosses < 300 || sum.Hidden < 4000 {
		t.Error("too few for this test")
	}
}

// Adjacent data: if one person gives another answer to one question, a release differs in what counts that answer and in nothing
// else. Numbers of responses, other questions and their crosses stay, also in what they hide.
func TestAdjacentDataChangesOnlyWhatCountsTheAnswer(t *testing.T) {
	n := 0
	for i := range uint64(600) {
		found, compared := attack.Adjacent(disclose.Standard(), seed, i)
		if found != "" {
			t.Fatalf("consultation %d: %s", i, found)
		}
		if compared {
			n++
		}
	}
	if n < 400 {
		t.Errorf("only %d pairs of releases were compared", n)
	}
}

// With any one rule disabled, the same reader finds something within 100 histories.
func TestEveryRuleOfHistoriesIsNeeded(t *testing.T) {
	for name, off := range map[string]disclose.Rule{
		"small counts are hidden":                                    disclose.RulePrimary,
		"others are hidden with them":                                disclose.RuleSecondary,
		"until the range of possible values is wide":                 disclose.RuleWidth,
		"small homogeneous groups are withheld":                      disclose.RuleHomogeneousGroup,
		"tables with few answers are withheld":                       disclose.RuleMinBase,
		"tables about a question do not differ by few people":        disclose.RuleDifference,
		"zeros in crosses are hidden":                                disclose.RuleCrossZero,
		"groups of few people are hidden":                            disclose.RuleSlice,
		"groups that gave one answer are hidden":                     disclose.RuleOneMind,
		"crosses form a forest":                                      disclose.RuleForest,
		"releases do not differ by few responses":                    disclose.RuleReleases,
		"tables about people are shown once":                         disclose.RuleOnce,
		"answers of similar responses stay hidden":                   disclose.RuleSimilar,
		"who was asked does not reveal answers":                      disclose.RuleRouting,
		"questions of some versions do not reveal how many used one": disclose.RuleVersions,
		"numbers by edition are not compared":                        disclose.RuleBreakdowns,
		"questions are crossed once":                                 disclose.RuleCrossOnce,
	} {
		t.Run(name, func(t *testing.T) {
			for i := range uint64(100) {
				got, err := attack.Try(disclose.Standard().Without(off), seed, i)
				if err != nil {
					t.Fatal(err)
				}
				if got.Leak != "" {
					t.Logf("history %d: %s", i, got.Leak)
					return
				}
			}
			t.Error("the attacker found nothing without this rule")
		})
	}
}
