package equality

import (
	"slices"
	"strings"
	"testing"
)

const today Day = "2026-03-02"

func TestDutyHasTwentyFiveFindings(t *testing.T) {
	cells := DutyFindings(today)
	if len(cells) != 25 {
		t.Errorf("%d findings, want 25", len(cells))
	}
	for _, test := range []struct {
		name string
		cell DutyFinding
		want bool
	}{
		{"marriage counts under eliminating discrimination", DutyFinding{MarriagePartnership, Eliminate}, true},
		{"marriage does not count under advancing equality", DutyFinding{MarriagePartnership, Advance}, false},
		{"marriage does not count under fostering relations", DutyFinding{MarriagePartnership, Foster}, false},
		{"race counts under every limb", DutyFinding{Race, Foster}, true},
		{"a local characteristic has no limb of the statutory duty", DutyFinding{CareExperience, Eliminate}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := slices.Contains(cells, test.cell); got != test.want {
				t.Errorf("%v required: %t, want %t", test.cell, got, test.want)
			}
			if c, ok := Get(test.cell.Code, today); !ok || c.CoveredBy(test.cell.Limb) != test.want {
				t.Errorf("CoveredBy disagrees with DutyFindings")
			}
		})
	}
}

func TestCharacteristicsApplyWithinTheirPeriod(t *testing.T) {
	for _, test := range []struct {
		name string
		day  Day
		code CharacteristicCode
		want bool
	}{
		{"age is not listed before the duty came into force", "2011-04-04", Age, false},
		{"age is listed from the first day", "2011-04-05", Age, true},
		{"the armed forces duty had not begun in 2021", "2021-12-31", ArmedForces, false},
		{"the armed forces duty applies now", today, ArmedForces, true},
		{"a characteristic by council policy has no first day", "2000-01-01", CareExperience, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := Get(test.code, test.day); got != test.want {
				t.Errorf("%s on %s: %t, want %t", test.code, test.day, got, test.want)
			}
		})
	}
	if got := len(Protected(today)); got != 9 {
		t.Errorf("%d protected characteristics, want 9", got)
	}
}

func TestSpecialCategoriesMatchTheSchedule(t *testing.T) {
	var special []CharacteristicCode
	for _, c := range Protected(today) {
		if c.Special {
			special = append(special, c.Code)
		}
	}
	if want := []CharacteristicCode{Disability, Race, ReligionBelief, SexualOrientation}; !slices.Equal(special, want) {
		t.Errorf("special: %v, want %v", special, want)
	}
}

func TestBankQuestionsAreComplete(t *testing.T) {
	for _, q := range Bank() {
		t.Run(q.ID+" from "+string(q.From), func(t *testing.T) {
			if q.Name == "" || q.Text == "" || q.Source == "" || len(q.Options) < 2 {
				t.Errorf("name, text, source or options are missing: %+v", q)
			}
			if _, ok := Get(q.Characteristic, MaxDay); !ok {
				t.Errorf("unknown characteristic %q", q.Characteristic)
			}
			seen := map[string]bool{}
			for _, o := range q.Options {
				if seen[o.ID] {
					t.Errorf("duplicate option %s", o.ID)
				}
				seen[o.ID] = true
				if strings.Contains(strings.ToLower(o.Text), "prefer not") {
					t.Errorf("%q must be a state of the answer, not an option", o.Text)
				}
			}
			if q.FollowUp != nil {
				before, ok := QuestionAt(q.FollowUp.Question, today)
				if !ok {
					t.Fatalf("it follows the unknown question %q", q.FollowUp.Question)
				}
				for _, id := range q.FollowUp.Options {
					if !slices.ContainsFunc(before.Options, func(o BankOption) bool { return o.ID == id }) {
						t.Errorf("it follows the answer %q, which is not an option of %s", id, before.ID)
					}
				}
			}
		})
	}
}

func TestOneWordingAppliesPerDay(t *testing.T) {
	for _, day := range []Day{"2012-01-01", "2021-03-20", "2021-03-21", today, MaxDay} {
		ids := QuestionIDs(day)
		for i, id := range ids {
			if slices.Contains(ids[i+1:], id) {
				t.Errorf("on %s there is more than one wording of %s", day, id)
			}
		}
	}
	for day, want := range map[Day]int{"2021-03-20": 18, "2021-03-21": 19} {
		if q, ok := QuestionAt("ethnic-group", day); !ok || len(q.Options) != want {
			t.Errorf("on %s there are %d ethnic groups, want %d", day, len(q.Options), want)
		}
	}
}

