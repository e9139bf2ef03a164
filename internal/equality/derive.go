package equality

// MaxAge is the last single year of the open band at the top.
const MaxAge = 120

// AgeRange are single years of age, both ends included.
type AgeRange struct{ From, To int }

// ageBands are the years of the options of the question "age". They follow each
// other without a gap, so any finer table by single years adds up to them.
var ageBands = map[string]AgeRange{
	"age-0-15": {0, 15}, "age-16-24": {16, 24}, "age-25-34": {25, 34}, "age-35-44": {35, 44}, "age-45-54": {45, 54},
	"age-55-64": {55, 64}, "age-65-74": {65, 74}, "age-75-84": {75, 84}, "age-85-over": {85, MaxAge},
}

// AgeBandRange returns the years of the option id of the question "age".
func AgeBandRange(id string) (AgeRange, bool) {
	y, ok := ageBands[id]
	return y, ok
}

// AgeBand returns the option of the question "age" to which age belongs.
func AgeBand(age int) (string, bool) {
	for id, y := range ageBands {
		if y.From <= age && age <= y.To {
			return id, true
		}
	}
	return "", false
}

// DisabledUnderEqualityAct derives from the answers to "health-condition" and
// "activity-limitation" what the census counts in TS038. known is false if the
// answers do not say: a refusal is not a no.
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
