package survey_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/survey"
)

// Row G of docs/faults.md.
func TestRemovingARepetitionLosesOnlyThatOne(t *testing.T) {
	f, err := survey.Parse(behaviours(t)["repeat"].Form)
	if err != nil {
		t.Fatal(err)
	}
	four := survey.Raw{
		"has": {"yes"}, "age-1": {"4"}, "age-2": {"16"}, "school-2": {"other"}, "school-2--other": {"Mill"}, "child-more-2": {"yes"},
		"age-3": {"17"}, "school-3": {"prefer-not-to-say"}, "hours-read-3": {"2"}, "child-more-3": {"yes"}, "age-4": {"9"},
		survey.ShownField: {"has age-1 moved-1 age-2 school-2 child-more-2 age-3 school-3 child-more-3 age-4"},
	}
	second := survey.Raw{
		"has": {"yes"}, "age-1": {"4"}, "age-2": {"17"}, "school-2": {"prefer-not-to-say"}, "hours-read-2": {"2"}, "child-more-2": {"yes"},
		"age-3":           {"9"},
		survey.ShownField: {"has age-1 moved-1 age-2 school-2 child-more-2 age-3"},
	}
	last := survey.Raw{
		"has": {"yes"}, "age-1": {"4"}, "age-2": {"17"}, "school-2": {"prefer-not-to-say"}, "hours-read-2": {"2"},
		survey.ShownField: {"has age-1 moved-1 age-2 school-2"},
	}
	one := f.RemoveRepetition("child", 2, four)
	if is, want := asJSON(t, one), asJSON(t, second); is != want {
		t.Errorf("without the second of four: %s, want %s", is, want)
	}
	two := f.RemoveRepetition("child", 3, one)
	if is, want := asJSON(t, two), asJSON(t, last); is != want {
		t.Errorf("without the last of three: %s, want %s", is, want)
	}
	if is := f.RemoveRepetition("child", 1, two); asJSON(t, is) != asJSON(t, last) {
		t.Errorf("one of two that are always asked is removed: %v", is)
	}
	list, _ := f.Repetitions("child", four)
	if list.Count() != 4 || list.More != nil || list.Page.Title != "Your children" {
		t.Errorf("four children are listed as %+v", list)
	}
	if list, _ = f.Repetitions("child", two); list.Count() != 2 || list.More.ID != "child-more-2" || list.CanRemove() {
		t.Errorf("two children are listed as %+v", list)
	}
	if _, ok := f.Repetitions("child", survey.Raw{"has": {"no"}}); ok {
		t.Error("children are listed of a person who has none")
	}
}

// The answers that are left are those that were there, one repetition up.
//
// Row G of docs/faults.md.
func TestRemovedRepetitionsLeaveAnswersOfTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := survey.Parse(randomForm(t).JSON())
		if err != nil {
			return
		}
		raw := randomRaw(t, f)
		for _, p := range f.Source().Pages {
			list, ok := f.Repetitions(p.ID, raw)
			if !ok || !list.CanRemove() {
				continue
			}
			n := rapid.IntRange(1, list.Count()).Draw(t, "removed")
			left := f.RemoveRepetition(p.ID, n, raw)
			for i := range f.Pages {
				for j := range f.Pages[i].Questions {
					q, from := &f.Pages[i].Questions[j], &f.Pages[i].Questions[j]
					if of := q.Repetition(); of != nil && of.Page == p.ID {
						if q.IsMore() || of.Number >= list.Count() {
							continue
						}
						if of.Number >= n {
							from = &f.Pages[i+1].Questions[j]
						}
					}
					was := f.Fields(from)
					for k, name := range f.Fields(q) {
						if asText(left[name]) != asText(raw[was[k]]) {
							t.Fatalf("without repetition %d of %d, %s is %q, want %q", n, list.Count(), name, left[name], raw[was[k]])
						}
					}
				}
			}
			if now, ok := f.Repetitions(p.ID, left); ok && now.Count() != list.Count()-1 {
				t.Fatalf("%d of %d repetitions are left", now.Count(), list.Count())
			}
			return
		}
	})
}

func asText(values []string) (text string) {
	for _, v := range values {
		text += v + "\n"
	}
	return text
}
