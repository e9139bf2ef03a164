package disclose

// Rule is a set of rules that tests can disable.
type Rule = rule

// Without returns p without some of its rules.
func (p Policy) Without(off Rule) Policy {
	p.disabled |= off
	return p
}

// The rules that histories of releases are attacked without.
const (
	RulePrimary          = rulePrimary
	RuleSecondary        = ruleSecondary
	RuleWidth            = ruleWidth
	RuleHomogeneousGroup = ruleHomogeneousGroup
	RuleMinBase          = ruleMinBase
	RuleDifference       = ruleDifference
	RuleCrossZero        = ruleCrossZero
	RuleSlice            = ruleSlice
	RuleOneMind          = ruleOneMind
	RuleForest           = ruleForest
	RuleReleases         = ruleReleases
	RuleOnce             = ruleOnce
	RuleSimilar          = ruleSimilar
	RuleRouting          = ruleRouting
	RuleVersions         = ruleVersions
	RuleBreakdowns       = ruleBreakdowns
	RuleCrossOnce        = ruleCrossOnce
)
