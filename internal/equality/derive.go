package equality

// MaxAge is the upper end of the open age band "85 or over".
const MaxAge = 120

// AgeRange is a range of ages in years, both ends included.
type AgeRange struct{ From, To int }

// ageBands gives the ages of each option of the question "age". The bands have no
// gaps or overlaps, so counts by single year of age add up to them.
var ageBands = map[string]AgeRange{
	"age-0-15": {0, 15}, "age-16-24": {16, 24}, "age-25-34": {25, 34}, "age-35-44": {35, 44}, "age-45-54": {45, 54},
	"age-55-64": {55, 64}, "age-65-74": {65, 74}, "age-75-84": {75, 84}, "age-85-over": {85, MaxAge},
}

// AgeBandRange returns the ages of option id of the question "age"; false if there
// is no such option.
func AgeBandRange(id string) (AgeRange, bool) {
	y, ok := ageBands[id]
	return y, ok
}

// AgeBand returns the option of the question "age" for a person of this age in
// years; false if age is negative or over MaxAge.
func AgeBand(age int) (string, bool) {
	for id, y := range ageBands {
		if y.From <= age && age <= y.To {
			return id, true
		}
	}
	return "", false
}

// IDs of the questions from which it follows who is disabled, and of the one about ethnic groups.
const (
	ConditionQuestion   = "health-condition"
	LimitationQuestion  = "activity-limitation"
	EthnicGroupQuestion = "ethnic-group"
)

// IDs of the groups of people by disability.
const (
	Disabled    = "disabled"
	NotDisabled = "not-disabled"
)

// DisabledUnderEqualityAct derives whether a person is disabled under the
// Equality Act, as Census 2021 does for table TS038, from their answers to
// "health-condition" and "activity-limitation". known is false if the answers do
// not determine it; a question that was not answered does not count as "no".
func DisabledUnderEqualityAct(condition, limitation string) (disabled, known bool) {
	switch {
	case condition == "no":
		return false, true
	case condition != "yes":
		return false, false
	case limitation == "a-lot" || limitation == "a-little":
		return true, true
	}
	return false, limitation == "not-at-all"
}