// Each wording of a standard question belongs to the table of Census 2021 that asks the same, or to none: those that the census
// asked otherwise or did not ask, and the wording of 2011, whose groups have to be mapped first. Row R6 of docs/credibility.md.
func TestStandardQuestionsBelongToTheirCensusTables(t *testing.T) {
	tables := map[string]string{
		"age": "TS009", "sex": "TS009", "activity-limitation": "TS038", "ethnic-group": "TS021", "religion": "TS030",
		"sexual-orientation": "TS077", "marital-status": "TS002", "unpaid-care": "TS039", "armed-forces": "TS071", "main-language": "TS024",
		"english-proficiency": "TS029", "general-health": "TS037",
		"gender-identity": "", "health-condition": "", "pregnancy": "", "national-identity": "",
	}
	for _, q := range Bank() {
		want, known := tables[q.ID]
		if q.ID == "ethnic-group" && !q.Contains(censusDay) {
			want = ""
		}
		if !known || q.Census != want {
			t.Errorf("%s from %s belongs to table %q, want %q", q.ID, q.From, q.Census, want)
		}
	}
	if n := len(QuestionIDs(today)); n != len(tables) {
		t.Errorf("%d questions are asked today, want %d", n, len(tables))
	}
}

func TestAgeBandsCoverEveryAgeOnce(t *testing.T) {
	q, _ := QuestionAt("age", today)
	next := 0
	for _, o := range q.Options {
		band := ageBands[o.ID]
		if band.From != next {
			t.Errorf("%s begins at %d, want %d", o.ID, band.From, next)
		}
		next = band.To + 1
	}
	if next != MaxAge+1 {
		t.Errorf("the last band ends at %d", next-1)
	}
	for age, want := range map[int]string{
		0: "age-0-15", 15: "age-0-15", 16: "age-16-24", 84: "age-75-84", 85: "age-85-over", 110: "age-85-over",
	} {
		if got, ok := AgeBand(age); !ok || got != want {
			t.Errorf("age %d is in %q, want %q", age, got, want)
		}
	}
}

func TestEthnicGroupsMapBothWays(t *testing.T) {
	if n, old := len(EthnicGroups()), len(EthnicGroups2011()); n != 19 || old != 18 {
		t.Fatalf("%d and %d groups, want 19 and 18", n, old)
	}
	counted := map[string]int{}
	for _, id := range EthnicGroups2011() {
		for _, now := range EthnicGroupsFrom2011(id) {
			counted[now]++
			if back, ok := EthnicGroupTo2011(now); !ok || back != id {
				t.Errorf("%s maps to %s, which maps back to %q", id, now, back)
			}
			was, _ := BroadGroup(id)
			if is, ok := BroadGroup(now); !ok || is != was {
				t.Errorf("%s is in %s but %s is in %s", id, was, now, is)
			}
		}
	}
	for _, id := range EthnicGroups() {
		if counted[id] != 1 {
			t.Errorf("%d groups of the 2011 list map to %s, want 1", counted[id], id)
		}
	}
	sizes := map[BroadEthnicGroup]int{}
	for _, id := range EthnicGroups() {
		g, _ := BroadGroup(id)
		sizes[g]++
	}
	want := map[BroadEthnicGroup]int{White: 5, Mixed: 4, Asian: 5, Black: 3, Other: 2}
	for _, g := range BroadEthnicGroups() {
		if sizes[g] != want[g] || g.Name() == "" {
			t.Errorf("%q has %d groups, want %d", g, sizes[g], want[g])
		}
	}
	if _, ok := EthnicGroupTo2011("martian"); ok || EthnicGroupsFrom2011("martian") != nil {
		t.Error("an unknown group was mapped")
	}
}

func TestBankReturnsCopies(t *testing.T) {
	q, _ := QuestionAt("sex", today)
	q.Options[0].Text = "changed"
	if again, _ := QuestionAt("sex", today); again.Options[0].Text != "Female" {
		t.Error("changing a returned question changed the bank")
	}
}

func TestDisabledUnderTheActNeedsBothAnswers(t *testing.T) {
	for _, test := range []struct {
		condition, limitation string
		disabled, known       bool
	}{
		{"yes", "a-lot", true, true},
		{"yes", "a-little", true, true},
		{"yes", "not-at-all", false, true},
		{"yes", "", false, false},
		{"no", "", false, true},
		{"", "", false, false},
	} {
		if disabled, known := DisabledUnderEqualityAct(test.condition, test.limitation); disabled != test.disabled || known != test.known {
			t.Errorf("condition %q, limitation %q: disabled %t, known %t", test.condition, test.limitation, disabled, known)
		}
	}
}
